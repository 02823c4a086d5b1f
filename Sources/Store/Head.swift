public import Hashing

/// What the last acknowledged append left beside the ledger: how long the log was and its root.
///
/// Nothing inside a file can tell that its end is missing: one flipped bit in SQLite's write-ahead
/// log drops committed events, and every check inside the file still passes. The head is outside.
public struct Head: Sendable, Hashable {
  /// The number of events.
  public let size: Int64
  /// The root of the log.
  public let root: Digest
  /// The time of the last block in Unix milliseconds.
  public let time: Int64

  private static let title = "plimsoll-head 1"

  package init(size: Int64, root: Digest, time: Int64) {
    self.size = size
    self.root = root
    self.time = time
  }

  /// The head beside a ledger; nil when there is none.
  ///
  /// - Throws: `StoreError` with `head` when the file is something else.
  package static func read(_ paths: LedgerPaths) throws(StoreError) -> Head? {
    guard let bytes = try Files.read(paths.head, limit: 1024) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 5, lines[0] == title, lines[4].isEmpty,
      let size = value("size", lines[1]).flatMap({ Int64($0) }), size >= 0,
      let root = value("root", lines[2]).flatMap({ Digest(hex: String($0)) }),
      let time = value("time", lines[3]).flatMap({ Int64($0) })
    else {
      throw StoreError(
        .head,
        "\(paths.head): this is not the head of a ledger; \(repair(paths.ledger))")
    }
    return Head(size: size, root: root, time: time)
  }

  /// What can be done about a head that is missing or is not that of the ledger at `path`.
  static func repair(_ path: String) -> String {
    "put a copy of the head back; or, if you know that the ledger ends where it should (its last "
      + "events and its root are those that you noted elsewhere), write a new one with 'plimsoll "
      + "verify --write-head \(path)'"
  }

  /// Writes the head beside a ledger, durably.
  func write(_ paths: LedgerPaths) throws(StoreError) {
    let text = "\(Self.title)\nsize \(size)\nroot \(root)\ntime \(time)\n"
    try Files.replace(paths.head, with: Array(text.utf8), folder: paths.folder)
  }

  private static func value(_ name: String, _ line: Substring) -> Substring? {
    line.hasPrefix(name + " ") ? line.dropFirst(name.count + 1) : nil
  }
}
