import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let alternatives: [Question] = [
    Question(
      13, "Who would not have been liquidated at the median of the sources, or at a capped price?",
      incident: "Compound, November 2020",
      needs: [
        [.liquidationFill, .liquidationStart], [.parameter], [.priceUpdate],
        [.deposit, .openingBalance],
      ],
      options: [.account, .asset, .market, .price], priceIsOf: [.asset, .market],
      subjects: [.asset, .market],
      definition: "Each account is valued just before its liquidation starts (without recorded "
        + "starts, before its first fill in a block), once at the venue's prices and once at "
        + "others: each feed at the lower median of all sources' last readings, or, with --asset "
        + "or --market and --price, that one at this price. It is spared when it then is not "
        + "below the line. What would have followed is not run on: the whatif command under the "
        + "answer runs it on.",
      commands: ["whatif --price-source median", "whatif --cap ASSET=PRICE", "cases"],
      tables: ["v_liquidation_start", "v_price_update"]
    ) { SparedCollector($0) }
  ]

  static let backstops: [Question] = [
    Question(
      39,
      "Which backstop took positions over, at which price, and with whom does it share collateral?",
      incident: "Hyperliquid, March 2025", needs: [[.liquidationFill]],
      options: [.account, .market],
      definition: "A takeover is a liquidation fill of the mechanism backstop. Sharing collateral "
        + "are the accounts of the same margin pool or owner. Its equity just after shows why "
        + "nobody was deleveraged: that begins below zero.",
      commands: ["log --kind liquidation_fill", "state ACCOUNT"],
      tables: ["v_liquidation_fill", "v_account"]
    ) { BackstopCollector($0) },
    Question(
      40,
      "At which price was a market settled by decision, against the oracle, and who gained and "
        + "lost?",
      incident: "Hyperliquid, March 2025", needs: [[.settlementOverride]],
      options: [.account, .market],
      definition: "Of each open position just before the override: size × (override price − the "
        + "venue's price in force), in the quote asset, and summed by it; above zero the account gains "
        + "by the decision. A market without a price in force is left out. Recoveries and refunds are answered by questions 30 and 34.",
      commands: ["log --kind settlement_override", "book"],
      tables: ["v_settlement_override", "v_price_update"]
    ) { OverrideCollector($0, about: .everybody) },
    Question(
      41, "What did the backstop gain or lose with the settlement override, and without it?",
      incident: "Hyperliquid, March 2025",
      needs: [[.settlementOverride], [.liquidationFill], [.priceUpdate, .referencePrice]],
      options: [.account, .market], subjects: [.account],
      definition: "The backstop is --account, or whoever took positions by the mechanism "
        + "backstop. With: size × (override price − average entry) of its open positions; "
        + "without: size × (price in force − average entry); both and what it had realized, in "
        + "the quote asset, and summed by it. A market without a price in force is left out.",
      commands: [
        "whatif --without settlement_override --value MARKET=PRICE",
        "log --kind settlement_override",
      ],
      tables: ["v_settlement_override", "v_liquidation_fill"]
    ) { OverrideCollector($0, about: .backstop) },
  ]
}

/// Values liquidated accounts at other prices than the venue's.
struct SparedCollector: Collector {
  private let asked: Asked
  private var rows: [[DetailTable.Value]] = []
  private var seen: Set<Int> = []
  private var (spared, judged, undecided, unrecorded) = (0, 0, 0, 0)
  private var gaps: RecordGaps

  init(_ asked: Asked) {
    self.asked = asked
    gaps = RecordGaps(asked.counts)
  }

