package import FixedPoint

extension Dydx {
  /// The parameters of liquidations: fees, prices and limits.
  package struct LiquidationRules: Sendable, Hashable {
    /// The most that the insurance fund takes of a fill, in ppm of its quote.
    package var maximumFee: Int256
    /// How fast the fillable price falls as the account gets worse, in ppm.
    package var bankruptcyAdjustment: Int256
    /// How far the fillable price may be from the oracle, in ppm of the maintenance requirement.
    package var spreadToMaintenance: Int256
    /// The least notional to liquidate of a position, in quote quantums.
    package var minimumNotional: Int256
    /// The largest share of a position to liquidate in a block, in ppm.
    package var maximumPortion: Int256
    /// The most notional to liquidate of one account in a block, in quote quantums.
    package var maximumAccountNotional: Int256
    /// The most that the insurance fund loses on one account in a block, in quote quantums.
    package var maximumInsuranceLost: Int256

    /// Rules with their parameters.
    package init(
      maximumFee: Int256, bankruptcyAdjustment: Int256, spreadToMaintenance: Int256,
      minimumNotional: Int256, maximumPortion: Int256, maximumAccountNotional: Int256,
      maximumInsuranceLost: Int256
    ) {
      self.maximumFee = maximumFee
      self.bankruptcyAdjustment = bankruptcyAdjustment
      self.spreadToMaintenance = spreadToMaintenance
      self.minimumNotional = minimumNotional
      self.maximumPortion = maximumPortion
      self.maximumAccountNotional = maximumAccountNotional
      self.maximumInsuranceLost = maximumInsuranceLost
    }

    /// How much of a position may be liquidated in one block, in quote quantums.
    ///
    /// At least the minimum notional (or the whole position if it is smaller), at most the larger
    /// of that and `floor(notional × portion)`.
    ///
    /// - Parameter notional: The size of the position in quote quantums, without a sign.
    /// - Returns: The least and the most, in quote quantums.
    /// - Throws: ``ArithmeticError/overflow``.
    package func positionLimits(
      notional: Int256
    ) throws(ArithmeticError) -> (minimum: Int256, maximum: Int256) {
      let minimum = min(minimumNotional, notional)
      let portion = try Dydx.share(notional, ppm: maximumPortion, rounding: .down)
      return (minimum, max(minimum, portion))
    }

    /// How much of an account may still be liquidated in this block, in quote quantums.
    ///
    /// - Throws: ``Failure/refused(_:)`` when too much was, or this market's turn is over.
    package func notionalLeft(
      after liquidated: BlockUse, in market: UInt32
    ) throws(Failure) -> Int256 {
      try Self.left(
        of: maximumAccountNotional, after: liquidated.notional, liquidated, market,
        or: .exceedsMaximumNotional)
    }

    /// How much the insurance fund may still lose on an account in this block, in quote quantums.
    ///
    /// - Throws: ``Failure/refused(_:)`` when it lost too much, or this market's turn is over.
    package func insuranceLeft(
      after liquidated: BlockUse, in market: UInt32
    ) throws(Failure) -> Int256 {
      try Self.left(
        of: maximumInsuranceLost, after: liquidated.insuranceLost, liquidated, market,
        or: .exceedsMaximumInsuranceLost)
    }

    private static func left(
      of limit: Int256, after used: Int256, _ liquidated: BlockUse, _ market: UInt32,
      or refusal: Refusal
    ) throws(Failure) -> Int256 {
      if liquidated.market == market { throw .refused(.subaccountHasLiquidatedPerpetual) }
      if used > limit { throw .refused(refusal) }
      return try Dydx.exactly { () throws(ArithmeticError) in try limit - used }
    }
  }

  /// What liquidations did to one account in this block.
  package struct BlockUse: Sendable, Hashable {
    /// The market that was liquidated last, if any.
    package var market: UInt32?
    /// The notional liquidated, in quote quantums.
    package var notional: Int256
    /// What the insurance fund lost, in quote quantums.
    package var insuranceLost: Int256

    /// What was done so far.
    package init(market: UInt32?, notional: Int256, insuranceLost: Int256) {
      self.market = market
      self.notional = notional
      self.insuranceLost = insuranceLost
    }
  }
}
