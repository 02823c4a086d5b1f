import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let flows: [Question] = [
    Question(
      27, "Who was the counterparty, and are the accounts linked?",
      incident: "Mango, October 2022", needs: [[.fill, .deleverage]],
      options: [.account, .market],
      definition: "A counterparty shares the id of a trade, or, where the source gives no id, is "
        + "the only account with the opposite side, the same market, price and size in the same "
        + "block. Linked: one owner, a transfer between them, or a third account that sent to "
        + "both. Without --account it is the account of the largest single fill by notional.",
      commands: ["log --kind fill --account A", "log --kind transfer"],
      tables: ["v_fill", "v_transfer", "v_account"]
    ) { CounterpartyCollector($0) },
    Question(
      29, "How much flowed out per asset and account, and what was left?",
      incident: "Mango, October 2022", needs: [[.deposit, .withdrawal, .borrow, .repay]],
      options: [.account, .asset],
      definition: "Out: withdrawals and borrowings. In: deposits and repayments. Left is what the "
        + "venue holds of the asset after the range: minus the balance of `world` in the book; it "
        + "is below zero where more left than the record saw arrive, as where a venue mints the "
        + "asset.",
      commands: ["log --kind withdrawal", "book"],
      tables: ["v_deposit", "v_withdrawal", "v_borrow", "v_repay"]
    ) { OutflowCollector($0) },
    Question(
      36, "How much unrealized profit was withdrawn?",
      incident: "dYdX, November 2023",
      needs: [[.withdrawal], [.fill, .openingPosition]],
      options: [.account, .asset],
      definition: "A withdrawal takes unrealized profit as far as it leaves, or makes larger, a "
        + "balance below zero of the withdrawn asset while the account has open positions: what "
        + "it had realized and deposited did not cover it.",
      commands: ["log --kind withdrawal", "state ACCOUNT"], tables: ["v_withdrawal", "v_fill"]
    ) { WithdrawnProfitCollector($0) },
  ]
}

/// Finds the other side of an account's trades, and what links them.
struct CounterpartyCollector: Collector {
  private struct Trade {
    var account: Int
    var market: Int
    var isSale: Bool
    var size: Decimal18
    var price: Decimal18
    var block: Int64
    var id: String?
    var notional: Decimal18
  }

  private struct Tally {
    var trades = 0
    var notional = Decimal18.zero
    var certain = 0
  }

  private struct Pair: Hashable { var from: Int, to: Int }

