import Engine
import FixedPoint
import Ledger
import Margin

extension ValueLedger {
  private struct Row {
    var holder: Holder
    var name: String
    var value: Value
    /// Nil of the world, and of an account of which not all that it holds is known, or moved at a price.
    var byPrices: Decimal18?
  }

  /// Who gained and lost by value: words to go on with, and the tables; nothing without a unit of account.
  func answer(
    _ venue: VenueState, _ gaps: RecordGaps, _ asked: Asked
  ) throws(ArithmeticError) -> (words: String, tables: [DetailTable]) {
    guard venue.book.venue?.unit != nil else {
      return (" By value nothing is decidable: the venue names no unit of account.", [])
    }
    let rows = try rows(venue, gaps, asked)
    let unit = venue.unitName
    let words = try [
      byEvents(rows, unit), byPrices(rows, unit), unborne(rows, unit), undecidable(asked.names),
    ].joined()
    return (words, try tables(rows.filter { isAsked($0, asked) }, rows, unit))
  }

  private func isAsked(_ row: Row, _ asked: Asked) -> Bool {
    if case .account(let id) = row.holder { asked.wants(account: id) } else { asked.account == nil }
  }

  /// Who moved or was moved by prices, those first to whom most was done.
  private func rows(
    _ venue: VenueState, _ gaps: RecordGaps, _ asked: Asked
  ) throws(ArithmeticError) -> [Row] {
    var rows: [(size: Decimal18, row: Row)] = []
    for (holder, value) in try values(venue) {
      let (name, isKnown): (String, Bool) =
        switch holder {
        case .account(let id):
          (asked.names.accounts[id], gaps.isComplete(id, in: venue.book))
        case .pool(let pool): (venue.book.name(of: pool, names: asked.names), pool != .world)
        }
      let byPrices = isKnown && !unvalued.holders.contains(holder) ? try value.byPrices : nil
      guard !value.putIn.isZero || !value.byEvents.isZero || byPrices?.isZero == false else {
        continue
      }
      let row = Row(holder: holder, name: name, value: value, byPrices: byPrices)
      rows.append((try value.byEvents.magnitude, row))
    }
    rows.sort { a, b in
      a.size == b.size ? bytesPrecede(a.row.name, b.row.name) : a.size > b.size
    }
    return rows.map(\.row)
  }

  /// A loss that the venue booked and nobody paid yet.
  private static func isNobodys(_ holder: Holder) -> Bool {
    switch holder {
    case .pool(.badDebt), .pool(.socialized): true
    default: false
    }
  }

  private func byEvents(_ rows: [Row], _ unit: String) throws(ArithmeticError) -> String {
    let winners = rows.filter { $0.value.byEvents > .zero }
    let isLoss = { (row: Row) in row.value.byEvents.isNegative }
    let losers = rows.filter { isLoss($0) && !Self.isNobodys($0.holder) }
    let gained = try Self.sum(winners)
    let lost = try -Self.sum(losers)
    let unpaid = try -Self.sum(rows.filter { isLoss($0) && Self.isNobodys($0.holder) })
    guard let winner = winners.first else {
      return undecidable.isEmpty ? " By value nobody gained or lost by what was done." : ""
    }
    var sources: [String] = []
    if let loser = losers.first {
      sources.append(
        "\(lost) came from \(Figures.count(losers.count, "other")), most from \(loser.name) "
          + "(\(try loser.value.byEvents.magnitude))")
    }
    if !unpaid.isZero {
      sources.append("\(unpaid) is bad debt or a spread loss that nobody has paid")
    }
    let residual = try gained - lost - unpaid
    if !residual.isZero { sources.append("\(residual) is the residual") }
    return " By value what was done brought \(gained) \(unit) to "
      + "\(Figures.count(winners.count, "account or pool", "accounts and pools")), most to "
      + "\(winner.name) (\(winner.value.byEvents)); \(Figures.words(sources))."
  }

  private static func sum(_ rows: [Row]) throws(ArithmeticError) -> Decimal18 {
    var sum = Decimal18.zero
    for row in rows { sum = try sum + row.value.byEvents }
    return sum
  }

  private func byPrices(_ rows: [Row], _ unit: String) throws(ArithmeticError) -> String {
    var sum = Decimal18.zero
    for row in rows { sum = try sum + (row.byPrices ?? .zero) }
    let unknown = rows.count { row in
      if case .account = row.holder { row.byPrices == nil } else { false }
    }
    var words = sum.isZero ? "" : " Prices did \(sum) \(unit) to what all hold, beside that."
    if unknown > 0 {
      words +=
        " What prices did to \(Figures.count(unknown, "account")) is not decidable: the record of "
        + "what \(unknown == 1 ? "it holds" : "they hold") or of its prices is not complete."
    }
    return words
  }

  /// What accounts lack at the end: a loss that nobody has yet.
  private func unborne(_ rows: [Row], _ unit: String) throws(ArithmeticError) -> String {
    var (below, hole) = (0, Decimal18.zero)
    for row in rows where row.byPrices != nil && row.value.after.isNegative {
      guard case .account = row.holder else { continue }
      below += 1
      hole = try hole - row.value.after
    }
    guard below > 0 else { return "" }
    return " At the end \(Figures.count(below, "account")) \(below == 1 ? "is" : "are") \(hole) "
      + "\(unit) below zero: a loss that nobody has taken yet."
  }

  private func undecidable(_ names: Names) -> String {
    let feeds = undecidable.sorted().map { $0.name(names) }
    guard !feeds.isEmpty else { return "" }
    let shown = 5
    let list =
      feeds.count > shown
      ? feeds.prefix(shown).joined(separator: ", ") + " and \(feeds.count - shown) more"
      : Figures.words(feeds)
    let events = unvalued.events
    return " Not decidable by value is what moved of \(list) without a price"
      + (events > 0
        ? ", and \(Figures.count(events, "event")) in which it was exchanged" : "")
      + ": see the changes in native units."
  }

  private func tables(
    _ shown: [Row], _ all: [Row], _ unit: String
  ) throws(ArithmeticError) -> [DetailTable] {
    var (putIn, byEvents) = (Decimal18.zero, Decimal18.zero)
    for row in all {
      putIn = try putIn + row.value.putIn
      byEvents = try byEvents + row.value.byEvents
    }
    let columns = ["before", "put_in", "by_events", "by_prices", "after"]
    return [
      DetailTable(
        "Gains and losses by value",
        columns: [.init("account"), .init("pool")] + columns.map { .init($0, unit: unit) },
        rows: shown.map(Self.cells)),
      DetailTable(
        "Residual by value", columns: [.init("column"), .init("residual", unit: unit)],
        rows: [
          [.text("put_in"), .amount(putIn)], [.text("by_events"), .amount(byEvents)],
        ]),
    ]
  }

  private static func cells(_ row: Row) -> [DetailTable.Value] {
    let who: [DetailTable.Value] =
      switch row.holder {
      case .account(let id): [.account(id), .none]
      case .pool: [.none, .text(row.name)]
      }
    let isKnown = row.byPrices != nil
    return who + [
      isKnown ? .amount(row.value.before) : .none, .amount(row.value.putIn),
      .amount(row.value.byEvents), .amount(row.byPrices),
      isKnown ? .amount(row.value.after) : .none,
    ]
  }
}
