import Testing

import FixedPoint

@Suite struct LenientTextTests {
  private func parse(
    _ text: String, shift: Int = 0, rounding: Rounding = .exact
  ) throws(DecimalParseError) -> Decimal18 {
    let bytes = Array(text.utf8)
    return try Decimal18.parseLenient(
      bytes.span, from: 0, to: bytes.count, shift: shift, rounding: rounding)
  }

  @Test(arguments: [
    ("+5", "5"), ("007", "7"), ("1.50", "1.5"), (".5", "0.5"), ("5.", "5"), ("-.5", "-0.5"),
    ("-0", "0"), ("-0.00", "0"), ("+.0", "0"), ("1e3", "1000"), ("1E+3", "1000"),
    ("1.5e-7", "0.00000015"),
    ("0e999999999999999999999999", "0"), ("0.000e-99999999999999999999", "0"), ("12e0", "12"),
    ("0.00000000000000000000000000000000000000000000000000000001e56", "1"),
    ("100000000000000000000000000000000000000000000000000000000e-56", "1"),
    ("1.000000000000000000000000000000000000000000000", "1"), ("1.e2", "100"), ("000.100e01", "1"),
    ("123456789.123456789e9", "123456789123456789"), ("-00012.3400e-02", "-0.1234"),
  ])
  func foreignNotationsAreRead(text: String, expected: String) throws {
    #expect(try parse(text).description == expected)
  }

  @Test(
    arguments: [
      ("1234567", -6, "1.234567"), ("1", -18, "0.000000000000000001"), ("1.5", 3, "1500"),
      ("0", -1_000_000, "0"), ("0", .min, "0"), ("250", -4, "0.025"), ("1e6", -6, "1"),
      ("170141183460469231731687303715884105727", -18, "170141183460469231731.687303715884105727"),
      (
        "-170141183460469231731687303715884105728", -18, "-170141183460469231731.687303715884105728"
      ),
      ("50000000000000000000000000000000000000000", -30, "50000000000"),
    ] as [(String, Int, String)])
  func thePointIsMoved(text: String, shift: Int, expected: String) throws {
    #expect(try parse(text, shift: shift).description == expected)
  }

  @Test(
    arguments: [
      ("", .empty, 0), ("-", .missingDigit, 1), ("+", .missingDigit, 1), (".", .missingDigit, 1),
      ("e5", .badCharacter(0x65), 0), (".e5", .badCharacter(0x65), 1),
      ("1e", .exponentWithoutDigits, 2),
      ("1e+", .exponentWithoutDigits, 3), ("1e5.5", .badCharacter(0x2E), 3),
      ("1e5e5", .badCharacter(0x65), 3),
      ("1,000", .badCharacter(0x2C), 1), ("1_000", .badCharacter(0x5F), 1),
      (" 1", .badCharacter(0x20), 0),
      ("1 ", .badCharacter(0x20), 1), ("1..2", .badCharacter(0x2E), 2),
      ("+-1", .badCharacter(0x2D), 1),
      ("0x1F", .badCharacter(0x78), 1), ("nan", .notANumber, 0), ("-Infinity", .notANumber, 1),
      ("INF", .notANumber, 0), ("1e21", .outOfRange, 0), ("1e999999999", .outOfRange, 0),
      ("-1e99999999999999999999999999999999", .outOfRange, 0),
      ("170141183460469231731.687303715884105728", .outOfRange, 0),
      ("-170141183460469231731.687303715884105729", .outOfRange, 0),
      ("1e-19", .tooManyDecimals(found: 19, limit: 18), 0),
      ("1.0000000000000000000100", .tooManyDecimals(found: 20, limit: 18), 21),
    ] as [(String, DecimalParseError.Problem, Int)])
  func eachDefectIsNamed(text: String, expected: DecimalParseError.Problem, offset: Int) {
    let error = #expect(throws: DecimalParseError.self) { try parse(text) }
    #expect(error?.problem == expected)
    #expect(error?.offset == offset)
  }

  @Test(arguments: [
    ("0.0000000000000000005", Rounding.halfEven, "0"),
    ("0.0000000000000000005", .halfUp, "0.000000000000000001"),
    ("0.00000000000000000050000000000000000001", .halfEven, "0.000000000000000001"),
    ("0.0000000000000000015", .halfEven, "0.000000000000000002"),
    ("-0.0000000000000000001", .down, "-0.000000000000000001"),
    ("-0.0000000000000000009", .up, "0"),
    ("1e-999999999999999999999", .up, "0.000000000000000001"), ("1e-999999999", .halfUp, "0"),
    ("-1e-999999999", .awayFromZero, "-0.000000000000000001"), ("9e-19", .towardZero, "0"),
    (
      "170141183460469231731.6873037158841057279", .down, "170141183460469231731.687303715884105727"
    ),
  ])
  func digitsBeyondTheScaleAreRounded(text: String, rounding: Rounding, expected: String) throws {
    #expect(try parse(text, rounding: rounding).description == expected)
  }

  @Test func roundingIntoTheUnrepresentableIsOutOfRange() {
    let error = #expect(throws: DecimalParseError.self) {
      try parse("170141183460469231731.6873037158841057279", rounding: .up)
    }
    #expect(error?.problem == .outOfRange)
    #expect(throws: DecimalParseError.self) {
      try parse("340282366920938463463.3746074317682114559", rounding: .up)
    }
  }

  @Test func extremeShiftsNeitherTrapNorLoop() throws {
    #expect(throws: DecimalParseError.self) { try parse("1", shift: .max) }
    #expect(throws: DecimalParseError.self) { try parse("1", shift: .min) }
    #expect(try parse("1", shift: .min, rounding: .down) == .zero)
    #expect(throws: DecimalParseError.self) { try parse("1e99999999999999999999", shift: .max) }
    #expect(throws: DecimalParseError.self) { try parse("1e-99999999999999999999", shift: .min) }
    let long = String(repeating: "9", count: 100_000)
    #expect(throws: DecimalParseError.self) { try parse(long) }
    #expect(try parse(long, shift: -100_000, rounding: .halfUp) == .one)
  }

  @Test func ratiosAreReadLeniently() throws {
    let bytes = Array("+1.5e-3".utf8)
    let ratio = try Ratio27.parseLenient(bytes.span, from: 0, to: bytes.count, shift: 1)
    #expect(ratio.description == "0.015")
  }
}
