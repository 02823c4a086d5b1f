package import Console
package import Hashing
package import Store

/// Where an answer was read: every answer ends with it, so that anybody can ask again.
package struct Anchor: Sendable {
  /// The version of the rules that fold events into a book. It changes when any answer may change.
  package static let engine = "1"

  /// The last block that counts.
  package let block: Int64
  /// Its time in Unix milliseconds.
  package let time: Int64
  /// The last event that counts.
  package let seq: Int64
  /// The root of the log up to that event.
  package let root: Digest

  /// The anchor of a ledger after a block, or after its last event.
  package init(_ file: LedgerFile, throughBlock block: Int64?) throws(StoreError) {
    guard let block else {
      (self.block, time, seq, root) = (
        file.tip.block, file.tip.time, file.tip.size, file.tip.root
      )
      return
    }
    try file.check(block: block)
    let last = try file.block(atOrBefore: block) ?? (block, 0)
    self.block = block
    time = last.time
    seq = try file.lastEvent(throughBlock: block)
    root = try file.root(at: seq)
  }

  /// The line under an answer.
  package var sentence: String {
    "block \(NumberText.grouped("\(block)")) · \(ISOTime.format(time)) · seq "
      + "\(NumberText.grouped("\(seq)")) · root \(root) · engine \(Self.engine)"
  }

  /// The members that a JSON answer carries.
  package var members: [(String, JSONNode)] {
    [
      ("block", .integer(block)), ("time", .string(ISOTime.format(time))), ("seq", .integer(seq)),
      ("root", .string(root.description)), ("engine", .string(Self.engine)),
    ]
  }
}
