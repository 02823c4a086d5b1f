internal import Engine
internal import FixedPoint
internal import Ledger

/// Auctions of collateral: falling prices that somebody takes, or bids of which the highest wins.
extension Liquidator {
  /// Opens an auction of the account's first collateral against its largest debt.
  ///
  /// The lot is the collateral's share that the repaid debt has in the whole debt, down; what must be raised
  /// is the debt and the penalty on it.
  mutating func auctionStart() throws(ArithmeticError) -> [Event] {
    guard let exchange = try nextExchange(), exchange.debt.price > .zero else { return [] }
    let debt = exchange.debt.debt
    let lot =
      exchange.repay == debt
      ? exchange.collateral.amount
      : try exchange.collateral.amount.multiplied(
        by: exchange.repay, dividedBy: debt, rounding: .down
      ).rounded(toDecimals: exchange.decimals.size, rounding: .down)
    guard lot > .zero else { return [] }
    let target = try exchange.repay + penalty(on: exchange.repay, exchange)
    var keepers = try Keepers(state: state, names: names, account: account)
    let reward = try keepers.reward(raised: target, exchange, &names)
    guard let reward else { return keepers.attempts }
    let top =
      rules.mechanism == .dutchAuction
      ? try state.rulebook.auction.top(
        reference: price(of: exchange.collateral.price, in: exchange.debt.price)) : .zero
    let start = Drafts.event(.auctionStart) { event in
      event.set(.auction, text: state.id(of: account, names))
      event.set(.account, integer: Int64(account))
      event.set(.asset, integer: Int64(exchange.collateral.asset))
      event.set(.size, decimal: lot)
      event.set(.debtAsset, integer: Int64(exchange.debt.asset))
      event.set(.debt, decimal: target)
      if !top.isZero { event.set(.price, decimal: top) }
    }
    return [start] + reward
  }

  /// The price of one asset in another, down.
  private func price(
    of price: Decimal18, in other: Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    try price.divided(by: other, rounding: .down)
  }

  /// What an auction sells, and what for.
  private struct Sale {
    var auction: Auctions.Auction
    var asset: Int
    /// The reference price of the lot in the asset of the debt.
    var reference: Decimal18
    /// What the world pays, in the unit of account.
    var market: Decimal18
    /// The price of the asset of the debt.
    var debtPrice: Decimal18
    var decimals: TradeDecimals
  }

  private func sale(of auction: Auctions.Auction) throws(ArithmeticError) -> Sale? {
    guard case .asset(let asset) = auction.subject, let price = state.price(ofAsset: asset),
      let debtPrice = state.price(ofAsset: auction.debtAsset), debtPrice > .zero,
      !state.halts.isHalted(.liquidation, .asset(asset))
    else { return nil }
    return Sale(
      auction: auction, asset: asset, reference: try self.price(of: price, in: debtPrice),
      market: state.marketPrice(of: .asset(asset)) ?? price, debtPrice: debtPrice,
      decimals: TradeDecimals(
        size: names.decimals(ofAsset: asset),
        money: names.decimals(ofAsset: auction.debtAsset)))
  }

  /// The part of the debt that an auction which begins now is to repay; nil for all of it.
  func partOfDebt(in asset: Int?) throws(ArithmeticError) -> Decimal18? {
    guard let exchange = try nextExchange(), exchange.debt.asset == asset,
      exchange.repay < exchange.debt.debt
    else { return nil }
    return exchange.repay
  }

  // MARK: - Falling prices

  /// Starts a stale auction again, or lets the first keeper take for whom it pays.
  mutating func continueDutch(_ auction: Auctions.Auction) throws(ArithmeticError) -> [Event] {
    guard let sale = try sale(of: auction) else { return [] }
    let dutch = auction.dutch
    let rules = state.rulebook.auction
    if let reason = try dutch.needsReset(at: state.time, rules: rules) {
      // Started again within this very block, it waits for the next.
      guard auction.started < state.time else { return [] }
      return [try reset(sale, reason.rawValue, top: rules.top(reference: sale.reference))]
    }
    let terms = DutchAuction.Terms(
      dust: state.terms.assets[auction.debtAsset].dust, decimals: sale.decimals)
    var keepers = try Keepers(state: state, names: names, account: account)
    if keepers.venueActs {
      guard try dutch.price(at: state.time, rules: rules) <= sale.reference,
        let take = try dutch.take(
          atMost: dutch.lot, maximumPay: .max, at: state.time, rules: rules, terms: terms)
      else { return [] }
      return try taken(sale, take, by: nil)
    }
    while let keeper = keepers.next() {
      let funds = try keepers.funds(of: keeper, price: sale.debtPrice, sale.decimals.money)
      guard
        let take = try dutch.take(
          atMost: dutch.lot, maximumPay: funds ?? .max, at: state.time, rules: rules, terms: terms)
      else { continue }
      let offer = KeeperDesk.Offer(
        pay: try take.paid.multiplied(by: sale.debtPrice, rounding: .up), receive: take.lot,
        price: sale.market)
      if try keepers.takes(keeper, offer, &names) {
        return try keepers.attempts + taken(sale, take, by: keepers.account(keeper, &names))
      }
    }
    return keepers.attempts
  }

