internal import FixedPoint
internal import Formats
internal import Margin

extension ScenarioReader {
  /// The rulebook and what is changed in it.
  mutating func readRules(_ object: ScenarioObject) {
    guard let node = object.required("rulebook") else { return }
    var parameters = rulebook(node)
    for member in object["set"]?.table("\"set\"") ?? [] where member.name != "about" {
      guard let parameter = parameter(member) else { continue }
      let place = parameters.firstIndex {
        $0.scope == parameter.scope && $0.name == parameter.name
      }
      if let place { parameters[place] = parameter } else { parameters.append(parameter) }
    }
    scenario.parameters = parameters
    do throws(RuleError) {
      scenario.rulebook = try Rulebook(parameters)
    } catch {
      // What the rulebook itself has wrong was said already.
      let place = object["set"] ?? node
      if object["set"] != nil || notes.problems.isEmpty { place.fail("\(error)") }
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
          + ScenarioNode.hint(name, ShippedRulebook.all.map(\.name)) + " (a file ends in .json)")
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
      for problem in error.problems {
        if name.isEmpty {
          notes.add(.init(line: problem.line, column: problem.column, problem.message))
        } else {
          let line = problem.line.map { ", line \($0)" } ?? ""
          node.fail("\(name)\(line): \(problem.message)")
        }
      }
      return []
    }
  }

  /// One changed rule: `liquidation.mechanism`, `asset:ETH.weight`.
  private func parameter(_ member: ScenarioMember) -> Parameter? {
    guard let (scope, name) = Self.key(member.name),
      let rule = RuleSchema.rule(scope: scope, name: name)
    else {
      member.key.fail("\"\(member.name)\" is no rule; see docs/RULES.md for their names")
      return nil
    }
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

  private static func key(_ text: String) -> (scope: String, name: String)? {
    guard text.hasPrefix("asset:") || text.hasPrefix("market:") else { return ("venue", text) }
    // The name of a market may have points in it.
    for dot in text.indices where text[dot] == "." {
      let key = (String(text[..<dot]), String(text[text.index(after: dot)...]))
      if RuleSchema.rule(scope: key.0, name: key.1) != nil { return key }
    }
    return nil
  }
}
