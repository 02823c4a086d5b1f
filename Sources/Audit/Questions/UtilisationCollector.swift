import Engine
import FixedPoint
import Ledger
import Margin

/// Follows what is owed of each asset against what accounts have of it.
struct UtilisationCollector: Collector {
  private struct Pool {
    var has = Decimal18.zero
    var owes = Decimal18.zero
    var peak: (owes: Decimal18, has: Decimal18, block: Int64)?
    var full: (block: Int64, time: Int64)?

    var isFull: Bool { owes > .zero && owes >= has }
  }

  private struct Window {
    var asset: Int
    var block: Int64
    var time: Int64
    var endBlock: Int64?
    var end: Int64
    var peak: Decimal18
    var beganBefore = false
  }

  private let asked: Asked
  private var pools: [Int: Pool] = [:]
  private var windows: [Window] = []
  private var before: [(asset: Int, balance: Balance)] = []
  /// The assets of which more left than ever arrived.
  private var issued: Set<Int> = []

  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    windows.removeAll { $0.endBlock != nil }
    for place in windows.indices { windows[place].beganBefore = true }
    // What it was when the range began counts for the highest.
    for (asset, pool) in pools {
      pools[asset]?.peak =
        pool.has > .zero && pool.owes > .zero && !issued.contains(asset)
        ? (pool.owes, pool.has, venue.block) : nil
    }
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    before = Self.balances(event, venue)
  }

  private static func balances(
    _ event: Event, _ venue: VenueState
  ) -> [(asset: Int, balance: Balance)] {
    VenueState.accounts(of: event).filter { !isOwn($0, venue) }
      .flatMap { venue.book.balances(of: $0).map { ($0.asset, $0.balance) } }
  }

  private static func isOwn(_ account: Int, _ venue: VenueState) -> Bool {
    venue.book.profiles.className(of: account) == Solvency.ownClass
  }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    for (asset, balance) in before { try change(asset, balance, isAdded: false) }
    for (asset, balance) in Self.balances(event, venue) {
      try change(asset, balance, isAdded: true)
    }
  }

  private mutating func change(
    _ asset: Int, _ balance: Balance, isAdded: Bool
  ) throws(ArithmeticError) {
    guard asked.wants(asset: asset) else { return }
    var pool = pools[asset] ?? Pool()
    let has = max(.zero, balance.asset)
    let owes = try balance.debt + (has - balance.asset)
    pool.has = isAdded ? try pool.has + has : try pool.has - has
    pool.owes = isAdded ? try pool.owes + owes : try pool.owes - owes
    pools[asset] = pool
  }

  /// Where no pool was ever full, how close the closest came.
  private func unfilled() throws(ArithmeticError) -> String {
    var top: (share: Decimal18, asset: Int, block: Int64)?
    for asset in pools.keys.sorted() where !issued.contains(asset) {
      guard let peak = pools[asset]?.peak else { continue }
      let share = try Figures.share(peak.owes, of: peak.has)
      if top.map({ share > $0.share }) ?? true { top = (share, asset, peak.block) }
    }
    guard let top else { return "Nothing is lent that was deposited." }
    return "No pool was ever lent out in full; the highest utilisation was that of "
      + "\(asked.names.assets[top.asset]), \(top.share) % in block \(top.block)."
  }

  /// What is lent and no pool.
  private func unpooled(_ names: Names) -> String {
    let lent = issued.sorted().map { names.assets[$0] }
    guard !lent.isEmpty else { return "" }
    return " \(Figures.words(lent)) \(lent.count == 1 ? "is no pool" : "are no pools"): more of "
      + "\(lent.count == 1 ? "it" : "each") was lent than the record saw arrive, so it is issued "
      + "against debt, or deposits are not on record."
  }

  /// Each asset whose pool was full, how often and for how long, the longest first.
  private func fullPools() -> [String] {
    let times = Dictionary(grouping: windows, by: \.asset).map { asset, windows in
      let length = windows.reduce(Int64(0)) { $0 + $1.end - $1.time }
      let isOpen = windows.contains { $0.endBlock == nil }
      let words =
        "\(asked.names.assets[asset]) was at 100 % or above "
        + (windows.count == 1 ? "once, " : "\(windows.count) times, ")
        + (length == 0 ? "at one moment" : "for " + Figures.duration(length))
        + (windows.count == 1 ? "" : " in all")
        + Asked.before(windows.count(where: \.beganBefore), of: windows.count)
        + (isOpen ? ", and still is when \(asked.ending)" : "")
      return (asset: asset, length: length, words: words)
    }
    return times.sorted { ($1.length, $0.asset) < ($0.length, $1.asset) }.map(\.words)
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    for asset in pools.keys.sorted() {
      guard var pool = pools[asset], pool.owes > .zero || pool.full != nil else { continue }
      // The world has what left the venue, less what came.
      if venue.book.poolBalance(.world, asset: asset) > .zero { issued.insert(asset) }
      guard !issued.contains(asset) else { continue }
      if pool.has > .zero {
        let isHigher = try pool.peak.map { (peak) throws(ArithmeticError) in
          try ExactRatio(Int256(pool.owes.mantissa), Int256(pool.has.mantissa))
            > ExactRatio(Int256(peak.owes.mantissa), Int256(peak.has.mantissa))
        }
        if isHigher ?? true { pool.peak = (pool.owes, pool.has, venue.block) }
      }
      if pool.isFull, pool.full == nil {
        pool.full = (venue.block, venue.time)
        windows.append(
          Window(
            asset: asset, block: venue.block, time: venue.time, endBlock: nil, end: venue.time,
            peak: pool.owes))
      } else if !pool.isFull, pool.full != nil {
        pool.full = nil
        if let place = windows.lastIndex(where: { $0.asset == asset }) {
          windows[place].endBlock = venue.block
          windows[place].end = venue.time
        }
      }
      pools[asset] = pool
    }
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    windows.removeAll { issued.contains($0.asset) }
    for place in windows.indices where windows[place].endBlock == nil {
      windows[place].end = venue.time
    }
    var peaks: [[DetailTable.Value]] = []
    for asset in pools.keys.sorted() {
      guard let pool = pools[asset], let peak = pool.peak, !issued.contains(asset) else { continue }
      peaks.append([
        .text(names.assets[asset]), .amount(try Figures.share(peak.owes, of: peak.has)),
        .integer(peak.block), .amount(peak.owes), .amount(peak.has), .amount(pool.owes),
        .amount(pool.has),
      ])
    }
    return Answer(
      try (windows.isEmpty ? unfilled() : Figures.some(fullPools(), of: "asset") + ".")
        + unpooled(names),
      DetailTable(
        "Times at 100 %",
        columns: [
          .init("asset"), .init("from_block"), .init("from"), .init("to_block"), .init("to"),
          .init("length", unit: "s"), .init("owed_at_the_beginning"),
        ],
        rows: windows.map {
          [
            .text(names.assets[$0.asset]), .integer($0.block), .time($0.time),
            $0.endBlock.map { .integer($0) } ?? .none, .time($0.end),
            .integer(($0.end - $0.time) / 1000), .amount($0.peak),
          ]
        }),
      DetailTable(
        "Highest utilisation",
        columns: [
          .init("asset"), .init("utilisation", unit: "%"), .init("block"), .init("owed"),
          .init("held"), .init("owed_at_the_end"), .init("held_at_the_end"),
        ], rows: peaks))
  }
}
