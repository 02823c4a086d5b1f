internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether deleveraging took opposite, profitable positions in the order of their ranks.
struct DeleverageCheck: FactCheck {
  static let name = "deleveraging"
  static let definition =
    "the counterparty of a deleverage holds an opposite position of at least its size with a profit at its "
    + "price, and among those of one account, market and block the ranks do not rise. Counterparties whose "
    + "position is not on record are not decidable."

  private struct Queue: Hashable, Sendable {
    let account: Int
    let market: Int
  }

  private var result = FactResult(Self.check())
  private var unknown = 0
  private var ranks: [Queue: Decimal18] = [:]

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard event.kind == .deleverage, !state.hasRulebook, let account = event.id(.account),
      let counterparty = event.id(.counterparty), let market = event.id(.market),
      let size = event.decimal(.size), let price = event.decimal(.price)
    else { return }
    let queue = Queue(account: account, market: market)
    let before = ranks[queue]
    let rank = event.decimal(.rank)
    if let rank { ranks[queue] = rank }
    let taken = state.book.position(of: counterparty, market: market)
    guard !taken.size.isZero else {
      unknown += 1
      result.leave()
      return
    }
    let closesShort = event.choiceIndex(.side) == 1
    var wrong: String?
    if taken.size.isNegative != closesShort {
      wrong = "holds \(taken.size.shown()), which is not the other side"
    } else if try taken.size.magnitude < size {
      wrong = "holds only \(try taken.size.magnitude.shown())"
    } else if try !taken.unrealized(at: price).isPositive {
      wrong = "has no profit at \(price.shown())"
    } else if let before, let rank, rank > before {
      wrong = "ranks \(rank.shown()), above the one taken before it (\(before.shown()))"
    }
    guard let wrong else { return result.hold() }
    let quote = state.names.market(market).quote
    result.broke(
      Finding(
        .deleveragingOutOfRank, block: event.position.block, time: event.time,
        evidence: [event.seq], account: counterparty, subject: state.names.markets[market],
        stake: .init(
          amount: try size.multiplied(by: price, rounding: .halfEven),
          unit: state.names.assets[quote]),
        rule: Self.name,
        sentence: "\(state.names.accounts[counterparty]) was deleveraged for \(size.shown()) "
          + "\(state.names.markets[market]) and \(wrong)"))
  }

  mutating func endBlock(_ state: borrowing FactState) throws(ArithmeticError) {
    if !ranks.isEmpty { ranks.removeAll(keepingCapacity: true) }
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard result.check.cases > 0 else { return nil }
    if unknown > 0 { result.check.lacks = state.lacking([.openingPosition]) }
    result.check.sentence =
      "\(result.check.held) of \(result.check.cases - unknown) took opposite positions in profit, in "
      + "the order of their ranks" + (unknown > 0 ? "; \(unknown) positions are not on record" : "")
    return result
  }
}
