/// What is wrong with one parameter of a rulebook.
package struct RuleProblem: Sendable, Hashable, CustomStringConvertible {
  /// What the parameter applies to.
  package let scope: String
  /// The rule.
  package let name: String
  /// The value it has.
  package let value: String
  /// What is allowed instead, as it goes on after "must be" or "needs".
  package let allowed: String

  /// `venue, liquidation.close_factor = "2": must be …`.
  package var description: String { "\(scope), \(name) = \"\(value)\": \(allowed)" }
}

/// A parameter without its value.
package struct RuleKey: Sendable, Hashable {
  /// What it applies to.
  package let scope: String
  /// The rule.
  package let name: String

  /// The key of a parameter.
  package init(scope: String, name: String) {
    self.scope = scope
    self.name = name
  }
}

/// Everything that is wrong with the parameters of a rulebook.
package struct RuleError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The problems, at least one, in the order of the rules.
  package let problems: [RuleProblem]

  /// One problem per line.
  package var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}

extension RuleProblem {
  init(_ parameter: Parameter, must: String) {
    self.init(
      scope: parameter.scope, name: parameter.name, value: parameter.value, allowed: must)
  }
}
