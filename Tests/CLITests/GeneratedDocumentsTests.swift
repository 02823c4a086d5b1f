import CLI
import Console
import Foundation
import Margin
import Report
import Testing

/// Documents that are written from declarations; `make docs` writes them again.
@Suite struct GeneratedDocumentsTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static var isRecording: Bool {
    ProcessInfo.processInfo.environment["PLIMSOLL_RECORD"] == "1"
  }

  @Test func eventsDocumentIsWhatTheDeclarationsSay() throws {
    try compare("docs/EVENTS.md") { _ in EventsDocument.markdown }
  }

  @Test func rulesDocumentHoldsTheTablesOfTheRules() throws {
    try compare("docs/RULES.md") { written in
      let states = try Self.filled(written, "states", with: MarginState.markdown)
      return try Self.filled(states, "rules", with: RuleSchema.markdown)
    }
  }

  @Test func questionsDocumentIsWhatTheCatalogueSays() async throws {
    var examples: [QuestionsDocument.Example] = []
    for (scenario, words) in Self.examples {
      let folder = try LedgerFolder()
      let ledger = folder.path("\(scenario).plimsoll")
      let file = Self.folder.appending(path: "fixtures/scenarios/\(scenario).json").path
      #expect(await CommandRun.run(["simulate", file, "-o", ledger]).status == 0)
      let run = await CommandRun.run(["ask", ledger] + words)
      examples.append(
        .init(
          command: "plimsoll ask \(scenario).plimsoll " + words.joined(separator: " "),
          output: folder.plain(run.output)))
    }
    let made = QuestionsDocument.markdown(examples: examples)
    try compare("docs/QUESTIONS.md") { _ in made }
  }

  /// The answers that docs/QUESTIONS.md shows.
  private static let examples: [(scenario: String, words: [String])] = [
    ("english", ["1"]), ("waterfall", ["37"]), ("deleverage", ["42"]),
    ("ladder", ["19"]), ("breakers", ["21"]), ("fixed-spread", ["44", "--block", "31"]),
  ]

  /// Holds a document to what it should be, or writes it.
  private func compare(_ path: String, with make: (String) throws -> String) throws {
    let file = Self.folder.appending(path: path)
    let written = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let text = try make(written)
    if Self.isRecording {
      try Data(text.utf8).write(to: file)
      Issue.record("\(path) was written; run the tests again without PLIMSOLL_RECORD")
      return
    }
    let isUpToDate = written == text
    #expect(isUpToDate, "\(path) is out of date: 'make docs' writes it again")
  }

  /// The text with what stands between `<!-- name: … -->` and `<!-- /name -->` replaced.
  private static func filled(
    _ text: String, _ name: String, with table: String
  ) throws -> String {
    let start = try #require(text.range(of: "<!-- \(name): "), "no <!-- \(name): … -->")
    let begin = try #require(text.range(of: "-->\n", range: start.upperBound..<text.endIndex))
    let end = try #require(
      text.range(of: "<!-- /\(name) -->", range: begin.upperBound..<text.endIndex),
      "no <!-- /\(name) -->")
    return text[..<begin.upperBound] + "\n" + table + "\n" + text[end.lowerBound...]
  }

  @Test func readmeNamesEveryCommand() throws {
    let readme = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    for command in CommandLineTool.spec.commands {
      #expect(readme.contains("`\(command.name)`"), "README.md does not name \(command.name)")
    }
  }
}
