package import FixedPoint

/// What a keeper is paid for starting or restarting an auction.
package struct MakerIncentive: Sendable, Hashable {
  /// A fixed amount, a rad.
  package var tip: Int256
  /// A part of what is to be raised, a wad.
  package var chip: Int256

  /// An incentive.
  package init(tip: Int256, chip: Int256) {
    self.tip = tip
    self.chip = chip
  }

  /// The pay for an auction: `tip + floor(tab·chip / 1e18)`, a rad.
  package func pay(tab: Int256) throws(ArithmeticError) -> Int256 {
    try tip + MakerMath.wadMultiply(tab, chip)
  }
}

/// Where an auction's first price comes from.
package struct MakerPriceSource: Sendable, Hashable {
  /// The oracle's price, a wad.
  package var value: Int256
  /// The target price of the stablecoin, a ray.
  package var par: Int256
  /// By how much an auction starts above the price, a ray.
  package var buffer: Int256

  /// A source.
  package init(value: Int256, par: Int256, buffer: Int256) {
    self.value = value
    self.par = par
    self.buffer = buffer
  }

  /// The price in the stablecoin: `floor(value·1e9·1e27 / par)`, a ray.
  package var feed: Int256 {
    get throws(ArithmeticError) {
      let raised = try value * 1_000_000_000
      return try Int256.mulDiv(raised, MakerMath.ray, par, rounding: .down)
    }
  }

  /// The first price of an auction: `floor(feed·buffer / 1e27)`, a ray.
  package var top: Int256 {
    get throws(ArithmeticError) { try MakerMath.rayMultiply(feed, buffer) }
  }
}

/// When an auction is over without being bought out.
package struct MakerClipLimits: Sendable, Hashable {
  /// The most seconds.
  package var tail: Int
  /// The least price as a part of the first, a ray.
  package var cusp: Int256

  /// Limits.
  package init(tail: Int, cusp: Int256) {
    self.tail = tail
    self.cusp = cusp
  }

  /// Whether an auction must start again: `t > tail` or `floor(price·1e27 / top) < cusp`.
  package func needsRedo(
    top: Int256, price: Int256, elapsed: Int
  ) throws(ArithmeticError) -> Bool {
    if elapsed > tail { return true }
    return try Int256.mulDiv(price, MakerMath.ray, top, rounding: .down) < cusp
  }
}

/// A running Dutch auction.
package struct MakerAuction: Sendable, Hashable {
  /// What is to be raised, a rad.
  package var tab: Int256
  /// The collateral for sale, a wad.
  package var lot: Int256

  /// An auction.
  package init(tab: Int256, lot: Int256) {
    self.tab = tab
    self.lot = lot
  }

  /// The keeper's pay for starting it.
  package func kickPay(_ incentive: MakerIncentive) throws(ArithmeticError) -> Int256 {
    try incentive.pay(tab: tab)
  }

  /// The keeper's pay for restarting it: nothing when the tab or the lot's value is below `chost`.
  package func redoPay(
    _ incentive: MakerIncentive, feed: Int256, chost: Int256
  ) throws(ArithmeticError) -> Int256 {
    if incentive.tip.isZero && incentive.chip.isZero { return .zero }
    guard tab >= chost, try lot * feed >= chost else { return .zero }
    return try incentive.pay(tab: tab)
  }
}
