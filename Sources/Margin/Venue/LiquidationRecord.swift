package import FixedPoint
package import Ledger

/// What was done for and to accounts in their present liquidations, as events said.
package struct LiquidationRecord: Sendable {
  /// The market of each account's last liquidation fill.
  private var markets: [Int: Int] = [:]
  /// What insurance funds paid for each account, in the unit of account.
  private var paid: [Int: Decimal18] = [:]

  /// Of which something was sold.
  private var sold: Set<Int> = []

  package init() {}

  /// Whether something of the account was sold in its present liquidation.
  package func isSold(_ account: Int) -> Bool { sold.contains(account) }

  /// The market in which the account was liquidated last; nil when it was in none.
  package func lastMarket(of account: Int) -> Int? { markets[account] }

  /// What insurance funds paid for the account in its present liquidation, in the unit of account.
  package func fundPaid(for account: Int) -> Decimal18 { paid[account] ?? .zero }

  /// Takes in an event; `price` is that of its asset in the unit of account.
  package mutating func apply(
    _ event: borrowing Event, price: Decimal18?
  ) throws(ArithmeticError) {
    guard let account = event.id(.account) else { return }
    switch event.kind {
    case .liquidationStart: end(account)
    case .liquidationFill, .deleverage:
      sold.insert(account)
      if let market = event.id(.market) { markets[account] = market }
    case .insurance:
      guard event.choice(.cause) == "liquidation", let price,
        let amount = event.decimal(.amount), amount.isNegative
      else { return }
      let value = try amount.magnitude.multiplied(by: price, rounding: .up)
      paid[account] = try fundPaid(for: account) + value
    default: break
    }
  }

  /// The liquidation of an account is over.
  package mutating func end(_ account: Int) {
    markets[account] = nil
    paid[account] = nil
    sold.remove(account)
  }
}