  private let asked: Asked
  private var trades: [Trade] = []
  private var transfers: Set<Pair> = []
  private var deleverages: [(account: Int, other: Int, market: Int, notional: Decimal18)] = []
  private var senders: [Int: Set<Int>] = [:]

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    switch event.kind {
    case .transfer:
      guard let from = event.id(.from), let to = event.id(.to) else { return }
      transfers.insert(Pair(from: from, to: to))
      senders[to, default: []].insert(from)
    case .fill, .deleverage:
      guard let account = event.id(.account), let market = event.id(.market),
        asked.wants(.market(market)), let size = event.decimal(.size),
        let price = event.decimal(.price)
      else { return }
      let notional = try size.multiplied(by: price, rounding: .halfEven)
      if event.kind == .deleverage, let other = event.id(.counterparty) {
        deleverages.append((account, other, market, notional))
      } else {
        trades.append(
          Trade(
            account: account, market: market, isSale: event.choice(.side) == "sell", size: size,
            price: price, block: event.position.block, id: event.string(.trade),
            notional: notional))
      }
    default: break
    }
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    guard let account = asked.account ?? largest() else { return Answer("There was no trade.") }
    var tallies: [Int: Tally] = [:]
    let own = trades.filter { $0.account == account }
    let byID = Dictionary(grouping: trades.filter { $0.id != nil }) { $0.id ?? "" }
    let byBlock = Dictionary(grouping: trades) { $0.block }
    var unmatched = 0
    for trade in own {
      let pool = trade.id.map { byID[$0] ?? [] } ?? byBlock[trade.block] ?? []
      let others = pool.filter { other in
        other.account != account && other.market == trade.market && other.isSale != trade.isSale
          && (trade.id != nil || (other.size == trade.size && other.price == trade.price))
      }
      guard let other = others.first, trade.id != nil || others.count == 1 else {
        unmatched += 1
        continue
      }
      try add(trade.notional, of: other.account, isCertain: trade.id != nil, to: &tallies)
    }
    for entry in deleverages where entry.account == account || entry.other == account {
      let other = entry.account == account ? entry.other : entry.account
      try add(entry.notional, of: other, isCertain: true, to: &tallies)
    }
    let ordered = tallies.sorted { a, b in
      a.value.notional == b.value.notional
        ? a.key < b.key : a.value.notional > b.value.notional
    }
    let links = ordered.map { self.links(account, $0.key, venue) }
    let linked = links.filter { !$0.isEmpty }.count
    var sentence =
      "\(names.accounts[account]) has \(Figures.count(own.count, "fill")); "
      + "the record names \(Figures.count(ordered.count, "counterparty", "counterparties")) of it"
    if unmatched > 0 { sentence += "; \(Figures.count(unmatched, "fill")) without one" }
    if let first = ordered.first {
      sentence += "; most with \(names.accounts[first.key]), \(first.value.notional)"
      sentence += linked > 0 ? "; \(linked) of them linked to it" : "; none is linked to it"
    }
    var answer = Answer(
      sentence + ".",
      DetailTable(
        "Counterparties of \(names.accounts[account])",
        columns: [
          .init("counterparty"), .init("trades"), .init("notional"), .init("by_id"),
          .init("linked_by"),
        ],
        rows: zip(ordered, links).map { entry, links in
          [
            .account(entry.key), .count(entry.value.trades), .amount(entry.value.notional),
            .count(entry.value.certain), .text(links.joined(separator: ", ")),
          ]
        }))
    if !asked.has(.transfer), !asked.has(.account) { answer.lacks = [.transfer, .account] }
    return answer
  }

  private func add(
    _ notional: Decimal18, of other: Int, isCertain: Bool, to tallies: inout [Int: Tally]
  ) throws(ArithmeticError) {
    var tally = tallies[other] ?? Tally()
    tally.trades += 1
    tally.notional = try tally.notional + notional
    if isCertain { tally.certain += 1 }
    tallies[other] = tally
  }

  private func largest() -> Int? {
    let trade = trades.max { a, b in
      a.notional == b.notional ? a.account > b.account : a.notional < b.notional
    }
    return trade?.account ?? deleverages.first?.account
  }

  private func links(_ one: Int, _ other: Int, _ venue: VenueState) -> [String] {
    var links: [String] = []
    let profiles = venue.book.profiles
    let owners = (profiles.owner(of: one) ?? one, profiles.owner(of: other) ?? other)
    if owners.0 == owners.1 { links.append("one owner") }
    if transfers.contains(Pair(from: one, to: other)) { links.append("sent to it") }
    if transfers.contains(Pair(from: other, to: one)) { links.append("received from it") }
    let shared = (senders[one] ?? []).intersection(senders[other] ?? [])
      .subtracting([one, other])
    for sender in shared.sorted() {
      links.append("both funded by \(asked.names.accounts[sender])")
    }
    return links
  }
}

/// KeyedSums what flowed in and out.
struct OutflowCollector: Collector {
  private struct Flow: Hashable, Comparable {
    var asset: Int
    var account: Int

    static func < (a: Flow, b: Flow) -> Bool { (a.asset, a.account) < (b.asset, b.account) }
  }

