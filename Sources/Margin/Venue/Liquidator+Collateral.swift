internal import Engine
internal import FixedPoint
internal import Ledger

/// Collateral against debts: at a fixed spread to keepers, to a market maker, or to a stability pool.
extension Liquidator {
  /// A debt, the collateral that goes for it, and how much of the debt is to be repaid.
  struct Exchange {
    var debt: Valuation.AssetLine
    var collateral: Valuation.AssetLine
    /// In the debt's asset.
    var repay: Decimal18
    /// What the buyer gets on top.
    var bonus: Decimal18
    var decimals: TradeDecimals
  }

  /// The next exchange by the order and size rules; nil when there is none, or the window is exhausted.
  func nextExchange() throws(ArithmeticError) -> Exchange? {
    guard let debt = largestDebt(), let collateral = try firstCollateral(except: debt.asset),
      !state.halts.isHalted(.liquidation, .asset(collateral.asset))
    else { return nil }
    let decimals = TradeDecimals(
      size: names.decimals(ofAsset: collateral.asset), money: names.decimals(ofAsset: debt.asset))
    let bonus = try bonus(on: collateral.asset, debt.debtValue)
    let terms = state.terms
    guard
      let value = try amount(
        whole: debt.debtValue, relief: terms.assets[debt.asset].liabilityWeight,
        cost: (Decimal18.one + bonus).multiplied(
          by: terms.assets[collateral.asset].weight, rounding: .up))
    else { return nil }
    var repay = debt.debt
    if value < debt.debtValue {
      repay = min(
        debt.debt,
        try value.divided(by: debt.price, rounding: .up)
          .rounded(toDecimals: decimals.money, rounding: .up))
    }
    // No debt smaller than its dust stays behind.
    if try debt.debt - repay < terms.assets[debt.asset].dust { repay = debt.debt }
    return Exchange(
      debt: debt, collateral: collateral, repay: repay, bonus: bonus, decimals: decimals)
  }

  /// The buyer's bonus: the asset's own, or that of the penalty's ramp or health rule.
  func bonus(on asset: Int, _ value: Decimal18) throws(ArithmeticError) -> Decimal18 {
    state.rulebook.penalty.mode == .tiered
      ? state.terms.assets[asset].bonus
      : try state.rulebook.penalty.rate(in: circumstances(value))
  }

  /// The venue's share of the bonus, where the bonus is the asset's own.
  private func feeShare(_ value: Decimal18) throws(ArithmeticError) -> Decimal18 {
    state.rulebook.penalty.mode == .tiered
      ? try state.rulebook.penalty.rate(in: circumstances(value)) : .zero
  }

  // MARK: - Fixed spread

  mutating func fixedSpread() throws(ArithmeticError) -> [Event] {
    guard let exchange = try nextExchange() else { return [] }
    var keepers = try Keepers(state: state, names: names, account: account)
    guard !keepers.venueActs else {
      guard let trade = try trade(exchange, repaying: exchange.repay) else { return [] }
      return [seizure(exchange, trade, by: nil)]
    }
    while let keeper = keepers.next() {
      let most = try keepers.funds(of: keeper, price: exchange.debt.price, exchange.decimals.money)
      // What it cannot pay is left for the next.
      guard let trade = try trade(exchange, repaying: min(exchange.repay, most ?? exchange.repay))
      else {
        keepers.cannotPay(keeper, &names)
        continue
      }
      let offer = KeeperDesk.Offer(
        pay: try trade.repaid.multiplied(by: exchange.debt.price, rounding: .up),
        receive: try trade.received,
        price: state.marketPrice(of: .asset(exchange.collateral.asset))
          ?? exchange.collateral.price)
      if try keepers.takes(keeper, offer, &names) {
        return keepers.attempts + [seizure(exchange, trade, by: keepers.account(keeper, &names))]
      }
    }
    return keepers.attempts
  }

  /// The exchange for a payment of so much; the venue's share of the bonus goes by what it repays.
  private func trade(
    _ exchange: Exchange, repaying amount: Decimal18
  ) throws(ArithmeticError) -> FixedSpread? {
    var terms = FixedSpread.Terms(
      debtPrice: exchange.debt.price, collateralPrice: exchange.collateral.price,
      bonus: exchange.bonus, decimals: exchange.decimals)
    let balance = exchange.collateral.amount
    guard let free = try FixedSpread(repaying: amount, balance: balance, terms: terms) else {
      return nil
    }
    terms.feeShare = try feeShare(
      free.repaid.multiplied(by: exchange.debt.price, rounding: .up))
    guard !terms.feeShare.isZero else { return free }
    return try FixedSpread(repaying: amount, balance: balance, terms: terms)
  }

  private func seizure(
    _ exchange: Exchange, _ trade: FixedSpread, by liquidator: Int?
  ) -> Event {
    Drafts.seized(
      .init(
        account: account, liquidator: liquidator, mechanism: .fixedSpread,
        asset: exchange.collateral.asset, size: trade.size,
        price: exchange.collateral.price, debtAsset: exchange.debt.asset, repaid: trade.repaid,
        fee: trade.fee))
  }

  // MARK: - Market maker

