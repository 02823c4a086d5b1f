import Engine
import FixedPoint
import Ledger
import Margin

/// Finds the other side of an account's trades, and what links them.
struct CounterpartyCollector: Collector {
  /// What changed hands, in the quote asset of its market.
  private struct Amount {
    var quote: Int
    var notional: Decimal18
    /// In the venue's unit, at its price then; nil without one.
    var value: Decimal18?

    init?(_ event: Event, _ venue: VenueState, _ names: Names) throws(ArithmeticError) {
      guard let market = event.id(.market), let size = event.decimal(.size),
        let price = event.decimal(.price)
      else { return nil }
      quote = names.market(market).quote
      notional = try size.multiplied(by: price, rounding: .halfEven)
      value = try venue.value(notional, of: quote)
    }
  }

  private struct Trade {
    var account: Int
    var market: Int
    var isSale: Bool
    var size: Decimal18
    var price: Decimal18
    var block: Int64
    var id: String?
    var amount: Amount
  }

  /// The trades with one counterparty in the markets of one quote asset.
  private struct Tally {
    var trades = 0
    var notional = Decimal18.zero
    var value: Decimal18? = .zero
    var certain = 0
  }

  private struct Key: Hashable {
    var account: Int
    var quote: Int
  }

  private struct Pair: Hashable { var from: Int, to: Int }

  private let asked: Asked
  private var trades: [Trade] = []
  private var transfers: Set<Pair> = []
  private var deleverages: [(account: Int, other: Int, amount: Amount)] = []
  private var senders: [Int: Set<Int>] = [:]

  init(_ asked: Asked) { self.asked = asked }

  // A transfer before the range links accounts as one within it does.
  var followsState: Bool { true }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if asked.isBefore(event.seq), event.kind != .transfer { return }
    switch event.kind {
    case .transfer:
      guard let from = event.id(.from), let to = event.id(.to) else { return }
      transfers.insert(Pair(from: from, to: to))
      senders[to, default: []].insert(from)
    case .fill, .deleverage:
      guard let account = event.id(.account), let market = event.id(.market),
        asked.wants(.market(market)), let size = event.decimal(.size),
        let price = event.decimal(.price), let amount = try Amount(event, venue, asked.names)
      else { return }
      if event.kind == .deleverage, let other = event.id(.counterparty) {
        deleverages.append((account, other, amount))
      } else {
        trades.append(
          Trade(
            account: account, market: market, isSale: event.choice(.side) == "sell", size: size,
            price: price, block: event.position.block, id: event.string(.trade), amount: amount))
      }
    default: break
    }
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    guard let account = asked.account ?? largest() else { return Answer("There was no trade.") }
    let own = trades.filter { $0.account == account }
    let (tallies, unmatched) = try tallies(of: account, own)
    let ordered = order(tallies)
    let links = ordered.map { self.links(account, $0, venue) }
    let linked = links.filter { !$0.isEmpty }.count
    var sentence =
      "\(names.accounts[account]) has \(Figures.count(own.count, "fill")); "
      + "the record names \(Figures.count(ordered.count, "counterparty", "counterparties")) of it"
    if unmatched > 0 { sentence += "; \(Figures.count(unmatched, "fill")) without one" }
    if let first = ordered.first {
      var sums = KeyedSums<Int>()
      for (key, tally) in tallies where key.account == first {
        try sums.add(tally.notional, to: key.quote)
      }
      sentence += "; most with \(names.accounts[first]), \(Figures.sums(sums, names))"
      sentence += linked > 0 ? "; \(linked) of them linked to it" : "; none is linked to it"
    }
    var rows: [[DetailTable.Value]] = []
    for (other, links) in zip(ordered, links) {
      for key in tallies.keys.filter({ $0.account == other }).sorted(by: { $0.quote < $1.quote }) {
        let tally = tallies[key] ?? Tally()
        rows.append([
          .account(other), .count(tally.trades), .amount(tally.notional),
          .text(names.assets[key.quote]), .amount(tally.value), .count(tally.certain),
          .text(links.joined(separator: ", ")),
        ])
      }
    }
    var answer = Answer(
      sentence + ".",
      DetailTable(
        "Counterparties of \(names.accounts[account])",
        columns: [
          .init("counterparty"), .init("trades"), .init("notional"), .init("quote"),
          .init("value", unit: venue.unitName), .init("by_id"), .init("linked_by"),
        ], rows: rows))
    if !asked.has(.transfer), !asked.has(.account) { answer.lacks = [.transfer, .account] }
    return answer
  }

  /// The trades of an account by counterparty, and how many name none.
  private func tallies(
    of account: Int, _ own: [Trade]
  ) throws(ArithmeticError) -> (tallies: [Key: Tally], unmatched: Int) {
    var tallies: [Key: Tally] = [:]
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
      try Self.add(trade.amount, of: other.account, isCertain: trade.id != nil, to: &tallies)
    }
    for entry in deleverages where entry.account == account || entry.other == account {
      let other = entry.account == account ? entry.other : entry.account
      try Self.add(entry.amount, of: other, isCertain: true, to: &tallies)
    }
    return (tallies, unmatched)
  }

  private static func add(
    _ amount: Amount, of other: Int, isCertain: Bool, to tallies: inout [Key: Tally]
  ) throws(ArithmeticError) {
    let key = Key(account: other, quote: amount.quote)
    var tally = tallies[key] ?? Tally()
    tally.trades += 1
    tally.notional = try tally.notional + amount.notional
    if let sum = tally.value, let value = amount.value {
      tally.value = try sum + value
    } else {
      tally.value = nil
    }
    if isCertain { tally.certain += 1 }
    tallies[key] = tally
  }

  /// The counterparties, the largest first: by notional where all is in one asset, else by value.
  private func order(_ tallies: [Key: Tally]) -> [Int] {
    let isOne = Set(tallies.keys.map(\.quote)).count <= 1
    var sizes: [Int: Decimal18] = [:]
    for (key, tally) in tallies {
      let size = isOne ? tally.notional : tally.value ?? .zero
      sizes[key.account] = (try? (sizes[key.account] ?? .zero) + size) ?? size
    }
    return sizes.sorted { a, b in a.value == b.value ? a.key < b.key : a.value > b.value }
      .map(\.key)
  }

  /// The account of the largest fill, likewise.
  private func largest() -> Int? {
    let isOne = Set(trades.map(\.amount.quote)).count <= 1
    func size(_ trade: Trade) -> Decimal18 {
      isOne ? trade.amount.notional : trade.amount.value ?? .zero
    }
    let trade = trades.max { a, b in
      size(a) == size(b) ? a.account > b.account : size(a) < size(b)
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
