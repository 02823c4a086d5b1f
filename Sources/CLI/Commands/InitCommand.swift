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
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let path = arguments.positional("ledger")
    if arguments.isGiven("unit"), !arguments.isGiven("venue") {
      throw arguments.error("--unit needs --venue")
    }
    let writer = try LedgerWriter(path: path, creates: true)
    if let venue = arguments.option("venue") {
      do {
        try await append(venue, unit: arguments.option("unit"), to: writer)
      } catch {
        writer.removeIfNewAndEmpty()
        throw error
      }
    }
    try io.say(writer.isNew ? "made \(path)" : "\(path) is there and up to date")
    return .ok
  }

  private static func append(
    _ venue: String, unit: String?, to writer: LedgerWriter
  ) async throws {
    var event = Event(.venue)
    event.set(.name, text: venue)
    if let unit { event.set(.unit, text: unit) }
    let line = LineEncoder.line(of: event, names: writer.names) + "\n"
    let session = try ImportSession(writer)
    try await CanonicalImport.read(bytes: Array(line.utf8), name: "--venue", into: session)
    _ = try session.finish()
  }
}
