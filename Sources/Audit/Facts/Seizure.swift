internal import Engine
internal import FixedPoint
internal import Ledger

/// A liquidation fill that seizes collateral for a debt, at the price that is recorded with it.
struct Seizure: Sendable {
  let seq: Int64
  /// The number of the event that begins its liquidation.
  let liquidation: Int64
  let block: Int64
  let time: Int64
  let account: Int
  let asset: Int
  let size: Decimal18
  let repaidAsset: Int
  let repaid: Decimal18
  /// What a unit of the collateral is worth in the repaid asset; nil when no price stands in its block.
  let price: Decimal18?

  /// What `event` seizes; nil when it is no such fill.
  init?(_ event: borrowing Event, _ state: borrowing FactState) throws(ArithmeticError) {
    try self.init(
      event, state.book, named: state.names, liquidation: state.liquidation(of: event))
  }

  /// What `event` seizes, by the book before it; nil when it is no such fill.
  init?(
    _ event: borrowing Event, _ book: borrowing Book, named names: Names, liquidation: Int64
  ) throws(ArithmeticError) {
    guard event.kind == .liquidationFill, let account = event.id(.account),
      let asset = event.id(.asset), let size = event.decimal(.size),
      let repaidAsset = event.id(.repaidAsset), let repaid = event.decimal(.repaid)
    else { return nil }
    seq = event.seq
    self.liquidation = liquidation
    block = event.position.block
    time = event.time
    self.account = account
    self.asset = asset
    self.size = size
    self.repaidAsset = repaidAsset
    self.repaid = repaid
    if let own = event.decimal(.price), own.isPositive {
      price = own
    } else if asset != repaidAsset, let seized = Self.price(of: asset, block, book, names),
      let owed = Self.price(of: repaidAsset, block, book, names), owed.isPositive
    {
      price = try seized.divided(by: owed, rounding: .halfEven)
    } else {
      price = nil
    }
  }

  /// The price of an asset in the venue's unit, if it was recorded in the block.
  private static func price(
    of asset: Int, _ block: Int64, _ book: borrowing Book, _ names: Names
  ) -> Decimal18? {
    if names.assets[asset] == book.venue?.unit ?? "" { return .one }
    guard let price = book.prices.asset(asset), price.block == block else { return nil }
    return price.value
  }

  /// What the seized collateral is worth over what is repaid; nil without a price or a debt.
  var ratio: Decimal18? {
    get throws(ArithmeticError) {
      guard let price, repaid.isPositive else { return nil }
      return try size.multiplied(by: price, dividedBy: repaid, rounding: .halfEven)
    }
  }

  /// "12.5 ENJ for 55 USDT".
  func words(_ names: Names) -> String {
    "\(size.shown()) \(names.assets[asset]) for \(repaid.shown()) \(names.assets[repaidAsset])"
  }
}
