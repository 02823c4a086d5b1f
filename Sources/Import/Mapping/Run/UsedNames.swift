internal import Ledger

/// The names that an import uses, each with the first event that does.
struct UsedNames: Sendable {
  /// What the map says of a name.
  struct Declaration: Sendable {
    /// An asset's decimals; nil when only the ledger knows.
    var decimals: Int?
    /// A market's terms.
    var base: Int?
    var quote: Int?
    var type = ""
    /// Whether it is declared by a rule of the map.
    var isAutomatic = false
  }

  private(set) var table = NameTable()
  private(set) var declarations: [Declaration?] = []
  private(set) var firstUses: [DraftOrder?] = []

  /// The id of the name in a range, which is added if it is new.
  mutating func intern(_ text: [UInt8], _ range: Range<Int>) -> Int {
    let id = table.intern(text.span, in: range)
    if id == declarations.count {
      declarations.append(nil)
      firstUses.append(nil)
    }
    return id
  }

  /// Notes what the map says of a name.
  mutating func declare(_ id: Int, _ declaration: Declaration) {
    declarations[id] = declaration
  }

  /// Notes that an event uses the name.
  mutating func use(_ id: Int, at order: DraftOrder) {
    if let first = firstUses[id], first <= order { return }
    firstUses[id] = order
  }

  /// The names in the order of their first use; names of one event in the order of their bytes, so
  /// that the order does not depend on what else is imported.
  func inOrderOfUse() -> [(id: Int, order: DraftOrder)] {
    let used = firstUses.enumerated().compactMap { id, order in order.map { (id: id, order: $0) } }
    return used.sorted { left, right in
      left.order == right.order
        ? table[left.id].utf8.lexicographicallyPrecedes(table[right.id].utf8)
        : left.order < right.order
    }
  }
}
