import FixedPoint
import Ledger
import Margin

extension Question {
  static let auctions: [Question] = [
    Question(
      1, "Which auctions cleared at or near zero, and how much collateral left for it?",
      incident: "Maker, March 2020", needs: [[.auctionStart], [.liquidationFill]],
      options: [.account, .asset],
      definition: "An auction clears near zero when its fills pay less than 1 % of the value of "
        + "what they take, at the venue's price in force when each fill is made. The share is "
        + "that of all auctions with a fill. An auction counts with all its fills where the last "
        + "of them is in the range.",
      commands: ["log --kind liquidation_fill"],
      tables: ["v_auction_start", "v_auction_bid", "v_liquidation_fill", "v_auction_end"]
    ) { AuctionCollector($0, about: .nearZero) },
    Question(
      2, "Who lost most by liquidations, and who gained most?",
      incident: "Maker, March 2020", needs: [[.liquidationFill]], options: [.asset, .market],
      definition: "The loss of an account, and the gain of whoever took from it, is what the fill "
        + "gave less what it paid, both at the venue's prices in force before the fill. Gas and "
        + "what the taker did with it later are not counted.",
      commands: ["log --kind liquidation_fill", "cases"], tables: ["v_liquidation_fill"]
    ) { LoserCollector($0) },
    Question(
      5, "How many bidders did each auction have, and how concentrated was it over time?",
      incident: "Maker, March 2020", needs: [[.auctionStart]], options: [.account, .asset],
      definition: "A bidder is whoever bids or takes in an auction, counted once for each. The "
        + "concentration is the share of one taker in the auctions with a fill, by the hour in "
        + "which they were last filled. Auctions that are under way when the range begins count, "
        + "with the bids and fills that they already had.",
      tables: ["v_auction_bid", "v_liquidation_fill"]
    ) { AuctionCollector($0, about: .bidders) },
    Question(
      8, "Which liquidation attempts failed, and why?",
      incident: "Maker, March 2020", needs: [[.liquidationAttempt]], options: [.account],
      definition: "An attempt failed when its outcome is failed or skipped; the reason is the one "
        + "that the record gives. An auction without a bid is one that ended, or stands at the "
        + "end of the log, with neither a bid nor a fill.",
      commands: ["log --kind liquidation_attempt", "cases"], tables: ["v_liquidation_attempt"]
    ) { AttemptCollector($0) },
  ]
}

/// Follows auctions: what was for sale, who bid, what was paid.
struct AuctionCollector: Collector {
  enum Subject { case nearZero, bidders }

  private struct Auction {
    var id: String
    var account: Int
    var feed: Feed
    var size: Decimal18
    var block: Int64
    var bidders: Set<Int> = []
    var bids = 0
    var sold = Decimal18.zero
    var given = Decimal18.zero
    var paid = Decimal18.zero
    var isUnpriced = false
    var lastFill: Int64?
    var taker: Int?
    var outcome: String?
    /// The last fill, to tell whether it is in the range.
    var lastSeq: Int64 = 0
    var beganBefore = false
    /// Whether it was over when the range began.
    var isPast = false
  }

  private let asked: Asked
  private let subject: Subject
  private var auctions: [Auction] = []
  private var places: [String: Int] = [:]

