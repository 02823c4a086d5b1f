internal import Engine
package import FixedPoint
package import Ledger
internal import Margin

/// Gathers the series of a window while a log is read once from its beginning.
package struct SeriesCollector: Sendable {
  let names: Names
  private let first: Int64
  var series = VenueSeries()
  private var latest: [Feed: (price: Decimal18, isReference: Bool)] = [:]
  private var unit: Int?
  private var lines: [LineKey: Int] = [:]
  /// The prices of lines when the window began, until they are told.
  private var before: [Int: Decimal18] = [:]
  private var openHalts: [Int] = []
  private var amounts: [AmountKey: Int] = [:]
  private var payments: [PaymentKey: Int] = [:]
  var markets: [Int: Int] = [:]
  var bids: [String: Int] = [:]

  /// A collector of the events from that number on; those before tell where things stood.
  package init(names: Names, from first: Int64 = 1) {
    self.names = names
    self.first = first
  }

  /// Takes the next event of the log.
  ///
  /// - Throws: `ArithmeticError` when a sum of amounts leaves its range.
  package mutating func take(_ event: borrowing Event) throws(ArithmeticError) {
    series.kinds.insert(event.kind)
    let isWithin = event.seq >= first
    if isWithin { extend(event) }
    switch event.kind {
    case .venue:
      series.venue = event.string(.name)
      series.unit = event.string(.unit)
      unit = series.unit.flatMap { names.assets.id(of: $0) }
    case .parameter where event.string(.name) == "oracle.heartbeat_seconds":
      let seconds = event.string(.value).flatMap { Int64($0) } ?? 0
      series.heartbeat = seconds > 0 && seconds < 1 << 40 ? seconds * 1_000 : nil
    case .priceUpdate, .referencePrice: take(price: event, isWithin)
    case .halt, .resume: take(halt: event, isWithin)
    case .insurance: try take(insurance: event, isWithin)
    case .badDebt, .recovery, .socializedLoss: try take(loss: event, isWithin)
    default: break
    }
    guard isWithin else { return }
    switch event.kind {
    case .liquidationFill: try take(fill: event)
    case .liquidationStart: take(start: event)
    case .deleverage: try take(deleverage: event)
    case .auctionStart, .auctionReset, .auctionBid, .auctionEnd: take(auction: event)
    default: break
    }
  }

  /// The series, when the last event of the window was taken.
  package mutating func finish() -> VenueSeries {
    series.halts.removeAll { halt in
      guard let to = halt.to, let span = series.span else { return series.span == nil }
      return to < span.from.time
    }
    for place in before.keys.sorted() { tellPriceBefore(place) }
    series.prices.sort { a, b in
      if a.feed != b.feed { return a.feed < b.feed }
      guard let x = a.source else { return b.source != nil }
      guard let y = b.source else { return false }
      return bytesPrecede(x, y)
    }
    series.prices.removeAll { $0.points.isEmpty }
    for list in [\VenueSeries.funds, \.badDebt, \.socialized] {
      series[keyPath: list].sort {
        $0.asset == $1.asset ? bytesPrecede($0.name, $1.name) : $0.asset < $1.asset
      }
      for place in series[keyPath: list].indices { reach(list, place) }
    }
    oweWhatIsLeft()
    series.deleveraging.sort { $0.market < $1.market }
    series.payments.sort { a, b in
      let (x, y) = (a.payer.order, b.payer.order)
      return x == y ? a.asset < b.asset : x < y
    }
    return series
  }

  // MARK: - Private

  private struct LineKey: Hashable {
    let feed: Feed
    let source: String?
  }

  private struct AmountKey: Hashable {
    enum Sort { case fund, badDebt, socialized }
    let sort: Sort
    let name: String
    let asset: Int
  }

  private struct PaymentKey: Hashable {
    let payer: VenueSeries.Payer
    let asset: Int
  }

  private mutating func extend(_ event: borrowing Event) {
    series.events += 1
    let moment = VenueSeries.Moment(
      block: event.position.block, time: event.time, seq: event.seq)
    series.span = (series.span?.from ?? moment, moment)
  }

  private func point(_ event: borrowing Event, _ value: Decimal18) -> VenueSeries.Point {
    VenueSeries.Point(time: event.time, block: event.position.block, value: value)
  }

  private mutating func take(price event: borrowing Event, _ isWithin: Bool) {
    guard let feed = Feed(event), let price = event.decimal(.price) else { return }
    let isReference = event.kind == .referencePrice
    if isReference, event.choiceIndex(.status) != 0 { return }
    if isReference || latest[feed]?.isReference != true {
      latest[feed] = (price, isReference)
    }
    let key = LineKey(feed: feed, source: isReference ? nil : event.string(.source))
    let place = lines[key] ?? series.prices.count
    if lines[key] == nil {
      lines[key] = place
      series.prices.append(VenueSeries.PriceLine(feed: feed, source: key.source))
    }
    if !isWithin { series.prices[place].spoken = [] }
    let spoken = event.integer(.published) ?? event.time
    series.prices[place].spoken.append(max(spoken, series.prices[place].spoken.last ?? spoken))
    guard isWithin else {
      before[place] = price
      return
    }
    tellPriceBefore(place)
    series.prices[place].points.append(point(event, price))
  }

  /// The first point of a line is what it said before the window, if it did.
  private mutating func tellPriceBefore(_ place: Int) {
    guard let price = before.removeValue(forKey: place), let from = series.span?.from else {
      return
    }
    series.prices[place].points.append(
      VenueSeries.Point(time: from.time, block: from.block, value: price, isBefore: true))
  }

  private mutating func take(halt event: borrowing Event, _ isWithin: Bool) {
    let scope = event.string(.scope) ?? ""
    if event.kind == .halt {
      openHalts.append(series.halts.count)
      series.halts.append(
        VenueSeries.Halt(
          scope: scope, reason: event.string(.reason) ?? "", authority: event.string(.authority),
          from: event.time, fromBlock: event.position.block))
      return
    }
    for place in openHalts where isLifted(series.halts[place].scope, by: scope) {
      series.halts[place].to = event.time
    }
    openHalts.removeAll { series.halts[$0].to != nil }
  }

  private func isLifted(_ scope: String, by resumed: String) -> Bool {
    guard scope != resumed else { return true }
    guard let inner = HaltScope(scope, names: names), let outer = HaltScope(resumed, names: names)
    else { return false }
    return outer.contains(inner)
  }

  // MARK: - Funds and losses

  private mutating func take(
    insurance event: borrowing Event, _ isWithin: Bool
  ) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    let fund = event.string(.fund) ?? ""
    try change(.fund, fund, asset, by: amount, event, isWithin)
    let cause = event.choice(.cause)
    if cause == "bad_debt", !event.has(.account) {
      try change(.badDebt, "", asset, by: amount, event, isWithin)
    }
    guard isWithin, amount.isNegative, cause == "liquidation" || cause == "bad_debt" else {
      return
    }
    try pay(.insurance(fund), asset, amount.magnitude)
  }

  private mutating func take(
    loss event: borrowing Event, _ isWithin: Bool
  ) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    switch event.kind {
    case .badDebt:
      try change(.badDebt, "", asset, by: amount, event, isWithin)
      if isWithin { try add(writtenOff: amount, asset) }
    case .socializedLoss:
      try change(.badDebt, "", asset, by: -amount, event, isWithin)
      let isTakenOver = event.choice(.method) == "redistribution"
      try change(
        .socialized, isTakenOver ? VenueSeries.redistribution : "", asset, by: amount, event,
        isWithin)
      let pool = event.string(.pool) ?? ""
      if isWithin {
        try pay(isTakenOver ? .redistribution(pool) : .socialized(pool), asset, amount)
      }
    default:
      try change(.badDebt, "", asset, by: -amount, event, isWithin)
      if isWithin { try pay(.recovery(event.string(.source) ?? ""), asset, amount) }
    }
  }

  private mutating func change(
    _ sort: AmountKey.Sort, _ name: String, _ asset: Int, by amount: Decimal18,
    _ event: borrowing Event, _ isWithin: Bool
  ) throws(ArithmeticError) {
    let key = AmountKey(sort: sort, name: name, asset: asset)
    let list: WritableKeyPath<VenueSeries, [VenueSeries.Amounts]> =
      switch sort {
      case .fund: \.funds
      case .badDebt: \.badDebt
      case .socialized: \.socialized
      }
    let place = amounts[key] ?? series[keyPath: list].count
    if amounts[key] == nil {
      amounts[key] = place
      series[keyPath: list].append(VenueSeries.Amounts(name: name, asset: asset))
    }
    let next = point(event, try series[keyPath: list][place].last + amount)
    if !isWithin {
      series[keyPath: list][place].opening = next.value
      return
    }
    open(list, place)
    if let last = series[keyPath: list][place].points.last, last.time == next.time, !last.isBefore {
      series[keyPath: list][place].points.removeLast()
    }
    series[keyPath: list][place].points.append(next)
  }

  /// The first point is what stood before the window, whenever that was reached.
  ///
  /// A fund that the log itself begins with has no amount before.
  private mutating func open(
    _ list: WritableKeyPath<VenueSeries, [VenueSeries.Amounts]>, _ place: Int
  ) {
    guard series[keyPath: list][place].points.isEmpty, let span = series.span else { return }
    let isLater = span.to.time > span.from.time
    guard first > 1 || isLater || list != \.funds else { return }
    series[keyPath: list][place].points.append(
      VenueSeries.Point(
        time: span.from.time, block: span.from.block, value: series[keyPath: list][place].opening,
        isBefore: first > 1 || !isLater))
  }

  /// The amount reaches from the beginning of the window to its end.
  private mutating func reach(
    _ list: WritableKeyPath<VenueSeries, [VenueSeries.Amounts]>, _ place: Int
  ) {
    guard let span = series.span else { return }
    let last = series[keyPath: list][place].last
    open(list, place)
    guard let end = series[keyPath: list][place].points.last, end.time < span.to.time else {
      return
    }
    series[keyPath: list][place].points.append(
      VenueSeries.Point(time: span.to.time, block: span.to.block, value: last))
  }

  /// What was written off within the window and not made good until its end.
  private mutating func oweWhatIsLeft() {
    for line in series.badDebt {
      guard let first = series.writtenOff.first(where: { $0.asset == line.asset }),
        let left = try? line.last - line.opening, left.isPositive
      else { continue }
      var payment = VenueSeries.Payment(payer: .badDebt, asset: line.asset)
      payment.amount = left
      payment.value = value(left, .asset(line.asset))
      payment.count = first.count
      series.payments.append(payment)
    }
  }

  private mutating func add(writtenOff amount: Decimal18, _ asset: Int) throws(ArithmeticError) {
    let place = series.writtenOff.firstIndex { $0.asset == asset } ?? series.writtenOff.count
    if place == series.writtenOff.count {
      series.writtenOff.append(VenueSeries.Payment(payer: .badDebt, asset: asset))
    }
    series.writtenOff[place].count += 1
    series.writtenOff[place].amount = try series.writtenOff[place].amount + amount
    series.writtenOff[place].value = Self.sum(
      series.writtenOff[place].value, value(amount, .asset(asset)))
  }

  mutating func pay(
    _ payer: VenueSeries.Payer, _ asset: Int, _ amount: Decimal18
  ) throws(ArithmeticError) {
    guard !amount.isZero else { return }
    let key = PaymentKey(payer: payer, asset: asset)
    let place = payments[key] ?? series.payments.count
    if payments[key] == nil {
      payments[key] = place
      series.payments.append(VenueSeries.Payment(payer: payer, asset: asset))
    }
    series.payments[place].count += 1
    series.payments[place].amount = try series.payments[place].amount + amount
    series.payments[place].value = Self.sum(
      series.payments[place].value, value(amount, .asset(asset)))
  }

  private static func sum(_ a: Decimal18?, _ b: Decimal18?) -> Decimal18? {
    guard let a, let b else { return nil }
    return try? a + b
  }

  // MARK: - Liquidations

  func price(_ feed: Feed) -> Decimal18? {
    if case .asset(let asset) = feed, asset == unit { return .one }
    return latest[feed]?.price
  }

  /// The price of a feed in the unit of account; a market's goes through its quote asset.
  private func unitPrice(_ feed: Feed) -> Decimal18? {
    guard case .market(let market) = feed else { return price(feed) }
    let quote = names.market(market).quote
    guard let own = price(feed) else { return nil }
    if quote == unit || names.assets[quote] == series.unit { return own }
    guard let rate = price(.asset(quote)) else { return nil }
    return try? own.multiplied(by: rate, rounding: .halfEven)
  }

  func value(_ amount: Decimal18, _ feed: Feed) -> Decimal18? {
    unitPrice(feed).flatMap { try? amount.multiplied(by: $0, rounding: .halfEven) }
  }
}

extension VenueSeries.Payer {
  /// The order of the waterfall, then by name.
  package var order: String {
    switch self {
    case .penalty: "0"
    case .insurance(let fund): "1" + fund
    case .deleveraging: "2"
    case .taker(let mechanism): "2" + mechanism
    case .socialized(let pool): "3a" + pool
    case .redistribution(let pool): "3r" + pool
    case .collateral: "3s"
    case .badDebt: "4"
    case .recovery(let source): "5" + source
    }
  }
}
