package import FixedPoint

/// Why Maker refuses an action.
package enum MakerRefusal: String, Error, Sendable {
  /// The vault is safe.
  case notUnsafe = "not-unsafe"
  /// As much is up for auction as may be.
  case liquidationLimitHit = "liquidation-limit-hit"
  /// What would be auctioned is too small.
  case dustyAuction = "dusty-auction-from-partial-liquidation"
  /// There is no collateral to sell.
  case nullAuction = "null-auction"
  /// The circuit breaker is open.
  case stopped = "stopped-incorrect"
  /// The auction is too old or its price too low.
  case needsReset = "needs-reset"
  /// The price is above what the taker accepts.
  case tooExpensive = "too-expensive"
  /// Too little is owed to leave a part of it.
  case noPartialPurchase = "no-partial-purchase"
}

/// A vault: collateral and normalized debt, both wads.
package struct MakerVault: Sendable, Hashable {
  /// The collateral.
  package var ink: Int256
  /// The debt before its rate.
  package var art: Int256

  /// A vault.
  package init(ink: Int256, art: Int256) {
    self.ink = ink
    self.art = art
  }
}

/// The rules of one kind of collateral.
package struct MakerCollateralType: Sendable, Hashable {
  /// What a unit of normalized debt owes, a ray.
  package var rate: Int256
  /// What a unit of collateral may secure, a ray.
  package var spot: Int256
  /// The least debt of a vault, a rad.
  package var dust: Int256
  /// What is to be raised for one of debt, a wad: 1.1 is a penalty of 10%.
  package var chop: Int256

  /// The rules.
  package init(rate: Int256, spot: Int256, dust: Int256, chop: Int256) {
    self.rate = rate
    self.spot = spot
    self.dust = dust
    self.chop = chop
  }

  /// The least that may be left of an auction: `floor(dust·chop / 1e18)`, a rad.
  package static func chost(dust: Int256, chop: Int256) throws(ArithmeticError) -> Int256 {
    try MakerMath.wadMultiply(dust, chop)
  }
}

/// How much may be up for auction, and how much is: rads.
package struct MakerLimit: Sendable, Hashable {
  /// The most.
  package var hole: Int256
  /// What is.
  package var dirt: Int256

  /// A limit.
  package init(hole: Int256, dirt: Int256) {
    self.hole = hole
    self.dirt = dirt
  }

  /// What may still be added.
  package var room: Int256 {
    get throws(ArithmeticError) { try hole - dirt }
  }
}

/// The start of a liquidation: what leaves a vault for auction.
package struct MakerBark: Sendable, Hashable {
  /// What is to be raised, a rad.
  package var tab: Int256
  /// The collateral for sale, a wad.
  package var lot: Int256
  /// The vault after it.
  package var vault: MakerVault
  /// The debt that leaves the vault, a rad.
  package var due: Int256
  /// What is up for auction in all after it, a rad.
  package var dirt: Int256

  /// Liquidates a vault, as far as there is room.
  ///
  /// - Unsafe: `ink·spot < art·rate`.
  /// - Debt taken: `min(art, floor(floor(room·1e18 / rate) / chop))`; all of it if the rest would be
  ///   dust; refused if the part taken is dust.
  /// - Collateral taken: `floor(ink·dart / art)`; to be raised: `floor(dart·rate·chop / 1e18)`.
  package static func bark(
    _ vault: MakerVault, type: MakerCollateralType, limit: MakerLimit, total: MakerLimit
  ) throws(ArithmeticError) -> Result<MakerBark, MakerRefusal> {
    guard type.spot > .zero, try vault.ink * type.spot < vault.art * type.rate else {
      return .failure(.notUnsafe)
    }
    guard total.hole > total.dirt, limit.hole > limit.dirt else {
      return .failure(.liquidationLimitHit)
    }
    let room = try min(total.room, limit.room)
    let fitting = try Int256.mulDiv(room, MakerMath.wad, type.rate, rounding: .down)
      .divided(by: type.chop, rounding: .down)
    var dart = min(vault.art, fitting)
    if vault.art > dart {
      if try (vault.art - dart) * type.rate < type.dust {
        dart = vault.art
      } else if try dart * type.rate < type.dust {
        return .failure(.dustyAuction)
      }
    }
    let dink = try Int256.mulDiv(vault.ink, dart, vault.art, rounding: .down)
    if dink.isZero { return .failure(.nullAuction) }
    let due = try dart * type.rate
    let tab = try MakerMath.wadMultiply(due, type.chop)
    return .success(
      MakerBark(
        tab: tab, lot: dink,
        vault: MakerVault(ink: try vault.ink - dink, art: try vault.art - dart), due: due,
        dirt: try total.dirt + tab))
  }
}
