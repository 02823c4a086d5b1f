import Console
import Foundation
import Testing

/// Whole screens: `fixtures/screens/*.txt` are sessions, command lines with everything they print.
///
/// `$ plimsoll …` is answered as in a pipe, `80$ plimsoll …` as on a terminal of 80 columns. A line of
/// the error stream begins with `! `, and `[2]` is an exit status other than 0. `make docs` writes the
/// answers again.
@Suite struct TranscriptTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "fixtures/screens")

  @Test(arguments: ["audit", "cases", "help", "harbour", "odd", "outlook", "sql"])
  func sessionIsAsRecorded(name: String) async throws {
    let file = Self.folder.appending(path: "\(name).txt")
    let recorded = try String(contentsOf: file, encoding: .utf8)
    let session = try await Session(recorded)
    let answered = await session.run()
    if ProcessInfo.processInfo.environment["PLIMSOLL_RECORD"] == "1" {
      try Data(answered.utf8).write(to: file)
      Issue.record("\(file.lastPathComponent) was written; look at what changed")
      return
    }
    let want = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let got = answered.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, (want, got)) in zip(want, got).enumerated() {
      try #require(got == want, "\(name).txt:\(number + 1)")
    }
    #expect(got.count == want.count)
  }
}

/// A session whose commands are run again.
private struct Session {
  private let introduction: String
  private let commands: [String]
  private let folder: LedgerFolder

  init(_ text: String) async throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let start = lines.firstIndex { Self.isCommand($0) } ?? lines.count
    introduction = lines[..<start].joined(separator: "\n")
    commands = lines.filter(Self.isCommand)
    folder = try LedgerFolder()
    for (name, lines) in Self.inputs { _ = try folder.write("\(name).ndjson", lines) }
  }

  private static func isCommand(_ line: String) -> Bool {
    line.drop { $0.isNumber }.hasPrefix("$ plimsoll")
  }

  func run() async -> String {
    var text = introduction
    for command in commands {
      let width = Int(command.prefix { $0.isNumber })
      let words = Self.words(command.drop { $0.isNumber }.dropFirst("$ plimsoll".count))
        .map(place)
      let run =
        if let width {
          await CommandRun.onTerminal(words, width: width)
        } else {
          await CommandRun.run(words)
        }
      text += "\n" + command + "\n" + folder.plain(run.output)
      for line in folder.plain(run.words).split(separator: "\n") { text += "! \(line)\n" }
      if run.status != 0 { text += "[\(run.status)]\n" }
    }
    return withoutSizes(text)
  }

  /// Where a word of a command line is: ledgers and inputs in the folder, fixtures in the package.
  private func place(_ word: String) -> String {
    if word.hasPrefix("fixtures/") { return Self.package.appending(path: word).path }
    return word.hasSuffix(".plimsoll") || word.hasSuffix(".ndjson") ? folder.path(word) : word
  }

  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The text without the sizes of the ledgers, which are SQLite's affair.
  private func withoutSizes(_ text: String) -> String {
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: folder.url.path)) ?? []
    return names.filter { $0.hasSuffix(".plimsoll") }.reduce(text) { text, name in
      let attributes = try? manager.attributesOfItem(atPath: folder.path(name))
      guard let size = attributes?[.size] as? Int else { return text }
      return text.replacing(NumberText.grouped("\(size)"), with: "…").replacing(
        "\(size)", with: "…")
    }
  }

  /// The words of a command line; double quotes hold a word together.
  private static func words(_ line: some StringProtocol) -> [String] {
    var words: [String] = []
    var isQuoted = false
    var isOpen = false
    for character in line {
      switch character {
      case "\"":
        isQuoted.toggle()
        if !isOpen { words.append("") }
        isOpen = true
      case " " where !isQuoted: isOpen = false
      default:
        if !isOpen { words.append("") }
        isOpen = true
        words[words.count - 1].append(character)
      }
    }
    return words
  }

  private static let inputs = [
    "harbour": Harbour.lines,
    "pier": Pier.lines,
    "wrong": Array(Harbour.lines[..<12]) + [
      #"{"v":1,"block":10,"index":0,"time":1700000240000,"kind":"balance_assertion","account":"alice","asset":"USD","amount":"12000"}"#,
      #"{"v":1,"block":10,"index":1,"time":1700000240000,"kind":"balance_assertion","account":"bob","asset":"USD","amount":"500"}"#,
      #"{"v":1,"block":10,"index":2,"time":1700000240000,"kind":"position_assertion","account":"bob","market":"BTC-PERP","size":"0.25"}"#,
    ],
    "unvalued": [Harbour.lines[0].replacing(",\"unit\":\"USD\"", with: "")]
      + Array(Harbour.lines[1..<7]),
    "unpriced": Array(Harbour.lines[..<6]) + [
      #"{"v":1,"block":3,"index":0,"time":1700000070000,"kind":"deposit","account":"bob","asset":"BTC","amount":"0.5"}"#
    ],
  ]
}
