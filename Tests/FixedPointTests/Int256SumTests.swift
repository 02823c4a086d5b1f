import Testing

import FixedPoint

@Suite struct Int256SumTests {
  @Test func productsOfExtremesAreExact() throws {
    let (low, high) = (Int128.min, Int128.max)
    var sum = Int256Sum(product: low, low)
    #expect(throws: ArithmeticError.overflow) { try sum.add(product: low, low) }
    #expect(sum == Int256Sum(product: low, low))
    try sum.subtract(product: low, low)
    #expect(sum.isZero && sum.signum == 0)
    try sum.add(product: low, high)
    #expect(try sum.quotient(by: high, rounding: .exact) == low)
    try sum.add(product: low, high)
    #expect(sum.isNegative && sum.signum == -1)
    #expect(throws: ArithmeticError.overflow) { try sum.add(product: low, high) }
    #expect(throws: ArithmeticError.overflow) { try sum.subtract(product: low, low) }
    #expect(throws: ArithmeticError.overflow) { try sum.quotient(by: high, rounding: .down) }
    try sum.subtract(product: low, high)
    #expect(sum == Int256Sum(product: high, low))
  }

  @Test func sumsCompareByValue() throws {
    let values = [
      Int256Sum(product: .min, .max), Int256Sum(product: -1, .max), Int256Sum(product: -1, 1),
      Int256Sum(), Int256Sum(product: 1, 1), Int256Sum(product: .max, 1),
      Int256Sum(product: .max, 2), Int256Sum(product: .min, .min),
    ]
    #expect(values.reversed().sorted() == values)
    #expect(values.map(\.signum) == [-1, -1, -1, 0, 1, 1, 1, 1])
  }

  @Test func equityIsExactBeforeItsOneRounding() throws {
    var equity = Int256Sum()
    try equity.add(product: try Decimal18("0.000000000000000001"), try Decimal18("0.5"))
    #expect(equity.signum == 1)
    #expect(try Decimal18(equity, rounding: .down) == .zero)
    #expect(try Decimal18(equity, rounding: .up) == .ulp)
    #expect(throws: ArithmeticError.inexact) { try Decimal18(equity, rounding: .exact) }
    try equity.subtract(product: try Decimal18("100.5"), try Decimal18("2"))
    #expect(try Decimal18(equity, rounding: .up).description == "-200.999999999999999999")
  }

  @Test func quotientsHaveEdges() throws {
    let large = Int256Sum(product: .max, .max)
    #expect(throws: ArithmeticError.overflow) { try large.quotient(by: 1, rounding: .down) }
    #expect(throws: ArithmeticError.overflow) {
      try large.quotient(byPowerOfTen: 38, rounding: .down)
    }
    #expect(throws: ArithmeticError.divisionByZero) { try large.quotient(by: 0, rounding: .down) }
    #expect(throws: ArithmeticError.divisionByZero) {
      try Int256Sum().quotient(by: 0, rounding: .down)
    }
    #expect(try large.quotient(by: .max, rounding: .exact) == .max)
    #expect(try Int256Sum(product: .min, 1).quotient(by: 1, rounding: .exact) == .min)
    #expect(try Int256Sum().quotient(by: -7, rounding: .exact) == 0)
    #expect(try Int256Sum(product: 7, 1).quotient(by: -2, rounding: .down) == -4)
    #expect(try Int256Sum(product: 7, 1).quotient(byPowerOfTen: 0, rounding: .exact) == 7)
  }

  @Test(arguments: seeds)
  func addingAndSubtractingReturnsToTheStart(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let (a, b, c, d) = (
        random.nextInt128() >> 1, random.nextInt128(), random.nextInt128() >> 1, random.nextInt128()
      )
      var sum = Int256Sum(product: a, b)
      try sum.add(product: c, d)
      try sum.subtract(product: a, b)
      #expect(sum == Int256Sum(product: c, d), "seed \(seed): \(a) \(b) \(c) \(d)")
    }
  }

  @Test func exponentsBeyondTheTableAreProgrammingErrors() async {
    await #expect(processExitsWith: .failure) {
      _ = try Int256Sum().quotient(byPowerOfTen: 39, rounding: .down)
    }
  }
}
