/// An unsigned integer of two halves: the magnitudes of 256-bit arithmetic.
///
/// Generic only so that tests can run dense samples of a 16-bit twin, whose halves meet the rare
/// corrections of long division often; within the module the compiler specialises it for 128 bits.
struct DoubleWidth<Half: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable, Hashable
where Half.Magnitude == Half {
  var high: Half
  var low: Half

  init(high: Half, low: Half) {
    self.high = high
    self.low = low
  }

  /// The same value.
  init(_ low: Half) {
    self.init(high: 0, low: low)
  }

  var isZero: Bool { high == 0 && low == 0 }
}

extension DoubleWidth: Comparable {
  static func < (left: DoubleWidth, right: DoubleWidth) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }
}

// MARK: - Sums and shifts

extension DoubleWidth {
  /// The sum, and whether it wrapped.
  func addingReportingOverflow(_ other: DoubleWidth) -> (DoubleWidth, Bool) {
    let (lower, carry) = low.addingReportingOverflow(other.low)
    let (upper, overflow) = high.addingReportingOverflow(other.high)
    let (sum, carryOverflow) = upper.addingReportingOverflow(carry ? 1 : 0)
    return (DoubleWidth(high: sum, low: lower), overflow || carryOverflow)
  }

  /// The difference modulo the width.
  static func &- (left: DoubleWidth, right: DoubleWidth) -> DoubleWidth {
    let (lower, borrow) = left.low.subtractingReportingOverflow(right.low)
    return DoubleWidth(high: left.high &- right.high &- (borrow ? 1 : 0), low: lower)
  }

  /// The value times a power of two; upper bits fall out.
  ///
  /// - Precondition: `count` is less than the width of a half.
  func shiftedLeft(by count: Int) -> DoubleWidth {
    // A shift of the lower half by its whole width gives zero, as it must.
    DoubleWidth(high: high << count | low >> (Half.bitWidth - count), low: low << count)
  }

  /// The value divided by a power of two, toward zero.
  ///
  /// - Precondition: `count` is not negative.
  func shiftedRight(by count: Int) -> DoubleWidth {
    if count >= Half.bitWidth { return DoubleWidth(high >> (count - Half.bitWidth)) }
    return DoubleWidth(high: high >> count, low: low >> count | high << (Half.bitWidth - count))
  }

  /// The number of zero bits below the lowest one.
  var trailingZeroBitCount: Int {
    low == 0 ? Half.bitWidth + high.trailingZeroBitCount : low.trailingZeroBitCount
  }
}

// MARK: - Products

extension DoubleWidth {
  /// The product; nil if it does not fit.
  func multipliedIfFits(by other: DoubleWidth) -> DoubleWidth? {
    let product = low.multipliedFullWidth(by: other.low)
    if high == 0 && other.high == 0 { return DoubleWidth(high: product.high, low: product.low) }
    // Two upper halves above zero cannot fit; so at most one cross product is not zero.
    if high != 0 && other.high != 0 { return nil }
    let (cross, crossOverflow) =
      high != 0
      ? high.multipliedReportingOverflow(by: other.low)
      : low.multipliedReportingOverflow(by: other.high)
    let (upper, overflow) = product.high.addingReportingOverflow(cross)
    return crossOverflow || overflow ? nil : DoubleWidth(high: upper, low: product.low)
  }

  /// The whole product, in twice the width.
  func multipliedFullWidth(by other: DoubleWidth) -> (high: DoubleWidth, low: DoubleWidth) {
    let lower = low.multipliedFullWidth(by: other.low)
    if high == 0 && other.high == 0 {
      return (DoubleWidth(0), DoubleWidth(high: lower.high, low: lower.low))
    }
    let upper = high.multipliedFullWidth(by: other.high)
    let first = high.multipliedFullWidth(by: other.low)
    let second = low.multipliedFullWidth(by: other.high)
    let (partial, firstCarry) = lower.high.addingReportingOverflow(first.low)
    let (middle, secondCarry) = partial.addingReportingOverflow(second.low)
    // The whole product fits, so this sum of its upper half cannot wrap.
    var top = DoubleWidth(high: upper.high, low: upper.low)
    top = top.addingReportingOverflow(DoubleWidth(first.high)).0
    top = top.addingReportingOverflow(DoubleWidth(second.high)).0
    let carries: Half = (firstCarry ? 1 : 0) + (secondCarry ? 1 : 0)
    top = top.addingReportingOverflow(DoubleWidth(carries)).0
    return (top, DoubleWidth(high: middle, low: lower.low))
  }
}

// MARK: - Divisions

