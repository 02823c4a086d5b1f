internal import Engine
internal import FixedPoint
internal import Ledger

/// What the standing of accounts moves with, by number: the feeds of the sweep.
enum Coordinate {
  /// The price of an asset.
  case asset(Int)
  /// The price of a market.
  case market(Int)
  /// The funding index of a market.
  case funding(Int)
  /// An index of interest on debts.
  case borrowing(Int)
  /// An index of interest on deposits.
  case supplying(Int)
  /// How far the spread losses of the deposits of an asset went.
  case cutting(Int)
  /// How far the spread losses per contract of a market went.
  case charging(Int)

  /// Its number.
  var feed: Int {
    switch self {
    case .asset(let id): 7 * id
    case .market(let id): 7 * id + 1
    case .funding(let id): 7 * id + 2
    case .borrowing(let id): 7 * id + 3
    case .supplying(let id): 7 * id + 4
    case .cutting(let id): 7 * id + 5
    case .charging(let id): 7 * id + 6
    }
  }
}

/// The excess of accounts over the first rung of the ladder, for the sweep.
///
/// Prices and indices are coordinates alike. Interest on deposits only grows, so that it lowers nothing; that
/// on debts lowers the excess with its index I by debt ÷ I at most, and a debt's price by what the debt may
/// have grown to, which holds up to a thirty-second above I. Funding moves it by the size. Spread losses take
/// of a deposit at most the part that they took of all deposits, likewise up to a thirty-second, and of a
/// position its size times what they took per contract. Where an index begins at nothing, an eighth of the
/// price or of everything is what it is weighed by.
struct StateSource: MarginSource {
  let state: VenueState
  let names: Names

  var slack: Int128 {
    // Each line of an account is rounded a few times at the rulebook's decimals, and multiplied by the
    // rung and by weights that are small numbers.
    var unit: Int128 = 10_000
    for _ in state.terms.valueDecimals..<18 { unit *= 10 }
    return unit
  }

  private var level: Decimal18 { state.rulebook.calls.levels.first?.coverage ?? Decimal18(1) }

  /// The price of an asset or market; nil for an index, or where there is none.
  func price(_ coordinate: Coordinate) -> Decimal18? {
    switch coordinate {
    case .asset(let id): id < names.assets.count ? state.price(ofAsset: id) : nil
    case .market(let id): id < names.markets.count ? state.price(ofMarket: id) : nil
    case .funding, .borrowing, .supplying, .cutting, .charging: nil
    }
  }

  func evaluate(
    _ account: Int, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) -> Int256 {
    let valuation = try state.valuation(of: account, names: names)
    let health = valuation.health
    // Who cannot be judged is looked at again when a price comes back.
    guard health.isJudgeable else { return .zero }
    for line in valuation.assets { try expose(line, of: account, &exposures) }
    for line in valuation.markets { try expose(line, of: account, &exposures) }
    let strict: Int128 = state.rulebook.trigger == .below ? 0 : 1
    let needed = try health.requirement.multiplied(by: level, rounding: .up)
    return try Int256((health.resources - needed).mantissa - strict)
  }

  // MARK: - Assets

  private func expose(
    _ line: Valuation.AssetLine, of account: Int, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) {
    let terms = state.terms.assets[line.asset]
    let weight = line.amount.isNegative ? terms.liabilityWeight : terms.weight
    let has = try line.amount.multiplied(by: weight, rounding: .down)
    let owes = try required(line.debt, line.asset)
    var most = owes
    if line.debt > .zero, let item = state.accruals.item(account, line.asset) {
      let unit = try required(smallest(line.asset), line.asset)
      most = try owes + grown(owes) + unit
      try exposures.append(interest(item, owes: owes, unit: unit, price: line.price))
    }
    var least = has
    if has > .zero, isCut(line.asset) {
      least = try has - grown(has)
      try exposures.append(loss(of: has, line.asset, price: line.price))
    }
    if line.asset == state.terms.unit { return }
    let (fall, rise) = (has.mantissa - owes.mantissa, most.mantissa - least.mantissa)
    exposures.append(
      Exposure(
        feed: Coordinate.asset(line.asset).feed, fall: fall > 0 ? fall + 1 : 0,
        rise: rise > 0 ? rise + 1 : 0))
  }

