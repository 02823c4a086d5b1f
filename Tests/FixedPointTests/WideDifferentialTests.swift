import Testing

import FixedPoint

/// Compares 256-bit integers and their ratios with Python's unlimited ones, edges among them.
@Suite struct WideDifferentialTests {
  private static let roundings: [String: Rounding] = [
    "down": .down, "up": .up, "towardZero": .towardZero, "awayFromZero": .awayFromZero,
    "halfEven": .halfEven, "halfUp": .halfUp, "exact": .exact,
  ]

  @Test(
    .enabled(if: Oracle.interpreter != nil, "there is no python3 here to compare with"),
    arguments: seeds)
  func integersAndRatiosAgreeWithPython(seed: UInt64) throws {
    let count = Oracle.isSoaking ? 40_000 : 5_000
    let cases = try Oracle.cases(seed: seed, count: count, program: Oracle.wideProgram)
    try #require(cases.count == count)
    var failures: [String] = []
    for words in cases {
      let found = try outcome(of: words)
      if found != Array(words.suffix(found.count)) { failures.append("\(words): found \(found)") }
    }
    #expect(failures.isEmpty, "seed \(seed), \(failures.count) failures: \(failures.prefix(5))")
  }

  private func outcome(of words: [String]) throws -> [String] {
    func integer(_ index: Int) throws -> Int256 { try #require(Int256(words[index])) }
    func ratio(_ index: Int) throws -> ExactRatio {
      try ExactRatio(try integer(index), try integer(index + 1))
    }
    func rounding(_ index: Int) throws -> Rounding { try #require(Self.roundings[words[index]]) }
    switch words[0] {
    case "add", "sub", "mul", "rem":
      return [describe(words[0], try integer(1), try integer(2))]
    case "div":
      let (a, b, rule) = (try integer(1), try integer(2), try rounding(3))
      return [describe { () throws(ArithmeticError) in try a.divided(by: b, rounding: rule) }]
    case "mulDiv":
      let (a, b, c, rule) = (try integer(1), try integer(2), try integer(3), try rounding(4))
      return [describe { () throws(ArithmeticError) in try Int256.mulDiv(a, b, c, rounding: rule) }]
    case "text":
      return [Int256(words[1]).map { "\($0)" } ?? "nil"]
    case "round":
      let (value, rule, count) = (try ratio(1), try rounding(4), try #require(Int(words[3])))
      return [
        describe { () throws(ArithmeticError) in try value.rounded(rule) },
        describe(ratio: { () throws(ArithmeticError) in
          try value.rounded(toDecimals: count, rounding: rule)
        }),
      ]
    case "decimal":
      return [ExactRatio(decimal: words[1]).map { "\($0.numerator)/\($0.denominator)" } ?? "nil"]
    case "written":
      return [try ratio(1).description]
    case "rcmp":
      let (a, b) = (try ratio(1), try ratio(3))
      return [a == b ? "0" : (a < b ? "-1" : "1")]
    default:
      return [describe(words[0], try ratio(1), try ratio(3))]
    }
  }

  private func describe(_ error: ArithmeticError) -> String {
    switch error {
    case .overflow: "overflow"
    case .divisionByZero: "divisionByZero"
    case .inexact: "inexact"
    }
  }

  private func describe(_ body: () throws(ArithmeticError) -> Int256) -> String {
    do { return "\(try body())" } catch { return describe(error) }
  }

  private func describe(ratio body: () throws(ArithmeticError) -> ExactRatio) -> String {
    do {
      let ratio = try body()
      return "\(ratio.numerator)/\(ratio.denominator)"
    } catch {
      return describe(error)
    }
  }

  private func describe(_ name: String, _ a: Int256, _ b: Int256) -> String {
    describe { () throws(ArithmeticError) in
      switch name {
      case "add": try a + b
      case "sub": try a - b
      case "mul": try a * b
      default: try a.remainder(dividingBy: b)
      }
    }
  }

  private func describe(_ name: String, _ a: ExactRatio, _ b: ExactRatio) -> String {
    describe(ratio: { () throws(ArithmeticError) in
      switch name {
      case "radd": try a + b
      case "rsub": try a - b
      case "rmul": try a * b
      default: try a / b
      }
    })
  }
}
