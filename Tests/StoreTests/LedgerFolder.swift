import Foundation
import Hashing
import Ledger
import LedgerSupport
import SQLite
import Store

/// A fresh folder with a ledger, which goes away with its last use.
final class LedgerFolder {
  let path: String
  private let stays: Bool
  /// The path of the ledger.
  var ledger: String { path + "/a.plimsoll" }

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
    stays = false
  }

  /// A folder with a ledger of these lines.
  convenience init(_ lines: [String], batch: Int = .max) throws {
    try self.init()
    try append(lines, batch: batch)
  }

  /// A folder that belongs to somebody else and stays.
  init(existing path: String) {
    self.path = path
    stays = true
  }

  deinit {
    if stays { return }
    try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    try? FileManager.default.removeItem(atPath: path)
  }

  // MARK: - Appending and reading

  /// Appends lines, `batch` to a transaction, `chunk` to an intake; gives the root.
  @discardableResult
  func append(
    _ lines: [String], batch: Int = .max, chunk: Int = .max,
    _ committed: (LedgerWriter.Outcome) throws -> Void = { _ in }
  ) throws -> String {
    let writer = try LedgerWriter(path: ledger, creates: true)
    var intake = writer.makeIntake()
    for group in Self.parts(lines, of: batch) {
      try writer.begin()
      do {
        for part in Self.parts(group, of: chunk) {
          let text = LineText(part)
          try writer.append(try intake.prepare(text.bytes.span, lines: text.ranges))
        }
        try committed(try writer.commit())
      } catch {
        writer.rollback()
        throw error
      }
    }
    return writer.tip.root.description
  }

  private static func parts(_ lines: [String], of count: Int) -> [[String]] {
    stride(from: 0, to: lines.count, by: min(count, lines.count + 1)).map { start in
      Array(lines[start..<start + min(count, lines.count - start)])
    }
  }

  /// The lines of the events of a ledger, in order.
  func lines(from first: Int64 = 1, to last: Int64 = .max) throws -> [String] {
    try Self.lines(try LedgerFile(path: ledger), from: first, to: last)
  }

  static func lines(
    _ file: LedgerFile, from first: Int64 = 1, to last: Int64 = .max
  ) throws -> [String] {
    let cursor = try file.events(from: first, to: last)
    var event = Event(.note)
    var lines: [String] = []
    while try cursor.next(into: &event) {
      lines.append(LineEncoder.line(of: event, names: file.names))
    }
    return lines
  }

  func verify() throws -> Verification {
    try Verifier(try LedgerFile(verifying: ledger)).run()
  }

  // MARK: - Files

  /// The ledger and its head, to be put back.
  struct Copy {
    let ledger: Data
    let head: Data
  }

  func copy() throws -> Copy {
    Copy(
      ledger: try Data(contentsOf: URL(filePath: ledger)),
      head: try Data(contentsOf: URL(filePath: ledger + ".head")))
  }

  func putBack(_ copy: Copy) throws {
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: ledger + suffix) }
    try copy.ledger.write(to: URL(filePath: ledger))
    try copy.head.write(to: URL(filePath: ledger + ".head"))
  }

  func bytes(_ suffix: String = "") throws -> Data {
    try Data(contentsOf: URL(filePath: ledger + suffix))
  }

  /// Changes a ledger as somebody would who can write the file: its triggers dropped, then made again.
  func tamper(_ statements: [String], restoresTriggers: Bool = true) throws {
    let connection = try Connection(path: ledger, mode: .readWrite)
    var triggers: [(name: String, sql: String)] = []
    do {
      var rows = try connection.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
      while try rows.step() { triggers.append((try rows.string(at: 0), try rows.string(at: 1))) }
    }
    try connection.begin(.immediate)
    for trigger in triggers { try connection.execute("DROP TRIGGER \(trigger.name)") }
    for statement in statements { try connection.execute(statement) }
    if restoresTriggers {
      for trigger in triggers { try connection.execute(trigger.sql) }
    }
    try connection.commit()
    try connection.checkpoint(.truncate)
  }
}

/// Whether permissions of files mean anything to this process.
let obeysPermissions = geteuid() != 0
