internal import Audit
internal import Console
internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Report
internal import Store

/// `solvency`: who cannot pay, and what stands behind it.
enum SolvencyCommand: Command {
  static let spec = CommandSpec(
    "solvency", group: "look",
    summary: "Value every account after a block and name who cannot pay.",
    discussion: "Amounts are valued at the latest recorded prices in the venue's unit of account; "
      + "what has no price is named, not guessed. Then who has paid for losses so far, what the "
      + "insurance funds hold, and with a rulebook the collateral at its weights. Several ledgers "
      + "are added up, with funds of the same name and owners who occur in more than one. csv lists "
      + "the insolvent accounts, or what --by says.",
    arguments: [
      ArgumentSpec("ledger", help: "The ledgers.", arity: .many, kind: .ledger)
    ],
    options: [
      SharedOptions.block,
      OptionSpec("series", help: "One row for each block that holds events."),
      OptionSpec(
        "every", valueName: "blocks", kind: .integer,
        help: "One row for every so many blocks that hold events, and the last."),
      OptionSpec(
        "by", choices: SolvencyReport.Part.allCases.map(\.rawValue), help: "What csv lists.",
        default: "account"),
      RuleSource.option, SharedOptions.format, SharedOptions.wide,
    ],
    examples: [
      .init("plimsoll solvency venue.plimsoll --block 16818362", "At a block."),
      .init("plimsoll solvency venue.plimsoll --every 100 --format csv", "Over time."),
      .init("plimsoll solvency one.plimsoll two.plimsoll", "Two venues together."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let paths = arguments.positionalValues("ledger")
    let files = try paths.map { try LedgerFile(path: $0) }
    let format = SharedOptions.format(arguments)
    let isSeries = arguments.flag("series") || arguments.isGiven("every")
    if files.count > 1 {
      if isSeries || arguments.isGiven("block") || arguments.isGiven("rulebook") {
        throw arguments.error(
          "--block, --series, --every and --rulebook are of one ledger; several have their ends.")
      }
      try combined(files, paths, io).write(as: format, to: io.answers)
      return .ok
    }
    let file = files[0]
    let block = try SharedOptions.block("block", arguments, file)
    let anchor = try Anchor(file, throughBlock: block)
    if isSeries {
      let every = try arguments.integer("every", in: 1...1_000_000_000) ?? 1
      let rows = try series(file, throughBlock: block, every: every, io)
      try SolvencySeriesReport(rows, names: file.names, anchor: anchor)
        .write(as: format, to: io.answers)
      return .ok
    }
    let record = try fold(file, throughBlock: block, io)
    let solvency = try record.solvency(file.names)
    let background = SolvencyBackground(
      record.losses, funds: record.book.insuranceFunds(names: file.names),
      reserve: record.book.penaltyReserve(names: file.names),
      cover: try cover(
        file, throughBlock: block, arguments.option("rulebook"), without: solvency, io),
      lacks: record.gaps.lacks(of: solvency, in: record.book))
    let report = SolvencyReport(
      solvency, background: background, names: file.names, anchor: anchor)
    let part = arguments.option("by").flatMap { SolvencyReport.Part(rawValue: $0) } ?? .account
    try report.write(as: format, by: part, to: io.answers)
    return .ok
  }

  /// The record after a block; `each` is called before the first event of every block but the first, with the
  /// record as it is then.
  private static func fold(
    _ file: LedgerFile, throughBlock block: Int64?, _ io: CommandIO,
    each: (inout SolvencyRecord) throws(ArithmeticError) -> Void = { _ in }
  ) throws -> SolvencyRecord {
    var record = SolvencyRecord()
    try file.follow(through: try file.end(ofBlock: block), "folding", io) {
      (event) throws(StoreError) in
      do throws(ArithmeticError) {
        if record.book.seq > 0, event.position.block != record.book.block { try each(&record) }
        try record.apply(event, names: file.names)
      } catch {
        throw StoreError(.damaged, "\(file.path): event \(event.seq) cannot be valued: \(error)")
      }
    }
    return record
  }

  private static func series(
    _ file: LedgerFile, throughBlock block: Int64?, every: Int64, _ io: CommandIO
  ) throws -> [SolvencySeriesReport.Row] {
    var rows: [SolvencySeriesReport.Row] = []
    var count: Int64 = 0
    let names = file.names
    var record = try fold(file, throughBlock: block, io) { (record) throws(ArithmeticError) in
      if count % every == 0 { rows.append(try .init(&record, names: names)) }
      count += 1
    }
    if record.book.seq > 0 { rows.append(try .init(&record, names: names)) }
    return rows
  }

  /// What covers the requirements, if there are rules that require anything.
  private static func cover(
    _ file: LedgerFile, throughBlock block: Int64?, _ rulebook: String?,
    without solvency: Solvency, _ io: CommandIO
  ) throws -> CollateralCover? {
    if rulebook == nil, try !Judging.hasRulebook(file) { return nil }
    let state = try RuleSource.venue(file, throughBlock: block, rulebook: rulebook, io).state
    let rules = state.rulebook
    let isEmpty =
      rules.assets.isEmpty && rules.markets.isEmpty && rules.anyAsset == AssetTerms()
      && rules.anyMarket == MarketTerms()
    let undecided = Set(solvency.undecided.map(\.account))
    return isEmpty ? nil : try CollateralCover(state, names: file.names, without: undecided)
  }

  private static func combined(
    _ files: [LedgerFile], _ paths: [String], _ io: CommandIO
  ) throws -> SolvencyOfVenuesReport {
    try refuseCopies(files, paths)
    let records = try files.map { file in
      let record = try fold(file, throughBlock: nil, io)
      return (name: record.book.venue?.name, record: record)
    }
    var venues: [SolvencyOfVenuesReport.Venue] = []
    for (place, file) in files.enumerated() {
      let (name, record) = records[place]
      // Where two venues have one name, the path tells them apart.
      let isAlone = records.count { $0.name == name } == 1
      venues.append(
        try .init(
          isAlone ? name ?? paths[place] : paths[place], record, names: file.names,
          anchor: try Anchor(file)))
    }
    return SolvencyOfVenuesReport(venues)
  }

  /// Refuses a log that is named twice, also as a copy of what it was earlier: it would be counted twice.
  private static func refuseCopies(_ files: [LedgerFile], _ paths: [String]) throws {
    for place in files.indices {
      for other in files.indices.dropFirst(place + 1) {
        let (one, two) = (files[place].tip, files[other].tip)
        let size = min(one.size, two.size)
        guard size > 0,
          try files[place].root(at: size) == files[other].root(at: size)
        else { continue }
        throw CommandFailure(
          one.size == two.size
            ? "\(paths[place]) and \(paths[other]) hold the same log: it would be counted twice"
            : "\(paths[one.size < two.size ? place : other]) holds an earlier state of the log in "
              + "\(paths[one.size < two.size ? other : place]): it would be counted twice")
      }
    }
  }
}
