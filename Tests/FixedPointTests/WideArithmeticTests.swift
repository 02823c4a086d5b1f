import Testing

@testable import FixedPoint

/// The core is generic so that its 8-bit twin can be run on every input.
@Suite struct WideArithmeticTests {
  private typealias Outcome = Result<Int, ArithmeticError>

  /// A description of the difference between the module and plain integers, if there is one.
  private func mismatch(_ a: Int8, _ b: Int8, _ c: Int8, _ rounding: Rounding) -> String? {
    let expected = expectation(Int(a) * Int(b), Int(c), rounding)
    let found: Outcome
    do {
      found = .success(Int(try WideArithmetic.mulDiv(a, b, c, rounding: rounding)))
    } catch {
      found = .failure(error)
    }
    return expected == found ? nil : "\(a) * \(b) / \(c) \(rounding): \(found), not \(expected)"
  }

  private func expectation(_ product: Int, _ divisor: Int, _ rounding: Rounding) -> Outcome {
    if divisor == 0 { return .failure(.divisionByZero) }
    guard let value = referenceQuotient(product, divisor, rounding) else {
      return .failure(abs(product / divisor) > 127 ? .overflow : .inexact)
    }
    return -128...127 ~= value ? .success(value) : .failure(.overflow)
  }

  @Test(arguments: Rounding.allCases)
  func divisionIsRightForAllPairsOfBytes(rounding: Rounding) {
    var failures: [String] = []
    for a in Int8.min...Int8.max {
      for c in Int8.min...Int8.max {
        if let failure = mismatch(a, 1, c, rounding) { failures.append(failure) }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5))")
  }

  @Test(arguments: Rounding.allCases)
  func mulDivIsRightForTriplesOfBytes(rounding: Rounding) {
    // Every n-th divisor, other ones for each pair: all of them take a minute when optimised.
    #if DEBUG
    let stride = 97
    #else
    let stride = 5
    #endif
    var failures: [String] = []
    for a in Int8.min...Int8.max {
      for b in Int8.min...Int8.max {
        var c = -128 + (Int(a) &* 7 &+ Int(b) &+ 1024) % stride
        while c <= 127 {
          if let failure = mismatch(a, b, Int8(c), rounding) { failures.append(failure) }
          c += stride
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5))")
  }

  @Test(arguments: [
    (5, 2, 3, -3), (7, 4, 4, -4),
  ])
  func tiesFollowTheirRule(dividend: Int128, even: Int128, up: Int128, down: Int128) throws {
    #expect(try mulDiv(dividend, 1, 2, rounding: .halfEven) == even)
    #expect(try mulDiv(-dividend, 1, 2, rounding: .halfEven) == -even)
    #expect(try mulDiv(dividend, 1, 2, rounding: .halfUp) == up)
    #expect(try mulDiv(-dividend, 1, 2, rounding: .halfUp) == down)
  }

  @Test func extremesNeverTrap() throws {
    #expect(try mulDiv(.min, .min, .min, rounding: .exact) == .min)
    #expect(try mulDiv(.max, .max, .max, rounding: .exact) == .max)
    #expect(try mulDiv(.min, 1, 1, rounding: .exact) == .min)
    #expect(try mulDiv(.min, -1, -1, rounding: .exact) == .min)
    #expect(throws: ArithmeticError.overflow) { try mulDiv(.min, -1, 1, rounding: .down) }
    #expect(throws: ArithmeticError.overflow) { try mulDiv(.min, 1, -1, rounding: .down) }
    #expect(throws: ArithmeticError.overflow) { try mulDiv(.min, .min, 1, rounding: .down) }
    #expect(throws: ArithmeticError.overflow) { try mulDiv(.max, .max, .max - 1, rounding: .up) }
    #expect(throws: ArithmeticError.divisionByZero) { try mulDiv(.min, .max, 0, rounding: .down) }
    #expect(throws: ArithmeticError.divisionByZero) { try mulDiv(0, 0, 0, rounding: .exact) }
    #expect(throws: ArithmeticError.inexact) { try mulDiv(.max, 1, 2, rounding: .exact) }
    #expect(try mulDiv(.max, 1, .min, rounding: .down) == -1)
    #expect(try mulDiv(.max, 1, .min, rounding: .up) == 0)
  }
}
