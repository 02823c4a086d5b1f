internal import FixedPoint
internal import Ledger
internal import Margin

/// What liquidations, deleveragings and auctions add to the series.
extension SeriesCollector {
  mutating func take(fill event: borrowing Event) throws(ArithmeticError) {
    guard let account = event.id(.account), let feed = Feed(event),
      let size = event.decimal(.size)
    else { return }
    let filled = fillPrice(event, size)
    series.fills.append(
      VenueSeries.Fill(
        time: event.time, block: event.position.block, seq: event.seq, account: account,
        feed: feed, size: size, price: filled, notional: value(size, feed)))
    if let filled, let usual = price(feed),
      let least = try? usual.divided(by: Decimal18(100), rounding: .up),
      filled < least
    {
      series.auctions.nearZero += 1
    }
    let paidIn: Int? =
      if case .market(let market) = feed { names.market(market).quote } else {
        event.id(.repaidAsset)
      }
    if let asset = paidIn, let penalty = event.decimal(.penalty) {
      try pay(.penalty, asset, penalty)
    }
  }

  /// What a fill brought for one unit, in what the feed's price is in.
  ///
  /// A recorded price of collateral may be the one that the venue went by; what was repaid says what was got.
  private func fillPrice(_ event: borrowing Event, _ size: Decimal18) -> Decimal18? {
    guard let asset = event.id(.repaidAsset) else { return event.decimal(.price) }
    guard let repaid = event.decimal(.repaid), let rate = price(.asset(asset)), size.isPositive
    else { return nil }
    return try? repaid.multiplied(by: rate, rounding: .halfEven)
      .divided(by: size, rounding: .halfEven)
  }

  mutating func take(start event: borrowing Event) {
    guard let account = event.id(.account) else { return }
    series.starts.append(
      VenueSeries.Start(
        time: event.time, block: event.position.block, account: account,
        notional: event.decimal(.notional), equity: event.decimal(.equity)))
  }

  mutating func take(deleverage event: borrowing Event) throws(ArithmeticError) {
    guard let market = event.id(.market), let size = event.decimal(.size),
      let price = event.decimal(.price)
    else { return }
    if let account = event.id(.account) {
      series.closes.append(
        VenueSeries.Fill(
          time: event.time, block: event.position.block, seq: event.seq, account: account,
          feed: .market(market), size: size, price: price, notional: value(size, .market(market))))
    }
    let place = markets[market] ?? series.deleveraging.count
    if markets[market] == nil {
      markets[market] = place
      series.deleveraging.append(VenueSeries.Deleveraging(market: market))
    }
    var sums = series.deleveraging[place]
    sums.fills += 1
    sums.size = try sums.size + size
    sums.closed = try sums.closed + size.multiplied(by: price, rounding: .halfEven)
    if let other = event.id(.counterparty) { sums.counterparties.insert(other) }
    if let account = event.id(.account) { sums.accounts.insert(account) }
    series.deleveraging[place] = sums
  }

  mutating func take(auction event: borrowing Event) {
    let name = event.string(.auction) ?? ""
    switch event.kind {
    case .auctionStart:
      series.auctions.started += 1
      bids[name] = 0
    case .auctionReset: series.auctions.reset += 1
    case .auctionBid: bids[name, default: 0] += 1
    default:
      if bids.removeValue(forKey: name) == 0, event.choice(.outcome) == "unsold" {
        series.auctions.withoutBid += 1
      }
    }
  }
}
