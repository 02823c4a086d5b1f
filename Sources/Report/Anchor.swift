package import Console
package import Hashing
package import Store

/// Where an answer was read: every answer ends with it, so that anybody can ask again.
package struct Anchor: Sendable {
  /// The version of the rules that fold events into a book.
  ///
  /// It changes when any answer may change.
  package static let engine = "1"

  /// The last block that counts; -1 when the ledger is empty.
  package let block: Int64
  /// Its time in Unix milliseconds.
  package let time: Int64
  /// The last event that counts.
  package let seq: Int64
  /// The root of the log up to that event.
  package let root: Digest

  /// The anchor of a ledger after a block, or after its last event.
  package init(_ file: LedgerFile, throughBlock block: Int64? = nil) throws(StoreError) {
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

  /// The line under an answer: grouped and short for a terminal, whole everywhere else.
  package func sentence(for presentation: Presentation) -> String {
    guard seq > 0 else { return "the ledger is empty · engine \(Self.engine)" }
    let isShort = presentation.isTerminal && !presentation.isWide
    let root = isShort ? TerminalText.shortenMiddle(root.description, to: 13) : root.description
    return "block \(presentation.shown(block)) · \(ISOTime.format(time)) · seq "
      + "\(presentation.shown(seq)) · root \(root) · engine \(Self.engine)"
  }

  /// The line at the foot of a page: its numbers grouped as all of a page are, the root whole.
  package var pageSentence: String {
    guard seq > 0 else { return sentence(for: .plain) }
    return "block \(NumberText.grouped("\(block)")) · \(ISOTime.format(time)) · seq "
      + "\(NumberText.grouped("\(seq)")) · root \(root) · engine \(Self.engine)"
  }

  /// The members that a JSON answer carries; an empty ledger has no block and no time.
  package var members: [(String, JSONNode)] {
    [
      ("block", seq > 0 ? .integer(block) : .null),
      ("time", seq > 0 ? .string(ISOTime.format(time)) : .null), ("seq", .integer(seq)),
      ("root", .string(root.description)), ("engine", .string(Self.engine)),
    ]
  }
}

extension Presentation {
  /// A whole number in a sentence: grouped on a terminal, plain where somebody may copy it.
  package func shown(_ number: some BinaryInteger) -> String {
    shown("\(number)")
  }

  /// An exact number in a sentence: grouped on a terminal, plain where somebody may copy it.
  package func shown(_ number: String) -> String {
    isTerminal ? NumberText.grouped(number) : number
  }
}

extension Output {
  /// Writes a paragraph, broken to the width of the terminal.
  package func write(paragraph text: String) throws(OutputError) {
    let lines = presentation.width.map { TextWrapper.lines(text, width: $0) } ?? [text]
    try write(lines.joined(separator: "\n") + "\n")
  }

  /// Writes the line under an answer, with an empty line above it.
  package func write(_ anchor: Anchor) throws(OutputError) {
    try write("\n\(anchor.sentence(for: presentation))\n")
  }

  /// Writes an answer as one JSON object.
  package func write(members: [(String, JSONNode)]) throws(OutputError) {
    try write(.object(members.map { (key: $0.0, node: $0.1) }))
  }
}
