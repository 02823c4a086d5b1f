import Engine
import FixedPoint
import Ledger
import Margin

/// Compares what an override made of each position with what the oracle's price would have.
struct OverrideCollector: Collector {
  enum Subject { case everybody, backstop }

  private struct Settled {
    var market: Int
    var account: Int
    var size: Decimal18
    var override: Decimal18
    var oracle: Decimal18
    var with: Decimal18
    var without: Decimal18
    var realized: Decimal18

    var gain: Decimal18 {
      get throws(ArithmeticError) { try with - without }
    }
  }

  private let asked: Asked
  private let subject: Subject
  private var settled: [Settled] = []
  private var backstops: Set<Int> = []
  private var overrides: [String] = []
  /// The settled markets without a price to compare with.
  private var unpriced: Set<Int> = []

  init(_ asked: Asked, about subject: Subject) {
    self.asked = asked
    self.subject = subject
  }

  mutating func follow(_ event: Event) throws(VenueError) {
    if event.kind == .liquidationFill, event.choice(.mechanism) == "backstop",
      let backstop = event.id(.liquidator)
    {
      backstops.insert(backstop)
    }
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard event.kind == .settlementOverride, let market = event.id(.market),
      asked.wants(.market(market)), let price = event.decimal(.price)
    else { return }
    guard let oracle = venue.known(.market(market)) else {
      unpriced.insert(market)
      return
    }
    overrides.append("\(asked.names.markets[market]) at \(price) against \(oracle)")
    for (account, position) in venue.book.openPositions(in: market) where wants(account) {
      settled.append(
        Settled(
          market: market, account: account, size: position.size, override: price, oracle: oracle,
          with: try position.unrealized(at: price), without: try position.unrealized(at: oracle),
          realized: position.realized))
    }
  }

  private func wants(_ account: Int) -> Bool {
    if let one = asked.account { return one == account }
    return subject == .everybody || backstops.contains(account)
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    if overrides.isEmpty, !unpriced.isEmpty {
      return .undecidable([.priceUpdate], "no price of the market was recorded to compare with")
    }
    var answer = try subject == .backstop ? backstop() : everybody()
    if !unpriced.isEmpty {
      let markets = Figures.words(unpriced.sorted().map { asked.names.markets[$0] })
      answer.sentence += " Of \(markets) no price was recorded to compare with: left out."
      answer.lacks = [.priceUpdate]
    }
    guard subject == .backstop, answer.isDecidable else { return answer }
    if venue.hasRules, !settled.isEmpty {
      answer.whatIf = ["--without", "settlement_override"]
      // The last override of a market is the one that a value can be given for.
      let prices = settled.reduce(into: [Int: Decimal18]()) { $0[$1.market] = $1.oracle }
      for market in prices.keys.sorted() {
        guard let price = prices[market] else { continue }
        answer.whatIf += ["--value", "\(asked.names.markets[market])=\(price)"]
      }
    }
    return answer
  }

  private func quote(_ entry: Settled) -> Int { asked.names.market(entry.market).quote }

  private func everybody() throws(ArithmeticError) -> Answer {
    var (gained, lost) = (KeyedSums<Int>(), KeyedSums<Int>())
    var (winners, losers): (Set<Int>, Set<Int>) = ([], [])
    for entry in settled {
      let gain = try entry.gain
      // Each quote asset is told, of what was gained and of what was lost.
      try gained.add(max(.zero, gain), to: quote(entry))
      try lost.add(max(.zero, -gain), to: quote(entry))
      if gain > .zero { winners.insert(entry.account) }
      if gain.isNegative { losers.insert(entry.account) }
    }
    let names = asked.names
    return Answer(
      overrides.isEmpty
        ? "No market was settled by decision."
        : "Settled by decision: \(overrides.joined(separator: "; ")). "
          + (gained.isEmpty
            ? "Nobody had a position in it."
            : "\(Figures.count(winners.count, "account")) gained \(Figures.sums(gained, names)), and "
              + "\(losers.count) lost \(Figures.sums(lost, names)) by it."),
      try table())
  }

  private func backstop() throws(ArithmeticError) -> Answer {
    if asked.account == nil, backstops.isEmpty {
      return .undecidable([.liquidationFill], "no fill is by a backstop; name it with --account")
    }
    var (with, without, worth) = (KeyedSums<Int>(), KeyedSums<Int>(), KeyedSums<Int>())
    for entry in settled {
      try with.add(entry.with + entry.realized, to: quote(entry))
      try without.add(entry.without + entry.realized, to: quote(entry))
      try worth.add(entry.gain, to: quote(entry))
    }
    let names = asked.names
    return Answer(
      settled.isEmpty
        ? "The backstop had no position in a market that was settled by decision."
        : "With the override the backstop made \(Figures.sums(with, names)), without it "
          + "\(Figures.sums(without, names)): the decision was worth \(Figures.sums(worth, names)) "
          + "to it.",
      try table())
  }

  private func table() throws(ArithmeticError) -> DetailTable {
    DetailTable(
      "Positions at the override",
      columns: [
        .init("market"), .init("account"), .init("size"), .init("override"), .init("oracle"),
        .init("profit_with"), .init("profit_without"), .init("gain"), .init("realized_before"),
        .init("quote"),
      ],
      rows: try settled.map { (entry) throws(ArithmeticError) in
        [
          .text(asked.names.markets[entry.market]), .account(entry.account), .amount(entry.size),
          .amount(entry.override), .amount(entry.oracle), .amount(entry.with),
          .amount(entry.without), .amount(try entry.gain), .amount(entry.realized),
          .text(asked.names.assets[quote(entry)]),
        ]
      })
  }
}
