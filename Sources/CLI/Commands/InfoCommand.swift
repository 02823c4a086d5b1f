internal import Console
internal import Hashing
internal import Ledger
internal import Report
internal import Store

/// `info`: what a ledger is and covers.
enum InfoCommand: Command {
  static let spec = CommandSpec(
    "info", group: "look", summary: "Tell what a ledger covers and what it lacks.",
    discussion: "'lacks' names the kinds that questions of solvency and liquidation rest on and of "
      + "which there is no event: what depends on them cannot be decided.",
    arguments: [SharedOptions.ledger], options: [SharedOptions.format, SharedOptions.wide])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let counts = try file.counts()
    let first = try file.firstBlock()
    let isEmpty = first == nil
    var values = KeyValues()
    values.add("ledger", .text(file.path))
    values.add("venue", try venue(file))
    values.add("events", .integer(file.tip.size))
    values.add("blocks", .integer(try file.blockCount()))
    values.add("first_block", .integer(first?.number))
    values.add("last_block", .integer(isEmpty ? nil : file.tip.block))
    values.add("first_time", .time(first?.time))
    values.add("last_time", .time(isEmpty ? nil : file.tip.time))
    values.add("accounts", .integer(Int64(file.names.accounts.count)))
    values.add("assets", .integer(Int64(file.names.assets.count)))
    values.add("markets", .integer(Int64(file.names.markets.count)))
    let kinds = counts.map { "\($0.kind.name) \(io.answers.presentation.shown($0.count))" }
    values.add(
      "kinds",
      .nested(
        .object(counts.map { ($0.kind.name, .integer($0.count)) }),
        text: kinds.joined(separator: separator)))
    let lacks = lacking(counts.map(\.kind)).map(\.name)
    values.add(
      "lacks",
      .nested(.array(lacks.map { .string($0) }), text: lacks.joined(separator: separator)))
    values.add("bytes", .integer(file.bytes))
    values.add("root", .text(file.tip.root.description))
    let format = SharedOptions.format(arguments)
    values.add("head", format == .table ? head(file) : .text(file.head.word))
    if format == .table { values = forPeople(values, isEmpty, io.answers.presentation) }
    try values.write(as: format, to: io.answers)
    return .ok
  }

  private static let separator = " · "

  /// The same without what is empty, and with long lists on several lines.
  private static func forPeople(
    _ values: KeyValues, _ isEmpty: Bool, _ presentation: Presentation
  ) -> KeyValues {
    var shown = KeyValues()
    let width = values.entries.reduce(0) { max($0, $1.column.title.count) } + 2
    let room = presentation.isWide ? nil : presentation.width.map { max(20, $0 - width) }
    for entry in values.entries {
      let isPointless = isEmpty && ["lacks", "root"].contains(entry.column.key)
      switch entry.cell.value {
      case .empty: continue
      case _ where isPointless: continue
      case .nested(_, ""): continue
      case .nested(_, let text):
        let words = text.split(separator: separator).map(String.init)
        for (number, line) in lines(words, room).enumerated() {
          let key = number == 0 ? entry.column.key : ""
          shown.add(key, .text(line, tone: entry.cell.tone))
        }
      default: shown.add(entry.column.key, entry.cell)
      }
    }
    return shown
  }

  private static func lines(_ words: [String], _ room: Int?) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.last, room.map({ last.count + 3 + word.count <= $0 }) ?? true {
        lines[lines.count - 1] = last + separator + word
      } else {
        lines.append(word)
      }
    }
    return lines
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

  private static func head(_ file: LedgerFile) -> Cell {
    let (words, tone): (String, Cell.Tone) =
      switch file.head {
      case .matches: ("matches", .good)
      case .missing where file.tip.size == 0: ("none yet, as nothing is recorded", .plain)
      case .missing: ("missing: nothing outside of the file vouches for its end", .bad)
      case .behind(let head):
        ("behind, at \(head.size) events; the next import writes it again", .warn)
      case .lost(let head): ("knows of \(head.size) events: some were lost", .bad)
      case .differs: ("is of another log", .bad)
      }
    return .text(words, tone: tone)
  }
}

extension KeyValues {
  mutating func add(_ key: String, _ cell: Cell) {
    add(key, title: nil, unit: nil, cell)
  }
}
