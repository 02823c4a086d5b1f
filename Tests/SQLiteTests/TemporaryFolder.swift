import Foundation
import SQLite

/// A fresh folder that goes away with its last use.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-sqlite-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file of the folder.
  func file(_ name: String) -> String { path + "/" + name }

  /// Makes a database with one table `t` of the rows 1, 2 and 3.
  func makeDatabase(_ name: String = "a.db", wal: Bool = false) throws -> String {
    let connection = try Connection(path: file(name), mode: .create)
    if wal { try connection.setPragma("journal_mode", to: "WAL") }
    try connection.execute("CREATE TABLE t (x INTEGER) STRICT; INSERT INTO t VALUES (1), (2), (3);")
    return file(name)
  }
}

/// Whether permissions of files mean anything to this process.
let obeysPermissions = geteuid() != 0

/// Writes bytes over a part of a file.
func overwrite(_ path: String, at offset: UInt64, with bytes: [UInt8]) throws {
  let file = try FileHandle(forUpdating: URL(filePath: path))
  try file.seek(toOffset: offset)
  try file.write(contentsOf: Data(bytes))
  try file.close()
}
