import FixedPoint

/// Repeatable random amounts: the same seed gives the same test.
struct MechanismRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A whole number in a range.
  mutating func whole(_ range: ClosedRange<Int64>) -> Int64 {
    Int64.random(in: range, using: &self)
  }

  /// An amount above zero with at most so many decimals, below 10^`digits`; all magnitudes alike.
  mutating func amount(digits: Int = 6, decimals: Int = 18) -> Decimal18 {
    var bound: Int128 = 1
    for _ in 0..<Int.random(in: 1...(digits + decimals), using: &self) { bound *= 10 }
    var unit: Int128 = 1
    for _ in 0..<(18 - decimals) { unit *= 10 }
    let bits = UInt128(next()) << 64 | UInt128(next())
    return Decimal18(mantissa: (Int128(truncatingIfNeeded: bits >> 1) % bound + 1) * unit)
  }

  /// A share above zero and below one, with three decimals.
  mutating func share() -> Decimal18 {
    Decimal18(mantissa: Int128(whole(1...999)) * 1_000_000_000_000_000)
  }
}