  mutating func follow(_ event: Event) throws(VenueError) { gaps.take(event) }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    // Where the record says when liquidations begin, the fills of their auctions are none anew.
    guard event.kind == (asked.has(.liquidationStart) ? .liquidationStart : .liquidationFill),
      let account = event.id(.account), asked.wants(account: account), venue.hasRules,
      seen.insert(account).inserted
    else { return }
    let own = try venue.valuation(of: account, names: asked.names)
    guard own.health.isJudgeable else {
      undecided += 1
      return
    }
    let other = try alternative(venue, own).valuation(of: account, names: asked.names)
    let isSpared = !other.health.isLiquidatable(venue.rulebook.trigger)
    // With more than the record knows of it might have been.
    guard isSpared || gaps.isComplete(account, in: venue.book) else {
      unrecorded += 1
      return
    }
    judged += 1
    if isSpared { spared += 1 }
    rows.append([
      .account(account), .integer(event.seq), .integer(event.position.block),
      .amount(try own.health.coverage), .amount(try other.health.coverage),
      .amount(own.health.equity), .amount(other.health.equity), .text(isSpared ? "yes" : "no"),
    ])
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) { seen = [] }

  /// The venue with the prices that were asked for, or the medians.
  private func alternative(
    _ venue: VenueState, _ valuation: Valuation
  ) throws(ArithmeticError) -> VenueState {
    if let feed = asked.feed, let price = asked.price {
      return try venue.pricing(feed, at: price, names: asked.names)
    }
    var other = venue
    let feeds =
      valuation.assets.map { Feed.asset($0.asset) }
      + valuation.markets.map { Feed.market($0.market) }
    for feed in feeds where asked.wants(feed) {
      let prices = (0..<venue.oracle.sources.count).compactMap { id in
        venue.oracle.reading(feed, source: venue.oracle.sources[id])?.price
      }
      guard let median = Figures.median(prices), prices.count > 1 else { continue }
      other = try other.pricing(feed, at: median, names: asked.names)
    }
    return other
  }

  /// The same prices, with everything that would have followed.
  private var whatIf: [String] {
    guard let feed = asked.feed, let price = asked.price else {
      return ["--price-source", "median"]
    }
    let bound = "\(feed.name(asked.names))=\(price)"
    return ["--cap", bound, "--floor", bound]
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard venue.hasRules else {
      return .undecidable([.parameter], "no rule says when an account is liquidated")
    }
    if judged == 0, undecided > 0 {
      return .undecidable([.priceUpdate], "liquidated accounts hold what has no valid price")
    }
    if judged == 0, unrecorded > 0 {
      return .undecidable([.openingBalance], "what liquidated accounts had is not on record")
    }
    let how =
      asked.price.flatMap { price in
        asked.feed.map { "with \($0.name(asked.names)) at \(price)" }
      } ?? "at the median of the sources" + (asked.feed.map { " of \($0.name(asked.names))" } ?? "")
    let unit = venue.unitName
    var answer = Answer(
      judged == 0
        ? "Nobody was liquidated."
        : (spared == 0
          ? (judged == 1 ? "The one liquidation" : "Each of \(judged) liquidations")
            + " would have begun all the same \(how)"
          : "\(spared) of \(Figures.count(judged, "liquidation")) would not have begun \(how)")
          + Figures.unpriced(undecided)
          + (unrecorded > 0
            ? "; of \(unrecorded) more the record is not complete" : "") + ".",
      DetailTable(
        "Liquidated accounts \(how)",
        columns: [
          .init("account"), .init("seq"), .init("block"), .init("coverage"),
          .init("coverage_then"), .init("equity", unit: unit), .init("equity_then", unit: unit),
          .init("spared"),
        ], rows: rows))
    if judged > 0 { answer.whatIf = whatIf }
    answer.lacks = (undecided > 0 ? [.priceUpdate] : []) + (unrecorded > 0 ? [.openingBalance] : [])
    return answer
  }
}

/// Lists what a backstop took over.
struct BackstopCollector: Collector {
  private let asked: Asked
  private var rows: [[DetailTable.Value]] = []
  private var backstops: Set<Int> = []
  private var pending: LiquidatedLot?
  private var taken = 0

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    pending = nil
    guard let lot = try LiquidatedLot(event, venue, asked.names), lot.mechanism == "backstop",
      asked.wants(lot.feed),
      asked.wants(account: lot.account) || lot.liquidator.map(asked.wants(account:)) ?? false
    else { return }
    pending = lot
  }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let lot = pending else { return }
    taken += 1
    var health: Health?
    if let backstop = lot.liquidator {
      backstops.insert(backstop)
      health = try venue.valuation(of: backstop, names: asked.names).health
    }
    rows.append([
      .integer(lot.seq), .integer(lot.block), .who(lot.liquidator), .account(lot.account),
      .text(lot.subject(asked.names)), .text(lot.isPurchase ? "short" : "long"),
      .amount(lot.size), .amount(lot.price), .amount(lot.reference),
      health?.isJudgeable == true ? .amount(health?.equity) : .none,
    ])
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    let profiles = venue.book.profiles
    var shares: [[DetailTable.Value]] = []
    for backstop in backstops.sorted() {
      for account in 0..<names.accounts.count where account != backstop {
        let pool = profiles.pool(of: backstop)
        let isInPool = pool != nil && profiles.pool(of: account) == pool
        let isOwned =
          (profiles.owner(of: account) ?? account)
          == (profiles.owner(of: backstop) ?? backstop)
        guard isInPool || isOwned else { continue }
        shares.append([
          .account(backstop), .account(account), .text(isInPool ? "margin pool" : "owner"),
        ])
      }
    }
    let who = Figures.words(backstops.sorted().map { names.accounts[$0] })
    var answer = Answer(
      taken == 0
        ? "No backstop took anything over."
        : "\(who) took over \(Figures.count(taken, "position")) and shares collateral with "
          + "\(Figures.count(shares.count, "account")).",
      DetailTable(
        "Positions taken over",
        columns: [
          .init("seq"), .init("block"), .init("backstop"), .init("account"), .init("market"),
          .init("side"), .init("size"), .init("price"), .init("mark"),
          .init("backstop_equity_after", unit: venue.unitName),
        ], rows: rows),
      DetailTable(
        "Who shares collateral",
        columns: [.init("backstop"), .init("account"), .init("by")], rows: shares))
    if taken > 0, !asked.has(.account) { answer.lacks = [.account] }
    return answer
  }
}
