internal import FixedPoint

/// A small generator of random numbers that gives the same ones everywhere: SplitMix64.
struct SplitMix64: Sendable, Hashable {
  private var state: UInt64

  /// The numbers that follow from a seed.
  init(seed: UInt64) { state = seed }

  /// Numbers of their own for each purpose, so that a new one does not change the others.
  init(seed: UInt64, purpose: String) {
    // FNV-1a: a hash that never changes.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in purpose.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    self.init(seed: seed ^ hash)
    _ = next()
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// A number below a bound, each nearly as likely: the bias is below bound ÷ 2⁶⁴.
  mutating func below(_ bound: UInt64) -> UInt64 {
    next().multipliedFullWidth(by: bound).high
  }

  /// A share from 0 to below 1, in steps of 10⁻¹⁸.
  mutating func share() -> Decimal18 {
    Decimal18(mantissa: Int128(below(1_000_000_000_000_000_000)))
  }

  /// A number from −1 to below 1, in steps of 2·10⁻¹⁸.
  mutating func swing() -> Decimal18 {
    Decimal18(mantissa: share().mantissa * 2 - Decimal18.one.mantissa)
  }
}
