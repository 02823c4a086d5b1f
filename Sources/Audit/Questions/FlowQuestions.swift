import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let flows: [Question] = [
    Question(
      27, "Who was the counterparty, and are the accounts linked?",
      incident: "Mango, October 2022", needs: [[.fill, .deleverage]],
      options: [.account, .market], subjects: [.account],
      definition: "A counterparty shares the id of a trade, or, where the source gives no id, is "
        + "the only account with the opposite side, the same market, price and size in the same "
        + "block. Linked: one owner, a transfer between them, or a third account that sent to "
        + "both, also before the range. Without --account it is the account of the largest single fill by the value of its "
        + "notional in the venue's unit. Notionals are in the market's quote asset, and summed by it.",
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
        + "it had realized and deposited did not cover it. All that is taken so is no more than the "
        + "unrealized profit then, at the venue's prices: what goes beyond is lent against other "
        + "holdings.",
      commands: ["log --kind withdrawal", "state ACCOUNT"], tables: ["v_withdrawal", "v_fill"]
    ) { WithdrawnProfitCollector($0) },
  ]
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
            ? "\(try left.magnitude) more left than the record saw arrive"
            : "\(left) left\(asked.account == nil ? "" : " in the venue")"))
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
  /// Withdrawals that somebody made without a price to tell the profit by.
  private var unpriced = 0
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
    guard amount > max(balance, .zero) else { return }
    let valuation = try venue.valuation(of: account, names: asked.names)
    guard valuation.health.isJudgeable, let price = venue.known(.asset(asset)), price > .zero else {
      unpriced += 1
      return
    }
    var profit = Decimal18.zero
    for line in valuation.markets { profit = try profit + line.profit }
    // What was below zero before, up to the profit, was taken from it before.
    let most = try max(.zero, profit).divided(by: price, rounding: .down)
    let part = try min(most, amount - balance) - min(most, max(.zero, -balance))
    guard part > .zero else { return }
    sums[asset] = try (sums[asset] ?? .zero) + part
    accounts.insert(account)
    rows.append([
      .integer(event.seq), .integer(event.position.block), .time(event.time), .account(account),
      .text(asked.names.assets[asset]), .amount(amount), .amount(balance), .amount(part),
      .amount(profit),
    ])
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    if rows.isEmpty, unpriced > 0, unpriced == withdrawals {
      return .undecidable([.priceUpdate], "without them no profit was known when it was withdrawn")
    }
    var answer = Answer(
      rows.isEmpty
        ? (withdrawals == 1
          ? "The one withdrawal took no unrealized profit."
          : "None of \(withdrawals - unpriced) withdrawals took unrealized profit.")
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
    if unpriced > 0 {
      answer.sentence +=
        " \(Figures.count(unpriced, "more withdrawal")) left a balance below zero when something of "
        + "the account had no price: not decidable."
      answer.lacks = [.priceUpdate]
    }
    if !rows.isEmpty {
      answer.lacks += [.fee, .fundingPayment].filter { !asked.has($0) }
    }
    return answer
  }
}
