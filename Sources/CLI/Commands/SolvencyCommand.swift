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
    let (book, losses) = try fold(file, throughBlock: block, io)
    let background = SolvencyBackground(
      losses, funds: book.insuranceFunds(names: file.names),
      cover: try cover(file, throughBlock: block, arguments.option("rulebook"), io))
    let report = SolvencyReport(
      try Solvency(book, names: file.names), background: background, names: file.names,
      anchor: anchor)
    let part = arguments.option("by").flatMap { SolvencyReport.Part(rawValue: $0) } ?? .account
    try report.write(as: format, by: part, to: io.answers)
    return .ok
  }

  /// The book and the losses after a block; `each` is called before the first event of every block but the
  /// first, with the book as it is then.
  private static func fold(
    _ file: LedgerFile, throughBlock block: Int64?, _ io: CommandIO,
    each: (Book, LossRecord) throws(ArithmeticError) -> Void = { _, _ in }
  ) throws -> (Book, LossRecord) {
    var (book, losses) = (Book(), LossRecord())
    try file.follow(through: try file.end(ofBlock: block), "folding", io) {
      (event) throws(StoreError) in
      do throws(ArithmeticError) {
        if book.seq > 0, event.position.block != book.block { try each(book, losses) }
        try losses.apply(event, names: file.names)
        do throws(BookError) {
          try book.apply(event, names: file.names)
        } catch {
          throw error.cause
        }
      } catch {
        throw StoreError(.damaged, "\(file.path): event \(event.seq) cannot be valued: \(error)")
      }
    }
    return (book, losses)
  }

  private static func series(
    _ file: LedgerFile, throughBlock block: Int64?, every: Int64, _ io: CommandIO
  ) throws -> [SolvencySeriesReport.Row] {
    var rows: [SolvencySeriesReport.Row] = []
    var count: Int64 = 0
    let names = file.names
    let (book, losses) = try fold(file, throughBlock: block, io) {
      (book, losses) throws(ArithmeticError) in
      if count % every == 0 { rows.append(try .init(book, losses, names: names)) }
      count += 1
    }
    if book.seq > 0 { rows.append(try .init(book, losses, names: names)) }
    return rows
  }

  /// What covers the requirements, if there are rules that require anything.
  private static func cover(
    _ file: LedgerFile, throughBlock block: Int64?, _ rulebook: String?, _ io: CommandIO
  ) throws -> CollateralCover? {
    if rulebook == nil {
      let counts = try file.counts()
      guard counts.contains(where: { $0.kind == .parameter }) else { return nil }
    }
    let state: VenueState
    do {
      state = try RuleSource.venue(file, throughBlock: block, rulebook: rulebook, io)
    } catch  where rulebook == nil {
      // Parameters that make no rulebook say nothing of requirements.
      return nil
    }
    let rules = state.rulebook
    let isEmpty =
      rules.assets.isEmpty && rules.markets.isEmpty && rules.anyAsset == AssetTerms()
      && rules.anyMarket == MarketTerms()
    return isEmpty ? nil : try CollateralCover(state, names: file.names)
  }

  private static func combined(
    _ files: [LedgerFile], _ paths: [String], _ io: CommandIO
  ) throws -> SolvencyOfVenuesReport {
    var venues: [SolvencyOfVenuesReport.Venue] = []
    for (file, path) in zip(files, paths) {
      let (book, losses) = try fold(file, throughBlock: nil, io)
      venues.append(
        try .init(
          book.venue?.name ?? path, book, losses, names: file.names, anchor: try Anchor(file)))
    }
    return SolvencyOfVenuesReport(venues)
  }
}
