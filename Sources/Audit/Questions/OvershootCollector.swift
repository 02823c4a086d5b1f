import Engine
import FixedPoint
import Ledger
import Margin

/// Sums what each deleveraged account closed, and what others gave up.
struct OvershootCollector: Collector {
  private struct Key: Hashable, Comparable {
    var block: Int64
    var account: Int

    static func < (a: Key, b: Key) -> Bool { (a.block, a.account) < (b.block, b.account) }
  }

  /// What was closed in one market.
  private struct Part {
    var open: Decimal18
    var closed = Decimal18.zero
    var notional = Decimal18.zero
    var given = Decimal18.zero
    var counterparties: Set<Int> = []
  }

  /// What was closed of one account in one block.
  private struct Closing {
    /// What it lacked before the first of it.
    var deficit: Decimal18
    var parts: [Int: Part] = [:]
    /// By how much what was given may differ from the exact figure, as prices have 18 decimals.
    var rounding = Decimal18.zero

    func sum(_ figure: (Part) -> Decimal18) throws(ArithmeticError) -> Decimal18 {
      var sum = Decimal18.zero
      for part in parts.values { sum = try sum + figure(part) }
      return sum
    }
  }

  private let asked: Asked
  private var closings: [Key: Closing] = [:]
  private var undecided = 0

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard event.kind == .deleverage, let account = event.id(.account),
      let other = event.id(.counterparty), let market = event.id(.market),
      let size = event.decimal(.size), let price = event.decimal(.price),
      asked.market.map({ $0 == market }) ?? true
    else { return }
    let health = try venue.valuation(of: account, names: asked.names).health
    // What has no valid price hides a deficit.
    guard let mark = venue.known(.market(market)), health.isJudgeable,
      let rate = venue.known(.asset(asked.names.market(market).quote))
    else {
      if asked.wants(account: account) || asked.wants(account: other) { undecided += 1 }
      return
    }
    let key = Key(block: event.position.block, account: account)
    let deficit = max(.zero, try -health.equity)
    let open = try venue.book.position(of: account, market: market).size.magnitude
    var closing = closings[key] ?? Closing(deficit: deficit)
    var part = closing.parts[market] ?? Part(open: open)
    part.closed = try part.closed + size
    part.notional =
      try part.notional
      + size.multiplied(by: mark, rounding: .halfEven).multiplied(by: rate, rounding: .halfEven)
    // The account that sells is long; whoever takes the other side is short, and closes above the mark.
    let worse = event.choice(.side) == "sell" ? try price - mark : try mark - price
    part.given =
      try part.given
      + size.multiplied(by: worse, rounding: .halfEven).multiplied(by: rate, rounding: .halfEven)
    part.counterparties.insert(other)
    closing.parts[market] = part
    let least = Decimal18(mantissa: 1)
    closing.rounding =
      try closing.rounding + least + least
      + size.multiplied(by: least, rounding: .up).multiplied(by: rate, rounding: .up)
    closings[key] = closing
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    // Whoever took a part is asked about with the whole closing: its deficit is that of all parts.
    if let one = asked.account {
      closings = closings.filter { key, closing in
        key.account == one || closing.parts.values.contains { $0.counterparties.contains(one) }
      }
    }
    if closings.isEmpty, undecided > 0 {
      return .undecidable(
        [.priceUpdate], "the deleveraged accounts hold what has no valid price")
    }
    let unit = venue.unitName
    var (given, deficit, notional) = (Decimal18.zero, Decimal18.zero, Decimal18.zero)
    var (rounding, beyond) = (Decimal18.zero, 0)
    for closing in closings.values {
      given = try given + closing.sum(\.given)
      deficit = try deficit + closing.deficit
      notional = try notional + closing.sum(\.notional)
      rounding = try rounding + closing.rounding
      beyond += closing.parts.values.count { $0.closed > $0.open }
    }
    let excess = try given - deficit
    let distance = try excess.magnitude
    let isResidue = distance > .zero && distance <= rounding
    var answer = Answer(
      closings.isEmpty
        ? "Nothing was deleveraged."
        : "Counterparties gave up \(venue.inUnit(given)) of profit for a deficit of "
          + "\(venue.inUnit(deficit)): "
          + "\(isResidue ? "nothing more than a rounding residue of" : "an excess of") "
          + "\(excess); \(venue.inUnit(notional)) of positions were closed, "
          + "\(beyond == 0 ? "none" : "\(beyond)") of them beyond the liquidated size."
          + (undecided > 0
            ? " \(Figures.count(undecided, "more deleveraging")) not counted: the account held "
              + "something without a valid price." : ""),
      DetailTable(
        "Deleveraging by liquidated account",
        columns: [
          .init("block"), .init("account"), .init("markets"), .init("counterparties"),
          .init("notional", unit: unit), .init("deficit", unit: unit),
          .init("profit_given_up", unit: unit), .init("excess", unit: unit),
        ],
        rows: try closings.sorted { $0.key < $1.key }.map {
          (key, closing) throws(ArithmeticError) in
          let given = try closing.sum(\.given)
          let others = closing.parts.values.reduce(into: Set<Int>()) {
            $0.formUnion($1.counterparties)
          }
          return [
            .integer(key.block), .account(key.account), .count(closing.parts.count),
            .count(others.count), .amount(try closing.sum(\.notional)), .amount(closing.deficit),
            .amount(given), .amount(try given - closing.deficit),
          ]
        }), try markets(unit))
    if undecided > 0 { answer.lacks = [.priceUpdate] }
    if venue.hasRules, !closings.isEmpty {
      answer.whatIf = ["--policy", "adl=off", "--policy", "loss=explicit"]
    }
    return answer
  }

  private func markets(_ unit: String) throws(ArithmeticError) -> DetailTable {
    var rows: [[DetailTable.Value]] = []
    for (key, closing) in closings.sorted(by: { $0.key < $1.key }) {
      for (market, part) in closing.parts.sorted(by: { $0.key < $1.key }) {
        rows.append([
          .integer(key.block), .account(key.account), .text(asked.names.markets[market]),
          .amount(part.open), .amount(part.closed),
          .amount(max(.zero, try part.closed - part.open)), .count(part.counterparties.count),
          .amount(part.notional), .amount(part.given),
        ])
      }
    }
    return DetailTable(
      "Deleveraging by market",
      columns: [
        .init("block"), .init("account"), .init("market"), .init("open"), .init("closed"),
        .init("beyond_open"), .init("counterparties"), .init("notional", unit: unit),
        .init("profit_given_up", unit: unit),
      ], rows: rows)
  }
}
