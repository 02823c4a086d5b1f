/// Whether accounts may be judged by a price, and if not, why.
///
/// The raw value is the place of the word in the field `status` of `reference_price`.
package enum PriceStatus: Int, Sendable, Hashable, CaseIterable {
  case valid, stale, uncertain, divergent, noQuorum, floor, cap, paused

  /// How much it says when several hold: what a source itself says comes first, then what is
  /// found about it, then what is found about all of them.
  package var precedence: Int {
    switch self {
    case .valid: 0
    case .divergent: 1
    case .noQuorum: 2
    case .uncertain: 3
    case .stale: 4
    case .cap: 5
    case .floor: 6
    case .paused: 7
    }
  }

  /// The one of the two that says more.
  package func orMore(_ other: PriceStatus) -> PriceStatus {
    other.precedence > precedence ? other : self
  }
}
