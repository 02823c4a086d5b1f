internal import Console
internal import FixedPoint
internal import Formats
internal import Margin

/// Reads the JSON text of a rulebook and collects what is wrong.
struct RulebookReader {
  private(set) var parameters: [Parameter] = []
  private(set) var problems: [RulebookFileError.Problem] = []

  /// The value of each name, also of objects and lists; finding out its line takes long.
  private var places: [RuleKey: JSONValue] = [:]
  /// Parameters whose value is no value at all.
  private var refused: Set<RuleKey> = []
  /// The whole text.
  private var root: JSONValue?

  /// The problems from the first to the last place.
  var problemsInOrder: [RulebookFileError.Problem] {
    problems.sorted { left, right in
      let leftPlace = (left.line ?? 0, left.column ?? 0)
      let rightPlace = (right.line ?? 0, right.column ?? 0)
      return leftPlace == rightPlace ? left.message < right.message : leftPlace < rightPlace
    }
  }

  /// Reads the whole text.
  mutating func read(_ root: JSONValue) {
    self.root = root
    guard case .object(let members) = RuleShape.venue else { return }
    let parts = ["assets", "markets"]
    let names = members.map(\.name) + parts
    for member in self.members(of: root, "a rulebook", names: names) {
      switch member.name {
      case "assets": readTerms(member.value, "assets", .asset) { .asset($0) }
      case "markets": readTerms(member.value, "markets", .market) { .market($0) }
      default:
        guard let shape = members.first(where: { $0.name == member.name })?.shape else { continue }
        read(member.value, shape, scope: "venue", name: member.name)
      }
    }
  }

  /// Checks what the values mean together.
  mutating func checkRules() {
    do throws(RuleError) {
      _ = try Rulebook(ParameterBook(parameters), except: refused)
    } catch {
      for problem in error.problems {
        self.problems.append(
          RulebookFileError.Problem(place(of: problem), Self.message(problem)))
      }
    }
  }

  // MARK: - Objects and lists

  private mutating func readTerms(
    _ value: JSONValue, _ what: String, _ shape: RuleShape, scope: (String) -> RuleScope
  ) {
    guard value.kind == .object else {
      fail(value, "\"\(what)\" must be an object of names and terms, not \(value.kindName)")
      return
    }
    for member in value.members where member.name != "about" {
      if member.name.isEmpty {
        fail(member.key, "a name in \"\(what)\" must not be empty; \"*\" stands for all others")
        continue
      }
      let scope = scope(member.name).text
      places[RuleKey(scope: scope, name: "")] = member.key
      read(member.value, shape, scope: scope, name: "")
    }
  }

  private mutating func read(
    _ value: JSONValue, _ shape: RuleShape, scope: String, name: String
  ) {
    let key = RuleKey(scope: scope, name: name)
    if places[key] == nil { places[key] = value }
    switch shape {
    case .rule(let rule): readLeaf(value, rule, key)
    case .object(let inside):
      let what = name.isEmpty ? "\"\(scope)\"" : "\"\(name)\""
      for member in members(of: value, what, names: inside.map(\.name)) {
        guard let shape = inside.first(where: { $0.name == member.name })?.shape else { continue }
        read(member.value, shape, scope: scope, name: RuleShape.join(name, member.name))
      }
    case .list(let item):
      let count = RuleKey(scope: scope, name: "\(name).count")
      places[count] = value
      guard value.kind == .array else {
        refused.insert(count)
        fail(value, "\"\(name)\" must be a list, not \(value.kindName)")
        return
      }
      set(count, String(value.count))
      for (place, element) in value.elements.enumerated() {
        read(element, item, scope: scope, name: "\(name).\(place)")
      }
    }
  }

  /// The members of an object whose keys are known; "about" is passed over.
  private mutating func members(
    of value: JSONValue, _ what: String, names: [String]
  ) -> [JSONMember] {
    guard value.kind == .object else {
      fail(value, "\(what) must be an object, not \(value.kindName)")
      return []
    }
    var members: [JSONMember] = []
    for member in value.members where member.name != "about" {
      if names.contains(member.name) {
        members.append(member)
      } else {
        let near = NearestName.find(member.name, among: names)
        fail(
          member.key,
          "\(what) has no key \"\(member.name)\""
            + (near.map { "; did you mean \"\($0)\"?" }
              ?? ": it may have \(names.joined(separator: ", "))"))
      }
    }
    return members
  }

  // MARK: - Values

  private mutating func readLeaf(_ value: JSONValue, _ rule: RuleSchema.Rule, _ key: RuleKey) {
    let text: String?
    switch rule.type {
    case .decimal: text = Self.decimal(value)
    case .integer: text = value.numberText.flatMap { Int64($0) }.map { String($0) }
    case .flag: text = value.bool.map { $0 ? "true" : "false" }
    case .text, .choice: text = value.string
    }
    if let text {
      set(key, text)
    } else {
      refused.insert(key)
      let found = value.kind == .number || value.kind == .string
      fail(
        value,
        "\(Self.title(key)) must be \(rule.type.allowed), not "
          + (found ? String(decoding: value.source, as: UTF8.self) : value.kindName))
    }
  }

  /// The canonical text of a decimal, which is a number or the text of one.
  private static func decimal(_ value: JSONValue) -> String? {
    guard let text = value.numberText ?? value.string else { return nil }
    let bytes = text.utf8.span
    do throws(DecimalParseError) {
      return try Decimal18.parseLenient(bytes, from: 0, to: bytes.count).description
    } catch {
      return nil
    }
  }

  private mutating func set(_ key: RuleKey, _ value: String) {
    parameters.append(Parameter(scope: key.scope, name: key.name, value: value))
  }

  // MARK: - Problems

  private mutating func fail(_ value: JSONValue, _ message: String) {
    problems.append(RulebookFileError.Problem(value.position, message))
  }

  /// The rule, and of which asset or market it is.
  private static func title(_ key: RuleKey) -> String {
    key.scope == "venue" ? "\"\(key.name)\"" : "\"\(key.name)\" of \(key.scope)"
  }

  private static func message(_ problem: RuleProblem) -> String {
    let key = RuleKey(scope: problem.scope, name: problem.name)
    let rule = RuleSchema.rule(scope: problem.scope, name: problem.name)
    if case .choice(let words) = rule?.type,
      let near = NearestName.find(problem.value, among: words)
    {
      return "\(title(key)) \(problem.allowed), not \"\(problem.value)\"; did you mean \"\(near)\"?"
    }
    return "\(title(key)) \(problem.allowed); it is \"\(problem.value)\""
  }

  /// The place of the value, else of the nearest object around it that the text has.
  private func place(of problem: RuleProblem) -> TextPosition? {
    var name = problem.name[...]
    while true {
      if let place = places[RuleKey(scope: problem.scope, name: String(name))] {
        return place.position
      }
      guard let dot = name.lastIndex(of: ".") else { break }
      name = name[..<dot]
    }
    return (places[RuleKey(scope: problem.scope, name: "")] ?? root)?.position
  }
}
