internal import Engine
package import FixedPoint
internal import Ledger
package import Margin

/// What came of a stress test, in the unit of account, at the prices after each round.
package struct StressOutcome: Sendable, Hashable {
  /// How many accounts were sold or deleveraged at least in part, or others paid or lost for.
  package var accounts = 0
  /// Debts repaid and positions closed by liquidations, and by deleveraging.
  package var notional = Decimal18.zero
  /// Penalties.
  package var penalties = Decimal18.zero
  /// By how much sales were worse than the round's prices: slippage, bonuses, what auctions gave away.
  package var concession = Decimal18.zero
  /// What insurance funds paid, without what the penalty reserve gave them for it.
  package var insuranceUsed = Decimal18.zero
  /// What they have left.
  package var insuranceLeft = Decimal18.zero
  /// What the penalty reserve paid, through the fund that passes it on.
  package var reserveUsed = Decimal18.zero
  /// What the penalty reserve has left.
  package var reserveLeft = Decimal18.zero
  /// Positions of others closed at bankruptcy prices.
  package var deleveraged = Decimal18.zero
  /// Losses spread over others; of a debt that they took over with its collateral, what that is not worth.
  package var socialized = Decimal18.zero
  /// Losses written off that nobody bore.
  package var badDebt = Decimal18.zero
  /// Accounts that are left with an equity below zero.
  package var insolvent = 0
  /// The sum of their equity, as a number above zero: what the rules did not deal with.
  package var unresolved = Decimal18.zero
  /// How many blocks it took.
  package var rounds = 0
  /// Whether it ended because nothing more happened, and not at the most rounds.
  package var isQuiet = false
  /// The prices at the end, by feed.
  package var prices: [Feed: Decimal18] = [:]

  /// Losses that nobody bore: written off and not passed on, and not dealt with.
  package var loss: Decimal18 {
    get throws(ArithmeticError) { try badDebt + unresolved }
  }
}

/// Adds up what rounds do.
struct StressTally {
  private(set) var outcome = StressOutcome()
  /// How many things the rules did.
  private(set) var acts = 0
  private var liquidated: Set<Int> = []
  /// What the event before moved from the penalty reserve into a fund.
  private var moved: Movement?
  /// A debt that others are taking over, and what its collateral is worth so far.
  private var takenOver: (account: Int?, debt: Decimal18, collateral: Decimal18)?
  /// Whose loss was written off last.
  private var writtenOff: Int?

  private struct Movement: Equatable {
    var fund: String?
    var asset: Int?
    var amount: Decimal18
  }

  mutating func add(
    _ events: [Event], at state: VenueState, names: Names
  ) throws(ArithmeticError) {
    outcome.rounds += 1
    for event in events {
      try follow(event, state)
      try add(event, state, names)
    }
    try settle()
    outcome.accounts = liquidated.count
  }

  /// What a debt that others take over brings them: the shares of its collateral, which follow it.
  private mutating func follow(
    _ event: Event, _ state: VenueState
  ) throws(ArithmeticError) {
    guard let taken = takenOver, event.kind != .lossShare else { return }
    guard event.kind == .transfer, event.id(.from) == taken.account else { return try settle() }
    let price = event.id(.asset).flatMap { state.price(ofAsset: $0) } ?? .zero
    takenOver?.collateral =
      try taken.collateral
      + (event.decimal(.amount) ?? .zero).multiplied(by: price, rounding: .halfEven)
  }

  /// What others lose by the debt that they took over: its part that the collateral is not worth.
  private mutating func settle() throws(ArithmeticError) {
    guard let taken = takenOver else { return }
    outcome.socialized =
      try outcome.socialized + max(.zero, taken.debt - taken.collateral)
    takenOver = nil
  }

