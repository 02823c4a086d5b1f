/// Hands out runs of places in a flat array, and takes them back for reuse.
///
/// Runs of one size are reused for runs of the same size only, which the few sizes in use make
/// cheap and free of fragmentation.
struct Extents: Sendable {
  /// The number of places ever handed out: how long the array must be.
  private(set) var end = 0
  private var free: [[UInt32]] = []

  /// A run of `length` places; `list` numbers the length among those in use.
  mutating func take(_ length: Int, list: Int) -> Int {
    if list < free.count, let start = free[list].popLast() { return Int(start) }
    let start = end
    end += length
    return start
  }

  /// Takes back a run.
  mutating func give(_ start: Int, list: Int) {
    while free.count <= list { free.append([]) }
    free[list].append(UInt32(start))
  }

  /// The bytes held.
  var footprint: Int {
    free.reduce(0) { $0 + $1.capacity * 4 + MemoryLayout<[UInt32]>.stride }
  }
}

extension Array {
  /// Lengthens an array to at least `length`, by a quarter rather than by doubling.
  mutating func lengthen(to length: Int, with element: Element) {
    guard count < length else { return }
    reserveCapacity(Swift.max(length, count + count / 4 + 64))
    append(contentsOf: repeatElement(element, count: capacity - count))
  }
}
