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
