/// Values by a pair of small ids, in flat arrays, with the pairs of each first id linked.
///
/// A replay asks it once or twice per event; a `Dictionary` is several times slower. The order of
/// `entries` is the order of first use, so nothing depends on hashing.
package struct PairTable<Value: Sendable>: Sendable {
  /// The pairs, in order of their first use.
  package private(set) var keys: [Key] = []
  /// The values, by the place of their pair in `keys`.
  package var values: [Value] = []

  private var slots: [Int32]
  private var firsts: [Int32] = []
  private var nexts: [Int32] = []
  private let initial: Value

  package struct Key: Sendable, Hashable {
    package var first: Int32
    package var second: Int32
  }

  /// An empty table whose values begin as `initial`.
  package init(initial: Value) {
    self.initial = initial
    slots = [Int32](repeating: -1, count: 64)
  }

  /// The place of the pair, which is added if it is new.
  package mutating func place(_ first: Int, _ second: Int) -> Int {
    let key = Key(first: Int32(first), second: Int32(second))
    let slot = slot(for: key)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    let place = keys.count
    slots[slot] = Int32(place)
    keys.append(key)
    values.append(initial)
    while firsts.count <= first { firsts.append(-1) }
    nexts.append(firsts[first])
    firsts[first] = Int32(place)
    if keys.count * 2 > slots.count { grow() }
    return place
  }

  /// The value of the pair; nil when there is none.
  package func find(_ first: Int, _ second: Int) -> Value? {
    let slot = slot(for: Key(first: Int32(first), second: Int32(second)))
    return slots[slot] < 0 ? nil : values[Int(slots[slot])]
  }

  /// The places of all pairs with that first id.
  package func places(of first: Int) -> [Int] {
    guard first < firsts.count else { return [] }
    var places: [Int] = []
    var at = firsts[first]
    while at >= 0 {
      places.append(Int(at))
      at = nexts[Int(at)]
    }
    return places
  }

  private func slot(for key: Key) -> Int {
    let mask = slots.count - 1
    let word = UInt64(UInt32(bitPattern: key.first)) << 32 | UInt64(UInt32(bitPattern: key.second))
    let product = word.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    var slot = Int(truncatingIfNeeded: product.high ^ product.low) & mask
    while slots[slot] >= 0, keys[Int(slots[slot])] != key {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    for (place, key) in keys.enumerated() {
      let slot = slot(for: key)
      slots[slot] = Int32(place)
    }
  }
}
