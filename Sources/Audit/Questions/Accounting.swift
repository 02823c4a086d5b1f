import Engine
import FixedPoint
import Ledger
import Margin

/// Compares everything before the range with everything after it, and values what moved.
struct AccountingCollector: Collector {
  /// Somebody's holding: an account's, or of one of the venue's own.
  private struct Holding: Hashable, Comparable {
    var feed: Feed
    var account: Int?
    var pool = ""

    static func < (a: Holding, b: Holding) -> Bool {
      if a.feed != b.feed { return a.feed < b.feed }
      if a.pool != b.pool { return bytesPrecede(a.pool, b.pool) }
      return a.account ?? -1 < b.account ?? -1
    }
  }

  private let asked: Asked
  private var before = KeyedSums<Holding>()
  private var touched: Set<Int> = []
  private var pools: [Holding: Decimal18]?
  private var values: ValueLedger
  private var gaps = RecordGaps()

  init(_ asked: Asked) {
    self.asked = asked
    values = ValueLedger(asked)
  }

  mutating func follow(_ event: Event) throws(VenueError) { gaps.take(event) }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if pools == nil { pools = poolHoldings(venue) }
    for account in VenueState.accounts(of: event) where touched.insert(account).inserted {
      for (holding, amount) in try holdings(account, venue) { try before.add(amount, to: holding) }
    }
    try values.open(venue)
  }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    try values.take(event, venue)
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) { try values.endBlock(venue) }

  private func wants(_ feed: Feed) -> Bool {
    switch feed {
    case .asset(let id): asked.wants(asset: id)
    case .market(let id): asked.wants(asset: asked.names.market(id).quote)
    }
  }

  private func poolHoldings(_ venue: VenueState) -> [Holding: Decimal18] {
    var pools: [Holding: Decimal18] = [:]
    for line in venue.book.poolBalances(names: asked.names) {
      let feed: Feed =
        switch line.item {
        case .asset(let id): .asset(id)
        case .contract(let id): .market(id)
        }
      if wants(feed) { pools[Holding(feed: feed, pool: line.name)] = line.amount }
    }
    return pools
  }

  private func holdings(
    _ account: Int, _ venue: VenueState
  ) throws(ArithmeticError) -> [(Holding, Decimal18)] {
    var list: [(Holding, Decimal18)] = []
    for line in venue.book.balances(of: account) where asked.wants(asset: line.asset) {
      list.append((Holding(feed: .asset(line.asset), account: account), try line.balance.net))
    }
    for line in venue.book.positions(of: account) {
      let quote = asked.names.market(line.market).quote
      guard asked.wants(asset: quote) else { continue }
      list.append((Holding(feed: .market(line.market), account: account), line.position.size))
      // Contracts were exchanged for this: what a long has paid is no loss yet.
      list.append((Holding(feed: .asset(quote), account: account), try -line.position.signedCost))
    }
    return list
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    var changes = KeyedSums<Holding>()
    for account in touched {
      for (holding, amount) in try holdings(account, venue) {
        try changes.add(amount, to: holding)
      }
    }
    for (holding, amount) in before.all { try changes.add(-amount, to: holding) }
    for (holding, amount) in poolHoldings(venue) { try changes.add(amount, to: holding) }
    for (holding, amount) in pools ?? [:] { try changes.add(-amount, to: holding) }
    let moved = changes.byKey.filter { !$0.amount.isZero }
    var residuals = KeyedSums<Feed>()
    for (holding, amount) in moved { try residuals.add(amount, to: holding.feed) }
    let off = residuals.byKey.filter { !$0.amount.isZero }
      .map { "\($0.amount) \(Self.text($0.key, names))" }
    let assets = residuals.all.keys.count { if case .asset = $0 { true } else { false } }
    let (words, tables) = try values.answer(venue, gaps, asked)
    var answer = Answer(
      "\(Figures.count(touched.count, "account")) and the venue's pools changed in "
        + "\(Figures.count(assets, "asset")); the residual is "
        + (off.isEmpty ? "zero in every asset." : Figures.words(off) + ".") + words)
    answer.tables =
      tables.prefix(1)
      + [
        changesTable(moved),
        DetailTable(
          "Residual by asset", columns: [.init("asset"), .init("residual")],
          rows: residuals.byKey.map { [.text(Self.text($0.key, names)), .amount($0.amount)] }),
      ] + tables.dropFirst()
    return answer
  }

  private func changesTable(_ moved: [(key: Holding, amount: Decimal18)]) -> DetailTable {
    let shown = moved.filter { holding, _ in
      holding.account.map { asked.wants(account: $0) } ?? (asked.account == nil)
    }
    let sorted = shown.sorted { a, b in
      if a.key.feed != b.key.feed { return a.key.feed < b.key.feed }
      return a.amount == b.amount ? a.key < b.key : a.amount < b.amount
    }
    return DetailTable(
      "Changes in native units",
      columns: [.init("asset"), .init("account"), .init("pool"), .init("change")],
      rows: sorted.map { holding, amount in
        [
          .text(Self.text(holding.feed, asked.names)), .who(holding.account),
          holding.account == nil ? .text(holding.pool) : .none, .amount(amount),
        ]
      })
  }

  /// An asset by its name, a market as its contracts.
  private static func text(_ feed: Feed, _ names: Names) -> String {
    switch feed {
    case .asset(let id): names.assets[id]
    case .market(let id): names.markets[id] + " contracts"
    }
  }
}

