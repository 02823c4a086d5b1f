package import Audit
package import Console
internal import Ledger

/// Questions of the catalogue, and whether a ledger can answer them.
package struct AnswerList {
  private let questions: [Question]
  private let answers: [Int: Answer]?
  private let anchor: Anchor?

  /// A list; with a ledger, `answers` are what it says to each, by number.
  package init(_ questions: [Question], answers: [Int: Answer]? = nil, anchor: Anchor? = nil) {
    self.questions = questions
    self.answers = answers
    self.anchor = anchor
  }

  /// Writes the list.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      try output.write(
        members: (anchor?.members ?? []) + [("questions", table.node)])
    case .csv, .ndjson: try table.write(as: format, to: output)
    case .table: try writeText(to: output)
    }
  }

  private func writeText(to output: Output) throws {
    if let answers {
      let answerable = questions.count { answers[$0.number]?.isDecidable ?? false }
      try output.write(
        paragraph: "This ledger holds the facts for \(answerable) of \(questions.count) "
          + "questions.\n")
    }
    let width = output.presentation.width ?? .max
    for question in questions {
      var words = question.text.split(separator: " ").map(String.init)
      words += ["·", question.incident]
      if let obstacle = answers?[question.number]?.obstacle {
        words += ["·"] + obstacle.split(separator: " ").map(String.init)
      }
      let number = (question.number < 10 ? " " : "") + "\(question.number) "
      let lines = TextWrapper.fill([number] + words, width: width, indent: 1, hanging: 5)
      try output.write(lines.joined(separator: "\n") + "\n")
    }
    if let anchor { try output.write(anchor) }
  }

  private var table: Table {
    var columns = [
      Column("number", alignment: .right), Column("question"), Column("incident"),
      Column("options"), Column("commands"), Column("tables"),
    ]
    if answers != nil { columns += [Column("answerable"), Column("lacks")] }
    return Table(
      columns: columns,
      rows: questions.map { question in
        var cells: [Cell] = [
          .integer(Int64(question.number)), .text(question.text), .text(question.incident),
          .text(question.options.map(\.rawValue).joined(separator: " ")),
          .text(question.commands.joined(separator: " · ")),
          .text(question.tables.joined(separator: " ")),
        ]
        if let answer = answers?[question.number] {
          cells += [.bool(answer.isDecidable), .text(answer.isDecidable ? "" : Self.lacks(answer))]
        }
        return cells
      })
  }

  /// The kinds that an answer lacks; alternatives with a bar between them.
  private static func lacks(_ answer: Answer) -> String {
    let choices = answer.choices.isEmpty ? answer.lacks.map { [$0] } : answer.choices
    return choices.map { $0.map(\.name).joined(separator: "|") }.joined(separator: " ")
  }

  /// What is known of one question without a ledger.
  package static func describe(
    _ question: Question, to output: Output
  ) throws {
    try output.write(paragraph: "\(question.number)  \(question.text)\n")
    let needs = question.needs.map { $0.map(\.name).joined(separator: " or ") }
    var lines = [
      "asked after   \(question.incident)",
      "needs         \(needs.isEmpty ? "nothing in particular" : needs.joined(separator: ", "))",
      "options       "
        + (question.options.map { "--\($0.rawValue)" } + ["--from", "--to"]).joined(separator: " "),
    ]
    if !question.commands.isEmpty {
      lines.append("see also      \(question.commands.joined(separator: " · "))")
    }
    lines.append("tables        \(question.tables.joined(separator: ", "))")
    try output.write(lines.joined(separator: "\n") + "\n\n")
    try output.write(paragraph: "Defined: \(question.definition)")
  }
}
