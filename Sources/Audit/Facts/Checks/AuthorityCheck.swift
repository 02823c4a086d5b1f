internal import FixedPoint
internal import Ledger
internal import Margin

/// Whether every change of a rule names who made it.
struct AuthorityCheck: FactCheck {
  static let name = "rule-authority"
  static let definition =
    "a parameter event that replaces a value of the same scope and name says its authority; so does one that "
    + "sets a rule of the rulebook for the first time, after the block of the first rules and to another "
    + "value than was in force without it. Figures that somebody published (published.*) are no rules."

  private var result = FactResult(Self.check())
  /// The block in which the first rules are set: what stands in it is where changes begin.
  private var baseline: Int64?

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard event.kind == .parameter, let scope = event.string(.scope),
      let name = event.string(.name), let value = event.string(.value),
      !name.hasPrefix("published.")
    else { return }
    let rule = RuleSchema.rule(scope: scope, name: name)
    if rule != nil, baseline == nil { baseline = event.position.block }
    let known = state.parameters.value(scope: scope, name: name)
    let isLater = baseline.map { event.position.block > $0 } ?? false
    let unsaid = isLater ? rule.map { Self.value(of: $0, name, scope, state.parameters) } : nil
    guard let before = known ?? unsaid, before != value else { return }
    guard event.string(.authority) == nil else { return result.hold() }
    result.broke(
      Finding(
        .ruleWithoutAuthority, block: event.position.block, time: event.time,
        evidence: [event.seq], subject: scope, rule: name,
        sentence: "\(name) of \(scope) was changed from \(before)"
          + (known == nil ? ", which holds where nothing is said," : "")
          + " to \(value), by whom is not said"))
  }

  /// The value of a rule that was never set: that of the terms which stand for all others, or the
  /// rulebook's own.
  private static func value(
    of rule: RuleSchema.Rule, _ name: String, _ scope: String, _ book: ParameterBook
  ) -> String {
    let others = rule.scope == .asset ? RuleScope.asset("*") : .market("*")
    guard rule.scope != .venue, let value = book.value(scope: others.text, name: name),
      !book.parameters.contains(where: { $0.scope == scope })
    else { return rule.standard }
    return value
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard result.check.cases > 0 else { return nil }
    result.check.sentence =
      "\(result.check.held) of \(result.check.cases) changes of rules name an authority"
    return result
  }
}
