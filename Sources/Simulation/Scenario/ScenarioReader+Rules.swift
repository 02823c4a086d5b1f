internal import Console
internal import FixedPoint
internal import Formats
internal import Margin

extension ScenarioReader {
  /// The rulebook and what is changed in it.
  mutating func readRules(_ object: ScenarioObject) {
    guard let node = object.required("rulebook") else { return }
    let parameters = rulebook(node)
    for member in object["set"]?.table("\"set\"") ?? [] where member.name != "about" {
      if let parameter = parameter(member) { overrides.append(.init(member, parameter)) }
    }
    scenario.parameters = RuleOverride.apply(overrides[...], to: parameters)
    do throws(RuleError) {
      scenario.rulebook = try Rulebook(scenario.parameters)
    } catch {
      for problem in error.problems {
        guard let place = RuleOverride.culprit(of: problem, overrides, parameters) else {
          // What the rulebook itself has wrong was said already.
          if notes.problems.isEmpty { node.fail("\(problem)") }
          continue
        }
        (place.sets(problem) ? place.member.node : place.member.key).fail(problem.sentence)
      }
    }
  }

  /// The parameters of a rulebook: one that is part of Plimsoll, a file, or one that stands here.
  private func rulebook(_ node: ScenarioNode) -> [Parameter] {
    if node.value.kind == .object {
      // Places in it are places in the scenario.
      let position = node.value.position
      let before = [UInt8](repeating: UInt8(ascii: "\n"), count: position.line - 1)
      let indent = [UInt8](repeating: UInt8(ascii: " "), count: (position.column ?? 1) - 1)
      return parameters(before + indent + node.value.source, "", node)
    }
    guard let name = node.text("\"rulebook\"") else { return [] }
    if let shipped = ShippedRulebook.named(name) { return parameters(shipped.bytes, name, node) }
    guard name.hasSuffix(".json") else {
      node.fail(
        "the rulebook \"\(name)\" is unknown"
          + LocatedNode.hint(name, ShippedRulebook.all.map(\.name)) + " (a file ends in .json)")
      return []
    }
    do throws(InputError) {
      return parameters(try files(name).readAll(limit: 1 << 24), name, node)
    } catch {
      node.fail("\(error)")
      return []
    }
  }

  private func parameters(
    _ bytes: [UInt8], _ name: String, _ node: ScenarioNode
  ) -> [Parameter] {
    do throws(RulebookFileError) {
      return try RulebookFile.read(bytes, name: name)
    } catch {
      if name.isEmpty {
        for problem in error.problems {
          notes.add(.init(line: problem.line, column: problem.column, problem.message))
        }
      } else {
        for line in error.lines { node.fail(line) }
      }
      return []
    }
  }

  /// One changed rule: `liquidation.mechanism`, `asset:ETH.weight`.
  private func parameter(_ member: ScenarioMember) -> Parameter? {
    guard let (scope, name) = key(member) else { return nil }
    guard let rule = RuleSchema.rule(scope: scope, name: name) else { return nil }
    let value = member.node.value
    var text = value.numberText ?? value.string ?? value.bool.map { $0 ? "true" : "false" } ?? ""
    if case .decimal = rule.type {
      let bytes = text.utf8.span
      do throws(DecimalParseError) {
        text = try Decimal18.parseLenient(bytes, from: 0, to: bytes.count).description
      } catch {
        text = ""
      }
    }
    guard !text.isEmpty || value.string == "" else {
      member.node.fail("\"\(member.name)\" must be \(rule.type.allowed)")
      return nil
    }
    return Parameter(scope: scope, name: name, value: text)
  }

  /// The scope and the rule that a key names.
  private func key(_ member: ScenarioMember) -> (scope: String, name: String)? {
    let text = member.name
    guard text.hasPrefix("asset:") || text.hasPrefix("market:") else {
      if RuleSchema.rule(scope: "venue", name: text) != nil { return ("venue", text) }
      member.key.fail(Self.noRule(text, "venue", text))
      return nil
    }
    // The name of a market may have points in it.
    var first: (scope: String, name: String)?
    for dot in text.indices where text[dot] == "." {
      let key = (scope: String(text[..<dot]), name: String(text[text.index(after: dot)...]))
      if RuleSchema.rule(scope: key.scope, name: key.name) != nil {
        return isKnown(key.scope, member.key) ? key : nil
      }
      first = first ?? key
    }
    member.key.fail(Self.noRule(text, first?.scope ?? text, first?.name ?? ""))
    return nil
  }

  /// Whether the scope is one of the scenario's assets and markets; what is wrong is noted.
  func isKnown(_ scope: String, _ node: ScenarioNode) -> Bool {
    let (what, name, names): (String, String, [String])
    switch RuleScope(scope) {
    case .asset(let asset): (what, name, names) = ("asset", asset, scenario.assets.map(\.name))
    case .market(let market): (what, name, names) = ("market", market, scenario.markets.map(\.name))
    case .venue, nil: return true
    }
    if name == RuleScope.others || names.contains(name) { return true }
    node.fail("the \(what) \"\(name)\" is unknown" + LocatedNode.hint(name, names))
    return false
  }

  /// What is said of a name that no rule has.
  private static func noRule(_ text: String, _ scope: String, _ name: String) -> String {
    let near = nearestRule(name, scope).map { near in
      "; did you mean \"\(scope == "venue" ? near : "\(scope).\(near)")\"?"
    }
    return "\"\(text)\" is no rule" + (near ?? "; see docs/RULES.md for their names")
  }

  /// The rule of that sort of scope whose name is nearest, its places in lists as they are written.
  static func nearestRule(_ name: String, _ scope: String) -> String? {
    guard let kind = RuleScope(scope)?.kind else { return nil }
    let places = name.split(separator: ".").filter { Int($0) != nil }
    let names = RuleSchema.rules(of: kind).map { rule in
      var left = places[...]
      return rule.path.split(separator: ".")
        .map { $0 == "#" ? String(left.popFirst() ?? "0") : String($0) }.joined(separator: ".")
    }
    return NearestName.find(name, among: names)
  }
}
