import CLI
import Console
import Foundation
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
    let file = Self.folder.appending(path: "docs/EVENTS.md")
    let text = EventsDocument.markdown
    if Self.isRecording {
      try Data(text.utf8).write(to: file)
      Issue.record("docs/EVENTS.md was written; run the tests again without PLIMSOLL_RECORD")
      return
    }
    let written = try? String(contentsOf: file, encoding: .utf8)
    let isUpToDate = written == text
    #expect(isUpToDate, "docs/EVENTS.md is out of date: 'make docs' writes it again")
  }

  @Test func readmeNamesEveryCommand() throws {
    let readme = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    for command in CommandLineTool.spec.commands {
      #expect(readme.contains("`\(command.name)`"), "README.md does not name \(command.name)")
    }
  }
}
