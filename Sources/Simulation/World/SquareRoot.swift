internal import FixedPoint

/// Square roots of decimals, in integers.
enum SquareRoot {
  /// ⌊√n⌋.
  static func floor(_ n: UInt128) -> UInt128 {
    guard n > 1 else { return n }
    // From above, each step of Newton's method is smaller until the root is reached.
    var root: UInt128 = 1 << ((128 - UInt128(n.leadingZeroBitCount) + 1) / 2)
    while true {
      let next = (root + n / root) / 2
      if next >= root { return root }
      root = next
    }
  }

  /// The root of a number that is not below zero, to nine decimals, down.
  static func of(_ number: Decimal18) -> Decimal18 {
    let root = floor(UInt128(max(0, number.mantissa)))
    return Decimal18(mantissa: Int128(root) * 1_000_000_000)
  }
}
