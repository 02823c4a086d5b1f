internal import Engine
internal import FixedPoint
internal import Ledger

/// What an account cannot pay: drawn from reserves, closed against winners, spread, or written off.
extension Liquidator {
  // MARK: - The waterfall

  /// Something that an account cannot pay: a debt, or an overdrawn balance.
  struct Shortfall: Hashable, Sendable {
    var asset: Int
    var isDebt: Bool
  }

  /// The events that pay or write off the next thing that an account owes when nothing is left to sell;
  /// empty when there is none.
  mutating func shortfall(
    after covered: inout Set<Shortfall>
  ) throws(ArithmeticError) -> [Event] {
    for line in valuation.assets {
      // In whole units of the smallest amount: what is below one stays as a balance.
      let overdrawn = try (-line.amount).rounded(
        toDecimals: names.decimals(ofAsset: line.asset), rounding: .up)
      for (amount, isDebt) in [(line.debt, true), (overdrawn, false)] where amount > .zero {
        guard covered.insert(Shortfall(asset: line.asset, isDebt: isDebt)).inserted else {
          continue
        }
        return try cover(amount, of: line.asset, isDebt: isDebt)
      }
    }
    return []
  }

  /// What an account has of an asset that it owes goes for the debt, before anybody else pays.
  func setOff() throws(ArithmeticError) -> [Event] {
    var events: [Event] = []
    for line in valuation.assets where line.amount > .zero && line.debt > .zero {
      let amount = try min(line.amount, line.debt)
        .rounded(toDecimals: names.decimals(ofAsset: line.asset), rounding: .down)
      guard amount > .zero else { continue }
      events.append(Drafts.money(.withdrawal, account, line.asset, amount))
      events.append(Drafts.money(.repay, account, line.asset, amount))
    }
    return events
  }

  private mutating func cover(
    _ amount: Decimal18, of asset: Int, isDebt: Bool
  ) throws(ArithmeticError) -> [Event] {
    let market = lastMarket(quotedIn: asset)
    var resources = try reserves(of: asset, market)
    resources.socialize = try spreadable(asset, market)
    let plan = try Waterfall.plan(
      amount, steps: state.rulebook.losses.waterfall, resources: resources,
      decimals: names.decimals(ofAsset: asset))
    return try events(of: plan, asset, market, isDebt: isDebt)
  }

  /// What the penalty reserve and the funds behind a market have of an asset.
  private func reserves(
    of asset: Int, _ market: Int?
  ) throws(ArithmeticError) -> Waterfall.Resources {
    let (shared, funds) = (state.rulebook.losses.fund, funds(market))
    var resources = Waterfall.Resources()
    resources.penaltyReserve = penaltyReserve(of: asset)
    resources.sharedFund = max(.zero, state.book.insurance(shared, asset: asset))
    if funds.count > 1 {
      resources.marketFund = max(.zero, state.book.insurance(funds[0], asset: asset))
    }
    resources.fundLeft = try fundLeft(for: asset)
    return resources
  }

  /// Who pays a loss of a position before anybody is deleveraged, as far as they can; nil where nobody is.
  func paymentsBeforeDeleveraging(
    _ loss: Decimal18, in market: Int
  ) throws(ArithmeticError) -> [Waterfall.Payment]? {
    let steps = state.rulebook.losses.waterfall
    guard let end = steps.firstIndex(of: .deleverage) else { return nil }
    let quote = names.market(market).quote
    return try Waterfall.plan(
      loss, steps: Array(steps[..<end]), resources: reserves(of: quote, market),
      decimals: names.decimals(ofAsset: quote)
    ).filter { $0.payer != .badDebt }
  }

  /// The most that the funds may still pay of an asset in the account's present liquidation: the cap less
  /// what they paid, both in the unit of account; nil for any amount.
  private func fundLeft(for asset: Int) throws(ArithmeticError) -> Decimal18? {
    guard
      let left = try Waterfall.fundLeft(
        cap: state.rulebook.losses.fundCap, paid: state.liquidations.fundPaid(for: account))
    else { return nil }
    // What has no price counts for nothing, and is paid as if there were no cap.
    guard let price = state.price(ofAsset: asset), price > .zero else { return nil }
    return left < .max ? try left.divided(by: price, rounding: .down) : nil
  }

  private mutating func events(
    of plan: [Waterfall.Payment], _ asset: Int, _ market: Int?, isDebt: Bool
  ) throws(ArithmeticError) -> [Event] {
    var events: [Event] = []
    var unpaid = Decimal18.zero
    var spread = Decimal18.zero
    for payment in plan {
      switch payment.payer {
      case .penaltyReserve, .marketFund, .sharedFund:
        events += try draws(payment, asset, market, isDebt: isDebt)
      case .deleverage, .badDebt: unpaid = try unpaid + payment.amount
      case .socialize: spread = try spread + payment.amount
      }
    }
    let lost = try unpaid + spread
    if lost > .zero { events.append(Drafts.badDebt(account, asset, lost, ofDebt: isDebt)) }
    if spread > .zero { events += try socialized(spread, asset, market) }
    return events
  }

