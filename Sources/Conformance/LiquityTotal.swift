internal import Engine
internal import FixedPoint

/// A figure of a system.
enum LiquityFigure {
  case amount(LiquityAmount)
  case bool(Bool)
  /// The ratio of a trove or a system without debt.
  case unlimited

  init(_ ratio: LiquityRatio) {
    switch ratio {
    case .finite(let amount): self = .amount(amount)
    case .unlimited: self = .unlimited
    }
  }
}

/// The signed sum of the figures of one query; yes or no replaces what was before.
struct LiquityTotal {
  private var sum: LiquityAmount = 0
  private var unlimitedCount = 0
  private var flag: Bool?
  private static let unlimited =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935"

  /// Adds or subtracts a figure.
  mutating func add(_ figure: LiquityFigure, isSubtracted: Bool) throws(LiquityError) {
    if case .bool(let value) = figure {
      self = LiquityTotal()
      flag = value
      return
    }
    if let was = flag {
      // Yes counts as one when figures follow.
      sum = was ? 1 : 0
      flag = nil
    }
    switch figure {
    case .amount(let amount): sum = isSubtracted ? try sum - amount : try sum + amount
    case .unlimited: unlimitedCount += isSubtracted ? -1 : 1
    case .bool: break
    }
  }

  /// The sum as a result.
  ///
  /// An unlimited ratio is 2^256 − 1, as the contracts answer; it has no room in a number and is
  /// written as text.
  var value: VectorValue {
    get throws(VectorError) {
      if let flag { return .bool(flag) }
      if unlimitedCount == 0 { return .integer(sum.value) }
      guard unlimitedCount.magnitude == 1, sum == 0 else {
        throw VectorError("a ratio without limit cannot be added to other figures")
      }
      return .text((unlimitedCount < 0 ? "-" : "") + Self.unlimited)
    }
  }
}
