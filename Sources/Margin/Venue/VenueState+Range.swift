internal import Engine
internal import FixedPoint
internal import Ledger

extension VenueState {
  /// Why a price is refused: at it, what accounts have and owe would be worth more than can be counted, so that
  /// nobody could say how they stand.
  ///
  /// The sum over all accounts is held against a part of the range, so that no account and no sum of it over its
  /// assets and markets can leave it.
  func beyondRange(
    price fact: borrowing Event, _ names: Names
  ) throws(ArithmeticError) -> Refusal? {
    guard let feed = Feed(fact), let price = fact.decimal(.price) else { return nil }
    let feeds = max(1, names.assets.count + names.markets.count)
    let room = Decimal18(mantissa: Decimal18.max.mantissa / Int128(Self.headroom * feeds))
    let isCountable: Bool
    switch feed {
    case .asset(let asset):
      let owed = try book.owed(of: asset).multiplied(
        by: terms.assets[asset].initialLiabilityWeight, rounding: .up)
      var fits = Self.fits([try book.held(of: asset) + owed, price], in: room)
      for market in 0..<names.markets.count where names.market(market).quote == asset {
        let mark = self.price(ofMarket: market) ?? .zero
        fits = Self.fits([try contractTotal(of: market), mark, price], in: room) && fits
      }
      isCountable = fits
    case .market(let market):
      let quote = self.price(ofAsset: names.market(market).quote) ?? .one
      isCountable = Self.fits([try contractTotal(of: market), price, quote], in: room)
    }
    guard !isCountable else { return nil }
    return Refusal(
      .priceUpdate, "of \(feed.name(names))",
      "at \(price) what accounts have and owe is worth more than can be counted",
      rule: "oracle.sources")
  }

  /// For weights, rungs and fees on top of the plain value.
  private static let headroom = 16

  /// Whether a product of amounts above zero is at most so much.
  private static func fits(_ factors: [Decimal18], in room: Decimal18) -> Bool {
    do throws(ArithmeticError) {
      var product = Decimal18.one
      for factor in factors { product = try product.multiplied(by: factor, rounding: .up) }
      return product <= room
    } catch {
      return false
    }
  }
}