  init(_ asked: Asked, about subject: Subject) {
    self.asked = asked
    self.subject = subject
  }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    for place in auctions.indices {
      let auction = auctions[place]
      auctions[place].beganBefore = true
      auctions[place].isPast = auction.outcome != nil || auction.sold >= auction.size
    }
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if event.kind == .auctionStart { start(event) }
    guard let id = event.string(.auction), let place = places[id] else { return }
    auctions[place].isPast = false
    switch event.kind {
    case .auctionBid:
      auctions[place].bids += 1
      if let bidder = event.id(.liquidator) { auctions[place].bidders.insert(bidder) }
    case .auctionEnd: auctions[place].outcome = event.choice(.outcome)
    case .liquidationFill:
      guard let lot = try LiquidatedLot(event, venue, asked.names) else { return }
      try fill(&auctions[place], lot)
    default: break
    }
  }

  private mutating func start(_ event: Event) {
    guard let id = event.string(.auction), let account = event.id(.account),
      let feed = Feed(event), let size = event.decimal(.size), asked.wants(account: account),
      asked.wants(feed)
    else { return }
    places[id] = auctions.count
    auctions.append(
      Auction(
        id: id, account: account, feed: feed, size: size, block: event.position.block))
  }

  private func fill(_ auction: inout Auction, _ lot: LiquidatedLot) throws(ArithmeticError) {
    auction.sold = try auction.sold + lot.size
    if let given = lot.given, let paid = lot.paid {
      auction.given = try auction.given + given
      auction.paid = try auction.paid + paid
    } else {
      auction.isUnpriced = true
    }
    auction.lastFill = lot.time
    auction.lastSeq = lot.seq
    auction.taker = lot.liquidator
    if let taker = lot.liquidator { auction.bidders.insert(taker) }
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    switch subject {
    case .nearZero: try nearZero(venue)
    case .bidders: try bidders()
    }
  }

  // MARK: - Near zero

  private func nearZero(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let sales = auctions.filter { $0.lastFill != nil && !asked.isBefore($0.lastSeq) }
    let filled = sales.filter { !$0.isUnpriced }
    let unpriced = sales.count - filled.count
    if filled.isEmpty, unpriced > 0 {
      return .undecidable([.priceUpdate], "what was sold, or was paid, has no price")
    }
    var cheap: [Auction] = []
    var sold: [Int: Decimal18] = [:]
    var (value, paid) = (Decimal18.zero, Decimal18.zero)
    for auction in filled {
      guard try auction.paid.multiplied(by: Decimal18(100), rounding: .down) < auction.given
      else { continue }
      cheap.append(auction)
      value = try value + auction.given
      paid = try paid + auction.paid
      if case .asset(let asset) = auction.feed {
        sold[asset] = try (sold[asset] ?? .zero) + auction.sold
      }
    }
    let unit = venue.unitName
    let share = try Figures.percent(
      Decimal18(Int64(cheap.count)), of: Decimal18(Int64(filled.count)))
    let old = Asked.before(filled.count(where: \.beganBefore), of: filled.count)
    var answer = Answer(
      "\(cheap.count) of \(Figures.count(filled.count, "auction")) with a fill\(old) cleared below "
        + "1 % of the value (\(share))"
        + (cheap.isEmpty
          ? ""
          : ": \(Figures.amounts(sold, asked.names)) worth \(value) \(unit) left for \(paid) "
            + "\(unit)")
        + Figures.unpriced(unpriced) + ".",
      try table("Auctions that cleared near zero", cheap, unit))
    if unpriced > 0 { answer.lacks = [.priceUpdate] }
    if filled.isEmpty { answer = Answer("No auction has a fill.", try table("Auctions", [], unit)) }
    return answer
  }

  private func table(
    _ title: String, _ rows: [Auction], _ unit: String
  ) throws(ArithmeticError) -> DetailTable {
    DetailTable(
      title,
      columns: [
        .init("auction"), .init("account"), .init("block"), .init("sold_of"), .init("size"),
        .init("value", unit: unit), .init("paid", unit: unit), .init("share", unit: "%"),
        .init("bidders"), .init("taker"),
      ],
      rows: try rows.map { (auction) throws(ArithmeticError) in
        [
          .text(auction.id), .account(auction.account), .integer(auction.block),
          .text(auction.feed.name(asked.names)), .amount(auction.sold), .amount(auction.given),
          .amount(auction.paid), .amount(try Figures.share(auction.paid, of: auction.given)),
          .count(auction.bidders.count), .who(auction.taker),
        ]
      })
  }

  // MARK: - Bidders

  private func bidders() throws(ArithmeticError) -> Answer {
    let names = asked.names
    let auctions = auctions.filter { !$0.isPast }
    var numbers: [Int: Int] = [:]
    for auction in auctions { numbers[auction.bidders.count, default: 0] += 1 }
    let everybody = auctions.reduce(into: Set<Int>()) { $0.formUnion($1.bidders) }
    let filled = auctions.filter { $0.taker != nil && !asked.isBefore($0.lastSeq) }
    let (top, wins) = Self.top(filled)
    let parts = numbers.keys.sorted().map { "\(numbers[$0] ?? 0) with \($0)" }
    let share = try Figures.percent(Decimal18(Int64(wins)), of: Decimal18(Int64(filled.count)))
    let old = Asked.before(auctions.count(where: \.beganBefore), of: auctions.count)
    let sentence =
      auctions.isEmpty
      ? "There was no auction."
      : "\(Figures.count(auctions.count, "auction"))\(old) had "
        + "\(Figures.count(everybody.count, "bidder")) in all: \(Figures.words(parts))"
        + (top.map {
          "; \(names.accounts[$0]) took \(wins) of the \(filled.count) filled (\(share))."
        }
          ?? ".")
    return Answer(sentence, try overTime(filled), perAuction(auctions))
  }

  /// Who took most, and how many; the lower id of equals.
  private static func top(_ auctions: [Auction]) -> (Int?, Int) {
    var wins: [Int: Int] = [:]
    for auction in auctions { if let taker = auction.taker { wins[taker, default: 0] += 1 } }
    let best = wins.min { ($1.value, $0.key) < ($0.value, $1.key) }
    return (best?.key, best?.value ?? 0)
  }

  private func overTime(_ filled: [Auction]) throws(ArithmeticError) -> DetailTable {
    let hour: Int64 = 3_600_000
    let hours = Dictionary(grouping: filled) { ($0.lastFill ?? 0) / hour }
    return DetailTable(
      "Takers by the hour",
      columns: [
        .init("hour"), .init("auctions"), .init("takers"), .init("largest_taker"),
        .init("largest_share", unit: "%"),
      ],
      rows: try hours.keys.sorted().map { (key) throws(ArithmeticError) in
        let own = hours[key] ?? []
        let (taker, wins) = Self.top(own)
        return [
          .time(key * hour), .count(own.count), .count(Set(own.compactMap(\.taker)).count),
          .who(taker),
          .amount(
            try Figures.share(Decimal18(Int64(wins)), of: Decimal18(Int64(own.count)))),
        ]
      })
  }

  private func perAuction(_ auctions: [Auction]) -> DetailTable {
    DetailTable(
      "Auctions",
      columns: [
        .init("auction"), .init("account"), .init("block"), .init("bids"), .init("bidders"),
        .init("taker"), .init("outcome"),
      ],
      rows: auctions.map {
        [
          .text($0.id), .account($0.account), .integer($0.block), .count($0.bids),
          .count($0.bidders.count), .who($0.taker), .words($0.outcome),
        ]
      })
  }
}

