/// One rule, declared once: its path, type and meaning, and where its value is kept.
struct RuleField<Owner>: Sendable {
  /// The dotted path; `#` stands for the place in a list.
  let path: String
  let type: RuleType
  let unit: String
  let meaning: String
  /// Where the rule is real.
  let real: String
  /// Whether it is the number of entries of a list.
  let isCount: Bool
  /// The path of the list it counts or is an entry of; nil outside lists.
  let list: String?
  /// The value; the place counts only inside a list.
  let get: @Sendable (Owner, Int) -> RuleValue
  /// Sets a value that the type allows.
  let set: @Sendable (inout Owner, Int, RuleValue) -> Void

  /// The name of a parameter: the path with the place in its list.
  func name(at place: Int) -> String {
    guard list != nil, !isCount, let mark = path.firstIndex(of: "#") else { return path }
    return path[..<mark] + String(place) + path[path.index(after: mark)...]
  }
}

extension RuleField {
  /// A rule with one value.
  static func leaf<Value: RuleConvertible>(
    _ path: String, _ value: any WritableKeyPath<Owner, Value> & Sendable, _ type: RuleType,
    in unit: String = "", _ meaning: String, real: String
  ) -> RuleField {
    RuleField(
      path: path, type: type, unit: unit, meaning: meaning, real: real, isCount: false,
      list: nil,
      get: { owner, _ in owner[keyPath: value].ruleValue },
      set: { owner, _, new in
        if let new = Value(new) { owner[keyPath: value] = new }
      })
  }

  /// A rule that is one word of a list.
  static func choice<Value: RuleChoice>(
    _ path: String, _ value: any WritableKeyPath<Owner, Value> & Sendable, _ meaning: String,
    real: String
  ) -> RuleField {
    leaf(path, value, .choice(Value.allCases.map(\.rawValue)), meaning, real: real)
  }

  /// The rules of a part.
  static func section<Part>(
    _ name: String, _ part: any WritableKeyPath<Owner, Part> & Sendable, _ fields: [RuleField<Part>]
  ) -> [RuleField] {
    fields.map { field in
      RuleField(
        path: "\(name).\(field.path)", type: field.type, unit: field.unit, meaning: field.meaning,
        real: field.real, isCount: field.isCount, list: field.list.map { "\(name).\($0)" },
        get: { owner, place in field.get(owner[keyPath: part], place) },
        set: { owner, place, value in field.set(&owner[keyPath: part], place, value) })
    }
  }

  /// The rules of a list: how many entries there are, and those of each entry.
  static func list<Item: Sendable>(
    _ name: String, _ list: any WritableKeyPath<Owner, [Item]> & Sendable, of empty: Item,
    _ meaning: String, real: String, _ fields: [RuleField<Item>]
  ) -> [RuleField] {
    let count = RuleField(
      path: "\(name).count", type: .integer(0...Int64(RuleSchema.longestList)), unit: "entries",
      meaning: meaning, real: real, isCount: true, list: name,
      get: { owner, _ in owner[keyPath: list].count.ruleValue },
      set: { owner, _, value in
        guard let count = Int(value) else { return }
        owner[keyPath: list] = [Item](repeating: empty, count: count)
      })
    let entries = fields.map { field in
      RuleField(
        path: field.path.isEmpty ? "\(name).#" : "\(name).#.\(field.path)", type: field.type,
        unit: field.unit, meaning: field.meaning, real: field.real, isCount: false, list: name,
        get: { owner, place in field.get(owner[keyPath: list][place], 0) },
        set: { owner, place, value in field.set(&owner[keyPath: list][place], 0, value) })
    }
    return [count] + entries
  }
}
