internal import Engine
internal import FixedPoint
internal import Ledger

/// Plans the liquidation of one account: what is sold, to whom, at what price.
///
/// It changes nothing; its events do.
struct Liquidator {
  let state: VenueState
  /// The names, with those of keepers who appear for the first time.
  var names: Names
  let account: Int
  let valuation: Valuation
  /// Whether the auction that was continued is over.
  var isFinished = false

  /// What this block's batch gives the account, unless it was given already.
  let lot: BatchPlan.Lot?

  init(
    state: VenueState, names: Names, account: Int, lot: BatchPlan.Lot? = nil
  ) throws(ArithmeticError) {
    self.lot = lot
    self.state = state
    self.names = names
    self.account = account
    valuation = try state.valuation(of: account, names: names)
  }

  var rules: LiquidationRules { state.rulebook.liquidation }
  var health: Health { valuation.health }

  /// The next sale of the account; empty when nobody buys.
  mutating func sale() throws(ArithmeticError) -> [Event] {
    switch rules.mechanism {
    case .none: return []
    case .orderBook:
      let takeover = try backstop()
      return takeover.isEmpty ? try marketSale(by: .orderBook, Liquidator.orderBook) : takeover
    case .amm:
      return valuation.markets.isEmpty
        ? try collateralToPool() : try marketSale(by: .amm, Liquidator.pool)
    case .batch: return try batch()
    case .fixedSpread: return try fixedSpread()
    case .dutchAuction, .englishAuction: return try auctionStart()
    case .stabilityPool: return try stabilityPool()
    }
  }

  /// Another step of an auction of the account, by the mechanism that it was started under.
  mutating func continued(_ auction: Auctions.Auction) throws(ArithmeticError) -> [Event] {
    switch auction.form {
    case .english: try continueEnglish(auction)
    case .dutch: try continueDutch(auction)
    }
  }

  // MARK: - How much

  /// What must be paid of a debt, or closed of a position, in the unit of account.
  ///
  /// By the size rule, the dust rule and the window's cap; nil when the window is exhausted. `whole` is
  /// the value of the debt or position; per unit of it the requirement falls by `relief`, and resources
  /// by `cost`.
  func amount(
    whole: Decimal18, relief: Decimal18, cost: Decimal18
  ) throws(ArithmeticError) -> Decimal18? {
    var value = whole
    let isDeep = rules.wholeBelow > .zero && health.isBelow(rules.wholeBelow)
    switch rules.size {
    case .whole: break
    case .closeFactor:
      if !isDeep { value = try whole.multiplied(by: rules.closeFactor, rounding: .up) }
    case .cure:
      if !isDeep { value = min(whole, try cure(relief: relief, cost: cost) ?? whole) }
    }
    if try whole - value < rules.dust { value = whole }
    guard let left = try state.window.left(at: state.time, rules: rules) else { return value }
    return left > .zero ? min(value, left) : nil
  }

  /// The value that brings coverage to the target: (T·R − A) ÷ (T·relief − cost), up; nil when none does.
  private func cure(
    relief: Decimal18, cost: Decimal18
  ) throws(ArithmeticError) -> Decimal18? {
    let missing =
      try health.requirement.multiplied(by: rules.target, rounding: .up) - health.resources
    let gain = try relief.multiplied(by: rules.target, rounding: .down) - cost
    return gain > .zero ? try missing.divided(by: gain, rounding: .up) : nil
  }

  // MARK: - What

  /// The debt of the largest value.
  func largestDebt() -> Valuation.AssetLine? {
    valuation.assets.filter { $0.debt > .zero && $0.price > .zero }
      .max { ($0.debtValue, $1.asset) < ($1.debtValue, $0.asset) }
  }

  /// The collateral that goes first, in whole units of its smallest amount.
  func firstCollateral(except debt: Int?) throws(ArithmeticError) -> Valuation.AssetLine? {
    try collateral(except: debt).min { a, b in
      if rules.order == .haircut {
        let (x, y) = (state.terms.assets[a.asset].weight, state.terms.assets[b.asset].weight)
        if x != y { return x < y }
      }
      if a.value != b.value { return a.value > b.value }
      return a.asset < b.asset
    }
  }

  /// Everything that could be sold for a debt; a rest below the smallest amount cannot.
  private func collateral(
    except debt: Int?
  ) throws(ArithmeticError) -> [Valuation.AssetLine] {
    var lines: [Valuation.AssetLine] = []
    for line in valuation.assets where line.value > .zero && line.asset != debt {
      var line = line
      line.amount = try line.amount.rounded(
        toDecimals: names.decimals(ofAsset: line.asset), rounding: .down)
      if line.amount > .zero { lines.append(line) }
    }
    return lines
  }

  /// Whether nothing is left that could be sold: no position, and no collateral for its debts.
  var isExhausted: Bool {
    get throws(ArithmeticError) {
      guard valuation.markets.isEmpty else { return false }
      return try collateral(except: largestDebt()?.asset).isEmpty
    }
  }

  /// Whether a liquidation can begin: something may be sold now, or nothing is left to sell at all.
  var canBegin: Bool {
    get throws(ArithmeticError) {
      if try isExhausted { return true }
      if try firstPosition() != nil { return true }
      guard let collateral = try firstCollateral(except: largestDebt()?.asset) else { return false }
      return !state.halts.isHalted(.liquidation, .asset(collateral.asset))
    }
  }

  /// The position that goes first.
  func firstPosition() throws(ArithmeticError) -> Valuation.MarketLine? {
    var best: (line: Valuation.MarketLine, rate: Decimal18)?
    for line in valuation.markets
    where !state.halts.isHalted(.liquidation, .market(line.market)) {
      let rate =
        line.notional.isZero
        ? .zero : try line.maintenance.divided(by: line.notional, rounding: .down)
      if let known = best {
        if rules.order == .haircut, rate != known.rate {
          if rate < known.rate { continue }
        } else if line.notional <= known.line.notional {
          continue
        }
      }
      best = (line, rate)
    }
    return best?.line
  }

  /// What decides the penalty.
  func circumstances(
    _ value: Decimal18
  ) throws(ArithmeticError) -> PenaltyRules.Circumstances {
    PenaltyRules.Circumstances(
      value: value, coverage: try health.coverage ?? .one,
      sinceBreach: state.time - (state.breaches[account] ?? state.time))
  }

  /// The events that move the fund's share out of penalties that were earned.
  func contribution(
    _ penalty: Decimal18, asset: Int, fund: String
  ) throws(ArithmeticError) -> [Event] {
    let share = try penalty.multiplied(by: state.rulebook.penalty.toFund, rounding: .down)
      .rounded(toDecimals: names.decimals(ofAsset: asset), rounding: .down)
    return share > .zero ? [Drafts.insurance(fund, asset, share, cause: "penalty")] : []
  }

  /// The insurance funds that stand behind a market or an asset: its own, then the shared one.
  func funds(_ market: Int?) -> [String] {
    let own = market.map { state.terms.markets[$0].fund } ?? ""
    let shared = state.rulebook.losses.fund
    return own.isEmpty || own == shared ? [shared] : [own, shared]
  }
}

/// An order of pairs: by the first, then by the second.
private func < (a: (Decimal18, Int), b: (Decimal18, Int)) -> Bool {
  a.0 != b.0 ? a.0 < b.0 : a.1 < b.1
}
