import Testing

import FixedPoint

@Suite struct Decimal18Tests {
  private func decimal(_ text: String) throws -> Decimal18 { try Decimal18(text) }

  @Test func formulasReadAsWritten() throws {
    let (cash, size, price) = try (decimal("100.5"), decimal("-2"), decimal("30.25"))
    let equity = try cash + size.multiplied(by: price, rounding: .exact) - Decimal18(1)
    #expect(equity.description == "39")
    #expect(try (-equity).description == "-39")
  }

  @Test func sumsBeyondTheRangeThrow() {
    #expect(throws: ArithmeticError.overflow) { try Decimal18.max + .ulp }
    #expect(throws: ArithmeticError.overflow) { try Decimal18.min - .ulp }
    #expect(throws: ArithmeticError.overflow) { try Decimal18.zero - .min }
    #expect(throws: ArithmeticError.overflow) { try -Decimal18.min }
    #expect(throws: ArithmeticError.overflow) { try Decimal18.min.magnitude }
    #expect(throws: ArithmeticError.overflow) { try Decimal18.max.multiplied(by: 2) }
    #expect(throws: ArithmeticError.overflow) { try Decimal18.min.multiplied(by: -1) }
    #expect(throws: Never.self) { try Decimal18.max + .min }
  }

  @Test func failedUpdatesInPlaceChangeNothing() {
    var value = Decimal18.max
    #expect(throws: ArithmeticError.overflow) { try value += .ulp }
    #expect(value == .max)
    value = .min
    #expect(throws: ArithmeticError.overflow) { try value -= .ulp }
    #expect(value == .min)
  }

  @Test func everyInteger64Fits() throws {
    #expect(Decimal18(Int64.min).description == "-9223372036854775808")
    #expect(Decimal18(Int64.max).description == "9223372036854775807")
  }

  @Test func signsAndOrder() throws {
    let values = try ["-170141183460469231731", "-1", "-0.5", "0", "0.5", "1"].map(decimal)
    #expect(values.shuffled().sorted() == values)
    #expect(values.map(\.signum) == [-1, -1, -1, 0, 1, 1])
    #expect(values.map(\.isNegative) == [true, true, true, false, false, false])
    #expect(values.map(\.isPositive) == [false, false, false, false, true, true])
    #expect(values.map(\.isZero) == [false, false, false, true, false, false])
    #expect(try values[2].magnitude == values[4])
  }

  @Test(arguments: [
    ("0", 0), ("7", 0), ("1000000", 0), ("0.1", 1), ("12.5", 1), ("-0.25", 2), ("1.000000001", 9),
    ("1.0000000001", 10), ("0.000000000000000001", 18), ("-1.00000001", 8),
  ])
  func decimalsCountsFractionalDigits(text: String, count: Int) throws {
    #expect(try Decimal18(text).decimals == count)
    #expect(try Ratio27(text).decimals == count)
  }

  @Test(arguments: [
    ("1.25", 1, Rounding.halfEven, "1.2"), ("1.35", 1, .halfEven, "1.4"),
    ("1.25", 1, .halfUp, "1.3"),
    ("-1.25", 1, .halfUp, "-1.3"), ("-1.21", 1, .up, "-1.2"), ("-1.21", 1, .down, "-1.3"),
    ("-1.21", 0, .towardZero, "-1"), ("0.01", 0, .awayFromZero, "1"), ("1.2", 1, .exact, "1.2"),
    ("1.2", 18, .exact, "1.2"), ("1.2", 99, .exact, "1.2"), ("-0.4", 0, .halfEven, "0"),
  ])
  func roundsToDecimals(text: String, count: Int, rounding: Rounding, expected: String) throws {
    #expect(try decimal(text).rounded(toDecimals: count, rounding: rounding) == decimal(expected))
    let ratio = try Ratio27(text).rounded(toDecimals: count, rounding: rounding)
    #expect(ratio.description == expected)
  }

