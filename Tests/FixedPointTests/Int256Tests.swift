import Testing

import FixedPoint

@Suite struct Int256Tests {
  private func wide(_ value: Int) -> Int256 { Int256(Int128(value)) }

  // MARK: - Small values

  @Test func sumsProductsAndOrderOfSmallValuesAreThoseOfInt() throws {
    for a in -40...40 {
      for b in -40...40 {
        #expect(try wide(a) + wide(b) == wide(a + b))
        #expect(try wide(a) - wide(b) == wide(a - b))
        #expect(try wide(a) * wide(b) == wide(a * b))
        #expect((wide(a) < wide(b)) == (a < b))
        #expect((wide(a) == wide(b)) == (a == b))
        if b != 0 { #expect(try wide(a).remainder(dividingBy: wide(b)) == wide(a % b)) }
      }
      #expect(try -wide(a) == wide(-a))
      #expect(try wide(a).magnitude == wide(abs(a)))
      #expect(wide(a).signum == a.signum())
      #expect(wide(a).isNegative == (a < 0) && wide(a).isZero == (a == 0))
      #expect(wide(a).description == "\(a)" && Int256("\(a)") == wide(a))
      #expect(wide(a).int128 == Int128(a))
    }
  }

  @Test(arguments: Rounding.allCases)
  func quotientsOfSmallValuesAreThoseOfInt(rounding: Rounding) {
    var failures: [String] = []
    for product in -60...60 {
      for divisor in -15...15 where divisor != 0 {
        let expected = referenceQuotient(product, divisor, rounding).map(wide)
        let found = try? wide(product).divided(by: wide(divisor), rounding: rounding)
        let factor = try? Int256.mulDiv(
          wide(-product), wide(-3), wide(divisor * 3), rounding: rounding)
        if found != expected || factor != expected { failures.append("\(product) / \(divisor)") }
      }
    }
    #expect(failures.isEmpty, "\(rounding): \(failures.prefix(5))")
  }

  // MARK: - Extremes

  @Test func sumsBeyondTheRangeAreOverflows() throws {
    #expect(throws: ArithmeticError.overflow) { try Int256.max + 1 }
    #expect(throws: ArithmeticError.overflow) { try Int256.min - 1 }
    #expect(throws: ArithmeticError.overflow) { try Int256.min + -1 }
    #expect(throws: ArithmeticError.overflow) { try Int256.max - -1 }
    #expect(throws: ArithmeticError.overflow) { try Int256.min + .min }
    #expect(throws: ArithmeticError.overflow) { try 0 - Int256.min }
    #expect(try Int256.max + .min == -1)
    #expect(try Int256.min - .min == 0)
    #expect(try -1 - Int256.min == .max)
  }

  @Test func negationAndMagnitudeOfTheSmallestAreOverflows() throws {
    #expect(throws: ArithmeticError.overflow) { try -Int256.min }
    #expect(throws: ArithmeticError.overflow) { try Int256.min.magnitude }
    #expect(try -Int256.max == Int256.min + 1)
    #expect(try Int256.max.magnitude == .max)
  }

  @Test func changesInPlaceAreAllOrNothing() throws {
    var value = Int256.max
    #expect(throws: ArithmeticError.overflow) { try value += 1 }
    #expect(value == .max)
    try value -= .max
    #expect(throws: ArithmeticError.overflow) { try value -= .min }
    #expect(value == 0)
    try value += 7
    #expect(value == 7)
  }

  @Test func productsAtTheEdgeOfTheRangeAreExact() throws {
    let half = try #require(Int256("\(UInt128.max)")) + 1  // 2^128
    let quarter = try half.divided(by: 2, rounding: .exact)
    #expect(try half * (try -quarter) == .min)
    #expect(throws: ArithmeticError.overflow) { try half * quarter }
    #expect(throws: ArithmeticError.overflow) { try half * half }
    #expect(try Int256.min * 1 == .min)
    #expect(throws: ArithmeticError.overflow) { try Int256.min * -1 }
    #expect(throws: ArithmeticError.overflow) { try Int256.min * .min }
    #expect(try Int256.min * 0 == 0)
  }

  @Test(arguments: Rounding.allCases)
  func divisionsHaveNoTraps(rounding: Rounding) throws {
    #expect(throws: ArithmeticError.overflow) { try Int256.min.divided(by: -1, rounding: rounding) }
    #expect(try Int256.min.divided(by: 1, rounding: rounding) == .min)
    #expect(try Int256.min.divided(by: .min, rounding: rounding) == 1)
    #expect(try Int256.min.remainder(dividingBy: -1) == 0)
    #expect(throws: ArithmeticError.divisionByZero) {
      try Int256.min.divided(by: 0, rounding: rounding)
    }
    #expect(throws: ArithmeticError.divisionByZero) { try Int256.zero.remainder(dividingBy: 0) }
    #expect(throws: ArithmeticError.divisionByZero) {
      try Int256.mulDiv(.min, .min, 0, rounding: rounding)
    }
    #expect(throws: ArithmeticError.overflow) {
      try Int256.mulDiv(.min, .min, .max, rounding: rounding)
    }
    #expect(throws: ArithmeticError.overflow) {
      try Int256.mulDiv(.min, .max, -1, rounding: rounding)
    }
    #expect(try Int256.mulDiv(.min, .max, .max, rounding: rounding) == .min)
    #expect(try Int256.mulDiv(.min, .min, .min, rounding: rounding) == .min)
    #expect(try Int256.mulDiv(0, .min, -7, rounding: rounding) == 0)
  }

  @Test func roundingMayLeaveTheRange() throws {
    // Half of 2^256 - 1 lies half a unit above the range.
    let half = try #require(Int256("\(UInt128.max)")) + 1  // 2^128
    let (a, b) = (try half - 1, try half + 1)
    #expect(try Int256.mulDiv(a, b, 2, rounding: .down) == .max)
    #expect(try Int256.mulDiv(a, b, 2, rounding: .towardZero) == .max)
    #expect(throws: ArithmeticError.inexact) { try Int256.mulDiv(a, b, 2, rounding: .exact) }
    for rounding in [Rounding.up, .awayFromZero, .halfEven, .halfUp] {
      #expect(throws: ArithmeticError.overflow) { try Int256.mulDiv(a, b, 2, rounding: rounding) }
      #expect(throws: Never.self) { try Int256.mulDiv(a, b, -2, rounding: rounding) }
    }
    #expect(try Int256.mulDiv(a, b, -2, rounding: .down) == .min)
    #expect(try Int256.mulDiv(a, b, -2, rounding: .up) == -(.max))
  }

  @Test(arguments: [(128, 128), (128, 254), (200, 254), (254, 254)])
  func aQuotientOneBitTooWideIsAnOverflow(first: Int, second: Int) throws {
    func power(_ exponent: Int) throws -> Int256 {
      try (0..<exponent).reduce(.one) { value, _ in try value * 2 }
    }
    // The quotient is 2^256: the upper half of the product equals the divisor.
    let (a, b) = (try power(first), try power(second))
    let divisor = try power(first + second - 256)
    for sign: Int256 in [1, -1] {
      #expect(throws: ArithmeticError.overflow) {
        try Int256.mulDiv(a, b, divisor * sign, rounding: .down)
      }
    }
    #expect(try Int256.mulDiv(a, -b, divisor * 2, rounding: .exact) == .min)
  }

  // MARK: - Conversions

  @Test func theNarrowValueExistsOnlyIfItFits() throws {
    for value in [Int128.min, .min + 1, -1, 0, 1, .max - 1, .max] {
      #expect(Int256(value).int128 == value)
    }
    #expect(try (Int256(.max) + 1).int128 == nil)
    #expect(try (Int256(.min) - 1).int128 == nil)
    #expect(Int256.max.int128 == nil && Int256.min.int128 == nil)
  }

  @Test func powersOfTenAreExact() throws {
    var expected = Int256.one
    for exponent in 0...76 {
      #expect(try Int256.powerOfTen(exponent) == expected)
      if exponent < 76 { expected = try expected * 10 }
    }
    #expect(throws: ArithmeticError.overflow) { try expected * 10 }
    for exponent in [-1, 77, Int.min, Int.max] {
      #expect(throws: ArithmeticError.overflow) { try Int256.powerOfTen(exponent) }
    }
  }

  @Test(arguments: [
    "57896044618658097711785492504343953926634992332820282019728792003956564819967",
    "-57896044618658097711785492504343953926634992332820282019728792003956564819968",
    "1000000000000000000000000000000000000000000000000000000000000000000000000000",
    "-100000000000000000000000000000000000000", "100000000000000000000000000000000000001",
    "10000000000000000000", "0", "-1",
  ])
  func textIsReadAndWritten(text: String) throws {
    #expect(try #require(Int256(text)).description == text)
  }

  @Test(arguments: [
    "", "-", "+1", "--1", "1-", " 1", "1 ", "1.0", "1e3", "0x10", "1_000", "٣", "NaN",
    "57896044618658097711785492504343953926634992332820282019728792003956564819968",
    "-57896044618658097711785492504343953926634992332820282019728792003956564819969",
    "115792089237316195423570985008687907853269984665640564039457584007913129639936",
    "1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
  ])
  func textThatIsNoNumberInRangeIsRefused(text: String) {
    #expect(Int256(text) == nil)
  }

  @Test func leadingZerosAndNegativeZeroAreRead() {
    #expect(Int256(String(repeating: "0", count: 200) + "7") == 7)
    #expect(Int256("-0") == 0)
    #expect(Int256("-007") == -7)
  }

  @Test func valuesAreOrderedAcrossTheHalves() throws {
    let values: [Int256] = [
      .min, try .min + 1, try Int256(.min) - 1, Int256(.min), -1, 0, 1, Int256(.max),
      try Int256(.max) + 1, try .max - 1, .max,
    ]
    #expect(values.reversed().sorted() == values)
  }
}
