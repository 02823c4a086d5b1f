package import FixedPoint

/// The keepers of a venue within one block: who would take an offer, and who tries in vain.
package struct KeeperDesk: Sendable, Hashable {
  /// The rules.
  package let rules: KeeperRules
  /// The price of a unit of gas, in the unit of account; nil when gas has none.
  package let gasPrice: Decimal18?
  /// Whether liquidation is halted.
  package let isHalted: Bool
  /// How many attempts still fit into the block; nil for any number.
  package private(set) var capacity: Int64?
  /// What each keeper has paid in this block, in the order of the list.
  package private(set) var paid: [Decimal18]

  /// The keepers at the start of a block.
  package init(_ rules: KeeperRules, gasPrice: Decimal18?, isHalted: Bool = false) {
    self.init(
      rules, gasPrice: gasPrice, isHalted: isHalted, attempts: 0,
      paid: [Decimal18](repeating: .zero, count: rules.list.count))
  }

  /// The keepers after so many attempts got into the block, with what each has paid in it.
  package init(
    _ rules: KeeperRules, gasPrice: Decimal18?, isHalted: Bool, attempts: Int64,
    paid: [Decimal18]
  ) {
    self.rules = rules
    self.gasPrice = gasPrice
    self.isHalted = isHalted
    capacity = rules.capacity > 0 ? max(0, rules.capacity - attempts) : nil
    self.paid = paid
  }

  /// Whether there are no keepers, so that the venue acts itself, at no cost.
  package var venueActs: Bool { rules.list.isEmpty }

  /// What a keeper is offered.
  package struct Offer: Sendable, Hashable {
    /// What it pays, in the unit of account.
    package var pay: Decimal18
    /// How much it receives.
    package var receive: Decimal18
    /// The market price of what it receives, in the unit of account.
    package var price: Decimal18
    /// What is to be raised, when tip and chip are paid for it; nil when they are not.
    package var raised: Decimal18?

    /// An offer.
    package init(
      pay: Decimal18, receive: Decimal18, price: Decimal18, raised: Decimal18? = nil
    ) {
      self.pay = pay
      self.receive = receive
      self.price = price
      self.raised = raised
    }
  }

  /// Why a keeper does not act, as the `liquidation_attempt` event says it.
  package enum Reason: String, Sendable, Hashable, CaseIterable {
    /// Gas costs more than it pays: its attempt never gets into the block.
    case gasAboveLimit = "gas_above_limit"
    /// The block is full.
    case noCapacity = "no_capacity"
    /// It would not earn what it must.
    case thinIncentive = "thin_incentive"
    /// It has no money left for this block.
    case noCapital = "no_capital"
    /// Liquidation is halted.
    case halted
  }

  /// What a keeper does with an offer.
  package enum Answer: Sendable, Hashable {
    /// It takes it, and earns so much.
    case acts(profit: Decimal18)
    /// It does not try.
    case skips(Reason)
    /// It tries in vain, and loses so much.
    case fails(Reason, fee: Decimal18)
  }

  // MARK: - Answers

  /// The answer of each keeper, in the order of the list.
  package func answers(to offer: Offer) throws(ArithmeticError) -> [Answer] {
    var answers: [Answer] = []
    for keeper in rules.list.indices {
      answers.append(try answer(of: keeper, to: offer))
    }
    return answers
  }

  /// The answer of one keeper.
  ///
  /// It tries only what is worth it at the price of gas that it is ready to pay, and for which it
  /// has the money; only then do its limit and the room in the block count.
  package func answer(
    of keeper: Int, to offer: Offer
  ) throws(ArithmeticError) -> Answer {
    if isHalted { return .skips(.halted) }
    let terms = rules.list[keeper]
    if let funds = try funds(of: keeper), offer.pay > funds { return .skips(.noCapital) }
    let profit = try profit(of: keeper, from: offer)
    if profit < terms.profit { return .skips(.thinIncentive) }
    if isPricedOut(keeper) { return .fails(.gasAboveLimit, fee: try lostGas(of: keeper)) }
    if capacity == 0 { return .fails(.noCapacity, fee: try lostGas(of: keeper)) }
    return .acts(profit: profit)
  }

  /// What a keeper earns: `floor(floor(receive·price)·(1 − slippage)) + incentive − pay − gas`.
  package func profit(
    of keeper: Int, from offer: Offer
  ) throws(ArithmeticError) -> Decimal18 {
    let value = try offer.receive.multiplied(by: offer.price, rounding: .down)
    var profit = try value.multiplied(by: Decimal18.one - rules.slippage, rounding: .down)
    if let raised = offer.raised { try profit += incentive(raised: raised) }
    return try profit - offer.pay - gasCost(of: keeper)
  }

  /// What is paid for starting a liquidation: `tip + floor(raised·chip)`.
  package func incentive(
    raised: Decimal18, decimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Decimal18 {
    let share = try raised.times(rules.chip, decimals: decimals, rounding: .down)
    return try rules.tip + share
  }

  /// What an attempt costs: `ceil(gas·price)`, at the price of gas or the keeper's limit, whichever
  /// is less.
  package func gasCost(of keeper: Int) throws(ArithmeticError) -> Decimal18 {
    try rules.gas.multiplied(by: gasBid(of: keeper), rounding: .up)
  }

  /// What a failed attempt costs: `ceil(failedGas·cost)`.
  package func lostGas(
    of keeper: Int, decimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Decimal18 {
    try gasCost(of: keeper).times(rules.failedGas, decimals: decimals, rounding: .up)
  }

  /// Whether gas costs more than a keeper pays.
  package func isPricedOut(_ keeper: Int) -> Bool {
    guard let gasPrice else { return false }
    let limit = rules.list[keeper].gasLimit
    return limit.isPositive && gasPrice > limit
  }

  /// What a keeper can still pay in this block; nil for any amount.
  package func funds(of keeper: Int) throws(ArithmeticError) -> Decimal18? {
    let capital = rules.list[keeper].capital
    return capital.isPositive ? max(.zero, try capital - paid[keeper]) : nil
  }

  /// The keepers who can bid in an auction, by their places in the list, with what winning costs
  /// them: gas and profit.
  package func bidders() throws(ArithmeticError) -> [EnglishAuction.Bidder] {
    var bidders: [EnglishAuction.Bidder] = []
    if isHalted || capacity == 0 { return bidders }
    for (keeper, terms) in rules.list.enumerated() where !isPricedOut(keeper) {
      bidders.append(
        EnglishAuction.Bidder(
          id: keeper, costs: try gasCost(of: keeper) + terms.profit,
          funds: try funds(of: keeper)))
    }
    return bidders
  }

  /// What bidders reckon a unit to be worth: `floor(reference·(1 − slippage))`.
  package func bidPrice(reference: Decimal18) throws(ArithmeticError) -> Decimal18 {
    try reference.multiplied(by: Decimal18.one - rules.slippage, rounding: .down)
  }

  private func gasBid(of keeper: Int) -> Decimal18 {
    guard let gasPrice else { return .zero }
    return isPricedOut(keeper) ? rules.list[keeper].gasLimit : gasPrice
  }

  // MARK: - What happens

  /// A keeper's attempt got into the block, and it paid so much.
  package mutating func record(keeper: Int, paid amount: Decimal18) throws(ArithmeticError) {
    try paid[keeper] += amount
    if let left = capacity { capacity = max(0, left - 1) }
  }
}
