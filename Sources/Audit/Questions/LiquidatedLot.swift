import FixedPoint
import Ledger
import Margin

/// One liquidation fill with the prices that stood when it was made.
struct LiquidatedLot: Sendable {
  var seq: Int64
  var block: Int64
  var time: Int64
  var account: Int
  var liquidator: Int?
  var mechanism: String
  /// What is sold or closed.
  var feed: Feed
  var size: Decimal18
  /// What the fill says, in the quote or the repaid asset.
  var price: Decimal18?
  /// Whether the account buys, to close a short position.
  var isPurchase: Bool
  var repaidAsset: Int?
  var repaid: Decimal18
  var penalty: Decimal18
  var fee: Decimal18
  var auction: String?
  /// The price the venue judged by, in the unit or the quote asset.
  var reference: Decimal18?
  /// What the world paid.
  var market: Decimal18?
  /// What the account gave, in the unit at the venue's prices; nil without them.
  var given: Decimal18?
  /// What was paid for it, in the unit at the venue's prices.
  var paid: Decimal18?

  /// The lot of a liquidation fill, nil of other events; the venue is as before it.
  init?(_ event: Event, _ venue: VenueState, _ names: Names) throws(ArithmeticError) {
    guard event.kind == .liquidationFill, let account = event.id(.account),
      let feed = Feed(event), let size = event.decimal(.size)
    else { return nil }
    (seq, block, time) = (event.seq, event.position.block, event.time)
    self.account = account
    liquidator = event.id(.liquidator)
    mechanism = event.choice(.mechanism) ?? ""
    self.feed = feed
    self.size = size
    price = event.decimal(.price)
    isPurchase = event.choice(.side) == "buy"
    repaidAsset = event.id(.repaidAsset)
    repaid = event.decimal(.repaid) ?? .zero
    penalty = event.decimal(.penalty) ?? .zero
    fee = event.decimal(.fee) ?? .zero
    auction = event.string(.auction)
    reference = venue.known(feed)
    market = venue.marketPrice(of: feed)
    try value(venue, names)
  }

  private mutating func value(_ venue: VenueState, _ names: Names) throws(ArithmeticError) {
    switch feed {
    case .asset(let asset):
      given = try venue.value(size, of: asset)
      if let repaidAsset { paid = try venue.value(repaid, of: repaidAsset) }
    case .market(let id):
      guard let price, let rate = venue.known(.asset(names.market(id).quote)), let reference
      else { return }
      let worth = try size.multiplied(by: reference, rounding: .halfEven)
        .multiplied(by: rate, rounding: .halfEven)
      let traded = try size.multiplied(by: price, rounding: .halfEven)
        .multiplied(by: rate, rounding: .halfEven)
      (given, paid) = isPurchase ? (traded, worth) : (worth, traded)
    }
  }

  /// What the taker gained, at the venue's prices: what was given less what was paid.
  var gain: Decimal18? {
    get throws(ArithmeticError) {
      guard let given, let paid else { return nil }
      return try given - paid
    }
  }

  /// The name of what was sold.
  func subject(_ names: Names) -> String { feed.name(names) }
}
