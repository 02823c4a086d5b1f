internal import Console
internal import Ledger
internal import Store

/// `export`: writes the canonical lines.
enum ExportCommand: Command {
  static let spec = CommandSpec(
    "export", group: "record", summary: "Write the events as canonical lines.",
    discussion:
      "The lines are exactly what the root is computed over: 'plimsoll import' reads them "
      + "back to the same root, and so can forty lines of any language (docs/recompute_root.py).",
    arguments: [SharedOptions.ledger],
    options: [SharedOptions.from, SharedOptions.to],
    examples: [
      .init("plimsoll export venue.plimsoll > venue.ndjson", "Write everything."),
      .init(
        "plimsoll export venue.plimsoll | plimsoll import copy.plimsoll -",
        "Copy a ledger event by event."),
    ])

  /// Lines are handed on in pieces of about this many bytes.
  private static let pieceBytes = 1 << 16

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let range = try EventRange(arguments, file)
    for note in range.notes { try io.say(note) }
    let cursor = try file.events(from: range.first, to: range.last)
    var event = Event(.note)
    var buffer: [UInt8] = []
    while try cursor.next(into: &event) {
      LineEncoder.append(event, names: file.names, to: &buffer)
      buffer.append(UInt8(ascii: "\n"))
      if buffer.count > pieceBytes {
        try io.answers.write(bytes: buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    try io.answers.write(bytes: buffer)
    if range.first > range.last {
      let words = range.words.isEmpty ? "nothing is recorded yet" : "no event \(range.words)"
      try io.say("\(words); nothing was written")
    }
    return .ok
  }
}
