internal import Engine
internal import FixedPoint

/// The operations of Maker's liquidations.
package enum MakerOperations: VectorSystem {
  /// The operations by name.
  package static let operations = clip.merging(older) { first, _ in first }

  private static let clip: [String: Conformance.Operation] = [
    "maker.abacus_linear": { given in
      try price(.linear(tau: given["tau"].int), given, "dur")
    },
    "maker.abacus_exponential": { given in
      try price(.exponential(cut: given["cut"].integer), given, "dur")
    },
    "maker.abacus_stairstep": { given in try price(stair(given), given, "dur") },
    "maker.abacus_stairstep_series": { given in
      let isNear = try MakerCurve.stairStaysNear(
        top: given["top"].integer, cut: given["cut"].integer, step: given["step"].int,
        seconds: given["seconds"].int, tolerance: given["tolerance"].integer)
      return .object([("within_tolerance", .bool(isNear))])
    },
    "maker.bark": bark,
    "maker.kick": { given in
      let source = try source(given)
      let pay = try auction(given).kickPay(incentive(given))
      return .object([("top", .integer(try source.top)), ("coin", .integer(pay))])
    },
    "maker.redo": { given in
      let source = try source(given)
      let pay = try auction(given, lot: given["lot"].integer)
        .redoPay(incentive(given), feed: source.feed, chost: given["chost"].integer)
      return .object([("top", .integer(try source.top)), ("coin", .integer(pay))])
    },
    "maker.take": take,
    "maker.breaker": { given in
      let action: MakerBreaker.Action =
        switch try given["action"].text {
        case "kick": .kick
        case "redo": .redo
        case "take": .take
        case let name: throw VectorError("no action has the name \"\(name)\"")
        }
      let isAllowed = MakerBreaker.allows(action, at: try given["stopped"].integer)
      return .object([("allowed", .bool(isAllowed))])
    },
    "maker.needs_redo": { given in
      let elapsed = try given["elapsed"].int
      let top = try given["top"].integer
      let price = try MakerCurve.linear(tau: given["tau"].int).price(top: top, elapsed: elapsed)
      let needs = try limits(given).needsRedo(top: top, price: price, elapsed: elapsed)
      return .object([("needs_redo", .bool(needs))])
    },
    "maker.chost": { given in
      let chost = try MakerCollateralType.chost(
        dust: given["dust"].integer, chop: given["chop"].integer)
      return .object([("chost", .integer(chost))])
    },
  ]

  private static let older: [String: Conformance.Operation] = [
    "maker.flip_tend_ok": { given in
      ok(
        try MakerBids.isFlipTend(
          bid: given["bid"].integer, previous: given["prev_bid"].integer,
          tab: given["tab"].integer, beg: given["beg"].integer))
    },
    "maker.flip_dent_ok": { given in
      ok(
        try MakerBids.isFlipDent(
          lot: given["lot"].integer, previous: given["prev_lot"].integer,
          beg: given["beg"].integer))
    },
    "maker.flap_tend_ok": { given in
      ok(
        try MakerBids.isFlapTend(
          bid: given["bid"].integer, previous: given["prev_bid"].integer,
          beg: given["beg"].integer))
    },
    "maker.flop_tick": { given in
      let lot = try MakerBids.flopTick(lot: given["lot"].integer, pad: given["pad"].integer)
      return .object([("lot", .integer(lot))])
    },
    "maker.flop_ash": { given in
      let after = try MakerVow.kiss(bid: given["bid"].integer, ash: given["ash"].integer)
      return .object([("kissed", .integer(after.kissed)), ("ash", .integer(after.ash))])
    },
    "maker.can_flop": { given in ok(try vow(given).canFlop(sump: given["sump"].integer)) },
    "maker.can_flap": { given in
      ok(try vow(given).canFlap(bump: given["bump"].integer, hump: given["hump"].integer))
    },
    "maker.flog_ok": { given in
      ok(MakerVow.canFlog(wait: try given["wait"].integer, elapsed: try given["elapsed"].integer))
    },
  ]

  @Sendable private static func bark(_ given: Given) throws -> VectorValue {
    let type = MakerCollateralType(
      rate: try given["rate"].integer, spot: try given["spot"].integer,
      dust: try given["dust"].integer, chop: try given["chop"].integer)
    let result = try MakerBark.bark(
      MakerVault(ink: given["ink"].integer, art: given["art"].integer), type: type,
      limit: MakerLimit(hole: given["hole"].integer, dirt: given["dirt"].integer),
      total: MakerLimit(hole: given["Hole"].integer, dirt: given["Dirt"].integer))
    switch result {
    case .failure(let refusal): return .error(refusal.rawValue)
    case .success(let bark):
      return .object([
        ("tab", .integer(bark.tab)), ("lot", .integer(bark.lot)),
        ("ink", .integer(bark.vault.ink)), ("art", .integer(bark.vault.art)),
        ("due", .integer(bark.due)), ("Dirt", .integer(bark.dirt)),
      ])
    }
  }

  @Sendable private static func take(_ given: Given) throws -> VectorValue {
    let level = try given.optional("stopped")?.integer ?? .zero
    guard MakerBreaker.allows(.take, at: level) else {
      return .error(MakerRefusal.stopped.rawValue)
    }
    let offer = MakerTake.Offer(
      amount: try given["amt"].integer, maximum: try given["max"].integer)
    let result = try MakerTake.take(
      auction(given, lot: given["lot"].integer), top: given["top"].integer, curve: stair(given),
      elapsed: given["elapsed"].int, limits: limits(given), chost: given["chost"].integer,
      offer: offer)
    switch result {
    case .failure(let refusal): return .error(refusal.rawValue)
    case .success(let take):
      return .object([
        ("slice", .integer(take.slice)), ("owe", .integer(take.owe)),
        ("returned_to_usr", .integer(take.returned)), ("closed", .bool(take.isClosed)),
        ("tab_left", .integer(take.left.tab)), ("lot_left", .integer(take.left.lot)),
        ("price", .integer(take.price)), ("uncollected_tab", .integer(take.uncollected)),
      ])
    }
  }

  // MARK: - Reading and writing

  private static func price(
    _ curve: MakerCurve, _ given: Given, _ elapsed: String
  ) throws -> VectorValue {
    let price = try curve.price(top: given["top"].integer, elapsed: given[elapsed].int)
    return .object([("price", .integer(price))])
  }

  private static func ok(_ isOK: Bool) -> VectorValue { .object([("ok", .bool(isOK))]) }

  private static func stair(_ given: Given) throws -> MakerCurve {
    .stairStep(cut: try given["cut"].integer, step: try given["step"].int)
  }

  private static func limits(_ given: Given) throws -> MakerClipLimits {
    MakerClipLimits(tail: try given["tail"].int, cusp: try given["cusp"].integer)
  }

  private static func incentive(_ given: Given) throws -> MakerIncentive {
    MakerIncentive(tip: try given["tip"].integer, chip: try given["chip"].integer)
  }

  private static func source(_ given: Given) throws -> MakerPriceSource {
    MakerPriceSource(
      value: try given["val"].integer, par: try given["par"].integer,
      buffer: try given["buf"].integer)
  }

  private static func auction(_ given: Given, lot: Int256 = .zero) throws -> MakerAuction {
    MakerAuction(tab: try given["tab"].integer, lot: lot)
  }

  private static func vow(_ given: Given) throws -> MakerVow {
    MakerVow(
      dai: try given["vow_dai"].integer, sin: try given["vow_sin"].integer,
      queued: try given["queued_Sin"].integer, auctioned: try given["Ash"].integer)
  }
}