  /// What a reserve or fund pays of what the account owes.
  func draws(
    _ payment: Waterfall.Payment, _ asset: Int, _ market: Int?, isDebt: Bool
  ) throws(ArithmeticError) -> [Event] {
    let shared = state.rulebook.losses.fund
    let draw = Drafts.insurance(
      payment.payer == .marketFund ? funds(market)[0] : shared, asset, try -payment.amount,
      cause: "liquidation", account: account, ofDebt: isDebt)
    // The reserve pays through the shared fund.
    return payment.payer == .penaltyReserve
      ? [Drafts.insurance(shared, asset, payment.amount, cause: "penalty"), draw] : [draw]
  }

  /// The penalties that were earned in an asset and not yet used.
  func penaltyReserve(of asset: Int) -> Decimal18 {
    max(.zero, state.book.poolBalance(.penalty, asset: asset))
  }

  /// The market whose losses an overdrawn balance comes from: that of the account's last liquidation fill,
  /// or the last of those it traded in.
  private func lastMarket(quotedIn asset: Int) -> Int? {
    if let market = state.liquidations.lastMarket(of: account),
      names.market(market).quote == asset
    {
      return market
    }
    return state.book.positions(of: account).last { names.market($0.market).quote == asset }?.market
  }

  // MARK: - Spread losses

  /// Who bears a loss, and by what.
  private func lossHolders(
    of asset: Int, _ market: Int?
  ) throws(ArithmeticError) -> [LossSpread.Holder] {
    switch state.rulebook.losses.method {
    case .fundingShift:
      guard let market else { return [] }
      return try LossHolders.contracts(of: market, in: state.book, except: account)
    case .profitCap:
      guard let market, let price = state.price(ofMarket: market) else { return [] }
      return try LossHolders.profits(of: market, at: price, in: state.book, except: account)
    case .redistribution, .indexCut, .exchangeRate, .supplyCut, .explicit:
      return LossHolders.deposits(of: asset, in: state.book, except: account)
    }
  }

  /// The sum of their bases, without a look at each of them but for profits.
  private func lossBase(
    of asset: Int, _ market: Int?
  ) throws(ArithmeticError) -> Decimal18 {
    switch state.rulebook.losses.method {
    case .fundingShift:
      guard let market else { return .zero }
      return try state.contractTotal(of: market, except: account)
    case .profitCap: return try LossHolders.total(lossHolders(of: asset, market))
    case .redistribution, .indexCut, .exchangeRate, .supplyCut, .explicit:
      return try LossHolders.depositTotal(of: asset, in: state.book, except: account)
    }
  }

  /// The most that others can bear of a loss.
  private func spreadable(_ asset: Int, _ market: Int?) throws(ArithmeticError) -> Decimal18 {
    let losses = state.rulebook.losses
    guard losses.waterfall.contains(.socialize) else { return .zero }
    let capacity = try LossSpread.capacity(of: lossBase(of: asset, market), method: losses.method)
    // What they bear already and was not yet taken from them is not there to be cut again.
    let borne =
      losses.method.takesFromBases ? state.losses.missing(names.assets[asset], asset: asset) : .zero
    return max(.zero, try capacity - borne)
  }

  private mutating func socialized(
    _ loss: Decimal18, _ asset: Int, _ market: Int?
  ) throws(ArithmeticError) -> [Event] {
    let losses = state.rulebook.losses
    let isByMarket = losses.method == .fundingShift || losses.method == .profitCap
    let pool = isByMarket ? market.map { names.markets[$0] } ?? "" : names.assets[asset]
    var events = [Drafts.socializedLoss(pool, asset, loss, losses.method)]
    guard losses.recordsShares || !losses.method.isLazy else { return events }
    let holders = try lossHolders(of: asset, market)
    do throws(LossError) {
      let allocation = try LossSpread.shares(
        of: loss, among: holders, method: losses.method,
        decimals: names.decimals(ofAsset: asset), dustAccount: losses.dustAccount)
      for share in allocation.shares {
        events.append(Drafts.lossShare(pool, share.account, asset, share.amount))
      }
      if allocation.dust > .zero {
        let dust = names.internAccount(allocation.dustAccount)
        events.append(Drafts.lossShare(pool, dust, asset, allocation.dust))
      }
      return events
    } catch {
      throw error.arithmetic
    }
  }

  // MARK: - Deleveraging

  /// Closes a position of a bankrupt account against those on the other side, at its bankruptcy price.
  mutating func deleveraging() throws(ArithmeticError) -> [Event] {
    guard state.rulebook.losses.waterfall.contains(.deleverage), health.equity.isNegative,
      let line = try firstPosition(), line.price > .zero, line.quotePrice > .zero,
      let price = try bankruptcy(of: line)
    else { return [] }
    let size = line.position.size
    let queue = try state.deleverageQueue(against: line, of: account, names: names)
    return try queue.close(size, at: price).matches.map { match throws(ArithmeticError) in
      Drafts.deleverage(account, line.market, isSale: !size.isNegative, match, price: price)
    }
  }
}

extension LossRules.Method {
  /// Whether a loss is spread by an index that everybody is settled against later.
  package var isLazy: Bool {
    switch self {
    case .indexCut, .exchangeRate, .supplyCut, .fundingShift: true
    case .redistribution, .profitCap, .explicit: false
    }
  }
}
