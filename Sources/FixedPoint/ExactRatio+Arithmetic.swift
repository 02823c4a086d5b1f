extension ExactRatio {
  typealias Magnitude = DoubleWidth<UInt128>

  /// The exact sum.
  ///
  /// - Throws: ``ArithmeticError/overflow`` if the sum over the least common denominator, before it
  ///   is put in lowest terms, leaves 256 bits.
  public static func + (
    left: ExactRatio, right: ExactRatio
  ) throws(ArithmeticError) -> ExactRatio {
    try sum(left, right, negatingRight: false)
  }

  /// The exact difference.
  ///
  /// - Throws: ``ArithmeticError/overflow``, as for the sum.
  public static func - (
    left: ExactRatio, right: ExactRatio
  ) throws(ArithmeticError) -> ExactRatio {
    try sum(left, right, negatingRight: true)
  }

  /// The exact product.
  ///
  /// - Throws: ``ArithmeticError/overflow`` if the result in lowest terms does not fit.
  public static func * (
    left: ExactRatio, right: ExactRatio
  ) throws(ArithmeticError) -> ExactRatio {
    try product(
      left.numerator.unsigned, right.numerator.unsigned,
      over: left.denominator.unsigned, right.denominator.unsigned,
      isNegative: left.isNegative != right.isNegative)
  }

  /// The exact quotient.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero``, or ``ArithmeticError/overflow`` if the result in
  ///   lowest terms does not fit.
  public static func / (
    left: ExactRatio, right: ExactRatio
  ) throws(ArithmeticError) -> ExactRatio {
    if right.isZero { throw .divisionByZero }
    return try product(
      left.numerator.unsigned, right.denominator.unsigned,
      over: left.denominator.unsigned, right.numerator.unsigned,
      isNegative: left.isNegative != right.isNegative)
  }

  /// The exact negation.
  ///
  /// - Throws: ``ArithmeticError/overflow`` if the numerator is ``Int256/min``.
  public static prefix func - (value: ExactRatio) throws(ArithmeticError) -> ExactRatio {
    try ExactRatio(
      value.numerator.unsigned, value.denominator.unsigned,
      isNegative: !value.isNegative)
  }

  /// The sum, or the difference, over the least common denominator.
  private static func sum(
    _ left: ExactRatio, _ right: ExactRatio, negatingRight: Bool
  ) throws(ArithmeticError) -> ExactRatio {
    let common = Magnitude.greatestCommonDivisor(
      left.denominator.unsigned, right.denominator.unsigned)
    let (leftPart, rightPart) = (
      try Int256(left.denominator.unsigned.exactQuotient(by: common), isNegative: false),
      try Int256(right.denominator.unsigned.exactQuotient(by: common), isNegative: false)
    )
    let (first, second) = (try left.numerator * rightPart, try right.numerator * leftPart)
    let sum = negatingRight ? try first - second : try first + second
    // Only the common part of the denominators can share a factor with the sum.
    let factor = Magnitude.greatestCommonDivisor(sum.unsigned, common)
    guard
      let below = leftPart.unsigned.multipliedIfFits(
        by: right.denominator.unsigned.exactQuotient(by: factor))
    else { throw .overflow }
    return try ExactRatio(
      sum.unsigned.exactQuotient(by: factor), below, isNegative: sum.isNegative)
  }

  /// `a × b ÷ (c × d)`, where `a / c` and `b / d` are in lowest terms, or `a / c` and `d / b`.
  private static func product(
    _ a: Magnitude, _ b: Magnitude, over c: Magnitude, _ d: Magnitude, isNegative: Bool
  ) throws(ArithmeticError) -> ExactRatio {
    let ((a, d), (b, c)) = (reduced(a, d), reduced(b, c))
    guard let above = a.multipliedIfFits(by: b), let below = c.multipliedIfFits(by: d) else {
      throw .overflow
    }
    return try ExactRatio(above, below, isNegative: isNegative)
  }

  /// Divides both numbers by their greatest common divisor.
  static func reduced(_ a: Magnitude, _ b: Magnitude) -> (Magnitude, Magnitude) {
    let factor = Magnitude.greatestCommonDivisor(a, b)
    return (a.exactQuotient(by: factor), b.exactQuotient(by: factor))
  }
}

extension DoubleWidth {
  /// The quotient by a factor.
  ///
  /// - Precondition: `factor` is not zero and divides this value.
  fileprivate func exactQuotient(by factor: DoubleWidth) -> DoubleWidth {
    if factor.high == 0 && factor.low == 1 { return self }
    return quotientAndRemainder(dividingBy: factor).quotient
  }
}
