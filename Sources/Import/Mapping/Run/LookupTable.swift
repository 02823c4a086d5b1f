internal import Ledger

/// The rows of a lookup table: texts by keys.
struct LookupTable: Sendable {
  private var keys = NameTable()
  private var values: [[UInt8]] = []
  /// Keys that have two values, where only one is allowed.
  private var conflicts: Set<Int> = []

  /// Adds a row.
  mutating func add(_ key: [UInt8], _ value: [UInt8], _ duplicates: MapLookup.Duplicates) {
    let id = keys.intern(key.span, in: 0..<key.count)
    guard id < values.count else {
      values.append(value)
      return
    }
    guard values[id] != value else { return }
    switch duplicates {
    case .equal: conflicts.insert(id)
    case .first: break
    case .last: values[id] = value
    }
  }

  /// The text for the key that stands in a range; nil when there is none.
  ///
  /// - Throws: `RowFailure` when the key has two.
  func value(_ text: [UInt8], _ range: Range<Int>) throws(RowFailure) -> [UInt8]? {
    guard let id = keys.id(of: text.span, in: range) else { return nil }
    if conflicts.contains(id) {
      throw RowFailure(
        text: String(decoding: text[range], as: UTF8.self),
        "the lookup table has two values for this key")
    }
    return values[id]
  }
}
