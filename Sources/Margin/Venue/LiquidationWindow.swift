package import FixedPoint

/// How much was liquidated within the window of the rulebook's cap, in the unit of account.
package struct LiquidationWindow: Sendable {
  private var fills: [(time: Int64, value: Decimal18)] = []

  package init() {}

  /// Something of that value was liquidated.
  package mutating func record(_ value: Decimal18, at time: Int64) {
    fills.append((time, value))
  }

  /// How much more may be liquidated now; nil when there is no cap.
  package func left(
    at time: Int64, rules: LiquidationRules
  ) throws(ArithmeticError) -> Decimal18? {
    guard rules.windowSeconds > 0, rules.windowCap > .zero else { return nil }
    var used = Decimal18.zero
    // The log's times never fall: what lies before the first fill outside the window is outside too.
    for fill in fills.reversed() {
      guard time - fill.time < rules.windowSeconds * 1000 else { break }
      used = try used + fill.value
    }
    return max(.zero, try rules.windowCap - used)
  }

  /// When something that counts now counts no more; none when there is no cap.
  package func ends(after time: Int64, rules: LiquidationRules) -> [Int64] {
    guard rules.windowSeconds > 0, rules.windowCap > .zero else { return [] }
    let length = rules.windowSeconds * 1000
    return Set(fills.reversed().prefix { time - $0.time < length }.map { $0.time + length })
      .sorted()
  }
}
