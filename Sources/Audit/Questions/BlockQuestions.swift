import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let blocks: [Question] = [
    Question(
      6, "When did the venue's surplus go below zero, and by how much in each block?",
      incident: "Maker, March "
        + "2020", needs: [[.badDebt, .insurance, .interest, .fee, .liquidationFill]],
      options: [.asset],
      definition: "The surplus of an asset is what the venue's own pools hold of it: insurance "
        + "funds, fees, penalties and net interest, less the bad debt that nobody made good. "
        + "Socialized losses reduce the bad debt when they are decided; what is written off and made "
        + "good in one block does not show at its end, and is told beside. Blocks in which it did "
        + "not change are left out. Values are at the prices in force at the end. What it was when "
        + "the range began counts for the lowest; the first change is from there.",
      commands: ["book", "solvency"], tables: ["posting"]
    ) { SurplusCollector($0) },
    Question(
      18, "How much bad debt was there in each asset after each block, by each definition?",
      incident: "Venus, May 2021", needs: [[.badDebt]], options: [.account, .asset],
      definition: "Written off: Σ bad_debt. Paid by funds: draws whose cause is bad debt and that "
        + "name no account. Socialized: Σ socialized_loss. Recovered: Σ recovery. Outstanding: "
        + "written off less all these; it is minus the pool bad_debt of the book. In native "
        + "units, with values at the price in force at the end. Published totals differ by which "
        + "of these they mean, and by the price. All are sums from the beginning of the log; the "
        + "rows are the blocks of the range. With --account recovered is what recoveries paid of "
        + "its bad debts (question 30); funds and spread losses name nobody and are left out.",
      commands: ["book", "solvency"], tables: ["v_bad_debt", "v_recovery", "v_socialized_loss"]
    ) { BadDebtCollector($0) },
    Question(
      24,
      "When did a pool's utilisation reach 100 %, so that nobody could withdraw, and for how long?",
      incident: "Solend, June 2022", needs: [[.borrow], [.deposit, .openingBalance]],
      options: [.asset],
      definition: "Utilisation is what is owed of an asset (debts and overdrawn balances) ÷ what "
        + "accounts have of it, over all accounts together but the venue's own (class `reserve`), at "
        + "the end of each block; interest that was not booked to an account is in neither. It is full "
        + "at 100 % and above. An asset of which more left the venue than the record ever saw arrive is "
        + "no pool: it is issued against debt, or its deposits are not on record. A time at 100 % that "
        + "began before the range counts from its beginning where it stands in the range.",
      commands: ["solvency", "book"], tables: ["v_deposit", "v_borrow", "v_withdrawal", "v_repay"]
    ) { UtilisationCollector($0) },
  ]
}

/// Follows what the venue's own pools hold, block by block.
struct SurplusCollector: Collector {
  private struct Row {
    var block: Int64
    var time: Int64
    var asset: Int
    var surplus: Decimal18
    var change: Decimal18
  }

  private let asked: Asked
  private var rows: [Row] = []
  private var last: [Int: Decimal18] = [:]
  private var written = KeyedSums<Int>()
  private var isDue = true
  /// What each asset's was when the range began, and since which block it was below zero.
  private var opening: [Int: (surplus: Decimal18, since: Int64?)] = [:]
  private var negativeSince: [Int: Int64] = [:]

  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    (rows, written) = ([], KeyedSums())
    for (asset, surplus) in last { opening[asset] = (surplus, negativeSince[asset]) }
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    switch event.kind {
    case .fill, .fee, .interest, .insurance, .badDebt, .recovery, .socializedLoss,
      .liquidationFill:
      isDue = true
    default: break
    }
    if event.kind == .badDebt, let asset = event.id(.asset), asked.wants(asset: asset),
      let amount = event.decimal(.amount)
    {
      try written.add(amount, to: asset)
    }
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    guard isDue else { return }
    isDue = false
    var sums: [Int: Decimal18] = [:]
    for line in venue.book.poolBalances(names: asked.names) {
      guard case .asset(let asset) = line.item, Self.isOwn(line.name), asked.wants(asset: asset)
      else { continue }
      sums[asset] = try (sums[asset] ?? .zero) + line.amount
    }
    for asset in sums.keys.sorted() {
      let (now, before) = (sums[asset] ?? .zero, last[asset] ?? .zero)
      guard now != before else { continue }
      last[asset] = now
      negativeSince[asset] = now.isNegative ? negativeSince[asset] ?? venue.block : nil
      rows.append(
        Row(
          block: venue.block, time: venue.time, asset: asset, surplus: now,
          change: try now - before))
    }
  }

  /// Whether a pool of the book belongs to the venue itself.
  private static func isOwn(_ name: String) -> Bool {
    name == "fees" || name == "penalty" || name == "interest" || name == "bad_debt"
      || name.hasPrefix("insurance:")
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    let table = DetailTable(
      "Surplus by block",
      columns: [
        .init("block"), .init("time"), .init("asset"), .init("surplus"), .init("change"),
      ],
      rows: rows.map {
        [
          .integer($0.block), .time($0.time), .text(names.assets[$0.asset]),
          .amount($0.surplus), .amount($0.change),
        ]
      })
    var parts = last.keys.sorted().map { asset in
      "the surplus of \(names.assets[asset]) "
        + course(of: asset, rows.filter { $0.asset == asset })
    }
    for (asset, amount) in written.byKey where last[asset] == nil {
      parts.append(
        "\(amount) \(names.assets[asset]) was written off and made good in the same blocks, so the "
          + "surplus of it was never below zero at the end of one")
    }
    let sentence =
      parts.isEmpty
      ? "nothing in the record went to or from the venue's own pools"
      : Figures.some(parts, of: "asset")
    return Answer(
      sentence.prefix(1).uppercased() + sentence.dropFirst() + ".", table, try totals(venue))
  }

  /// How the surplus of an asset went, in words.
  private func course(of asset: Int, _ own: [Row]) -> String {
    let end = last[asset] ?? .zero
    let old = opening[asset]
    guard let lowest = own.min(by: { $0.surplus < $1.surplus }) else {
      return "did not change in the range: \(end)"
        + (old?.since.map { ", below zero since block \($0)" } ?? "")
    }
    let isOldLowest = old.map { $0.surplus <= lowest.surplus } ?? false
    let bottom =
      isOldLowest
      ? "lowest when the range began with \(old?.surplus ?? .zero)"
      : "lowest in block \(lowest.block) with \(lowest.surplus)"
    if let since = old?.since {
      return "was below zero since block \(since), before the range, \(bottom) and ends at \(end)"
    }
    guard let first = own.first(where: { $0.surplus.isNegative }) else {
      return "never went below zero and ends at \(end)"
    }
    return "went below zero in block \(first.block), was \(bottom) and ends at \(end)"
  }

  /// The surplus of each asset at the end, and of all together by value.
  private func totals(_ venue: VenueState) throws(ArithmeticError) -> DetailTable {
    var sum: Decimal18? = .zero
    var lines: [[DetailTable.Value]] = []
    for asset in last.keys.sorted() {
      let amount = last[asset] ?? .zero
      let value = try venue.value(amount, of: asset)
      if let known = sum, let value { sum = try known + value } else { sum = nil }
      let lowest =
        (rows.filter { $0.asset == asset }.map(\.surplus)
        + [opening[asset]?.surplus].compactMap { $0 }).min()
      lines.append([
        .text(asked.names.assets[asset]), .amount(lowest), .amount(amount), .amount(value),
      ])
    }
    // Without a price of each there is no total.
    if !lines.isEmpty, let sum { lines.append([.text("total"), .none, .none, .amount(sum)]) }
    return DetailTable(
      "Surplus at the end",
      columns: [
        .init("asset"), .init("lowest"), .init("surplus"), .init("value", unit: venue.unitName),
      ], rows: lines)
  }
}

