package import FixedPoint

/// The value of one rule.
package enum RuleValue: Sendable, Hashable {
  case decimal(Decimal18)
  case integer(Int64)
  case flag(Bool)
  case text(String)

  /// The canonical text, as in a `parameter` event.
  package var text: String {
    switch self {
    case .decimal(let decimal): decimal.description
    case .integer(let integer): String(integer)
    case .flag(let flag): flag ? "true" : "false"
    case .text(let text): text
    }
  }
}

/// A type whose values a rule may have.
protocol RuleConvertible: Sendable {
  /// The value of a rule as this type; nil when it is of another one.
  init?(_ value: RuleValue)
  /// This value as that of a rule.
  var ruleValue: RuleValue { get }
}

extension Decimal18: RuleConvertible {
  init?(_ value: RuleValue) {
    guard case .decimal(let decimal) = value else { return nil }
    self = decimal
  }

  var ruleValue: RuleValue { .decimal(self) }
}

extension Int64: RuleConvertible {
  init?(_ value: RuleValue) {
    guard case .integer(let integer) = value else { return nil }
    self = integer
  }

  var ruleValue: RuleValue { .integer(self) }
}

extension Int: RuleConvertible {
  init?(_ value: RuleValue) {
    guard case .integer(let integer) = value else { return nil }
    self.init(exactly: integer)
  }

  var ruleValue: RuleValue { .integer(Int64(self)) }
}

extension Bool: RuleConvertible {
  init?(_ value: RuleValue) {
    guard case .flag(let flag) = value else { return nil }
    self = flag
  }

  var ruleValue: RuleValue { .flag(self) }
}

extension String: RuleConvertible {
  init?(_ value: RuleValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }

  var ruleValue: RuleValue { .text(self) }
}

/// A closed list of words.
protocol RuleChoice: RuleConvertible, CaseIterable, RawRepresentable<String> {}

extension RuleChoice {
  init?(_ value: RuleValue) {
    guard case .text(let text) = value else { return nil }
    self.init(rawValue: text)
  }

  var ruleValue: RuleValue { .text(rawValue) }
}

extension Rulebook.Trigger: RuleChoice {}
extension LiquidationRules.Priority: RuleChoice {}
extension LiquidationRules.Order: RuleChoice {}
extension LiquidationRules.Size: RuleChoice {}
extension LiquidationRules.Mechanism: RuleChoice {}
extension PenaltyRules.Mode: RuleChoice {}
extension AuctionRules.Curve: RuleChoice {}
extension LossRules.Step: RuleChoice {}
extension LossRules.Rank: RuleChoice {}
extension LossRules.Method: RuleChoice {}
extension OracleRules.Rule: RuleChoice {}
extension BreakerRules.Halts: RuleChoice {}
