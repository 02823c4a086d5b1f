internal import Console
internal import Hashing
internal import Ledger
internal import Report
internal import Store

/// `info`: what a ledger is and covers.
enum InfoCommand: Command {
  static let spec = CommandSpec(
    "info", group: "look", summary: "Tell what a ledger covers and what it lacks.",
    arguments: [SharedOptions.ledger], options: [SharedOptions.format, SharedOptions.wide])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let counts = try file.counts()
    let first = try file.firstBlock()
    var values = KeyValues()
    values.add("ledger", .text(file.path))
    values.add("venue", try venue(file))
    values.add("events", .integer(file.tip.size))
    values.add("blocks", .integer(try file.blockCount()))
    values.add("first_block", .integer(first?.number))
    values.add("last_block", .integer(file.tip.block < 0 ? nil : file.tip.block))
    values.add("first_time", .time(first?.time))
    values.add("last_time", .time(file.tip.block < 0 ? nil : file.tip.time))
    values.add("accounts", .integer(Int64(file.names.accounts.count)))
    values.add("assets", .integer(Int64(file.names.assets.count)))
    values.add("markets", .integer(Int64(file.names.markets.count)))
    let kinds = counts.map { "\($0.kind.name) \(NumberText.grouped(String($0.count)))" }
    values.add(
      "kinds",
      .nested(
        .object(counts.map { ($0.kind.name, .integer($0.count)) }),
        text: kinds.joined(separator: " · ")))
    let lacks = Self.lacking(counts.map(\.kind))
    values.add(
      "lacks",
      .nested(.array(lacks.map { .string($0.name) }), text: lacks.map(\.name).joined(separator: " · ")))
    values.add("bytes", .integer(file.bytes))
    values.add("root", .text(file.tip.root.description))
    values.add("head", head(file.head))
    try values.write(as: SharedOptions.format(arguments), to: io.answers)
    return .ok
  }

  /// The kinds whose absence makes questions undecidable.
  private static func lacking(_ kinds: [Kind]) -> [Kind] {
    [.priceUpdate, .fee, .fundingPayment, .interest, .marginCall, .liquidationFill, .insurance]
      .filter { !kinds.contains($0) }
  }

  private static func venue(_ file: LedgerFile) throws -> Cell {
    let cursor = try file.events(kinds: [.venue])
    var event = Event(.note)
    var name: String?
    while try cursor.next(into: &event) { name = event.string(.name) }
    return name.map { .text($0) } ?? .empty
  }

  private static func head(_ status: HeadStatus) -> Cell {
    switch status {
    case .matches: .text("matches", tone: .good)
    case .missing: .text("missing", tone: .bad)
    case .behind(let head):
      .text("behind (\(head.size) events); the next import heals it", tone: .warn)
    case .lost(let head): .text("knows of \(head.size) events: some were lost", tone: .bad)
    case .differs: .text("is of another log", tone: .bad)
    }
  }
}

extension KeyValues {
  mutating func add(_ key: String, _ cell: Cell) {
    add(key, title: nil, unit: nil, cell)
  }
}
