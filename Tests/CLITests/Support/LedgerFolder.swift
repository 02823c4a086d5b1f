import Foundation
import Testing

/// A folder for one test, gone when the test is over.
final class LedgerFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func write(_ name: String, _ lines: [String]) throws -> String {
    try write(name, bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  func write(_ name: String, bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: url.appending(path: name))
    return path(name)
  }

  func bytes(_ name: String) throws -> Data? {
    let file = url.appending(path: name)
    return FileManager.default.fileExists(atPath: file.path) ? try Data(contentsOf: file) : nil
  }

  /// The ledger of Harbour and its head, imported once for all tests.
  private static let harbour = Task { () throws -> (ledger: [UInt8], head: [UInt8]) in
    let folder = try LedgerFolder()
    let made = await CommandRun.run(
      ["import", folder.path("v"), try folder.write("in.ndjson", Harbour.lines)])
    try #require(made.status == 0, "\(made.words)")
    let files = (try folder.bytes("v"), try folder.bytes("v.head"))
    return (Array(try #require(files.0)), Array(try #require(files.1)))
  }

  /// Imports lines into a new ledger and gives its path.
  func ledger(_ lines: [String], named name: String = "v.plimsoll") async throws -> String {
    let input = try write("\(name).ndjson", lines)
    if lines == Harbour.lines {
      let files = try await Self.harbour.value
      _ = try write("\(name).head", bytes: files.head)
      return try write(name, bytes: files.ledger)
    }
    let made = await CommandRun.run(["import", path(name), input])
    try #require(made.status == 0, "\(made.words)")
    return path(name)
  }

  /// The ledger and its head as they are, and the names of all files.
  struct Contents: Equatable {
    let ledger: Data?
    let head: Data?
    let files: [String]
  }

  /// Readers leave an empty write-ahead log and its index behind, and writers their lock; they say
  /// nothing.
  func contents(_ name: String = "v.plimsoll") throws -> Contents {
    let files = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    return Contents(
      ledger: try bytes(name), head: try bytes("\(name).head"),
      files: files.filter { file in
        !["-wal", "-shm", ".lock"].contains { file.hasSuffix($0) }
      })
  }

  /// Puts the path of the folder out of a text, so that it can be compared.
  func plain(_ text: String) -> String {
    text.replacingOccurrences(of: url.path + "/", with: "")
  }
}
