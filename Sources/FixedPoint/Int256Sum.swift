/// An exact sum of products of 128-bit integers, in 256 bits.
///
/// It is what `Σ balance · price` needs to be compared with zero, or with another sum, before any
/// rounding. The largest magnitude is 2^255; a sum beyond it is an error, never a wrong value.
///
///     var equity = Int256Sum()
///     try equity.add(product: balance, price)
///     let value = try Decimal18(equity, rounding: .down)
public struct Int256Sum: Sendable, Hashable {
  /// The upper half of the two's complement.
  @usableFromInline var high: Int128
  /// The lower half of the two's complement.
  @usableFromInline var low: UInt128

  /// The empty sum.
  @inlinable
  public init() {
    high = 0
    low = 0
  }

  /// The product of two integers; it always fits.
  public init(product a: Int128, _ b: Int128) {
    // Magnitudes: the signed full-width product of the standard library is slower.
    let product = a.magnitude.multipliedFullWidth(by: b.magnitude)
    high = Int128(truncatingIfNeeded: product.high)
    low = product.low
    if (a ^ b) < 0 { negate() }
  }

  /// Whether the sum is below zero.
  @inlinable public var isNegative: Bool { high < 0 }
  /// Whether the sum is zero.
  @inlinable public var isZero: Bool { high == 0 && low == 0 }
  /// The sign: -1, 0 or 1.
  @inlinable public var signum: Int { isNegative ? -1 : (isZero ? 0 : 1) }

  /// Adds a product of two integers.
  ///
  /// - Throws: ``ArithmeticError/overflow``; the sum is then unchanged.
  public mutating func add(product a: Int128, _ b: Int128) throws(ArithmeticError) {
    try add(Int256Sum(product: a, b))
  }

  /// Adds a product of two decimals; the sum then has 36 decimals.
  ///
  /// - Throws: ``ArithmeticError/overflow``; the sum is then unchanged.
  public mutating func add(product a: Decimal18, _ b: Decimal18) throws(ArithmeticError) {
    try add(Int256Sum(product: a.mantissa, b.mantissa))
  }

  /// Subtracts a product of two integers.
  ///
  /// - Throws: ``ArithmeticError/overflow``; the sum is then unchanged.
  public mutating func subtract(product a: Int128, _ b: Int128) throws(ArithmeticError) {
    try subtract(Int256Sum(product: a, b))
  }

  /// Subtracts a product of two decimals.
  ///
  /// - Throws: ``ArithmeticError/overflow``; the sum is then unchanged.
  public mutating func subtract(product a: Decimal18, _ b: Decimal18) throws(ArithmeticError) {
    try subtract(Int256Sum(product: a.mantissa, b.mantissa))
  }

  /// Adds another sum.
  ///
  /// - Throws: ``ArithmeticError/overflow``; the sum is then unchanged.
  public mutating func add(_ other: Int256Sum) throws(ArithmeticError) {
    let (lower, carry) = low.addingReportingOverflow(other.low)
    let upper = high &+ other.high &+ (carry ? 1 : 0)
    // Overflow: both terms have the sign that the result has not. The carry cannot hide it.
    if (high ^ upper) & (other.high ^ upper) < 0 { throw .overflow }
    low = lower
    high = upper
  }

  /// Subtracts another sum.
  ///
  /// - Throws: ``ArithmeticError/overflow``; the sum is then unchanged.
  public mutating func subtract(_ other: Int256Sum) throws(ArithmeticError) {
    let (lower, borrow) = low.subtractingReportingOverflow(other.low)
    let upper = high &- other.high &- (borrow ? 1 : 0)
    if (high ^ other.high) & (high ^ upper) < 0 { throw .overflow }
    low = lower
    high = upper
  }

  /// The two's complement; the smallest value negates to itself, which is right for magnitudes.
  private mutating func negate() {
    low = 0 &- low
    high = ~high &+ (low == 0 ? 1 : 0)
  }

  /// The absolute value as two unsigned halves.
  private var magnitude: (high: UInt128, low: UInt128) {
    var copy = self
    if isNegative { copy.negate() }
    return (UInt128(bitPattern: copy.high), copy.low)
  }
}

extension Int256Sum: Comparable {
  /// Compares by value.
  @inlinable
  public static func < (left: Int256Sum, right: Int256Sum) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }
}

extension Int256Sum {
  /// The sum divided by `divisor`, rounded once.
  ///
  /// - Throws: ``ArithmeticError``.
  public func quotient(
    by divisor: Int128, rounding: Rounding
  ) throws(ArithmeticError) -> Int128 {
    let isNegative = (high ^ divisor) < 0
    let magnitude = magnitude
    let quotient = try WideArithmetic.divide(
      high: magnitude.high, low: magnitude.low, by: divisor.magnitude,
      isNegative: isNegative, rounding: rounding)
    return try WideArithmetic.signed(quotient, isNegative: isNegative)
  }

  /// The sum divided by 10 to the power of `exponent`, rounded once.
  ///
  /// A sum of products of two ``Decimal18`` has 36 decimals: the exponent 18 leaves a ``Decimal18``.
  ///
  /// - Precondition: `exponent` is in `0...38`.
  /// - Throws: ``ArithmeticError/overflow``, ``ArithmeticError/inexact``.
  public func quotient(
    byPowerOfTen exponent: Int, rounding: Rounding
  ) throws(ArithmeticError) -> Int128 {
    precondition((0...PowersOfTen.maximum128).contains(exponent), "the exponent must be in 0...38")
    let divisor = Int128(truncatingIfNeeded: PowersOfTen.power128(exponent))
    return try quotient(by: divisor, rounding: rounding)
  }
}

extension Decimal18 {
  /// A sum of products of two decimals, rounded once to 18 decimals.
  ///
  /// - Throws: ``ArithmeticError/overflow``, ``ArithmeticError/inexact``.
  public init(_ sum: Int256Sum, rounding: Rounding) throws(ArithmeticError) {
    mantissa = try sum.quotient(byPowerOfTen: Self.scale, rounding: rounding)
  }
}
