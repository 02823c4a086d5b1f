internal import FixedPoint
internal import Ledger
internal import Margin

/// Whether every change of a rule names who made it.
struct AuthorityCheck: FactCheck {
  static let name = "rule-authority"
  static let definition =
    "a parameter event that replaces a value of the same scope and name says its authority. Figures that "
    + "somebody published (published.*) are no rules."

  private var result = FactResult(Self.check())

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard event.kind == .parameter, let scope = event.string(.scope),
      let name = event.string(.name), let value = event.string(.value),
      !name.hasPrefix("published."),
      let before = state.parameters.value(scope: scope, name: name), before != value
    else { return }
    guard event.string(.authority) == nil else { return result.hold() }
    result.broke(
      Finding(
        .ruleWithoutAuthority, block: event.position.block, time: event.time,
        evidence: [event.seq], subject: scope, rule: name,
        sentence: "\(name) of \(scope) was changed from \(before) to \(value), by whom is not said")
    )
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard result.check.cases > 0 else { return nil }
    result.check.sentence =
      "\(result.check.held) of \(result.check.cases) changes of rules name an authority"
    return result
  }
}
