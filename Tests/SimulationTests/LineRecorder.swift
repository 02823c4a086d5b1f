import Hashing
import Ledger

/// Writes the lines of a simulation, and reckons the root of the ledger they would make.
struct LineRecorder: ~Copyable {
  /// The lines that nobody has taken yet, each with its end.
  private(set) var bytes: [UInt8] = []
  private var tree = MerkleTree()
  private let sha = SHA256()

  /// No lines.
  init() {}

  /// The root over all lines so far.
  var root: Digest { tree.root(sha) }

  /// Writes the line of an event.
  mutating func record(_ event: borrowing Event, _ names: Names) {
    let start = bytes.count
    LineEncoder.append(copy event, names: names, to: &bytes)
    tree.append(sha.leaf(bytes.span.extracting(start..<bytes.count)), sha) { _ in }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Gives the lines out.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }
}
