import Foundation
import Testing

/// What shipped scenarios gave when the file was written: `name<tab>root<tab>counts by kind`.
///
/// With PLIMSOLL_GOLDEN=write in the environment the tests write the file anew.
enum Golden {
  private static let file = scenarioFolder.appending(path: "golden.tsv")
  private static let isWriting =
    ProcessInfo.processInfo.environment["PLIMSOLL_GOLDEN"] == "write"
  private static let lock = NSLock()

  static func expect(_ name: String, _ run: ScenarioRun) throws {
    let line = [name, run.root, run.counts].joined(separator: "\t")
    lock.lock()
    defer { lock.unlock() }
    var lines: [String] = []
    if let text = try? String(contentsOf: file, encoding: .utf8) {
      lines = text.split(separator: "\n").map(String.init)
    }
    let known = lines.first { $0.hasPrefix(name + "\t") }
    if isWriting {
      lines.removeAll { $0.hasPrefix(name + "\t") }
      lines = (lines + [line]).sorted()
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    } else {
      #expect(known == line, "\(name) gives something else than it did")
    }
  }
}