  /// What is required for a debt, in units of its asset, up.
  private func required(_ debt: Decimal18, _ asset: Int) throws(ArithmeticError) -> Decimal18 {
    try debt.multiplied(by: state.terms.assets[asset].liabilityWeight, rounding: .up)
      .multiplied(by: level, rounding: .up)
  }

  /// The unit that accruals of an asset are rounded at, and two more.
  private func smallest(_ asset: Int) throws(ArithmeticError) -> Decimal18 {
    var unit: Int128 = 1
    for _ in names.decimals(ofAsset: asset)..<18 { unit *= 10 }
    return Decimal18(mantissa: unit + 2)
  }

  /// A thirty-second of an amount, up: how far an index may move before its exposures are made anew.
  private func grown(_ amount: Decimal18) throws(ArithmeticError) -> Decimal18 {
    Decimal18(mantissa: amount.mantissa / 32 + 1)
  }

  private func interest(
    _ item: Int, owes: Decimal18, unit: Decimal18, price: Decimal18
  ) throws(ArithmeticError) -> Exposure {
    let index = state.accruals.borrowing(item).mantissa
    let value = try owes.multiplied(by: price, rounding: .up).mantissa
    return Exposure(
      feed: Coordinate.borrowing(item).feed, fall: 0,
      rise: try mulDiv(value, slopeScale, max(1, index), rounding: .up) + 1,
      range: .min...Self.around(index, by: index / 32).upperBound,
      step: try unit.multiplied(by: price, rounding: .up).mantissa)
  }

  /// Whether deposits of an asset may bear a loss by an index.
  private func isCut(_ asset: Int) -> Bool {
    asset < state.accruals.lossCounts.deposits
      || (state.rulebook.losses.spreadsByIndex && state.rulebook.losses.method != .fundingShift)
  }

  /// What a loss takes from what an account has, by the part that it takes of all deposits.
  private func loss(
    of has: Decimal18, _ asset: Int, price: Decimal18
  ) throws(ArithmeticError) -> Exposure {
    let value = try has.multiplied(by: price, rounding: .up)
    let whole = Ratio27.one.mantissa
    let now = state.accruals.cutting(asset).mantissa
    return Exposure(
      feed: Coordinate.cutting(asset).feed, fall: 0, rise: value.mantissa / 1_000_000_000 + 1,
      range: .min...Self.around(now, by: whole / 32).upperBound,
      step: try smallest(asset).multiplied(by: price, rounding: .up).mantissa, scale: whole / 8)
  }

  // MARK: - Positions

  private func expose(
    _ line: Valuation.MarketLine, of account: Int, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) {
    let size = try line.position.size.magnitude
    let notional = try size.multiplied(by: line.price, rounding: .up)
    let tier = try state.terms.marginalMaintenance(ofMarket: line.market, notional: notional)
    let margin = try size.multiplied(by: tier.rate, rounding: .up)
      .multiplied(by: level, rounding: .up).mantissa
    // A long loses with the price what its margin does not give back; a short loses both.
    let isLong = !line.position.size.isNegative
    let fall = isLong ? max(size.mantissa - margin, 0) : 0
    let rise = isLong ? max(margin - size.mantissa, 0) : size.mantissa + margin
    var low = try tier.from.divided(by: size, rounding: .up).mantissa
    var high = try tier.to?.divided(by: size, rounding: .down).mantissa ?? .max
    guard names.market(line.market).quote != state.terms.unit else {
      low = min(low, line.price.mantissa)
      high = max(high, line.price.mantissa)
      exposures.append(
        Exposure(
          feed: Coordinate.market(line.market).feed, fall: fall + 1, rise: rise + 1,
          range: low...high))
      if isFunded(line.market) {
        try exposures.append(funding(line, quote: .one, range: .min ... .max))
      }
      if isCharged(line.market) {
        try exposures.append(charge(line, quote: .one, range: .min ... .max))
      }
      return
    }
    try exposeBoth(line, of: account, slope: max(fall, rise), &exposures)
  }

  private func isFunded(_ market: Int) -> Bool { market < state.accruals.fundingCount }

  /// Whether the contracts of a market may bear a loss by an index.
  private func isCharged(_ market: Int) -> Bool {
    market < state.accruals.lossCounts.contracts
      || (state.rulebook.losses.spreadsByIndex && state.rulebook.losses.method == .fundingShift)
  }

