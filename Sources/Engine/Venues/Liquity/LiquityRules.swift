internal import FixedPoint

/// The constants of Liquity v1, and the arithmetic that needs nothing else.
///
/// Amounts, prices and rates have 18 decimals. Divisions round down.
/// Source: liquity/dev 39f1f7f8, LiquityBase, LiquityMath, StabilityPool, TroveManager.
package enum LiquityRules {
  /// One, with 18 decimals.
  package static let one: LiquityAmount = 1_000_000_000_000_000_000
  /// The ratio below which a trove is liquidated: 110%.
  package static let minimumRatio = LiquityRatio.finite(minimum)
  /// The system ratio below which recovery mode holds: 150%.
  package static let criticalRatio = LiquityRatio.finite(1_500_000_000_000_000_000)
  /// 110%, for the cap of a liquidation in recovery mode.
  package static let minimum: LiquityAmount = 1_100_000_000_000_000_000
  /// The debt that every trove sets aside for its liquidator: 200 LUSD.
  package static let gasCompensation: LiquityAmount = 200_000_000_000_000_000_000
  /// The smallest debt of a trove without the gas compensation: 1800 LUSD.
  package static let minimumNetDebt: LiquityAmount = 1_800_000_000_000_000_000_000
  /// The smallest fee rate: 0.5%.
  package static let feeFloor: LiquityAmount = 5_000_000_000_000_000
  /// The largest borrowing fee rate: 5%.
  package static let maximumBorrowingFee: LiquityAmount = 50_000_000_000_000_000
  /// The factor between two scales of the stability pool's product: 1e9, no decimals.
  package static let scaleFactor: LiquityAmount = 1_000_000_000
  /// The LUSD that offsets leave in the stability pool: 1 LUSD.
  package static let minimumPool = one
  /// The part of the base rate that is left after one minute; it halves in 12 hours.
  package static let minuteDecay: LiquityAmount = 999_037_758_833_783_000
  /// The largest exponent of ``power(_:minutes:)``: a thousand years in minutes.
  package static let maximumMinutes: LiquityAmount = 525_600_000

  /// The collateral that pays the liquidator: 0.5%, rounded down.
  package static func gasCollateral(
    of collateral: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    try collateral / 200
  }

  /// A debt with the gas compensation.
  package static func compositeDebt(
    _ debt: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    try debt + gasCompensation
  }

  /// Whole minutes, rounded down.
  package static func minutes(
    inSeconds seconds: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    try seconds / 60
  }

  /// `base` to the power of `minutes`, both base and result with 18 decimals.
  ///
  /// Exponentiation by squaring: every product is divided by 1e18 and rounded half up, in the order
  /// of the contract, so that the last digits agree. The exponent is capped at a thousand years.
  ///
  /// - Complexity: O(log `minutes`).
  package static func power(
    _ base: LiquityAmount, minutes: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    let capped = min(minutes, maximumMinutes)
    guard let small = capped.value.int128, small != 0 else {
      if minutes < 0 { throw .refused(.negativeAmount) }
      return one
    }
    if small < 0 { throw .refused(.negativeAmount) }
    var exponent = small
    var factor = base
    var rest = one
    while exponent > 1 {
      if !exponent.isMultiple(of: 2) { rest = try product(factor, rest) }
      factor = try product(factor, factor)
      exponent /= 2
    }
    return try product(factor, rest)
  }

  /// The product of two numbers with 18 decimals, rounded half up.
  private static func product(
    _ left: LiquityAmount, _ right: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    try left.scaled(by: right, over: one, rounding: .halfUp)
  }
}
