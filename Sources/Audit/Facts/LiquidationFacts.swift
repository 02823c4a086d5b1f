internal import Engine
internal import FixedPoint
internal import Ledger

/// What a log says of one liquidation of positions: its start, how the account stood, and its trades.
///
/// The trades are those of the account in the block of its start and behind it, whether the source calls
/// them fills or liquidation fills: sources without an own kind for them record them side by side.
struct LiquidationFacts: Sendable {
  /// A trade that closes a position.
  struct Closing: Sendable {
    let seq: Int64
    let market: Int
    /// Above zero bought.
    let change: Decimal18
    let price: Decimal18
  }

  /// The number of its start.
  let seq: Int64
  let block: Int64
  let time: Int64
  let account: Int
  /// What the source says is liquidated.
  let scope: String?
  /// What the source published with it.
  let notional: Decimal18?
  let equity: Decimal18?
  /// The open positions just before.
  let positions: [Book.AccountPosition]
  /// What the account had and owed just before.
  let balances: [Book.AccountBalance]
  /// Its trades in the block.
  var closings: [Closing] = []
  /// The open positions when the block was over.
  var left: [Book.AccountPosition] = []

  init(_ event: borrowing Event, account: Int, _ state: borrowing FactState) {
    seq = event.seq
    block = event.position.block
    time = event.time
    self.account = account
    scope = event.string(.scope)
    notional = event.decimal(.notional)
    equity = event.decimal(.equity)
    positions = Self.open(state.book.positions(of: account))
    balances = state.book.balances(of: account)
  }

  static func open(_ positions: [Book.AccountPosition]) -> [Book.AccountPosition] {
    positions.filter { !$0.position.size.isZero }
  }

  /// The price of the one open position, from the published notional: notional ÷ |size|.
  var impliedMark: Decimal18? {
    get throws(ArithmeticError) {
      guard positions.count == 1, let notional, !notional.isZero else { return nil }
      return try notional.divided(by: try positions[0].position.size.magnitude, rounding: .halfEven)
    }
  }
}

/// Puts liquidations together from the events of a block.
struct LiquidationCollector: Sendable {
  /// How many liquidations there were so far.
  private(set) var count = 0
  private var present: [LiquidationFacts] = []

  /// Takes an event; `state` is as before it.
  mutating func take(_ event: borrowing Event, _ state: borrowing FactState) {
    guard let account = event.id(.account) else { return }
    switch event.kind {
    case .liquidationStart:
      count += 1
      present.append(LiquidationFacts(event, account: account, state))
    case .fill, .liquidationFill:
      let place = present.lastIndex { $0.account == account }
      if event.kind == .liquidationFill, place == nil, event.string(.auction) == nil { count += 1 }
      guard let place, let market = event.id(.market), let size = event.decimal(.size),
        let price = event.decimal(.price)
      else { return }
      // Sizes are never below zero, so their negation always fits.
      let change = event.choiceIndex(.side) == 1 ? Decimal18(mantissa: -size.mantissa) : size
      present[place].closings.append(
        .init(seq: event.seq, market: market, change: change, price: price))
    default: break
    }
  }

  /// The liquidations of the block that is over.
  mutating func finish(_ state: borrowing FactState) -> [LiquidationFacts] {
    for place in present.indices {
      present[place].left = LiquidationFacts.open(
        state.book.positions(of: present[place].account))
    }
    defer { present.removeAll(keepingCapacity: true) }
    return present
  }
}
