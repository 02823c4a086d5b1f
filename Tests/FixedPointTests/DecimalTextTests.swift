import Testing

import FixedPoint

@Suite struct DecimalTextTests {
  private func problem(_ text: String) -> DecimalParseError? {
    do {
      _ = try Decimal18(text)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("0", 0), ("1", 1_000_000_000_000_000_000), ("-1", -1_000_000_000_000_000_000),
    ("12.5", 12_500_000_000_000_000_000), ("0.000000000000000001", 1),
    ("-0.000000000000000001", -1), ("12345.678901", 12_345_678_901_000_000_000_000),
    ("10", 10_000_000_000_000_000_000), ("1.01", 1_010_000_000_000_000_000),
    ("0.123456789012345678", 123_456_789_012_345_678),
    ("99999999999999999999.9", 99_999_999_999_999_999_999_900_000_000_000_000_000),
    ("18446744073709551616", 18_446_744_073_709_551_616_000_000_000_000_000_000),
    ("170141183460469231731.687303715884105727", Int128.max),
    ("-170141183460469231731.687303715884105728", Int128.min),
  ])
  func canonicalTextAndMantissaAreTheSame(text: String, mantissa: Int128) throws {
    #expect(try Decimal18(text).mantissa == mantissa)
    #expect(Decimal18(mantissa: mantissa).description == text)
  }

  @Test(arguments: [
    ("0.000000000000000000000000001", 1), ("1", 1_000_000_000_000_000_000_000_000_000),
    ("1.0000000001", 1_000_000_000_100_000_000_000_000_000),
    ("0.000000001", 1_000_000_000_000_000_000),
    ("170141183460.469231731687303715884105727", Int128.max),
    ("-170141183460.469231731687303715884105728", Int128.min),
  ])
  func ratiosHave27Decimals(text: String, mantissa: Int128) throws {
    #expect(try Ratio27(text).mantissa == mantissa)
    #expect(Ratio27(mantissa: mantissa).description == text)
  }

  @Test(
    arguments: [
      ("", .empty, 0), ("-", .missingDigit, 1), (".", .missingDigit, 0), ("-.", .missingDigit, 1),
      (".5", .missingDigit, 0), ("-.5", .missingDigit, 1), ("5.", .missingDigit, 2),
      ("+5", .plusSign, 0), ("+", .plusSign, 0), ("007", .leadingZero, 0), ("-01", .leadingZero, 1),
      ("00", .leadingZero, 0), ("00.5", .leadingZero, 0), ("1.50", .trailingZero, 3),
      ("0.0", .trailingZero, 2), ("1.0000000000000000000", .trailingZero, 20),
      ("1e5", .exponent, 1),
      ("1.5E-7", .exponent, 3), ("-0", .negativeZero, 0), ("0,25", .badCharacter(0x2C), 1),
      (" 1", .badCharacter(0x20), 0), ("1 ", .badCharacter(0x20), 1),
      ("1.2.3", .badCharacter(0x2E), 3),
      ("1-2", .badCharacter(0x2D), 1), ("--1", .badCharacter(0x2D), 1),
      ("-+1", .badCharacter(0x2B), 1),
      ("12a", .badCharacter(0x61), 2), ("e5", .badCharacter(0x65), 0),
      ("1/2", .badCharacter(0x2F), 1),
      ("1:2", .badCharacter(0x3A), 1), ("١", .badCharacter(0xD9), 0),
      ("1\u{0}", .badCharacter(0), 1),
      ("NaN", .notANumber, 0), ("-inf", .notANumber, 1), ("Infinity", .notANumber, 0),
      ("0.1234567890123456789", .tooManyDecimals(found: 19, limit: 18), 20),
      ("170141183460469231731.687303715884105728", .outOfRange, 0),
      ("-170141183460469231731.687303715884105729", .outOfRange, 0),
      ("170141183460469231732", .outOfRange, 0), ("340282366920938463463.5", .outOfRange, 0),
      ("999999999999999999999999999999999999999999999999999999999999", .outOfRange, 0),
    ] as [(String, DecimalParseError.Problem, Int)])
  func eachDefectIsNamed(
    text: String, expected: DecimalParseError.Problem, offset: Int
  ) throws {
    let error = try #require(problem(text))
    #expect(error.problem == expected)
    #expect(error.offset == offset)
  }