  @Test func roundingHasEdges() {
    #expect(throws: ArithmeticError.inexact) {
      try Decimal18.ulp.rounded(toDecimals: 17, rounding: .exact)
    }
    #expect(throws: ArithmeticError.overflow) {
      try Decimal18.max.rounded(toDecimals: 0, rounding: .up)
    }
    #expect(throws: ArithmeticError.overflow) {
      try Decimal18.min.rounded(toDecimals: 0, rounding: .down)
    }
  }

  @Test(arguments: [
    ("101.3", "0.5", Rounding.down, "101"), ("101.3", "0.5", .up, "101.5"),
    ("101.25", "0.5", .halfEven, "101"), ("-101.3", "0.5", .down, "-101.5"),
    ("9", "3", .exact, "9"),
    ("10", "-3", .up, "12"),
  ])
  func roundsToTicks(text: String, tick: String, rounding: Rounding, expected: String) throws {
    let rounded = try decimal(text).rounded(toMultipleOf: decimal(tick), rounding: rounding)
    #expect(rounded == (try decimal(expected)))
  }

  @Test func roundingToNoTickIsADivisionByZero() {
    #expect(throws: ArithmeticError.divisionByZero) {
      try Decimal18.one.rounded(toMultipleOf: .zero, rounding: .down)
    }
  }

  @Test func productsAndQuotientsRoundOnce() throws {
    let third = try Decimal18(1).divided(by: Decimal18(3), rounding: .down)
    #expect(third.description == "0.333333333333333333")
    #expect(
      try third.multiplied(by: Decimal18(3), rounding: .exact) == decimal("0.999999999999999999"))
    let once = try Decimal18(1).multiplied(
      by: Decimal18(3), dividedBy: Decimal18(3), rounding: .exact)
    #expect(once == .one)
    #expect(
      try Decimal18(250).multiplied(by: 5, dividedBy: 10_000, rounding: .up) == decimal("0.125"))
    #expect(throws: ArithmeticError.divisionByZero) {
      try Decimal18.one.divided(by: Decimal18.zero, rounding: .down)
    }
    #expect(throws: ArithmeticError.overflow) {
      try Decimal18.max.multiplied(by: decimal("1.1"), rounding: .down)
    }
  }

  @Test func ratiosScaleDecimals() throws {
    let index = try Ratio27("1.000000000000000000000000001")
    let amount = try decimal("1000000000")
    #expect(
      try amount.multiplied(by: index, rounding: .exact) == decimal("1000000000.000000000000000001")
    )
    #expect(
      try amount.divided(by: index, rounding: .down) == decimal("999999999.999999999999999999"))
    #expect(
      try Ratio27(amount, dividedBy: Decimal18(3), rounding: .down).description
        == "333333333.333333333333333333333333333")
    #expect(try Decimal18(index, rounding: .down) == .one)
    #expect(try Decimal18(index, rounding: .up) == .one + .ulp)
    #expect(throws: ArithmeticError.inexact) { try Decimal18(index, rounding: .exact) }
    #expect(try Ratio27(decimal("-0.5")).description == "-0.5")
    #expect(throws: ArithmeticError.overflow) { try Ratio27(Decimal18(170_141_183_461)) }
    #expect(throws: ArithmeticError.overflow) { try Ratio27(170_141_183_461 as Int64) }
    #expect(try Ratio27(-170_141_183_460 as Int64).description == "-170141183460")
  }

  @Test func negativeDecimalCountsAreProgrammingErrors() async {
    await #expect(processExitsWith: .failure) {
      _ = try Decimal18.one.rounded(toDecimals: -1, rounding: .down)
    }
  }

  @Test(arguments: [ArithmeticError.overflow, .divisionByZero, .inexact])
  func errorsAreSentences(error: ArithmeticError) {
    #expect(error.description.hasSuffix("."))
  }
}