/// Lists what each event of one block changed.
struct StepCollector: Collector {
  private let asked: Asked
  private var rows: [[DetailTable.Value]] = []
  private var chosen: (block: Int64, rows: [[DetailTable.Value]], events: Int)?
  private var before: [(account: Int, item: String, amount: Decimal18)] = []
  private var events = 0

  init(_ asked: Asked) { self.asked = asked }

  private func isAsked(_ event: Event) -> Bool {
    asked.block.map { $0 == event.position.block } ?? true
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard isAsked(event) else { return }
    events += 1
    before = try holdings(event, venue)
  }

  private func holdings(
    _ event: Event, _ venue: VenueState
  ) throws(ArithmeticError) -> [(account: Int, item: String, amount: Decimal18)] {
    var list: [(account: Int, item: String, amount: Decimal18)] = []
    for account in VenueState.accounts(of: event) where asked.wants(account: account) {
      for line in venue.book.balances(of: account) {
        list.append((account, asked.names.assets[line.asset], try line.balance.net))
      }
      for line in venue.book.positions(of: account) {
        list.append((account, asked.names.markets[line.market], line.position.size))
      }
    }
    return list
  }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard isAsked(event) else { return }
    var isSaid = false
    for (account, item, amount) in try holdings(event, venue) {
      let old = before.first { $0.account == account && $0.item == item }?.amount ?? .zero
      guard old != amount else { continue }
      isSaid = true
      rows.append([
        .integer(event.seq), .integer(event.position.index), .text(event.kind.name),
        .account(account), .text(item), .amount(old), .amount(amount), .amount(try amount - old),
      ])
    }
    if !isSaid, asked.block != nil {
      rows.append([
        .integer(event.seq), .integer(event.position.index), .text(event.kind.name),
        .who(event.id(.account)), .none, .none, .none, .none,
      ])
    }
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    if events > 0, chosen.map({ rows.count > $0.rows.count }) ?? true {
      chosen = (venue.block, rows, events)
    }
    rows = []
    events = 0
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard let chosen else {
      return Answer("There is no event in \(asked.block.map { "block \($0)" } ?? "the log").")
    }
    let changes = chosen.rows.filter { $0[4] != .none }.count
    return Answer(
      "Block \(chosen.block) has \(Figures.count(chosen.events, "event")), which made "
        + "\(Figures.count(changes, "change")) of balances and positions.",
      DetailTable(
        "Steps of block \(chosen.block)",
        columns: [
          .init("seq"), .init("index"), .init("kind"), .init("account"), .init("of"),
          .init("before"), .init("after"), .init("change"),
        ], rows: chosen.rows))
  }
}
