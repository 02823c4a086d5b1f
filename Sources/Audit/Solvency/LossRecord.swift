internal import Engine
package import FixedPoint
package import Ledger

/// Who has paid for losses so far, in native units: the steps of the waterfall, asset by asset and market by
/// market, as the log recorded them.
package struct LossRecord: Sendable {
  /// What was paid and lost in one asset, or through one market in its quote asset.
  package struct Line: Sendable, Hashable {
    /// Penalties that liquidations charged.
    package var penalties = Decimal18.zero
    /// What insurance funds paid for losses: to accounts, and for what was written off.
    package var insurance = Decimal18.zero
    /// Positions closed against others at bankruptcy prices: size × price.
    package var deleveraged = Decimal18.zero
    /// Losses spread over others.
    package var socialized = Decimal18.zero
    /// Bad debt: losses written off, whoever bore them later.
    package var writtenOff = Decimal18.zero
    /// What funds paid of that, naming no account.
    package var paidByFunds = Decimal18.zero
    /// What came back of it.
    package var recovered = Decimal18.zero

    /// What was written off and nobody has borne: less what funds paid, what was spread and what came back.
    ///
    /// In an asset it is minus the pool `bad_debt` of the book; through a market it says nothing, as a loss
    /// may be spread over others than those of the market it came from.
    package var outstanding: Decimal18 {
      get throws(ArithmeticError) { try writtenOff - paidByFunds - socialized - recovered }
    }

    /// Whether nothing was paid or lost.
    package var isEmpty: Bool { self == Line() }
  }

  /// What a fund paid of an asset for losses.
  package struct Draw: Sendable, Hashable {
    /// The fund.
    package let fund: String
    /// The asset.
    package let asset: Int
    /// How much, above zero.
    package fileprivate(set) var paid: Decimal18
  }

  /// By asset id; absent where nothing happened.
  package private(set) var assets: [Int: Line] = [:]
  /// By market id; absent where nothing happened.
  package private(set) var markets: [Int: Line] = [:]
  /// What each fund paid, in the order of their first payment.
  package private(set) var draws: [Draw] = []
  /// The markets in which each account was closed since its liquidation began.
  private var closed: [Int: Set<Int>] = [:]

  /// Nothing has happened.
  package init() {}

  /// Takes an event in; those of other kinds change nothing.
  ///
  /// - Throws: `ArithmeticError` when a sum leaves its range.
  package mutating func apply(
    _ event: borrowing Event, names: Names
  ) throws(ArithmeticError) {
    let amount = event.decimal(.amount) ?? .zero
    if let account = event.id(.account) { follow(account, event) }
    switch event.kind {
    case .liquidationFill:
      guard let penalty = event.decimal(.penalty) else { return }
      try add(penalty, \.penalties, event.id(.repaidAsset), event.id(.market), names)
    case .deleverage:
      guard let size = event.decimal(.size), let price = event.decimal(.price) else { return }
      let value = try size.multiplied(by: price, rounding: .halfEven)
      try add(value, \.deleveraged, nil, event.id(.market), names)
    case .insurance: try pay(event, amount, names)
    case .socializedLoss:
      let market = event.string(.pool).flatMap { names.markets.id(of: $0) }
      try add(amount, \.socialized, event.id(.asset), market, names)
    case .badDebt: try add(amount, \.writtenOff, event.id(.asset), market(of: event), names)
    case .recovery: try add(amount, \.recovered, event.id(.asset), market(of: event), names)
    default: break
    }
  }

  /// A fund moves: what it receives or gives back to its founders pays for no loss.
  private mutating func pay(
    _ event: borrowing Event, _ amount: Decimal18, _ names: Names
  ) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let cause = event.choice(.cause) else { return }
    let paid = try -amount
    if cause == "bad_debt", !event.has(.account) {
      try add(paid, \.paidByFunds, asset, nil, names)
    }
    guard amount.isNegative, cause == "bad_debt" || cause == "liquidation" else { return }
    try add(paid, \.insurance, asset, market(of: event), names)
    try draw(paid, event.string(.fund) ?? "", asset)
  }

  private mutating func follow(_ account: Int, _ event: borrowing Event) {
    switch event.kind {
    case .liquidationStart: closed[account] = nil
    case .liquidationFill, .deleverage:
      if let market = event.id(.market) { closed[account, default: []].insert(market) }
    default: break
    }
  }

  /// The one market in which the account of an event was closed; nil where there is none, or several.
  private func market(of event: borrowing Event) -> Int? {
    guard let account = event.id(.account), let markets = closed[account], markets.count == 1 else {
      return nil
    }
    return markets.first
  }

  private mutating func add(
    _ amount: Decimal18, _ part: WritableKeyPath<Line, Decimal18>, _ asset: Int?, _ market: Int?,
    _ names: Names
  ) throws(ArithmeticError) {
    if let market {
      var line = markets[market] ?? Line()
      line[keyPath: part] = try line[keyPath: part] + amount
      markets[market] = line
    }
    guard let asset = asset ?? market.map({ names.market($0).quote }) else { return }
    var line = assets[asset] ?? Line()
    line[keyPath: part] = try line[keyPath: part] + amount
    assets[asset] = line
  }

  private mutating func draw(
    _ paid: Decimal18, _ fund: String, _ asset: Int
  ) throws(ArithmeticError) {
    if let place = draws.firstIndex(where: { $0.fund == fund && $0.asset == asset }) {
      draws[place].paid = try draws[place].paid + paid
    } else {
      draws.append(Draw(fund: fund, asset: asset, paid: paid))
    }
  }
}
