import Engine
import FixedPoint
import Ledger
import Margin

/// Compares everything before the range with everything after it.
struct AccountingCollector: Collector {
  private struct Holding: Hashable, Comparable {
    var asset: Int
    var account: Int

    static func < (a: Holding, b: Holding) -> Bool { (a.asset, a.account) < (b.asset, b.account) }
  }

  private let asked: Asked
  private var before = KeyedSums<Holding>()
  private var touched: Set<Int> = []
  private var pools: [String: Decimal18]?

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if pools == nil { pools = Self.pools(venue, asked) }
    for account in VenueState.accounts(of: event) where touched.insert(account).inserted {
      for (holding, amount) in try holdings(account, venue) { try before.add(amount, to: holding) }
    }
  }

  private static func pools(_ venue: VenueState, _ asked: Asked) -> [String: Decimal18] {
    var pools: [String: Decimal18] = [:]
    for line in venue.book.poolBalances(names: asked.names) {
      guard case .asset(let asset) = line.item, asked.wants(asset: asset) else { continue }
      pools["\(asset)\t\(line.name)"] = line.amount
    }
    return pools
  }

  private func holdings(
    _ account: Int, _ venue: VenueState
  ) throws(ArithmeticError) -> [(Holding, Decimal18)] {
    var list: [(Holding, Decimal18)] = []
    for line in venue.book.balances(of: account) where asked.wants(asset: line.asset) {
      list.append((Holding(asset: line.asset, account: account), try line.balance.net))
    }
    for line in venue.book.positions(of: account) {
      let quote = asked.names.market(line.market).quote
      guard asked.wants(asset: quote) else { continue }
      // Contracts were exchanged for this: what a long has paid is no loss yet.
      list.append((Holding(asset: quote, account: account), try -line.position.signedCost))
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
    var residuals: [Int: Decimal18] = [:]
    var rows: [(asset: Int, amount: Decimal18, row: [DetailTable.Value])] = []
    for (holding, amount) in changes.byKey where !amount.isZero {
      residuals[holding.asset] = try (residuals[holding.asset] ?? .zero) + amount
      guard asked.wants(account: holding.account) else { continue }
      rows.append(
        (
          holding.asset, amount,
          [.text(names.assets[holding.asset]), .account(holding.account), .none, .amount(amount)]
        ))
    }
    let (old, now) = (pools ?? [:], Self.pools(venue, asked))
    for key in now.keys.sorted() {
      let change = try (now[key] ?? .zero) - (old[key] ?? .zero)
      let parts = key.split(separator: "\t", maxSplits: 1)
      guard !change.isZero, let asset = Int(parts[0]) else { continue }
      residuals[asset] = try (residuals[asset] ?? .zero) + change
      rows.append(
        (
          asset, change,
          [.text(names.assets[asset]), .none, .text(String(parts[1])), .amount(change)]
        ))
    }
    rows.sort { $0.asset == $1.asset ? $0.amount < $1.amount : $0.asset < $1.asset }
    let off = residuals.filter { !$0.value.isZero }
    let moved = Set(rows.map(\.asset)).count
    return Answer(
      "\(Figures.count(touched.count, "account")) and the venue's pools changed in "
        + "\(Figures.count(moved, "asset")); the residual is "
        + (off.isEmpty ? "zero in every asset." : Figures.amounts(off, names) + "."),
      DetailTable(
        "Changes",
        columns: [.init("asset"), .init("account"), .init("pool"), .init("change")],
        rows: rows.map(\.row)),
      DetailTable(
        "Residual by asset", columns: [.init("asset"), .init("residual")],
        rows: residuals.keys.sorted().map {
          [.text(names.assets[$0]), .amount(residuals[$0])]
        }))
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