extension DoubleWidth {
  /// The quotient and the remainder.
  ///
  /// - Precondition: `divisor` is not zero.
  func quotientAndRemainder(
    dividingBy divisor: DoubleWidth
  ) -> (quotient: DoubleWidth, remainder: DoubleWidth) {
    if divisor.high == 0 {
      if high == 0 {
        let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor.low)
        return (DoubleWidth(quotient), DoubleWidth(remainder))
      }
      let (upper, carried) = high.quotientAndRemainder(dividingBy: divisor.low)
      let (lower, remainder) = divisor.low.dividingFullWidth((carried, low))
      return (DoubleWidth(high: upper, low: lower), DoubleWidth(remainder))
    }
    if self < divisor { return (DoubleWidth(0), self) }
    // The divisor has an upper half, so the quotient has none: one step is enough.
    let shift = divisor.high.leadingZeroBitCount
    let rest = shiftedLeft(by: shift)
    let (quotient, remainder) = divisor.shiftedLeft(by: shift).step(
      dividing: DoubleWidth(high: high >> (Half.bitWidth - shift), low: rest.high), rest.low)
    return (DoubleWidth(quotient), remainder.shiftedRight(by: shift))
  }

  /// Divides a dividend of twice the width by this value.
  ///
  /// - Precondition: `high` is less than this value, so that the quotient fits.
  func dividingFullWidth(
    high: DoubleWidth, low: DoubleWidth
  ) -> (quotient: DoubleWidth, remainder: DoubleWidth) {
    if high.isZero { return low.quotientAndRemainder(dividingBy: self) }
    if self.high == 0 {
      let (upper, carried) = self.low.dividingFullWidth((high.low, low.high))
      let (lower, remainder) = self.low.dividingFullWidth((carried, low.low))
      return (DoubleWidth(high: upper, low: lower), DoubleWidth(remainder))
    }
    let shift = self.high.leadingZeroBitCount
    let divisor = shiftedLeft(by: shift)
    var top = high.shiftedLeft(by: shift)
    top.low |= low.high >> (Half.bitWidth - shift)
    let rest = low.shiftedLeft(by: shift)
    let (upper, carried) = divisor.step(dividing: top, rest.high)
    let (lower, remainder) = divisor.step(dividing: carried, rest.low)
    return (DoubleWidth(high: upper, low: lower), remainder.shiftedRight(by: shift))
  }

  /// One step of long division: three halves by this value.
  ///
  /// - Precondition: the top bit of this value is set, and `top` is less than this value.
  private func step(dividing top: DoubleWidth, _ next: Half) -> (Half, DoubleWidth) {
    // An estimate from the upper halves, never too small and at most 2 too large.
    var estimate = Half.max
    var rest: DoubleWidth
    if top.high < high {
      let (quotient, remainder) = high.dividingFullWidth((top.high, top.low))
      estimate = quotient
      rest = DoubleWidth(remainder)
    } else {
      // Equal: the quotient of the upper halves is one more than a half can hold.
      rest = DoubleWidth(top.low).addingReportingOverflow(DoubleWidth(high)).0
    }
    while rest.high == 0 {
      let product = estimate.multipliedFullWidth(by: low)
      if DoubleWidth(high: product.high, low: product.low) <= DoubleWidth(high: rest.low, low: next)
      {
        break
      }
      estimate &-= 1
      rest = rest.addingReportingOverflow(DoubleWidth(high)).0
    }
    let product = estimate.multipliedFullWidth(by: low)
    // Three halves minus two; the result is less than the divisor, so wrapping is harmless.
    let remainder =
      DoubleWidth(high: rest.low, low: next) &- DoubleWidth(high: product.high, low: product.low)
    return (estimate, remainder)
  }
}

// MARK: - The greatest common divisor

extension DoubleWidth {
  /// The greatest common divisor; the other number if one is zero.
  ///
  /// - Complexity: at most one step for each bit.
  static func greatestCommonDivisor(_ a: DoubleWidth, _ b: DoubleWidth) -> DoubleWidth {
    var (larger, smaller) = a < b ? (b, a) : (a, b)
    if smaller.isZero { return larger }
    // One division brings numbers of unequal length together; then shifts are cheaper.
    larger = larger.quotientAndRemainder(dividingBy: smaller).remainder
    if larger.isZero { return smaller }
    let twos = min(larger.trailingZeroBitCount, smaller.trailingZeroBitCount)
    larger = larger.shiftedRight(by: larger.trailingZeroBitCount)
    smaller = smaller.shiftedRight(by: smaller.trailingZeroBitCount)
    while larger.high != 0 || smaller.high != 0 {
      if larger == smaller { return larger.restoring(twos: twos) }
      if larger < smaller { swap(&larger, &smaller) }
      larger = larger &- smaller
      larger = larger.shiftedRight(by: larger.trailingZeroBitCount)
    }
    return DoubleWidth(oddDivisor(larger.low, smaller.low)).restoring(twos: twos)
  }

  /// The greatest common divisor of odd numbers.
  private static func oddDivisor(_ a: Half, _ b: Half) -> Half {
    var (a, b) = (a, b)
    while a != b {
      if a < b { swap(&a, &b) }
      a &-= b
      a >>= a.trailingZeroBitCount
    }
    return a
  }

  /// Multiplies by a power of two that is known to fit.
  private func restoring(twos: Int) -> DoubleWidth {
    if twos >= Half.bitWidth { return DoubleWidth(high: low << (twos - Half.bitWidth), low: 0) }
    return shiftedLeft(by: twos)
  }
}