  @Test(arguments: [
    ("0,25", "\"0,25\" is not a decimal: ',' at position 2 (a comma?)"),
    ("", "An empty text is not a decimal."),
    ("1.50", "\"1.50\" is not a decimal: a trailing zero at position 4"),
    ("1 ", "\"1 \" is not a decimal: a space at position 2"),
    ("1\t", "\"1\\x09\" is not a decimal: the byte 0x09 at position 2"),
    ("1e3", "\"1e3\" is not a decimal: an exponent at position 2 (write all digits)"),
    ("0.1234567890123456789", "\"0.1234567890123456789\" has 19 decimals: at most 18 are allowed"),
    ("999999999999999999999", "\"999999999999999999999\" is too large a number"),
    ("NaN", "\"NaN\" is not a decimal: a word instead of digits"),
  ])
  func errorsAreForPeople(text: String, message: String) throws {
    #expect(try #require(problem(text)).description == message)
  }

  @Test func longTextsAreCutInMessages() throws {
    let error = try #require(problem(String(repeating: "x", count: 100_000)))
    #expect(error.description.utf8.count < 200)
  }

  @Test func numbersAreReadFromTheMiddleOfBytes() throws {
    let bytes = Array("\"12.5\",x".utf8)
    #expect(try Decimal18.parseCanonical(bytes.span, from: 1, to: 5) == Decimal18("12.5"))
    let error = #expect(throws: DecimalParseError.self) {
      try Decimal18.parseCanonical(bytes.span, from: 1, to: 8)
    }
    #expect(error?.offset == 4)
    #expect(error?.text == "12.5\",x")
  }

  @Test(arguments: seeds)
  func parsingUndoesFormatting(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<3_000 {
      let mantissa = random.nextInt128()
      let scale = Int(random.next() % 37)
      var bytes: [UInt8] = [0x58]
      DecimalText.append(mantissa, scale: scale, to: &bytes)
      let back = try DecimalText.parseCanonical(bytes.span, from: 1, to: bytes.count, scale: scale)
      let lenient = try DecimalText.parseLenient(
        bytes.span, from: 1, to: bytes.count, scale: scale)
      #expect(back == mantissa && lenient == mantissa, "seed \(seed): \(mantissa), scale \(scale)")
      #expect(bytes.count - 1 <= DecimalText.maximumLength, "seed \(seed)")
    }
  }

  @Test(arguments: seeds)
  func integersAreWrittenLikeTheStandardLibraryDoes(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var values = [Int128.min, .max, 0, 1, -1, 99, 100, Int128(UInt64.max), Int128(UInt64.max) + 1]
    for _ in 0..<1_000 { values.append(random.nextInt128()) }
    for value in values {
      var bytes: [UInt8] = []
      appendDecimal(value, to: &bytes)
      appendDecimal(Int64(truncatingIfNeeded: value), to: &bytes)
      appendDecimal(UInt64(truncatingIfNeeded: value), to: &bytes)
      let expected =
        "\(value)\(Int64(truncatingIfNeeded: value))\(UInt64(truncatingIfNeeded: value))"
      #expect(String(decoding: bytes, as: UTF8.self) == expected, "seed \(seed)")
    }
  }

  @Test func buffersAreWrittenInPlace() throws {
    var bytes = [UInt8](repeating: 0x2E, count: 64)
    var span = bytes.mutableSpan
    let first = try Decimal18("-12.5").write(to: &span, at: 2)
    let second = Ratio27.max.write(to: &span, at: 2 + first)
    #expect(first == 5 && second == 40)
    #expect(
      String(decoding: bytes[..<(2 + first + second)], as: UTF8.self)
        == "..-12.5170141183460.469231731687303715884105727")
    var wide = [UInt8](repeating: 0, count: DecimalText.maximumLength)
    var wideSpan = wide.mutableSpan
    #expect(Decimal18.min.write(to: &wideSpan, at: 0) == DecimalText.maximumLength)
    #expect(String(decoding: wide, as: UTF8.self) == Decimal18.min.description)
  }

  @Test(arguments: seeds)
  func randomBytesNeverTrap(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let alphabet = Array("0001259.-+eE, ".utf8)
    for _ in 0..<5_000 {
      let length = Int(random.next() % 48)
      let bytes = (0..<length).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
      let strict = try? Decimal18.parseCanonical(bytes.span, from: 0, to: length)
      let lenient = try? Decimal18.parseLenient(bytes.span, from: 0, to: length)
      if let strict {
        #expect(strict.description == String(decoding: bytes, as: UTF8.self), "seed \(seed)")
        #expect(lenient == strict, "seed \(seed)")
      }
    }
  }

  @Test func rangesOutsideTheBytesAreProgrammingErrors() async {
    await #expect(processExitsWith: .failure) {
      let bytes: [UInt8] = [0x31]
      _ = try Decimal18.parseCanonical(bytes.span, from: 0, to: 2)
    }
  }
}
