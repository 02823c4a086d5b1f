internal import FixedPoint
internal import Ledger

/// Positions of which more is closed than the log opened.
///
/// Fills of a liquidation and deleveragings only ever close. One that takes an account through zero, or away
/// from it, closes what the log does not hold: the opposite position that the sum gives is nobody's.
extension Book {
  /// Whether what an account holds in some market is not known, as more was closed of it than the log opened.
  package func isOverclosed(_ account: Int) -> Bool { overclosed[account] != nil }

  /// Whether what an account holds in a market is not known for that reason.
  package func isOverclosed(_ account: Int, _ market: Int) -> Bool {
    overclosed[account]?.contains(market) ?? false
  }

  /// The accounts with such a position now, in order; of one market where one is given.
  package func overclosedAccounts(in market: Int? = nil) -> [Int] {
    overclosed.keys.sorted().filter { account in
      (overclosed[account] ?? []).contains {
        (market == nil || market == $0) && !position(of: account, market: $0).size.isZero
      }
    }
  }

  /// Takes note of an event that closes a position; the book is as before it.
  mutating func noteClosing(_ event: borrowing Event, _ names: Names) {
    if event.position.block != block, !liquidating.isEmpty {
      liquidating.removeAll(keepingCapacity: true)
    }
    switch event.kind {
    case .liquidationStart:
      if let account = event.id(.account) { liquidating.insert(account) }
    case .liquidationFill, .deleverage: close(event, names)
    // A trade in the block in which its liquidation begins is its sale, unless it adds to what is there.
    case .fill where !liquidating.isEmpty:
      guard let account = event.id(.account), liquidating.contains(account),
        let market = event.id(.market)
      else { return }
      let size = position(of: account, market: market).size
      if size.isZero || size.isNegative != (event.choiceIndex(.side) == 1) { close(event, names) }
    default: break
    }
  }

  private mutating func close(_ event: borrowing Event, _ names: Names) {
    guard let account = event.id(.account), let market = event.id(.market),
      !names.market(market).isSpot, let size = event.decimal(.size)
    else { return }
    let isSale = event.choiceIndex(.side) == 1
    close(account, market, size, isSale: isSale)
    if event.kind == .deleverage, let counterparty = event.id(.counterparty) {
      close(counterparty, market, size, isSale: !isSale)
    }
  }

  private mutating func close(_ account: Int, _ market: Int, _ size: Decimal18, isSale: Bool) {
    let open = position(of: account, market: market).size
    let covers = open.isNegative != isSale && (try? open.magnitude).map { $0 >= size } ?? true
    if !covers { overclosed[account, default: []].insert(market) }
  }
}
