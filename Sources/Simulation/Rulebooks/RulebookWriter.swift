internal import Formats
internal import Margin

/// Writes parameters as the JSON text of a rulebook.
struct RulebookWriter {
  private let scopes: [String]
  private let values: [RuleKey: String]
  /// The names of parameters and of all objects around them.
  private let present: Set<RuleKey>

  /// - Precondition: the parameters are in the order of the rules, each once.
  init(_ parameters: [Parameter]) {
    var scopes: [String] = []
    var values: [RuleKey: String] = [:]
    var present: Set<RuleKey> = []
    for parameter in parameters {
      if scopes.last != parameter.scope { scopes.append(parameter.scope) }
      values[RuleKey(scope: parameter.scope, name: parameter.name)] = parameter.value
      var name = parameter.name[...]
      present.insert(RuleKey(scope: parameter.scope, name: parameter.name))
      while let dot = name.lastIndex(of: ".") {
        name = name[..<dot]
        present.insert(RuleKey(scope: parameter.scope, name: String(name)))
      }
    }
    self.scopes = scopes
    self.values = values
    self.present = present
  }

  /// The whole text.
  func text() -> [UInt8] {
    var json = JSONWriter(.pretty)
    json.object { json in
      let general = ["rulebook", "value_decimals", "trigger"]
      write(RuleShape.venue, "venue", "", to: &json) { general.contains($0) }
      writeTerms("assets", RuleShape.asset, .asset, to: &json)
      writeTerms("markets", RuleShape.market, .market, to: &json)
      write(RuleShape.venue, "venue", "", to: &json) { !general.contains($0) }
    }
    json.endLine()
    return json.take()
  }

  private func writeTerms(
    _ key: String, _ shape: RuleShape, _ kind: RuleScope.Kind, to json: inout JSONWriter
  ) {
    let scopes = scopes.compactMap { RuleScope($0) }.filter { $0.kind == kind }
    if scopes.isEmpty { return }
    json.key(key)
    json.object { json in
      for scope in scopes {
        switch scope {
        case .asset(let name), .market(let name): json.key(name)
        case .venue: continue
        }
        json.object { json in write(shape, scope.text, "", to: &json) { _ in true } }
      }
    }
  }

  /// Writes the members of an object that are there and that are asked for.
  private func write(
    _ shape: RuleShape, _ scope: String, _ name: String, to json: inout JSONWriter,
    where isWanted: (String) -> Bool
  ) {
    guard case .object(let members) = shape else { return }
    for member in members where isWanted(member.name) {
      let name = RuleShape.join(name, member.name)
      guard present.contains(RuleKey(scope: scope, name: name)) else { continue }
      json.key(member.name)
      write(member.shape, scope, name, to: &json)
    }
  }

  private func write(
    _ shape: RuleShape, _ scope: String, _ name: String, to json: inout JSONWriter
  ) {
    switch shape {
    case .rule(let rule):
      let value = values[RuleKey(scope: scope, name: name)] ?? rule.standard
      switch rule.type {
      case .integer, .flag: json.number(value)
      case .decimal, .text, .choice: json.string(value)
      }
    case .object:
      json.object { json in write(shape, scope, name, to: &json) { _ in true } }
    case .list(let item):
      let count = values[RuleKey(scope: scope, name: "\(name).count")].flatMap { Int($0) } ?? 0
      json.array { json in
        for place in 0..<count { write(item, scope, "\(name).\(place)", to: &json) }
      }
    }
  }
}
