package import FixedPoint

/// A socialized loss that is recorded once for all holders, at any number of them.
///
/// Two shapes cover every method that has an index:
///
/// | shape  | methods                                          | a loss L over T  | bears        |
/// |--------|--------------------------------------------------|------------------|--------------|
/// | factor | index cut, exchange rate, supply cut, profit cap | F ← ⌊F·(T − L)/T⌋ | b − ⌊b·F/F₀⌋ |
/// | sum    | funding shift, redistribution                    | S ← S + L/T      | ⌈b·(S − S₀)⌉ |
///
/// A funding shift rounds L/T up; redistribution rounds it down and carries what is left over to
/// the next loss.
///
/// F has at least 34 digits and S has 36 decimals, in 256 bits, so that a holder's rounding is the
/// asset's alone: together holders never bear less than the loss, but for what redistribution
/// carries to the next one. A holder settles before its base changes.
package struct LossIndex: Sendable, Hashable {
  /// Where the index stands: a holder keeps the point at which it was settled last.
  package struct Point: Sendable, Hashable {
    /// How often everything was lost; who stood in an earlier era has nothing left.
    package fileprivate(set) var era: Int64 = 0
    /// How often F grew too small and was taken times 10^20.
    package fileprivate(set) var scale: Int64 = 0
    /// F × 10^54 × 10^(20·scale), or S × 10^36.
    package fileprivate(set) var value: Int256
  }

  /// How the loss is spread.
  package let method: LossRules.Method
  /// Where it stands.
  package private(set) var now: Point
  /// What the last division of a redistribution left over, × 10^54: less than one unit of S per
  /// stake.
  package private(set) var carried = Int256.zero

  /// An index that nothing was recorded with; nil for the method that has none.
  package init?(_ method: LossRules.Method) {
    guard method != .explicit else { return nil }
    self.init(started: method)
  }

  private init(started method: LossRules.Method) {
    self.method = method
    now = Point(value: method.takesFromBases ? Self.factorOne : .zero)
  }

  /// The index by which deposits are cut, at its start.
  package static let deposits = LossIndex(started: .indexCut)
  /// The index of losses per contract, at its start.
  package static let contracts = LossIndex(started: .fundingShift)

  /// Whether holders keep a factor of their base, rather than bear a sum per unit of it.
  package var isFactor: Bool { method.takesFromBases }

  /// Records a loss over the total of all bases, without sign.
  ///
  /// - Throws: ``LossError``; the index is then unchanged.
  /// - Complexity: O(1).
  package mutating func record(_ loss: Decimal18, over total: Decimal18) throws(LossError) {
    guard !loss.isNegative else { throw .negativeLoss(loss) }
    if loss.isZero { return }
    guard total > .zero, !isFactor || loss <= total else {
      throw .notEnough(loss: loss, available: max(.zero, total))
    }
    self = try LossError.wrap { () throws(ArithmeticError) in
      var next = self
      if isFactor { try next.cut(loss, total) } else { try next.raise(loss, total) }
      return next
    }
  }

  private mutating func cut(_ loss: Decimal18, _ total: Decimal18) throws(ArithmeticError) {
    var left = Int256((try total - loss).mantissa)
    if left.isZero {
      now = Point(era: now.era + 1, value: Self.factorOne)
      return
    }
    let divisor = Int256(total.mantissa)
    var value = try Int256.mulDiv(now.value, left, divisor, rounding: .down)
    while value < Self.leastFactor {
      left = try left * Self.scaleStep
      now.scale += 1
      value = try Int256.mulDiv(now.value, left, divisor, rounding: .down)
    }
    now.value = value
  }

  private mutating func raise(_ loss: Decimal18, _ total: Decimal18) throws(ArithmeticError) {
    let divisor = Int256(total.mantissa)
    if method == .fundingShift {
      try now.value += Int256.mulDiv(
        Int256(loss.mantissa), Self.sumOne, divisor, rounding: .up)
      return
    }
    let numerator = try Int256(loss.mantissa) * Self.sumOne + carried
    let growth = try numerator.divided(by: divisor, rounding: .down)
    carried = try numerator - growth * divisor
    try now.value += growth
  }

  /// What a holder bears of everything recorded since its point, up to the asset's decimals.
  ///
  /// - Complexity: O(1).
  package func owed(
    by base: Decimal18, since entry: Point, decimals: Int
  ) throws(LossError) -> Decimal18 {
    try owed(by: base, from: entry, to: now, decimals: decimals)
  }

  /// What a holder bears of everything recorded between two points, up to the asset's decimals.
  package func owed(
    by base: Decimal18, from entry: Point, to end: Point, decimals: Int
  ) throws(LossError) -> Decimal18 {
    try LossError.wrap { () throws(ArithmeticError) in
      let base = try base.magnitude
      if entry == end { return .zero }
      if !isFactor {
        let rise = try end.value - entry.value
        let exact = try Int256.mulDiv(
          Int256(base.mantissa), rise, Self.sumOne, rounding: .up)
        return try Self.decimal(exact).rounded(toDecimals: decimals, rounding: .up)
      }
      let most = try base.rounded(toDecimals: decimals, rounding: .down)
      guard entry.era == end.era else { return most }
      var exact = try Int256.mulDiv(
        Int256(base.mantissa), end.value, entry.value, rounding: .down)
      // After four steps nothing is left of any amount.
      for _ in 0..<min(4, end.scale - entry.scale) {
        exact = try exact.divided(by: Self.scaleStep, rounding: .down)
      }
      return try min(
        most, (base - Self.decimal(exact)).rounded(toDecimals: decimals, rounding: .up))
    }
  }

  private static func decimal(_ mantissa: Int256) throws(ArithmeticError) -> Decimal18 {
    guard let narrow = mantissa.int128 else { throw .overflow }
    return Decimal18(mantissa: narrow)
  }

  /// 10^36: S of one unit of the asset per unit of base.
  private static let sumOne = Int256(powerOfTen18 * powerOfTen18)
  /// 10^54: F of those who lost nothing.
  private static let factorOne = unit(54)
  /// 10^20.
  private static let scaleStep = unit(20)
  /// Below 10^34 the factor would lose digits that matter.
  private static let leastFactor = unit(34)
  private static let powerOfTen18: Int128 = 1_000_000_000_000_000_000

  private static func unit(_ exponent: Int) -> Int256 {
    (try? Int256.powerOfTen(exponent)) ?? .max
  }
}