  /// What a funding index takes from a position: its size times the move, from a long when it rises.
  private func funding(
    _ line: Valuation.MarketLine, quote: Decimal18, range: ClosedRange<Int128>
  ) throws(ArithmeticError) -> Exposure {
    let slope = try slope(of: line, quote)
    let isLong = !line.position.size.isNegative
    return Exposure(
      feed: Coordinate.funding(line.market).feed, fall: isLong ? 0 : slope,
      rise: isLong ? slope : 0, range: range, step: try step(of: line, quote),
      scale: Self.scale(of: line))
  }

  /// What a loss per contract takes from a position: its size times the loss.
  private func charge(
    _ line: Valuation.MarketLine, quote: Decimal18, range: ClosedRange<Int128>
  ) throws(ArithmeticError) -> Exposure {
    Exposure(
      feed: Coordinate.charging(line.market).feed, fall: 0, rise: try slope(of: line, quote),
      range: range, step: try step(of: line, quote), scale: Self.scale(of: line))
  }

  /// How much a unit of an index per contract is, which has nine decimals more than a price.
  private func slope(
    of line: Valuation.MarketLine, _ quote: Decimal18
  ) throws(ArithmeticError) -> Int128 {
    try line.position.size.magnitude.multiplied(by: quote, rounding: .up).mantissa / 1_000_000_000
      + 1
  }

  /// What rounding at the quote asset's decimals may add.
  private func step(
    of line: Valuation.MarketLine, _ quote: Decimal18
  ) throws(ArithmeticError) -> Int128 {
    try smallest(names.market(line.market).quote).multiplied(by: quote, rounding: .up).mantissa
  }

  /// An eighth of the price, as an index per contract.
  private static func scale(of line: Valuation.MarketLine) -> Int128 {
    let (scale, isFar) = (line.price.mantissa / 8).multipliedReportingOverflow(by: 1_000_000_000)
    return isFar ? .max : scale
  }

  /// The numbers at most so far from one.
  private static func around(_ value: Int128, by reach: Int128) -> ClosedRange<Int128> {
    let (low, isLow) = value.subtractingReportingOverflow(reach)
    let (high, isHigh) = value.addingReportingOverflow(reach)
    return (isLow ? .min : low)...(isHigh ? .max : high)
  }

  /// A market quoted in an asset with a price of its own: the excess moves with the product of both, so
  /// slopes hold for a tenth around the present prices only, and for as much funding.
  private func exposeBoth(
    _ line: Valuation.MarketLine, of account: Int, slope: Int128, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) {
    let price = line.price.mantissa
    let quote = line.quotePrice.mantissa
    let one = Decimal18(1).mantissa
    let quoteAsset = names.market(line.market).quote
    let marketSlope = try mulDiv(slope, quote + quote / 10 + 1, one, rounding: .up)
    exposures.append(
      Exposure(
        feed: Coordinate.market(line.market).feed, fall: marketSlope, rise: marketSlope,
        range: price - price / 10...price + price / 10))
    let size = line.position.size
    let due = try state.due(account, line.market, size, names).magnitude.mantissa
    let value = try line.position.unrealized(at: line.price).magnitude.mantissa + due
    let margin = try size.magnitude.multiplied(by: line.price, rounding: .up).mantissa
    var move = try mulDiv(slope, price / 10 + 1, one, rounding: .up)
    let (reach, isFar) = (price / 10).multipliedReportingOverflow(by: 1_000_000_000)
    let most = Decimal18(mantissa: quote + quote / 10 + 1)
    func range(_ index: Ratio27) -> ClosedRange<Int128> {
      Self.around(index.mantissa, by: isFar ? .max : reach)
    }
    // As far as each index may go before its exposure is made anew.
    var far = Decimal18.zero
    let once =
      try size.magnitude.multiplied(
        by: Decimal18(mantissa: price / 10 + 1), rounding: .up) + smallest(quoteAsset)
    if isFunded(line.market) {
      let index = state.accruals.funding(of: line.market)
      try exposures.append(funding(line, quote: most, range: range(index)))
      far = try far + once
    }
    if isCharged(line.market) {
      let index = state.accruals.charging(line.market)
      try exposures.append(charge(line, quote: most, range: range(index)))
      far = try far + once
    }
    move += far.mantissa
    exposures.append(
      Exposure(
        feed: Coordinate.asset(quoteAsset).feed, fall: value + margin + move,
        rise: value + margin + move, range: quote - quote / 10...quote + quote / 10))
  }
}
