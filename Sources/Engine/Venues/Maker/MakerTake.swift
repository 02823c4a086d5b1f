package import FixedPoint

/// A purchase from a running Dutch auction.
package struct MakerTake: Sendable, Hashable {
  /// The price, a ray.
  package var price: Int256
  /// The collateral bought, a wad.
  package var slice: Int256
  /// What is paid, a rad.
  package var owe: Int256
  /// The auction after it; an auction that is closed has nothing left.
  package var left: MakerAuction
  /// The collateral that goes back to the vault's owner.
  package var returned: Int256
  /// What nothing is left to pay for: the loss of the system.
  package var uncollected: Int256
  /// Whether the auction is over.
  package var isClosed: Bool

  /// What the taker offers.
  package struct Offer: Sendable, Hashable {
    /// The most collateral, a wad.
    package var amount: Int256
    /// The highest price, a ray.
    package var maximum: Int256

    /// An offer.
    package init(amount: Int256, maximum: Int256) {
      self.amount = amount
      self.maximum = maximum
    }
  }

  /// Buys from an auction.
  ///
  /// `owe = min(lot, amount)·price`, at most the tab. If a part of the lot stays and what is left of
  /// the tab would be below `chost`, only `tab − chost` is paid. `slice = floor(owe / price)` then.
  package static func take(
    _ auction: MakerAuction, top: Int256, curve: MakerCurve, elapsed: Int, limits: MakerClipLimits,
    chost: Int256, offer: Offer
  ) throws(ArithmeticError) -> Result<MakerTake, MakerRefusal> {
    let price = try curve.price(top: top, elapsed: elapsed)
    if try limits.needsRedo(top: top, price: price, elapsed: elapsed) {
      return .failure(.needsReset)
    }
    if offer.maximum < price { return .failure(.tooExpensive) }
    var slice = min(auction.lot, offer.amount)
    var owe = try slice * price
    if owe > auction.tab {
      owe = auction.tab
      slice = try owe.divided(by: price, rounding: .down)
    } else if owe < auction.tab, slice < auction.lot, try auction.tab - owe < chost {
      if auction.tab <= chost { return .failure(.noPartialPurchase) }
      owe = try auction.tab - chost
      slice = try owe.divided(by: price, rounding: .down)
    }
    return .success(try MakerTake(auction, price: price, slice: slice, owe: owe))
  }

  /// The auction after so much is bought.
  private init(
    _ auction: MakerAuction, price: Int256, slice: Int256, owe: Int256
  ) throws(ArithmeticError) {
    let tab = try auction.tab - owe
    let lot = try auction.lot - slice
    self.price = price
    self.slice = slice
    self.owe = owe
    isClosed = lot.isZero || tab.isZero
    returned = !lot.isZero && tab.isZero ? lot : .zero
    uncollected = lot.isZero ? tab : .zero
    left = isClosed ? MakerAuction(tab: .zero, lot: .zero) : MakerAuction(tab: tab, lot: lot)
  }
}

/// The circuit breaker of the auctions: each level stops one more action.
package enum MakerBreaker {
  /// An action on an auction, with the level that stops it.
  package enum Action: Int, Sendable {
    /// Starting one.
    case kick = 1
    /// Restarting one.
    case redo = 2
    /// Buying from one.
    case take = 3
  }

  /// Whether an action is allowed at a level.
  package static func allows(_ action: Action, at level: Int256) -> Bool {
    level < Int256(Int128(action.rawValue))
  }
}
