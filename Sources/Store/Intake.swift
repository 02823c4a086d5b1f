package import Hashing
package import Ledger

/// Lines that were read, checked and hashed, ready to be appended.
package struct PreparedEvents: Sendable {
  /// The events in order: first those at places that are recorded already, then new ones.
  package let events: PackedEvents
  /// The leaf hashes of the former, to compare.
  package let recorded: [Digest]
  /// The hash tiles that the new ones fill.
  let tiles: [MerkleTree.Tile]
  /// The tree after the last of them.
  let tree: MerkleTree
  /// The sum of all amounts of the new ones.
  let gross: GrossAmount
  /// The names that they add.
  package let names: Names.Additions
}

/// A line that cannot be taken in.
package struct IntakeError: Error, Sendable {
  /// Which line of the given ones, from 0.
  package let line: Int
  /// Why.
  package let cause: LineError
}

/// Turns canonical lines into prepared events: strict reading, order of places and times, hashes.
///
/// It touches no file, so it can work on one core while SQLite works on another.
package struct Intake: Sendable {
  private var decoder: LineDecoder
  private let recorded: Position?
  private let tip: Tip
  private var tree: MerkleTree
  private var last: (position: Position, time: Int64)?

  /// An intake for a ledger that ends at `tip` with a tree, whose last event stands at `recorded`.
  init(names: Names, tip: Tip, tree: MerkleTree, recorded: Position?) {
    decoder = LineDecoder(names: names, recorded: recorded)
    self.recorded = recorded
    self.tip = tip
    self.tree = tree
  }

  /// Prepares the lines in `ranges` of `text`.
  ///
  /// - Throws: `IntakeError` for the first line that is not canonical or out of order; the intake
  ///   must not be used afterwards.
  package mutating func prepare(
    _ text: Span<UInt8>, lines ranges: [Range<Int>]
  ) throws(IntakeError) -> PreparedEvents {
    let sha = SHA256()
    let mark = decoder.names.mark
    var events = PackedEvents()
    var leaves: [Digest] = []
    var tiles: [MerkleTree.Tile] = []
    var gross = GrossAmount()
    events.reserveCapacity(ranges.count)
    var event = Event(.note)
    for (number, range) in ranges.enumerated() {
      do throws(LineError) {
        try decoder.decode(text, range, into: &event)
        try checkOrder(event)
      } catch {
        throw IntakeError(line: number, cause: error)
      }
      let leaf = sha.leaf(text.extracting(range))
      if let recorded, event.position <= recorded {
        leaves.append(leaf)
      } else {
        tree.append(leaf, sha) { tiles.append($0) }
        gross.add(event)
      }
      events.append(event)
    }
    return PreparedEvents(
      events: events, recorded: leaves, tiles: tiles, tree: tree, gross: gross,
      names: decoder.names.additions(since: mark))
  }

  /// Places rise strictly; a block has one time; times do not fall.
  private mutating func checkOrder(_ event: Event) throws(LineError) {
    let position = event.position
    defer { last = (position, event.time) }
    if let last, position <= last.position {
      throw LineError(
        column: 1, field: "block",
        position == last.position
          ? "\(position) stands twice in this import"
          : "\(position) comes after \(last.position); events must stand in order")
    }
    if let recorded, position <= recorded { return }
    // The previous event: of this import, unless that is recorded already; else the tip.
    let isFirst = last.map { $0.position <= recorded ?? Position(block: -1, index: 0) } ?? true
    let (block, time) =
      isFirst ? (tip.block, tip.time) : (last?.position.block ?? -1, last?.time ?? 0)
    guard block >= 0 else { return }
    if position.block == block, event.time != time {
      throw LineError(
        column: 1, field: "time",
        "block \(block) has the time \(time), and all its events must have it")
    }
    if event.time < time {
      throw LineError(
        column: 1, field: "time",
        "must not be before \(time), the time of block \(block)")
    }
  }
}
