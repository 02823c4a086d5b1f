import Testing

import FixedPoint

@Suite struct ExactRatioTests {
  private func ratio(_ numerator: Int, _ denominator: Int = 1) throws -> ExactRatio {
    try ExactRatio(Int256(Int128(numerator)), Int256(Int128(denominator)))
  }

  // MARK: - Small values

  @Test func lowestTermsHaveAPositiveDenominator() throws {
    for numerator in -30...30 {
      for denominator in -30...30 where denominator != 0 {
        let value = try ratio(numerator, denominator)
        let (above, below) = (
          try #require(value.numerator.int128), try #require(value.denominator.int128)
        )
        #expect(above * Int128(denominator) == below * Int128(numerator) && below > 0)
        #expect((2...30).allSatisfy { above % $0 != 0 || below % $0 != 0 } || above == 0)
        #expect(above != 0 || below == 1)
      }
    }
  }

  @Test func arithmeticOfSmallRatiosIsThatOfCrossProducts() throws {
    let values = (-9...9).flatMap { above in [1, 2, 3, 4, 6, 10].map { (above, $0) } }
    for (a, b) in values {
      for (c, d) in values {
        let (left, right) = (try ratio(a, b), try ratio(c, d))
        #expect(try left + right == ratio(a * d + c * b, b * d))
        #expect(try left - right == ratio(a * d - c * b, b * d))
        #expect(try left * right == ratio(a * c, b * d))
        #expect((left < right) == (a * d < c * b))
        #expect((left == right) == (a * d == c * b))
        if c != 0 { #expect(try left / right == ratio(a * d, b * c)) }
      }
    }
  }

  @Test(arguments: Rounding.allCases)
  func roundedSmallRatiosAreThoseOfInt(rounding: Rounding) throws {
    for numerator in -40...40 {
      for denominator in 1...12 {
        let value = try ratio(numerator, denominator)
        let whole = referenceQuotient(numerator, denominator, rounding)
        #expect((try? value.rounded(rounding)) == whole.map { Int256(Int128($0)) })
        let tenths = referenceQuotient(numerator * 10, denominator, rounding)
        let expected = try tenths.map { try ratio($0, 10) }
        #expect((try? value.rounded(toDecimals: 1, rounding: rounding)) == expected)
      }
    }
  }

  // MARK: - Extremes

  @Test func theSmallestNumeratorIsAllowedButHasNoNegation() throws {
    let smallest = ExactRatio(.min)
    #expect(throws: ArithmeticError.overflow) { try -smallest }
    #expect(throws: ArithmeticError.overflow) { try ExactRatio(.min, -1) }
    #expect(throws: ArithmeticError.overflow) { try ExactRatio(1, .min) }
    let half = try Int256.min.divided(by: -2, rounding: .exact)
    #expect(try ExactRatio(2, .min) == ExactRatio(-1, half))
    #expect(try ExactRatio(.min, .min) == .one)
    #expect(try smallest / smallest == .one)
    #expect(try smallest - smallest == .zero)
    #expect(throws: ArithmeticError.overflow) { try ExactRatio.one / smallest }
  }

  @Test func divisionByZeroIsAnError() throws {
    #expect(throws: ArithmeticError.divisionByZero) { try ExactRatio(1, 0) }
    #expect(throws: ArithmeticError.divisionByZero) { try ExactRatio(0, 0) }
    #expect(throws: ArithmeticError.divisionByZero) { try ExactRatio.one / .zero }
    #expect(throws: ArithmeticError.divisionByZero) { try ExactRatio.zero / .zero }
  }

  @Test func resultsBeyondTheRangeAreOverflows() throws {
    let (large, small) = (ExactRatio(.max), try ExactRatio(1, .max))
    #expect(throws: ArithmeticError.overflow) { try large + .one }
    #expect(throws: ArithmeticError.overflow) { try large * large }
    #expect(throws: ArithmeticError.overflow) { try small * small }
    #expect(throws: ArithmeticError.overflow) { try large / small }
    #expect(throws: ArithmeticError.overflow) { try large - small }
    #expect(try large * small == .one)
    #expect(try small + small == ExactRatio(2, .max))
    for count in [-1, 77] {
      #expect(throws: ArithmeticError.overflow) {
        try small.rounded(toDecimals: count, rounding: .down)
      }
    }
  }

  @Test func neighboursAreComparedExactly() throws {
    let larger = try ExactRatio(.max - 1, .max)
    let smaller = try ExactRatio(.max - 2, .max - 1)
    #expect(smaller < larger && !(larger < smaller) && larger < .one)
    #expect(try -larger < -smaller)
    #expect(ExactRatio(.min) < ExactRatio(.max) && ExactRatio(.min) < larger)
  }

  // MARK: - Text

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("0e999999999999999999999", "0"), ("12", "12"), ("+12.50", "12.5"),
    ("-.5", "-0.5"), ("5.", "5"), ("1e-9", "0.000000001"), ("1.5E+3", "1500"), ("2e0", "2"),
    ("000.001", "0.001"), ("1e76", "1" + String(repeating: "0", count: 76)),
    ("1e-76", "0." + String(repeating: "0", count: 75) + "1"),
    ("-1" + String(repeating: "0", count: 90) + "e-91", "-0.1"),
    ("1." + String(repeating: "0", count: 300), "1"),
  ])
  func decimalsAreReadAndWritten(text: String, canonical: String) throws {
    let value = try #require(ExactRatio(decimal: text))
    #expect(value.description == canonical)
    #expect(ExactRatio(decimal: canonical) == value)
  }

  @Test(arguments: [
    "", "-", ".", "-.", "e5", ".e5", "1e", "1e+", "1e5.0", "1.2.3", "1,5", " 1", "1 ", "--1", "+-1",
    "NaN", "inf", "1/2", "0x1", "1_0", "1e77", "1e-77", "1e99999999999999999999", "٣",
    "1" + String(repeating: "0", count: 90) + "1",
  ])
  func textThatIsNoDecimalInRangeIsRefused(text: String) {
    #expect(ExactRatio(decimal: text) == nil)
  }

  @Test func ratiosWithoutADecimalAreWrittenAsFractions() throws {
    #expect(try ratio(1, 3).description == "1/3")
    #expect(try ratio(-10, 4).description == "-2.5")
    #expect(try ratio(-22, 14).description == "-11/7")
    #expect(try ratio(1, 16).description == "0.0625")
    #expect(try ExactRatio(1, .max).description == "1/\(Int256.max)")
    #expect(ExactRatio(.min).description == "\(Int256.min)")
  }
}