  private let asked: Asked
  private var inward = KeyedSums<Flow>()
  private var outward = KeyedSums<Flow>()

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    let isOut: Bool
    switch event.kind {
    case .deposit, .repay: isOut = false
    case .withdrawal, .borrow: isOut = true
    default: return
    }
    guard let asset = event.id(.asset), let account = event.id(.account),
      let amount = event.decimal(.amount), asked.wants(asset: asset),
      asked.wants(account: account)
    else { return }
    let flow = Flow(asset: asset, account: account)
    if isOut { try outward.add(amount, to: flow) } else { try inward.add(amount, to: flow) }
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    let flows = Set(inward.all.keys).union(outward.all.keys).sorted()
    var nets: [Int: Decimal18] = [:]
    var rows: [(asset: Int, net: Decimal18, row: [DetailTable.Value])] = []
    for flow in flows {
      let net = try outward[flow] - inward[flow]
      nets[flow.asset] = try (nets[flow.asset] ?? .zero) + net
      rows.append(
        (
          flow.asset, net,
          [
            .text(names.assets[flow.asset]), .account(flow.account), .amount(inward[flow]),
            .amount(outward[flow]), .amount(net),
          ]
        ))
    }
    rows.sort { $0.asset == $1.asset ? $0.net > $1.net : $0.asset < $1.asset }
    var parts: [String] = []
    var totals: [[DetailTable.Value]] = []
    for asset in nets.keys.sorted() {
      let net = nets[asset] ?? .zero
      let left = try -venue.book.poolBalance(.world, asset: asset)
      parts.append(
        "\(try net.magnitude) \(names.assets[asset]) \(net.isNegative ? "in" : "out"), "
          + (left.isNegative
            ? "\(try left.magnitude) more left than the record saw arrive" : "\(left) left"))
      totals.append([.text(names.assets[asset]), .amount(net), .amount(left)])
    }
    return Answer(
      parts.isEmpty
        ? "Nothing flowed in or out." : "Net: " + Figures.some(parts, of: "asset") + ".",
      DetailTable(
        "Net outflow by account",
        columns: [
          .init("asset"), .init("account"), .init("in"), .init("out"), .init("net_out"),
        ], rows: rows.map(\.row)),
      DetailTable(
        "Net outflow by asset",
        columns: [.init("asset"), .init("net_out"), .init("left")], rows: totals))
  }
}

/// Finds withdrawals that only unrealized profit covered.
struct WithdrawnProfitCollector: Collector {
  private let asked: Asked
  private var rows: [[DetailTable.Value]] = []
  private var sums: [Int: Decimal18] = [:]
  private var withdrawals = 0
  private var accounts: Set<Int> = []

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard event.kind == .withdrawal, let asset = event.id(.asset),
      let account = event.id(.account), let amount = event.decimal(.amount),
      asked.wants(asset: asset), asked.wants(account: account)
    else { return }
    withdrawals += 1
    guard venue.book.positions(of: account).contains(where: { !$0.position.size.isZero }) else {
      return
    }
    let balance = venue.book.balance(of: account, asset: asset).asset
    let part = try min(amount, max(.zero, amount - max(balance, .zero)))
    guard part > .zero else { return }
    sums[asset] = try (sums[asset] ?? .zero) + part
    accounts.insert(account)
    let valuation = try venue.valuation(of: account, names: asked.names)
    var profit = Decimal18.zero
    for line in valuation.markets { profit = try profit + line.profit }
    rows.append([
      .integer(event.seq), .integer(event.position.block), .time(event.time), .account(account),
      .text(asked.names.assets[asset]), .amount(amount), .amount(balance), .amount(part),
      valuation.health.isJudgeable ? .amount(profit) : .none,
    ])
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    var answer = Answer(
      rows.isEmpty
        ? (withdrawals == 1
          ? "The one withdrawal took no unrealized profit."
          : "None of \(withdrawals) withdrawals took unrealized profit.")
        : "\(Figures.amounts(sums, asked.names)) of unrealized profit was withdrawn, by "
          + "\(Figures.count(accounts.count, "account")) in \(rows.count) of "
          + "\(Figures.count(withdrawals, "withdrawal")).",
      DetailTable(
        "Withdrawals of unrealized profit",
        columns: [
          .init("seq"), .init("block"), .init("time"), .init("account"), .init("asset"),
          .init("withdrawn"), .init("balance_before"), .init("from_unrealized"),
          .init("unrealized_then", unit: venue.unitName),
        ], rows: rows))
    if !rows.isEmpty {
      answer.lacks = [.fee, .fundingPayment].filter { !asked.has($0) }
    }
    return answer
  }
}