  /// Sells as much collateral as raises the debt and the penalty on it.
  mutating func collateralToPool() throws(ArithmeticError) -> [Event] {
    guard let exchange = try nextExchange(),
      let pool = state.liquidity.pool(.asset(exchange.collateral.asset), fee: rules.ammFee),
      pool.isLiquid
    else { return [] }
    // The pool pays in the unit of account.
    let unit = state.unitDecimals(names)
    let wanted = try exchange.repay + penalty(on: exchange.repay, exchange)
    let worth = try wanted.multiplied(by: exchange.debt.price, rounding: .up)
      .rounded(toDecimals: unit, rounding: .up)
    var size = exchange.collateral.amount
    if let enough = try pool.size(raising: worth, sizeDecimals: exchange.decimals.size) {
      size = min(size, enough)
    }
    let raised = min(
      wanted,
      try pool.proceeds(selling: size, moneyDecimals: unit)
        .divided(by: exchange.debt.price, rounding: .down)
        .rounded(toDecimals: exchange.decimals.money, rounding: .down))
    guard raised > .zero else { return [] }
    // The debt comes first, then the penalty.
    let penalty = max(.zero, try raised - exchange.repay)
    return [
      Drafts.seized(
        .init(
          account: account, mechanism: .amm, asset: exchange.collateral.asset, size: size,
          price: try raised.divided(by: size, rounding: .down), debtAsset: exchange.debt.asset,
          repaid: raised, penalty: penalty))
    ] + (try contribution(penalty, asset: exchange.debt.asset, fund: funds(nil)[0]))
  }

  /// The penalty on a repayment, in the debt's asset.
  func penalty(on repaid: Decimal18, _ exchange: Exchange) throws(ArithmeticError) -> Decimal18 {
    let value = try repaid.multiplied(by: exchange.debt.price, rounding: .up)
    return try state.rulebook.penalty.penalty(
      on: repaid, in: circumstances(value), decimals: exchange.decimals.money
    ).amount
  }

  // MARK: - Stability pool

  /// The pool pays what it can of the debt and takes collateral in proportion; the rest is spread over all
  /// others who owe the same, by what they have of the collateral.
  mutating func stabilityPool() throws(ArithmeticError) -> [Event] {
    guard let debt = largestDebt(), let collateral = try firstCollateral(except: debt.asset) else {
      return []
    }
    let pool = state.stability.account
    let held = pool.map { state.book.balance(of: $0, asset: debt.asset).asset } ?? .zero
    // Collateral that depositors gained is no deposit, even of the asset in which it would be one.
    let deposits = try min(held, state.stability.total(of: debt.asset))
      .rounded(toDecimals: names.decimals(ofAsset: debt.asset), rounding: .down)
    let offset = try StabilityOffset(
      debt: debt.debt, collateral: collateral.amount, deposits: deposits,
      collateralDecimals: names.decimals(ofAsset: collateral.asset))
    let (begun, before) = try beginning(debt, collateral)
    guard begun else { return before }
    if offset.absorbed > .zero {
      let seizure = Drafts.seized(
        .init(
          account: account, liquidator: pool, mechanism: .stabilityPool,
          asset: collateral.asset, size: offset.collateral, price: collateral.price,
          debtAsset: debt.asset, repaid: offset.absorbed))
      return before + [seizure]
    }
    let spread = try redistribution(debt, collateral)
    return spread.isEmpty ? [] : before + spread
  }

  /// The keeper who begins the liquidation, with the compensation for its gas, once per liquidation; nobody
  /// where the venue does it itself.
  private mutating func beginning(
    _ debt: Valuation.AssetLine, _ collateral: Valuation.AssetLine
  ) throws(ArithmeticError) -> (isBegun: Bool, events: [Event]) {
    if state.liquidations.isSold(account) { return (true, []) }
    let exchange = Exchange(
      debt: debt, collateral: collateral, repay: debt.debt, bonus: .zero,
      decimals: TradeDecimals(
        size: names.decimals(ofAsset: collateral.asset), money: names.decimals(ofAsset: debt.asset))
    )
    var keepers = try Keepers(state: state, names: names, account: account)
    let reward = try keepers.reward(raised: debt.debt, exchange, &names)
    return (reward != nil, reward ?? keepers.attempts)
  }

  /// What no pool pays goes to the others: the debt, and the collateral with it, by their stakes.
  private func redistribution(
    _ debt: Valuation.AssetLine, _ collateral: Valuation.AssetLine
  ) throws(ArithmeticError) -> [Event] {
    let holders = LossHolders.stakes(
      of: collateral.asset, owing: debt.asset, in: state.book, except: account)
    let total = try LossHolders.total(holders)
    guard total > .zero, state.rulebook.losses.waterfall.contains(.socialize) else { return [] }
    let pool = names.assets[debt.asset]
    var events = [
      Drafts.badDebt(account, debt.asset, debt.debt, ofDebt: true),
      Drafts.socializedLoss(pool, debt.asset, debt.debt, .redistribution),
    ]
    var rest = (debt: debt.debt, collateral: collateral.amount)
    for (place, holder) in holders.enumerated() {
      let isLast = place == holders.count - 1
      let share =
        isLast
        ? rest.debt
        : try debt.debt.multiplied(by: holder.base, dividedBy: total, rounding: .down)
          .rounded(toDecimals: names.decimals(ofAsset: debt.asset), rounding: .down)
      let gain =
        isLast
        ? rest.collateral
        : try collateral.amount.multiplied(by: holder.base, dividedBy: total, rounding: .down)
          .rounded(toDecimals: names.decimals(ofAsset: collateral.asset), rounding: .down)
      rest.debt = try rest.debt - share
      rest.collateral = try rest.collateral - gain
      if share > .zero {
        events.append(Drafts.lossShare(pool, holder.account, debt.asset, share, ofDebt: true))
      }
      if gain > .zero {
        events.append(Drafts.transfer(account, holder.account, collateral.asset, gain))
      }
    }
    return events
  }
}
