/// The files of one ledger.
package struct LedgerPaths: Sendable {
  /// The SQLite file.
  package let ledger: String

  /// The files of the ledger at a path; a symbolic link stands for the file it leads to, so that
  /// there is one head and one lock whatever name is used.
  package init(ledger path: String) {
    ledger = Files.target(ofLink: path) ?? path
  }

  /// What the last acknowledged append left behind, outside of the SQLite file.
  package var head: String { ledger + ".head" }
  /// What a writer holds locked.
  package var lock: String { ledger + ".lock" }
  /// SQLite's write-ahead log.
  package var writeAheadLog: String { ledger + "-wal" }
  /// SQLite's index of the write-ahead log.
  package var sharedMemory: String { ledger + "-shm" }

  /// The folder that the files are in.
  package var folder: String {
    guard let slash = ledger.lastIndex(of: "/") else { return "." }
    return slash == ledger.startIndex ? "/" : String(ledger[..<slash])
  }
}
