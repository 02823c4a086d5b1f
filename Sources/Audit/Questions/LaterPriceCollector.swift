import Engine
import FixedPoint
import Ledger
import Margin

/// Values what was taken at a later price.
struct LaterPriceCollector: Collector {
  private struct Lot {
    var lot: LiquidatedLot
    /// What was paid for it, in the quote or the repaid asset's value.
    var paid: Decimal18
  }

  private let asked: Asked
  private var lots: [Lot] = []
  private var unpriced = 0

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let lot = try LiquidatedLot(event, venue, asked.names),
      asked.wants(account: lot.account)
    else { return }
    let holds =
      asked.market == nil
      && (asked.asset.map {
        venue.book.balance(of: lot.account, asset: $0).asset > .zero
      } ?? true)
    guard asked.wants(lot.feed) || holds else { return }
    // What a buyer to cover gives is what a seller gets: both are the traded value.
    guard let paid = lot.isPurchase ? lot.given : lot.paid else {
      unpriced += 1
      return
    }
    lots.append(Lot(lot: lot, paid: paid))
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let (names, unit) = (asked.names, venue.unitName)
    var sums = KeyedSums<Int>()
    var counts: [Int: Int] = [:]
    for entry in lots {
      guard let price = venue.known(entry.lot.feed) else {
        unpriced += 1
        continue
      }
      var worth = try entry.lot.size.multiplied(by: price, rounding: .halfEven)
      if case .market(let id) = entry.lot.feed {
        guard let value = try venue.value(worth, of: names.market(id).quote) else {
          unpriced += 1
          continue
        }
        worth = value
      }
      try sums.add(
        entry.lot.isPurchase ? entry.paid - worth : worth - entry.paid, to: entry.lot.account)
      counts[entry.lot.account, default: 0] += 1
    }
    if sums.isEmpty, unpriced > 0 {
      return .undecidable([.priceUpdate], "no fill has a price at both moments")
    }
    var (better, worse) = (Decimal18.zero, Decimal18.zero)
    for (_, amount) in sums.byKey {
      if amount.isNegative { worse = try worse + amount } else { better = try better + amount }
    }
    let losers = sums.all.values.filter { $0 > .zero }.count
    var answer = Answer(
      lots.isEmpty
        ? "Nobody was liquidated in that window"
          + (asked.at == nil ? "." : " up to the moment of --at.")
        : (losers == 0
          ? (sums.all.count == 1
            ? "The one account liquidated in the window would not "
            : "None of \(sums.all.count) accounts liquidated in the window would ")
            + "have had more at the later prices"
          : "\(losers) of \(Figures.count(sums.all.count, "account")) liquidated in the window "
            + "would have had \(better) \(unit) more at the later prices")
          + (worse.isZero ? "." : "; the others \(try worse.magnitude) \(unit) less.")
          + (unpriced > 0
            ? " \(unpriced) \(unpriced == 1 ? "fill lacks" : "fills lack") a price and "
              + "\(unpriced == 1 ? "is" : "are") not counted." : ""),
      DetailTable(
        "Difference to the later price",
        columns: [.init("account"), .init("fills"), .init("difference", unit: unit)],
        rows: sums.descending.map {
          [.account($0.key), .count(counts[$0.key] ?? 0), .amount($0.amount)]
        }))
    if unpriced > 0 { answer.lacks = [.priceUpdate] }
    return answer
  }
}
