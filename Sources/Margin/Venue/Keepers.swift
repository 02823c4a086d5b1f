internal import FixedPoint
internal import Ledger

/// The keepers of a venue before one offer: who takes it, and what the others' attempts come to.
struct Keepers {
  private let state: VenueState
  private let account: Int
  private let desk: KeeperDesk
  private var place = 0
  /// The attempts of those who did not act, where their reason is another than last time.
  private(set) var attempts: [Event] = []

  /// The keepers as the block's earlier attempts left them.
  init(state: VenueState, names: Names, account: Int) throws(ArithmeticError) {
    self.state = state
    self.account = account
    let rules = state.rulebook.keepers
    let paid = rules.list.map { keeper in
      names.accounts.id(of: keeper.name).flatMap { state.keeperUse.paid[$0] } ?? .zero
    }
    desk = KeeperDesk(
      rules, gasPrice: state.gasPrice, isHalted: state.halts.isKeeperOutage,
      attempts: state.keeperUse.attempts, paid: paid)
  }

  /// Whether there are none, so that the venue acts itself.
  var venueActs: Bool { desk.venueActs }

  /// Those who could bid in an auction, by their places in the list; costs and funds in an asset of that
  /// price.
  func bidders(price: Decimal18) throws(ArithmeticError) -> [EnglishAuction.Bidder] {
    try desk.bidders().map { bidder throws(ArithmeticError) in
      var bidder = bidder
      bidder.costs = try bidder.costs.divided(by: price, rounding: .up)
      bidder.funds = try bidder.funds?.divided(by: price, rounding: .down)
      return bidder
    }
  }

  /// The place in the list of the keeper that acts under an account.
  func place(of account: Int, _ names: Names) -> Int? {
    desk.rules.list.firstIndex { names.accounts.id(of: $0.name) == account }
  }

  /// What pays the keeper who starts an auction; nil when nobody starts it.
  ///
  /// It is the first whom gas does not keep out. Without an incentive the venue starts it itself.
  mutating func reward(
    raised: Decimal18, _ exchange: Liquidator.Exchange, _ names: inout Names
  ) throws(ArithmeticError) -> [Event]? {
    guard !desk.venueActs else { return [] }
    // In the unit of account, of what is to be raised in it; paid in the asset of the debt.
    let value = try raised.multiplied(by: exchange.debt.price, rounding: .down)
    let incentive = try desk.incentive(raised: value)
    guard incentive > .zero else { return [] }
    while let keeper = next() {
      let offer = KeeperDesk.Offer(pay: .zero, receive: .zero, price: .zero, raised: value)
      guard try takes(keeper, offer, &names) else { continue }
      let amount = try incentive.divided(by: exchange.debt.price, rounding: .down)
        .rounded(toDecimals: exchange.decimals.money, rounding: .down)
      let id = account(keeper, &names)
      return attempts
        + [Drafts.money(.fee, id, exchange.debt.asset, try -amount, cause: "keeper_incentive")]
    }
    return nil
  }

  /// What bidders reckon a unit to be worth.
  func bidPrice(reference: Decimal18) throws(ArithmeticError) -> Decimal18 {
    try desk.bidPrice(reference: reference)
  }

  /// The next keeper, in the order of the list.
  mutating func next() -> Int? {
    guard place < desk.rules.list.count else { return nil }
    defer { place += 1 }
    return place
  }

  /// The account a keeper acts under.
  func account(_ keeper: Int, _ names: inout Names) -> Int {
    names.internAccount(desk.rules.list[keeper].name)
  }

  /// What a keeper can still pay, in an asset of that price; nil for any amount.
  func funds(
    of keeper: Int, price: Decimal18, _ decimals: Int
  ) throws(ArithmeticError) -> Decimal18? {
    guard let funds = try desk.funds(of: keeper), price > .zero else { return nil }
    return try funds.divided(by: price, rounding: .down)
      .rounded(toDecimals: decimals, rounding: .down)
  }

  /// Whether a keeper takes the offer; if not, why, as an attempt.
  mutating func takes(
    _ keeper: Int, _ offer: KeeperDesk.Offer, _ names: inout Names
  ) throws(ArithmeticError) -> Bool {
    switch try desk.answer(of: keeper, to: offer) {
    case .acts: return true
    case .skips(let reason): note(keeper, "skipped", reason, .zero, &names)
    case .fails(let reason, let fee): note(keeper, "failed", reason, fee, &names)
    }
    return false
  }

  /// A keeper has nothing left to pay with.
  mutating func cannotPay(_ keeper: Int, _ names: inout Names) {
    note(keeper, "skipped", .noCapital, .zero, &names)
  }

  /// Keepers whom the price of gas keeps out of a bidding.
  mutating func notePricedOut(_ names: inout Names) throws(ArithmeticError) {
    for keeper in desk.rules.list.indices where desk.isPricedOut(keeper) {
      note(keeper, "failed", .gasAboveLimit, try desk.lostGas(of: keeper), &names)
    }
  }

  private mutating func note(
    _ keeper: Int, _ outcome: String, _ reason: KeeperDesk.Reason, _ fee: Decimal18,
    _ names: inout Names
  ) {
    let id = account(keeper, &names)
    guard state.keeperUse.reason(of: id, for: account) != reason.rawValue else { return }
    attempts.append(
      Drafts.attempt(account, id, outcome, reason: reason.rawValue, fee: fee))
  }
}
