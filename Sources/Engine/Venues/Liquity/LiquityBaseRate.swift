/// The rate that redemptions raise and time lowers; it adds to both fees.
package struct LiquityBaseRate: Sendable, Hashable {
  /// The rate when it last changed.
  package internal(set) var rate: LiquityAmount = 0
  /// The time from which the decay counts, in seconds.
  package private(set) var lastOperation: LiquityAmount = 0

  /// A rate after some seconds: `rate · decay^minutes / 1e18`, rounded down; started minutes do not count.
  package static func decay(
    _ rate: LiquityAmount, seconds: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    let minutes = try LiquityRules.minutes(inSeconds: seconds)
    let factor = try LiquityRules.power(LiquityRules.minuteDecay, minutes: minutes)
    return try rate.scaled(by: factor, over: LiquityRules.one)
  }

  /// The rate now.
  package func decayed(at now: LiquityAmount) throws(LiquityError) -> LiquityAmount {
    try Self.decay(rate, seconds: now - lastOperation)
  }

  /// The borrowing fee rate: the floor and the decayed rate, at most 5%.
  package func borrowingRate(at now: LiquityAmount) throws(LiquityError) -> LiquityAmount {
    min(try LiquityRules.feeFloor + decayed(at: now), LiquityRules.maximumBorrowingFee)
  }

  /// The redemption fee rate: the floor and the decayed rate, at most 100%.
  package func redemptionRate(at now: LiquityAmount) throws(LiquityError) -> LiquityAmount {
    min(try LiquityRules.feeFloor + decayed(at: now), LiquityRules.one)
  }

  /// Decays the rate and answers the fee for borrowing an amount, rounded down.
  mutating func chargeBorrowing(
    of amount: LiquityAmount, at now: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    rate = try decayed(at: now)
    try touch(at: now)
    let feeRate = min(try LiquityRules.feeFloor + rate, LiquityRules.maximumBorrowingFee)
    return try feeRate.scaled(by: amount, over: LiquityRules.one)
  }

  /// Raises the rate by half the redeemed part of the supply, and answers the redemption fee.
  ///
  /// `rate = min(decayed + ether · price / supply / 2, 1)`; each division rounds down.
  mutating func chargeRedemption(
    of ether: LiquityAmount, price: LiquityAmount, supply: LiquityAmount, at now: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    let redeemedPart = try ether.scaled(by: price, over: supply)
    rate = min(try decayed(at: now) + redeemedPart / 2, LiquityRules.one)
    try touch(at: now)
    let feeRate = min(try LiquityRules.feeFloor + rate, LiquityRules.one)
    return try feeRate.scaled(by: ether, over: LiquityRules.one)
  }

  /// Moves the start of the decay to now, but only after a whole minute: else fees within the
  /// minute would stop the decay.
  private mutating func touch(at now: LiquityAmount) throws(LiquityError) {
    if try now - lastOperation >= 60 { lastOperation = now }
  }
}
