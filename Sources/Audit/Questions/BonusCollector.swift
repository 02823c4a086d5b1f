import Engine
import FixedPoint
import Ledger
import Margin

/// Holds what liquidators earned against what was configured.
struct BonusCollector: Collector {
  private struct Tally {
    var fills = 0
    var judged = 0
    var agree = 0
    var gain = Decimal18.zero
  }

  /// A fill that has a bonus to be held against.
  private struct Held {
    var ratio: Decimal18
    var expected: Decimal18
  }

  private let asked: Asked
  private var rows: [[DetailTable.Value]] = []
  private var tallies: [Int: Tally] = [:]
  private var unpriced = 0

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let lot = try LiquidatedLot(event, venue, asked.names), case .asset(let asset) = lot.feed,
      asked.wants(account: lot.account) || lot.liquidator.map(asked.wants(account:)) ?? false,
      asked.wants(asset: asset)
    else { return }
    guard let given = lot.given, let paid = lot.paid, !paid.isZero else {
      unpriced += 1
      return
    }
    let held = lot.mechanism == "fixed_spread" ? try held(event, lot, venue) : nil
    // Whoever pays all but nothing earns a multiple beyond every range: it is left out.
    var ratio = try? given.divided(by: paid, rounding: .halfEven)
    var configured: Decimal18?
    var tally = tallies[asset] ?? Tally()
    tally.fills += 1
    tally.gain = try tally.gain + given - paid
    var agrees: Bool?
    if let held {
      ratio = held.ratio
      configured = try held.expected - .one
      tally.judged += 1
      agrees = try BonusCheck.isAt(held.ratio, held.expected)
      if agrees == true { tally.agree += 1 }
    }
    tallies[asset] = tally
    rows.append([
      .integer(lot.seq), .integer(lot.block), .account(lot.account), .who(lot.liquidator),
      .text(asked.names.assets[asset]),
      .words(lot.repaidAsset.map { asked.names.assets[$0] }), .amount(paid), .amount(given),
      .amount(try ratio.map { (ratio) throws(ArithmeticError) in try ratio - .one }),
      .amount(configured),
      .words(agrees.map { $0 ? "yes" : "no" }),
    ])
  }

  /// The taken over the paid, and what the bonus in force makes of it; nil where a fill cannot be judged.
  private func held(
    _ event: Event, _ lot: LiquidatedLot, _ venue: VenueState
  ) throws(ArithmeticError) -> Held? {
    guard case .asset(let asset) = lot.feed, let given = lot.given, let paid = lot.paid else {
      return nil
    }
    if venue.hasRules, asset < venue.terms.assets.count {
      guard let ratio = try? given.divided(by: paid, rounding: .halfEven) else { return nil }
      return Held(ratio: ratio, expected: try venue.terms.assets[asset].bonus + .one)
    }
    let profiles = venue.book.profiles
    let pool = profiles.pool(of: lot.account).map { profiles.poolNames[$0] }
    guard
      let figure = try ParameterFigure.find(
        BonusCheck.parameters, for: lot.feed, pool: pool, in: venue.parameters,
        named: asked.names),
      let seizure = try Seizure(event, venue.book, named: asked.names, liquidation: event.seq),
      let ratio = try seizure.ratio
    else { return nil }
    return Held(ratio: ratio, expected: try BonusCheck.ratio(figure))
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let unit = venue.unitName
    guard !rows.isEmpty else {
      return unpriced > 0
        ? .undecidable([.priceUpdate], "no fill has both prices")
        : Answer("No collateral was taken by liquidation.")
    }
    var (judged, agree, gain) = (0, 0, Decimal18.zero)
    for asset in tallies.keys.sorted() {
      let tally = tallies[asset] ?? Tally()
      judged += tally.judged
      agree += tally.agree
      gain = try gain + tally.gain
    }
    var sentence =
      "Takers earned \(gain) \(unit) on \(Figures.count(rows.count, "fill")), at the venue's prices"
    sentence +=
      judged > 0
      ? "; \(agree) of \(judged) with a configured bonus agree with it"
      : "; no bonus is configured for them"
    if judged > 0, judged < rows.count {
      sentence += "; \(rows.count - judged) cannot be held against one"
    }
    sentence += Figures.unpriced(unpriced)
    var answer = Answer(
      sentence + ".",
      DetailTable(
        "Incentives",
        columns: [
          .init("seq"), .init("block"), .init("account"), .init("liquidator"), .init("seized"),
          .init("repaid_in"), .init("paid", unit: unit), .init("taken", unit: unit),
          .init("earned"), .init("configured"), .init("agree"),
        ], rows: rows),
      DetailTable(
        "By seized asset",
        columns: [
          .init("asset"), .init("fills"), .init("with_bonus"), .init("agree"), .init("differ"),
          .init("earned", unit: unit),
        ],
        rows: tallies.keys.sorted().map {
          let tally = tallies[$0] ?? Tally()
          return [
            .text(asked.names.assets[$0]), .count(tally.fills), .count(tally.judged),
            .count(tally.agree), .count(tally.judged - tally.agree), .amount(tally.gain),
          ]
        }))
    if judged == 0 { answer.lacks = [.parameter] }
    return answer
  }
}
