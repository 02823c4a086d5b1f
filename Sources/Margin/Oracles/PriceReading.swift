package import FixedPoint
internal import Ledger

/// What a source last said of a price.
package struct PriceReading: Sendable, Hashable {
  /// What the source says of itself, in the order of the field `status` of `price_update`.
  package enum Claim: Int, Sendable, Hashable, CaseIterable {
    case live, floor, cap, paused, stale
  }

  /// For one whole unit.
  package let price: Decimal18
  /// When the source published it; the time of the block where it does not say.
  package let published: Int64
  /// Half the width of its band; nil where it has none.
  package let confidence: Decimal18?
  /// What the source says of itself.
  package let claim: Claim
  /// The number of its event.
  package let seq: Int64
  /// The block it arrived in.
  package let block: Int64
  /// When it arrived.
  package let received: Int64
  /// How many readings of any source arrived before it.
  package let order: Int64

  init?(_ event: borrowing Event, order: Int64) {
    guard let price = event.decimal(.price) else { return nil }
    self.price = price
    published = event.integer(.published) ?? event.time
    confidence = event.decimal(.confidence)
    claim = event.choiceIndex(.status).flatMap(Claim.init) ?? .live
    seq = event.seq
    block = event.position.block
    received = event.time
    self.order = order
  }

  /// Whether the reading counts at that time, and if not, why.
  ///
  /// A price that is not above zero is the floor of all prices, whether the source says so or not.
  package func status(at time: Int64, rules: OracleRules) -> PriceStatus {
    switch claim {
    case .paused: return .paused
    case .floor where !rules.acceptsBounds: return .floor
    case .cap where !rules.acceptsBounds: return .cap
    case .stale: return .stale
    case .live where !price.isPositive && !rules.acceptsBounds: return .floor
    case .live, .floor, .cap: break
    }
    let limit = OracleTime.milliseconds(rules.staleSeconds)
    if limit > 0, age(at: time) > limit { return .stale }
    if let confidence, !rules.confidence.isZero,
      PriceMove.isMore(confidence, than: rules.confidence, of: price)
    {
      return .uncertain
    }
    return .valid
  }

  /// How many milliseconds ago it was published; below zero when the source's clock is ahead.
  package func age(at time: Int64) -> Int64 { time - published }
}
