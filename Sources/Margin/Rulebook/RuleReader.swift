/// Sets the rules that parameters are about, and collects what is wrong with them.
struct RuleReader {
  private(set) var problems: [RuleProblem] = []
  /// The parameters that were not set.
  private(set) var refused: Set<RuleKey>

  private let parameters: [Parameter]
  private let values: [RuleKey: String]

  init(_ parameters: [Parameter], except reported: Set<RuleKey>) {
    refused = reported
    self.parameters = parameters.filter {
      RuleSchema.rule(scope: $0.scope, name: $0.name) != nil
    }
    values = Dictionary(
      uniqueKeysWithValues: self.parameters.map {
        (RuleKey(scope: $0.scope, name: $0.name), $0.value)
      })
  }

  /// The assets or markets that have rules of their own, in order.
  func names(of kind: RuleScope.Kind) -> [String] {
    var names: [String] = []
    for parameter in parameters {
      let name: String
      switch RuleScope(parameter.scope) {
      case .asset(let asset) where kind == .asset: name = asset
      case .market(let market) where kind == .market: name = market
      default: continue
      }
      if name != RuleScope.others, names.last != name { names.append(name) }
    }
    return names
  }

  /// Sets what the parameters of a scope say.
  mutating func fill<Owner>(
    _ owner: inout Owner, _ fields: [RuleField<Owner>], _ scope: RuleScope
  ) {
    var counts: [String: Int] = [:]
    for field in fields {
      guard let list = field.list, !field.isCount else {
        set(field, 0, of: &owner, scope)
        if let list = field.list { counts[list] = count(field, owner) }
        continue
      }
      for place in 0..<(counts[list] ?? 0) { set(field, place, of: &owner, scope) }
    }
    refuseEntriesBeyond(counts, scope.text)
  }

  private func count<Owner>(_ field: RuleField<Owner>, _ owner: Owner) -> Int {
    guard case .integer(let count) = field.get(owner, 0) else { return 0 }
    return Int(count)
  }

  private mutating func set<Owner>(
    _ field: RuleField<Owner>, _ place: Int, of owner: inout Owner, _ scope: RuleScope
  ) {
    let key = RuleKey(scope: scope.text, name: field.name(at: place))
    guard let text = values[key] else { return }
    if let value = field.type.value(of: text) {
      field.set(&owner, place, value)
    } else if let canonical = field.type.canonical(of: text) {
      refuse(key, text, "must be written \(canonical)")
    } else {
      refuse(key, text, "must be \(field.type.allowed)")
    }
  }

  /// Entries that the list has no place for; not those of a list whose length is wrong itself.
  private mutating func refuseEntriesBeyond(_ counts: [String: Int], _ scope: String) {
    for parameter in parameters where parameter.scope == scope {
      guard let rule = RuleSchema.rule(scope: scope, name: parameter.name), !rule.isCount,
        let list = rule.list, let count = counts[list],
        let place = RuleSchema.place(of: parameter.name, in: list), place >= count
      else { continue }
      let counter = RuleKey(scope: scope, name: "\(list).count")
      if refused.contains(counter) { continue }
      let entries = count == 1 ? "1 entry" : "\(count) entries"
      refuse(
        RuleKey(scope: scope, name: parameter.name), parameter.value,
        "must not be set: \(counter.name) gives the list \(entries), the first has the number 0")
    }
  }

  private mutating func refuse(_ key: RuleKey, _ value: String, _ must: String) {
    refused.insert(key)
    problems.append(
      RuleProblem(scope: key.scope, name: key.name, value: value, allowed: must))
  }
}
