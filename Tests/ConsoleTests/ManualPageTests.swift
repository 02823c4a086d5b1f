@testable import Console
import Foundation
import Testing

@Suite struct ManualPageTests {
  private static let groff = ChildProcess.path(of: "groff")
  private let page = ManualPage(SampleTool.spec).text

  @Test func pageHasItsSections() {
    let lines = page.split(separator: "\n").map(String.init)
    #expect(lines[0] == ".TH \"DEPOT\" 1 \"\" \"depot 1.2\"")
    #expect(lines[4] == "depot \\- A keeper of shelves")
    #expect(
      lines.filter { $0.hasPrefix(".SH") } == [
        ".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH \"COMMANDS: RECORD\"",
        ".SH \"COMMANDS: LOOK\"", ".SH \"COMMANDS: HELP\"", ".SH OPTIONS",
        ".SH \"HOW THINGS ARE COUNTED\"", ".SH EXIT STATUS",
      ])
    #expect(lines.filter { $0.hasPrefix(".SS") }.count == SampleTool.spec.commands.count)
    #expect(lines.contains(".B \\-m, \\-\\-map <name>"))
  }

  @Test(.enabled(if: groff != nil))
  func groffSetsThePageWithoutWarnings() throws {
    let file = URL.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(page.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let result = try ChildProcess.run(
      try #require(Self.groff), ["-man", "-ww", "-Tascii", "-P-c", file.path])
    #expect(result.errors == "")
    #expect(result.status == 0)
    let shown = Self.withoutBold(result.output)
    for text in ["depot load <shelf> <file> ...", "--rejects <file>", "Say nothing.", "  out   -1"]
    {
      #expect(shown.contains(text), "\(text)")
    }
  }

  /// The text of a printer that strikes bold letters twice.
  private static func withoutBold(_ output: String) -> String {
    output.unicodeScalars.reduce(into: "") { text, scalar in
      if scalar == "\u{8}" { text.removeLast() } else { text.unicodeScalars.append(scalar) }
    }
  }

  @Test func textCannotBecomeARequest() {
    let tool = ToolSpec(
      name: "t", version: "1", overview: ".so /etc/passwd\\n",
      commands: [CommandSpec("go", summary: "'quoted' \\fBtext.")])
    let text = ManualPage(tool).text
    #expect(text.contains("\n\\&.so /etc/passwd\\en\n"))
    #expect(text.contains("\n\\&\\(aqquoted\\(aq \\efBtext.\n"))
  }
}
