internal import Margin

/// How the rules of one sort of scope lie in a JSON text: their dotted paths as nested objects.
indirect enum RuleShape: Sendable {
  case rule(RuleSchema.Rule)
  case object([Member])
  case list(RuleShape)

  /// One member of an object.
  struct Member: Sendable {
    let name: String
    let shape: RuleShape
  }

  static let venue = RuleShape(.venue)
  static let asset = RuleShape(.asset)
  static let market = RuleShape(.market)

  private init(_ kind: RuleScope.Kind) {
    let rules = RuleSchema.rules(of: kind)
    self.init(rules.map { ($0.path.split(separator: ".")[...], $0) })
  }

  /// The shape of rules by what is left of their paths.
  private init(_ rules: [(ArraySlice<Substring>, RuleSchema.Rule)]) {
    if let (path, rule) = rules.first, path.isEmpty {
      self = .rule(rule)
      return
    }
    var names: [Substring] = []
    for (path, _) in rules {
      if let name = path.first, !names.contains(name) { names.append(name) }
    }
    let members = names.map { name in
      let inside = rules.filter { $0.0.first == name }.map { ($0.0.dropFirst(), $0.1) }
      return (name, RuleShape(inside))
    }
    if let item = members.first(where: { $0.0 == "#" }) {
      self = .list(item.1)
    } else {
      self = .object(members.map { Member(name: String($0.0), shape: $0.1) })
    }
  }

  /// The dotted name of a member.
  static func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }
}
