package import FixedPoint

extension Attribution {
  /// One line of what took the equity.
  package struct Part: Sendable, Hashable {
    package var cause: Cause
    package var amount: Decimal18
    /// Of all that was lost, in thousandths; those of all parts sum to 1,000 where anything was lost.
    package var share: Int
  }

  /// The parts that are not zero, in the order in which they act.
  package func shares() throws(ArithmeticError) -> [Part] {
    let causes = Cause.allCases.filter { !self[$0].isZero }
    let lost = try lost.mantissa
    guard lost > 0 else { return causes.map { Part(cause: $0, amount: self[$0], share: 0) } }
    var parts: [Part] = []
    var rests: [(place: Int, rest: Int128)] = []
    for (place, cause) in causes.enumerated() {
      let whole = try mulDiv(self[cause].mantissa, 1000, lost, rounding: .down)
      let rest = try mulDiv(self[cause].mantissa, 1_000_000_000, lost, rounding: .down)
      parts.append(Part(cause: cause, amount: self[cause], share: Int(whole)))
      rests.append((place, rest - whole * 1_000_000))
    }
    // What rounding leaves goes to those it took most from.
    let missing = 1000 - parts.reduce(0) { $0 + $1.share }
    rests.sort { $0.rest == $1.rest ? $0.place < $1.place : $0.rest > $1.rest }
    for (place, _) in rests.prefix(max(0, missing)) { parts[place].share += 1 }
    return parts
  }
}
