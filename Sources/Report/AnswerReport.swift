package import Audit
package import Console
package import Ledger

/// The answer to a question of the catalogue.
package struct AnswerReport {
  /// The most rows of a table that people are shown.
  package static let shownRows = 20

  private let question: Question
  private let answer: Answer
  private let whatIf: String?
  private let names: Names
  private let anchor: Anchor
  private let showsAll: Bool

  /// A report of an answer; `showsAll` writes every row for people too, `whatIf` is the command that
  /// decides the log again for it.
  package init(
    _ question: Question, _ answer: Answer, whatIf: String?, names: Names, anchor: Anchor,
    showsAll: Bool
  ) {
    self.question = question
    self.answer = answer
    self.whatIf = whatIf
    self.names = names
    self.anchor = anchor
    self.showsAll = showsAll
  }

  /// Writes the answer; csv and ndjson hold the first table only.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      var members = anchor.members
      members += [
        ("question", .integer(Int64(question.number))), ("text", .string(question.text)),
        ("decidable", .bool(answer.isDecidable)), ("answer", .string(answer.sentence)),
        ("lacks", .array(answer.lacks.map { .string($0.name) })),
        ("definition", .string(question.definition)),
        ("whatif", whatIf.map { .string($0) } ?? .null),
        ("tables", .array(answer.tables.filter { !$0.columns.isEmpty }.map(node))),
      ]
      try output.write(members: members)
    case .csv, .ndjson:
      let first = answer.tables.first ?? DetailTable("", columns: [.init("answer")])
      try Table(first, names: names).write(as: format, to: output)
    case .table:
      try writeText(to: output)
    }
  }

  private func node(_ table: DetailTable) -> JSONNode {
    .object([("title", .string(table.title)), ("rows", Table(table, names: names).node)])
  }

  private func writeText(to output: Output) throws {
    let shown = output.presentation
    try output.write(paragraph: SentenceText.shown(answer.sentence, names, shown))
    for detail in answer.tables where !detail.rows.isEmpty {
      var part = detail
      let hidden = detail.rows.count - Self.shownRows
      let isCut = !showsAll && hidden > 0
      if isCut { part.rows.removeLast(hidden) }
      try output.write("\n\(SentenceText.shown(detail.title, names, shown))\n")
      try Table(part, names: names).write(as: .table, to: output)
      if isCut {
        try output.write(
          "… and \(shown.shown(hidden)) more; --all shows them, --format csv the first table\n")
      }
    }
    try output.write("\n")
    if let whatIf {
      try output.write("decided again: \(TerminalText.escape(whatIf))\n\n")
    }
    try output.write(paragraph: "Defined: \(question.definition)")
    if answer.isDecidable, !answer.lacks.isEmpty {
      let kinds = answer.lackWords.joined(separator: ", ")
      try output.write(
        paragraph: "Lacks \(kinds): what rests on them is not decidable and not counted.")
    }
    try output.write(anchor)
  }
}

/// Sentences with figures, as they are shown to people.
enum SentenceText {
  /// The longest name that a sentence holds whole on a terminal.
  private static let longest = 16

  /// On a terminal numbers are grouped and long names of accounts shortened; elsewhere nothing changes.
  static func shown(_ sentence: String, _ names: Names, _ presentation: Presentation) -> String {
    let text = TerminalText.escape(sentence)
    guard presentation.isTerminal else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false)
      .map { shown(word: $0, names, presentation) }.joined(separator: " ")
  }

  private static func shown(
    word: Substring, _ names: Names, _ presentation: Presentation
  ) -> String {
    let start = word.prefix { $0 == "(" }
    let rest = word.dropFirst(start.count)
    let end = rest.reversed().prefix { ".,;:)".contains($0) }
    let core = String(rest.dropLast(end.count))
    let isNumber =
      !core.isEmpty && core.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
      && core.contains(where: \.isNumber)
    if isNumber { return start + NumberText.grouped(core) + String(end.reversed()) }
    guard !presentation.isWide, core.count > longest, names.accounts.id(of: core) != nil else {
      return String(word)
    }
    return start + TerminalText.shortenMiddle(core, to: 13) + String(end.reversed())
  }
}