/// Follows what was written off and what was made good.
struct BadDebtCollector: Collector {
  private struct Sheet {
    var written = Decimal18.zero
    var paid = Decimal18.zero
    var socialized = Decimal18.zero
    var recovered = Decimal18.zero

    var outstanding: Decimal18 {
      get throws(ArithmeticError) { try written - paid - socialized - recovered }
    }
  }

  private let asked: Asked
  private var sheets: [Int: Sheet] = [:]
  private var changed: Set<Int> = []
  private var rows: [[DetailTable.Value]] = []
  /// What was written off before the range.
  private var before: [Int: Decimal18] = [:]

  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    rows = []
    before = sheets.mapValues(\.written)
  }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let asset = event.id(.asset), asked.wants(asset: asset),
      var amount = event.decimal(.amount)
    else { return }
    var sheet = sheets[asset] ?? Sheet()
    switch event.kind {
    case .badDebt:
      guard let account = event.id(.account), asked.wants(account: account) else { return }
      sheet.written = try sheet.written + amount
    case .recovery:
      if let account = asked.account {
        amount = try venue.badDebts.lastRecovery(of: account)
        guard !amount.isZero else { return }
      }
      sheet.recovered = try sheet.recovered + amount
    case .socializedLoss where asked.account == nil:
      sheet.socialized = try sheet.socialized + amount
    case .insurance where event.paysBadDebt && asked.account == nil:
      sheet.paid = try sheet.paid - amount
    default: return
    }
    sheets[asset] = sheet
    changed.insert(asset)
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    for asset in changed.sorted() {
      let sheet = sheets[asset] ?? Sheet()
      rows.append(
        [
          .integer(venue.block), .time(venue.time), .text(asked.names.assets[asset]),
        ] + (try figures(sheet)))
    }
    changed = []
  }

  private func figures(_ sheet: Sheet) throws(ArithmeticError) -> [DetailTable.Value] {
    [
      .amount(sheet.written), .amount(sheet.paid), .amount(sheet.socialized),
      .amount(sheet.recovered), .amount(try sheet.outstanding),
    ]
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let unit = venue.unitName
    var parts: [String] = []
    var totals: [[DetailTable.Value]] = []
    for asset in sheets.keys.sorted() {
      let sheet = sheets[asset] ?? Sheet()
      let open = try sheet.outstanding
      let name = asked.names.assets[asset]
      let old = before[asset].flatMap { $0.isZero ? nil : " (\($0) of it before the range)" }
      parts.append(
        "\(sheet.written) \(name) written off\(old ?? ""), \(open) of it outstanding")
      totals.append(
        [.text(name)] + (try figures(sheet)) + [
          .amount(try venue.value(sheet.written, of: asset)),
          .amount(try venue.value(open, of: asset)),
        ])
    }
    let columns: [DetailTable.Column] = [
      .init("written_off"), .init("paid_by_funds"), .init("socialized"), .init("recovered"),
      .init("outstanding"),
    ]
    return Answer(
      (parts.isEmpty ? "No bad debt was written off" : Figures.some(parts, of: "asset")) + ".",
      DetailTable(
        "Bad debt after each block in which it changed",
        columns: [.init("block"), .init("time"), .init("asset")] + columns, rows: rows),
      DetailTable(
        "Bad debt at the end, by definition",
        columns: [.init("asset")] + columns + [
          .init("written_off_value", unit: unit), .init("outstanding_value", unit: unit),
        ], rows: totals))
  }
}

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
