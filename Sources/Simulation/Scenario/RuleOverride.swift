internal import Margin

/// A rule that a scenario changes, and where it says so.
struct RuleOverride {
  let member: ScenarioMember
  let parameter: Parameter

  init(_ member: ScenarioMember, _ parameter: Parameter) {
    self.member = member
    self.parameter = parameter
  }

  /// Whether it sets the rule that a problem is about.
  func sets(_ problem: RuleProblem) -> Bool {
    parameter.scope == problem.scope && parameter.name == problem.name
  }

  /// The parameters of a rulebook with changes in their places.
  static func apply(
    _ overrides: ArraySlice<RuleOverride>, to parameters: [Parameter]
  ) -> [Parameter] {
    var parameters = parameters
    for change in overrides.map(\.parameter) {
      let place = parameters.firstIndex { $0.scope == change.scope && $0.name == change.name }
      if let place { parameters[place] = change } else { parameters.append(change) }
    }
    return parameters
  }

  /// The change that a problem comes from: the one that sets the rule, else the first without which
  /// the problem is gone; nil when the rulebook has it without any change.
  static func culprit(
    of problem: RuleProblem, _ overrides: [RuleOverride], _ parameters: [Parameter]
  ) -> RuleOverride? {
    if let own = overrides.first(where: { $0.sets(problem) }) { return own }
    let cause = overrides.indices.first { place in
      let others = overrides[..<place] + overrides[(place + 1)...]
      return !problems(apply(others, to: parameters)).contains {
        $0.scope == problem.scope && $0.name == problem.name
      }
    }
    return cause.map { overrides[$0] }
  }

  private static func problems(_ parameters: [Parameter]) -> [RuleProblem] {
    do throws(RuleError) {
      _ = try Rulebook(parameters)
      return []
    } catch {
      return error.problems
    }
  }
}

extension RuleProblem {
  /// What is wrong as a sentence that names the rule as `set` writes it.
  var sentence: String {
    let rule = scope == "venue" ? name : "\(scope).\(name)"
    return "\"\(rule)\" \(allowed); it is \"\(value)\""
  }
}
