internal import Console
internal import Import
internal import Ledger
internal import Store

/// `init`: makes an empty ledger.
enum InitCommand: Command {
  static let spec = CommandSpec(
    "init", group: "record", summary: "Make an empty ledger, or bring one up to date.",
    discussion: "With --venue the ledger begins with a venue event in block 0. 'import' makes a "
      + "missing ledger by itself, so 'init' is only needed to name the venue first.",
    arguments: [SharedOptions.ledger],
    options: [
      OptionSpec("venue", valueName: "name", help: "The name of the venue."),
      OptionSpec(
        "unit", valueName: "asset", help: "The asset that reports are valued in, with --venue."),
    ],
    examples: [
      .init("plimsoll init venue.plimsoll --venue Example --unit USD", "Make a ledger of a venue.")
    ],
    exits: [
      .init(.ok, "The ledger is there and up to date."), .init(.failed, "It could not be made."),
      .init(.findings, "Another venue is recorded already; nothing was recorded."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let path = arguments.positional("ledger")
    let venue = arguments.option("venue")
    let unit = arguments.option("unit")
    if unit != nil, venue == nil { throw arguments.error("--unit needs --venue.") }
    if venue == "" || unit == "" {
      throw arguments.error("The value of '--\(venue == "" ? "venue" : "unit")' is empty.")
    }
    try LedgerPlace.check(path)
    let writer = try LedgerWriter(path: path, creates: true)
    let isNew = writer.isNew
    var added: Int64 = 0
    if let venue {
      do {
        added = try await append(venue, unit: unit, to: writer)
      } catch let error as ImportError where error.isConflict {
        throw CommandFailure(
          "\(path): the ledger begins otherwise, and what is recorded stays as it is; only a new "
            + "ledger can be named", status: .findings)
      } catch {
        writer.removeIfNewAndEmpty()
        throw error
      }
    }
    let words = isNew ? "made \(path)" : "\(path) is there and up to date"
    try io.say(TerminalText.escape(added > 0 ? "\(words); named the venue" : words))
    return .ok
  }

  private static func append(
    _ venue: String, unit: String?, to writer: LedgerWriter
  ) async throws -> Int64 {
    var event = Event(.venue)
    event.set(.name, text: venue)
    if let unit { event.set(.unit, text: unit) }
    let line = LineEncoder.line(of: event, names: writer.names) + "\n"
    let session = try ImportSession(writer)
    try await CanonicalImport.read(bytes: Array(line.utf8), name: "--venue", into: session)
    return try session.finish().added
  }
}
