import Testing

import FixedPoint

/// Compares the module with Python's unlimited integers on random cases, edges among them.
@Suite struct DifferentialTests {
  private static let roundings: [String: Rounding] = [
    "down": .down, "up": .up, "towardZero": .towardZero, "awayFromZero": .awayFromZero,
    "halfEven": .halfEven, "halfUp": .halfUp, "exact": .exact,
  ]

  @Test(
    .enabled(if: Oracle.interpreter != nil, "there is no python3 here to compare with"),
    arguments: seeds)
  func arithmeticAndTextAgreeWithPython(seed: UInt64) throws {
    let count = Oracle.isSoaking ? 20_000 : 3_000
    let cases = try Oracle.cases(seed: seed, count: count)
    try #require(cases.count == count)
    var failures: [String] = []
    for words in cases {
      let found = try outcome(of: words)
      let expected = words.suffix(found.count)
      if found != Array(expected) { failures.append("\(words): found \(found)") }
    }
    #expect(failures.isEmpty, "seed \(seed), \(failures.count) failures: \(failures.prefix(5))")
  }

  private func outcome(of words: [String]) throws -> [String] {
    func integer(_ index: Int) throws -> Int128 { try #require(Int128(words[index])) }
    func rounding(_ index: Int) throws -> Rounding { try #require(Self.roundings[words[index]]) }
    switch words[0] {
    case "mulDiv":
      let (a, b, c, rule) = (try integer(1), try integer(2), try integer(3), try rounding(4))
      return [describe { () throws(ArithmeticError) in try mulDiv(a, b, c, rounding: rule) }]
    case "mul", "div", "ratio":
      return [describe(words[0], try integer(1), try integer(2), try rounding(3))]
    case "sum":
      return sum(
        Int256Sum(product: try integer(1), try integer(2)),
        Int256Sum(product: try integer(3), try integer(4)),
        Int(try integer(5)), try rounding(6))
    case "text":
      return [DecimalText.string(try integer(1), scale: Int(try integer(2)))]
    case "round":
      let (value, places) = (Decimal18(mantissa: try integer(1)), Int(try integer(2)))
      let rule = try rounding(3)
      return [
        describe { () throws(ArithmeticError) in
          try value.rounded(toDecimals: places, rounding: rule).mantissa
        }
      ]
    default:
      let bytes = Array(words[1].utf8)
      let value = try? DecimalText.parseLenient(
        bytes.span, from: 0, to: bytes.count, shift: Int(try integer(2)),
        scale: Int(try integer(3)), rounding: try rounding(4))
      return [value.map { "\($0)" } ?? "error"]
    }
  }

  private func describe(_ body: () throws(ArithmeticError) -> Int128) -> String {
    do {
      return "\(try body())"
    } catch {
      switch error {
      case .overflow: return "overflow"
      case .divisionByZero: return "divisionByZero"
      case .inexact: return "inexact"
      }
    }
  }

  private func describe(_ name: String, _ a: Int128, _ b: Int128, _ rule: Rounding) -> String {
    let decimal = Decimal18(mantissa: a)
    return describe { () throws(ArithmeticError) in
      switch name {
      case "mul":
        try decimal.multiplied(by: Decimal18(mantissa: b), rounding: rule).mantissa
      case "div":
        try decimal.divided(by: Decimal18(mantissa: b), rounding: rule).mantissa
      default:
        try decimal.multiplied(by: Ratio27(mantissa: b), rounding: rule).mantissa
      }
    }
  }

  private func sum(
    _ first: Int256Sum, _ second: Int256Sum, _ power: Int, _ rule: Rounding
  ) -> [String] {
    var total = first
    do {
      try total.add(second)
    } catch {
      return ["overflow", "overflow"]
    }
    let quotient = describe { () throws(ArithmeticError) in
      try total.quotient(byPowerOfTen: power, rounding: rule)
    }
    return ["\(total.signum)", quotient]
  }
}
