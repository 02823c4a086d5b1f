import Engine
import FixedPoint
import Ledger
import Margin

/// Holds the price of each closed position against its bankruptcy price.
struct BankruptcyGapCollector: Collector {
  private struct Entry {
    var lot: LiquidatedLot
    var bankruptcy: Decimal18
    var gap: Decimal18
    var payers: [String] = []
  }

  private let asked: Asked
  private var entries: [Entry] = []
  /// The bankruptcy price of each position at the first fill of its sale: what a fill loses makes that of the
  /// rest worse, and would be counted again with it.
  private var references: [Int: [Int: (price: Decimal18, decimals: Int)]] = [:]
  /// The first entry of the present block.
  private var blockStart = 0
  private var undecided = 0
  private var withoutMarket = 0

  init(_ asked: Asked) { self.asked = asked }

  // A sale's fills are held against the price before its first one.
  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    (entries, blockStart, undecided, withoutMarket) = ([], 0, 0, 0)
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    switch event.kind {
    case .liquidationStart, .deposit, .withdrawal, .transfer, .insurance, .badDebt, .deleverage,
      .fill:
      // Another sale begins, or the account has something else to pay with.
      for account in VenueState.accounts(of: event) { references[account] = nil }
    default: break
    }
    switch event.kind {
    case .insurance:
      note(event.id(.account), "insurance:\(event.string(.fund) ?? "")")
    case .badDebt: note(event.id(.account), "bad debt")
    case .deleverage: note(event.id(.account), "deleveraging")
    case .liquidationFill: try fill(event, venue)
    default: break
    }
  }

  private mutating func note(_ account: Int?, _ payer: String) {
    guard let account else { return }
    for place in entries.indices[blockStart...] where entries[place].lot.account == account {
      if !entries[place].payers.contains(payer) { entries[place].payers.append(payer) }
    }
  }

  private mutating func fill(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let lot = try LiquidatedLot(event, venue, asked.names),
      asked.wants(account: lot.account)
    else { return }
    guard case .market(let market) = lot.feed, asked.market.map({ $0 == market }) ?? true,
      let price = lot.price
    else {
      withoutMarket += 1
      return
    }
    var reference = references[lot.account]?[market]
    if reference == nil, let price = try bankruptcyPrice(lot.account, market, venue) {
      let size = try venue.book.position(of: lot.account, market: market).size.magnitude
      reference = (price, try Self.decimals(max(size, lot.size)))
    }
    guard let reference else {
      undecided += 1
      return
    }
    references[lot.account, default: [:]][market] = reference
    let bankruptcy = reference.price
    let difference = lot.isPurchase ? try bankruptcy - price : try price - bankruptcy
    entries.append(
      Entry(
        lot: lot, bankruptcy: bankruptcy,
        gap: try difference.multiplied(by: lot.size, rounding: .halfEven)
          .rounded(toDecimals: reference.decimals, rounding: .halfEven)))
  }

  /// How many decimals of a gap a bankruptcy price of 18 decimals determines.
  ///
  /// The larger the position, the fewer; that price may be one off in its last decimal.
  private static func decimals(_ size: Decimal18) throws(ArithmeticError) -> Int {
    let bound = try (size + .one).multiplied(by: Decimal18(2), rounding: .up)
    var (decimals, unit) = (18, Decimal18.one)
    while decimals > 0, unit < bound {
      decimals -= 1
      unit = try unit.multiplied(by: Decimal18(10), rounding: .down)
    }
    return decimals
  }

  /// The venue's own price where everything has one; exact from the balance alone where the account has
  /// nothing but this position and its quote asset.
  private func bankruptcyPrice(
    _ account: Int, _ market: Int, _ venue: VenueState
  ) throws(ArithmeticError) -> Decimal18? {
    let standing = try venue.standing(of: account, names: asked.names)
    if standing.valuation.health.isJudgeable {
      return standing.exposures.first { $0.line.market == market }?.bankruptcyPrice
    }
    let quote = asked.names.market(market).quote
    let open = venue.book.positions(of: account).filter { !$0.position.size.isZero }
    let held = venue.book.balances(of: account).filter { !$0.balance.isZero }
    guard open.count == 1, let position = open.first?.position,
      held.allSatisfy({ $0.asset == quote })
    else { return nil }
    let rest = try venue.book.balance(of: account, asset: quote).net - position.signedCost
    return try BankruptcyPrice.of(rest: rest, size: position.size)?.rounded()
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    blockStart = entries.count
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    if entries.isEmpty, undecided > 0 {
      return .undecidable(
        [.priceUpdate], "no liquidated account has a bankruptcy price without the others' prices")
    }
    var (better, worse, gap) = (0, 0, KeyedSums<Int>())
    for entry in entries {
      if entry.gap.isNegative, let quote = entry.lot.feed.marketQuote(asked.names) {
        worse += 1
        try gap.add(-entry.gap, to: quote)
      } else {
        better += 1
      }
    }
    return Answer(
      entries.isEmpty
        ? "No position was closed by a liquidation fill"
          + (withoutMarket > 0 ? "; collateral was seized instead, see questions 32 and 33." : ".")
        : "Of \(Figures.count(entries.count, "fill")) \(better) "
          + "\(better == 1 ? "was" : "were") at the bankruptcy price or better, \(worse) worse"
          + (worse > 0 ? ", by \(Figures.sums(gap, asked.names)) in all" : "")
          + (undecided > 0 ? "; \(undecided) are not decidable: a price is missing." : "."),
      DetailTable(
        "Fill and bankruptcy prices",
        columns: [
          .init("seq"), .init("block"), .init("account"), .init("market"), .init("side"),
          .init("size"), .init("fill_price"), .init("bankruptcy_price"), .init("gap"),
          .init("quote"), .init("payers"),
        ],
        rows: entries.map {
          [
            .integer($0.lot.seq), .integer($0.lot.block), .account($0.lot.account),
            .text($0.lot.subject(asked.names)), .text($0.lot.isPurchase ? "buy" : "sell"),
            .amount($0.lot.size), .amount($0.lot.price), .amount($0.bankruptcy),
            .amount($0.gap),
            .words($0.lot.feed.marketQuote(asked.names).map { asked.names.assets[$0] }),
            .text($0.payers.joined(separator: ", ")),
          ]
        }))
  }
}