  private mutating func add(
    _ event: Event, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    let amount = event.decimal(.amount) ?? .zero
    let price = event.id(.asset).flatMap { state.price(ofAsset: $0) } ?? .zero
    func worth(_ amount: Decimal18) throws(ArithmeticError) -> Decimal18 {
      try amount.multiplied(by: price, rounding: .halfEven)
    }
    let before = moved
    moved =
      event.kind == .insurance && event.choice(.cause) == "penalty"
      ? Movement(fund: event.string(.fund), asset: event.id(.asset), amount: amount) : nil
    switch event.kind {
    case .liquidationFill: try add(fill: event, state, names)
    case .deleverage:
      if let account = event.id(.account) { liquidated.insert(account) }
      let value = try Self.notional(event, state, names)
      outcome.deleveraged = try outcome.deleveraged + value
      outcome.notional = try outcome.notional + value
    case .insurance:
      guard amount.isNegative else { return }
      if let account = event.id(.account) { liquidated.insert(account) }
      // The reserve pays through the fund: what it moves there is paid on at once.
      let paid = Movement(
        fund: event.string(.fund), asset: event.id(.asset), amount: try -amount)
      if before == paid, state.rulebook.losses.waterfall.contains(.penaltyReserve) {
        outcome.reserveUsed = try outcome.reserveUsed - worth(amount)
      } else {
        outcome.insuranceUsed = try outcome.insuranceUsed - worth(amount)
      }
    case .socializedLoss:
      // It follows the write-off that it passes on.
      outcome.badDebt = try outcome.badDebt - worth(amount)
      if event.choice(.method) == "redistribution" {
        takenOver = (writtenOff, try worth(amount), .zero)
      } else {
        outcome.socialized = try outcome.socialized + worth(amount)
      }
    case .badDebt:
      outcome.badDebt = try outcome.badDebt + worth(amount)
      writtenOff = event.id(.account)
      if let account = writtenOff { liquidated.insert(account) }
    case .marginCall, .marginCallClosed, .liquidationStart, .auctionStart, .auctionReset,
      .auctionBid, .auctionEnd:
      break
    case .halt, .resume:
      if event.has(.authority) { return }
    default: return
    }
    acts += 1
  }

  private mutating func add(
    fill event: Event, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    if let account = event.id(.account) { liquidated.insert(account) }
    let size = event.decimal(.size) ?? .zero
    var money: Int?
    if event.id(.market) != nil {
      let value = try Self.notional(event, state, names)
      money = event.id(.market).map { names.market($0).quote }
      outcome.notional = try outcome.notional + value
      let fair = try Self.notional(event, state, names, at: true)
      let isSale = event.choiceIndex(.side) != 0
      outcome.concession =
        try outcome.concession + (isSale ? try fair - value : try value - fair)
    } else if let asset = event.id(.asset) {
      money = event.id(.repaidAsset)
      let repaid = try (event.decimal(.repaid) ?? .zero)
        .multiplied(by: money.flatMap { state.price(ofAsset: $0) } ?? .zero, rounding: .halfEven)
      let taken = try size.multiplied(by: state.price(ofAsset: asset) ?? .zero, rounding: .halfEven)
      outcome.notional = try outcome.notional + repaid
      outcome.concession = try outcome.concession + taken - repaid
    }
    if let penalty = event.decimal(.penalty), let money {
      outcome.penalties =
        try outcome.penalties
        + penalty.multiplied(by: state.price(ofAsset: money) ?? .zero, rounding: .halfEven)
    }
  }

  /// size × price in the unit: at the event's own price, or at that of the market.
  private static func notional(
    _ event: Event, _ state: VenueState, _ names: Names, at market: Bool = false
  ) throws(ArithmeticError) -> Decimal18 {
    guard let id = event.id(.market), let size = event.decimal(.size),
      let price = market ? state.price(ofMarket: id) : event.decimal(.price)
    else { return .zero }
    return try size.multiplied(by: price, rounding: .halfEven)
      .multiplied(by: state.price(ofAsset: names.market(id).quote) ?? .zero, rounding: .halfEven)
  }

  /// What all insurance funds hold, at the present prices.
  static func funds(
    of state: VenueState, names: Names
  ) throws(ArithmeticError) -> Decimal18 {
    try worth(state.book.insuranceFunds(names: names).map { ($0.asset, $0.amount) }, state)
  }

  /// What is left of the penalties earned that no fund received, at the present prices.
  static func reserve(
    of state: VenueState, names: Names
  ) throws(ArithmeticError) -> Decimal18 {
    try worth(state.book.penaltyReserve(names: names).map { ($0.asset, $0.amount) }, state)
  }

  private static func worth(
    _ amounts: [(asset: Int, amount: Decimal18)], _ state: VenueState
  ) throws(ArithmeticError) -> Decimal18 {
    var sum = Decimal18.zero
    for (asset, amount) in amounts {
      let price = state.price(ofAsset: asset) ?? .zero
      sum = try sum + amount.multiplied(by: price, rounding: .halfEven)
    }
    return sum
  }
}