/// KeyedSums what each account lost by liquidations and each taker gained.
struct LoserCollector: Collector {
  private let asked: Asked
  private var lost = KeyedSums<Int>()
  private var gained = KeyedSums<Int>()
  private var collateral: [Int: [Int: Decimal18]] = [:]
  private var fills = 0
  private var unpriced = 0
  private var hasTakers = false

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let lot = try LiquidatedLot(event, venue, asked.names), asked.wants(lot.feed) else {
      return
    }
    fills += 1
    guard let gain = try lot.gain else {
      unpriced += 1
      return
    }
    if case .asset(let asset) = lot.feed {
      for who in [lot.account, lot.liquidator].compactMap({ $0 }) {
        let sum = try (collateral[who]?[asset] ?? .zero) + lot.size
        collateral[who, default: [:]][asset] = sum
      }
    }
    try lost.add(gain, to: lot.account)
    if let taker = lot.liquidator {
      hasTakers = true
      try gained.add(gain, to: taker)
    }
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard fills > 0 else { return Answer("Nothing was liquidated.", table(venue)) }
    guard unpriced < fills else {
      return .undecidable([.priceUpdate], "what was sold, or was paid, has no price")
    }
    let (names, unit) = (asked.names, venue.unitName)
    guard let loser = lost.descending.first else { return Answer("Nobody lost anything.") }
    var sentence =
      "\(names.accounts[loser.key]) lost most: \(loser.amount) \(unit)\(moved(loser.key, "gave"))"
    if let winner = gained.descending.first {
      sentence +=
        "; \(names.accounts[winner.key]) gained most: \(winner.amount) \(unit)"
        + moved(winner.key, "took")
    } else {
      sentence += "; the record does not name who took it"
    }
    if unpriced > 0 {
      sentence += "; \(unpriced) of \(fills) fills lack a price and are not counted"
    }
    var answer = Answer(sentence + ".", table(venue))
    if unpriced > 0 { answer.lacks = [.priceUpdate] }
    return answer
  }

  private func moved(_ account: Int, _ verb: String) -> String {
    guard let amounts = collateral[account] else { return "" }
    return " (\(verb) \(Figures.amounts(amounts, asked.names)))"
  }

  private func table(_ venue: VenueState) -> DetailTable {
    var rows: [[DetailTable.Value]] = []
    for (side, sums) in [("lost", lost), ("gained", gained)] {
      for (account, amount) in sums.descending {
        rows.append([
          .text(side), .account(account), .amount(amount),
          .words(collateral[account].map { Figures.amounts($0, asked.names) }),
        ])
      }
    }
    return DetailTable(
      "Losses and gains by liquidation",
      columns: [
        .init("side"), .init("account"), .init("amount", unit: venue.unitName),
        .init("collateral"),
      ], rows: rows)
  }
}