  private func reset(_ sale: Sale, _ reason: String, top: Decimal18?) -> Event {
    Drafts.event(.auctionReset) { event in
      event.set(.auction, text: sale.auction.id)
      if let top { event.set(.price, decimal: top) }
      event.set(.reason, text: reason)
    }
  }

  private mutating func taken(
    _ sale: Sale, _ take: DutchAuction.Take, by liquidator: Int?
  ) throws(ArithmeticError) -> [Event] {
    var after = sale.auction.dutch
    try after.apply(lot: take.lot, paid: take.paid)
    var events = try sold(
      sale, lot: take.lot, paid: take.paid, price: take.price, by: liquidator)
    if let outcome = after.outcome {
      isFinished = true
      events.append(end(sale, outcome, left: after.lot))
    }
    return events
  }

  /// The fill, in which the debt comes before the penalty, and the fund's share of the penalty.
  private func sold(
    _ sale: Sale, lot: Decimal18, paid: Decimal18, price: Decimal18, by liquidator: Int?
  ) throws(ArithmeticError) -> [Event] {
    let owed = state.book.balance(of: account, asset: sale.auction.debtAsset).debt
    let penalty = max(.zero, try paid - min(owed, sale.auction.dueLeft ?? owed))
    let fill = Drafts.seized(
      .init(
        account: account, liquidator: liquidator, mechanism: sale.auction.form.mechanism,
        asset: sale.asset, size: lot, price: price, debtAsset: sale.auction.debtAsset, repaid: paid,
        penalty: penalty, auction: sale.auction.id))
    return try [fill]
      + contribution(penalty, asset: sale.auction.debtAsset, fund: funds(nil)[0])
  }

  private func end(_ sale: Sale, _ outcome: AuctionOutcome, left: Decimal18) -> Event {
    Drafts.event(.auctionEnd) { event in
      event.set(.auction, text: sale.auction.id)
      event.set(.outcome, choice: outcome.rawValue)
      event.set(.size, decimal: left)
    }
  }

  // MARK: - Bids

  /// Ends an auction whose time is over, or lets keepers bid.
  mutating func continueEnglish(_ auction: Auctions.Auction) throws(ArithmeticError) -> [Event] {
    guard let sale = try sale(of: auction) else { return [] }
    let rules = state.rulebook.auction
    let english = auction.english
    if let outcome = english.outcome(at: state.time, rules: rules) {
      guard let best = english.best else {
        return auction.started < state.time ? [reset(sale, "time", top: nil)] : []
      }
      isFinished = true
      let price =
        best.lot.isZero ? Decimal18.zero : try best.pay.divided(by: best.lot, rounding: .down)
      return try sold(sale, lot: best.lot, paid: best.pay, price: price, by: best.bidder)
        + [end(sale, outcome, left: english.returned)]
    }
    return try bids(english, sale)
  }

  private mutating func bids(
    _ auction: EnglishAuction, _ sale: Sale
  ) throws(ArithmeticError) -> [Event] {
    var keepers = try Keepers(state: state, names: names, account: account)
    try keepers.notePricedOut(&names)
    var events = keepers.attempts
    var english = auction
    // Bidders are known by their places in the list; who is not in it any more stays as he is.
    if let best = english.best, let time = sale.auction.bidTime,
      let keeper = keepers.place(of: best.bidder, names)
    {
      english.apply(.init(bidder: keeper, pay: best.pay, lot: best.lot), at: time)
    }
    let bidders = try keepers.bidders(price: sale.debtPrice)
    let worth = try keepers.bidPrice(
      reference: sale.market.divided(by: sale.debtPrice, rounding: .down))
    for _ in 0..<Self.maximumBids {
      guard
        let bid = try english.nextBid(
          among: bidders, price: worth, rules: state.rulebook.auction, decimals: sale.decimals)
      else { break }
      let account = keepers.account(bid.bidder, &names)
      english.apply(bid, at: state.time)
      events.append(
        Drafts.event(.auctionBid) { event in
          event.set(.auction, text: sale.auction.id)
          event.set(.liquidator, integer: Int64(account))
          event.set(.repaid, decimal: bid.pay)
          event.set(.size, decimal: bid.lot)
        })
    }
    isFinished = true
    return events
  }

  /// More bids than this within one block are left for the next.
  private static let maximumBids = 8
}
