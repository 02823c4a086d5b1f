/// Writes rules as parameters.
struct RuleWriter {
  let detail: Rulebook.Detail
  private(set) var parameters: [Parameter] = []

  init(detail: Rulebook.Detail) {
    self.detail = detail
  }

  /// Writes the rules of a scope that differ from `base`.
  ///
  /// Terms of its own that say nothing else than `base` are written with one rule, since an
  /// asset that is not named at all has none of its own.
  mutating func write<Owner>(
    _ owner: Owner, _ fields: [RuleField<Owner>], _ scope: RuleScope, base: Owner,
    standard: Owner, isOwn: Bool = false
  ) {
    let start = parameters.count
    for field in fields {
      if field.isCount {
        writeList(field, owner, fields, scope, base: base, standard: standard)
      } else if field.list == nil {
        let value = field.get(owner, 0)
        if detail == .everything || value != field.get(base, 0) { append(scope, field, 0, value) }
      }
    }
    if isOwn, parameters.count == start, let first = fields.first(where: { $0.list == nil }) {
      append(scope, first, 0, first.get(owner, 0))
    }
  }

  private mutating func writeList<Owner>(
    _ counter: RuleField<Owner>, _ owner: Owner, _ fields: [RuleField<Owner>], _ scope: RuleScope,
    base: Owner, standard: Owner
  ) {
    let entries = fields.filter { $0.list == counter.list && !$0.isCount }
    let values = Self.values(counter, entries, owner)
    if detail == .changes, values == Self.values(counter, entries, base) { return }
    append(scope, counter, 0, .integer(Int64(values.count)))
    let standards = entries.map { RuleSchema.entryStandard(of: $0, fields, standard) }
    for (place, values) in values.enumerated() {
      for (number, entry) in entries.enumerated() {
        // An entry that is one value is always written: nothing else would show that it is there.
        let isWhole = entry.path.hasSuffix("#")
        if detail == .everything || isWhole || values[number] != standards[number] {
          append(scope, entry, place, values[number])
        }
      }
    }
  }

  /// The values of a list, entry by entry.
  private static func values<Owner>(
    _ counter: RuleField<Owner>, _ entries: [RuleField<Owner>], _ owner: Owner
  ) -> [[RuleValue]] {
    guard case .integer(let count) = counter.get(owner, 0) else { return [] }
    return (0..<Int(count)).map { place in entries.map { $0.get(owner, place) } }
  }

  private mutating func append<Owner>(
    _ scope: RuleScope, _ field: RuleField<Owner>, _ place: Int, _ value: RuleValue
  ) {
    parameters.append(
      Parameter(scope: scope.text, name: field.name(at: place), value: value.text))
  }
}
