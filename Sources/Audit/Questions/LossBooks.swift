import Engine
import FixedPoint
import Ledger
import Margin

/// Links recoveries to bad debts.
struct RecoveryCollector: Collector {
  enum Subject { case recoveries, lifeCycle }

  private struct Entry {
    var block: Int64
    var time: Int64
    var price: Decimal18?
    var value: Decimal18?
    var source: String?
  }

  private let asked: Asked
  private let subject: Subject
  private var entries: [Int64: Entry] = [:]
  /// What was spread over others, by asset.
  private var spread: [Int: Decimal18] = [:]
  /// What funds paid for bad debt, by asset.
  private var funded: [Int: Decimal18] = [:]
  /// The places of the bad debts that were paid in full when the range began.
  private var settled: Set<Int> = []
  private var beganBefore = 0

  init(_ asked: Asked, about subject: Subject) {
    self.asked = asked
    self.subject = subject
  }

  // A recovery may pay what was written off before the range.
  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    (spread, funded) = ([:], [:])
    let items = venue.badDebts.items
    settled = Set(items.indices.filter { items[$0].outstanding.isZero })
    beganBefore = items.count
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    if event.kind == .socializedLoss, asked.wants(asset: asset) {
      spread[asset] = try (spread[asset] ?? .zero) + amount
    }
    if event.paysBadDebt, asked.wants(asset: asset) {
      funded[asset] = try (funded[asset] ?? .zero) - amount
    }
    guard event.kind == .badDebt || event.kind == .recovery else { return }
    entries[event.seq] = Entry(
      block: event.position.block, time: event.time, price: venue.known(.asset(asset)),
      value: try venue.value(amount, of: asset), source: event.string(.source))
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    switch subject {
    case .recoveries: try recoveries(venue)
    case .lifeCycle: try lifeCycle(venue)
    }
  }

  private func wants(_ item: BadDebtBook.Item) -> Bool {
    asked.wants(account: item.account) && asked.wants(asset: item.asset)
  }

  private func recoveries(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    let book = venue.badDebts
    var rows: [[DetailTable.Value]] = []
    var (linked, unlinked): ([Int: Decimal18], [Int: Decimal18]) = ([:], [:])
    var paid: Set<Int> = []
    var (count, all) = (0, 0)
    for recovery in book.recoveries where !asked.isBefore(recovery.seq) {
      all += 1
      guard asked.wants(asset: recovery.asset) else { continue }
      let entry = entries[recovery.seq]
      let shown = rows.count
      defer { if rows.count > shown { count += 1 } }
      for link in recovery.links where wants(book.items[link.item]) {
        let item = book.items[link.item]
        paid.insert(link.item)
        linked[recovery.asset] = try (linked[recovery.asset] ?? .zero) + link.amount
        rows.append([
          .integer(recovery.seq), entry.map { .time($0.time) } ?? .none, .words(entry?.source),
          .text(names.assets[recovery.asset]), .amount(link.amount), .integer(item.seq),
          .account(item.account), .amount(item.amount), .amount(item.outstanding),
        ])
      }
      if recovery.unlinked > .zero, asked.account == nil {
        unlinked[recovery.asset] = try (unlinked[recovery.asset] ?? .zero) + recovery.unlinked
        rows.append([
          .integer(recovery.seq), entry.map { .time($0.time) } ?? .none, .words(entry?.source),
          .text(names.assets[recovery.asset]), .amount(recovery.unlinked), .none, .none, .none,
          .none,
        ])
      }
    }
    let number =
      count < all
      ? "\(count) of \(all) recoveries" : Figures.count(count, "recovery", "recoveries")
    return Answer(
      "\(number) paid "
        + "\(Figures.amounts(linked, names)) of \(Figures.count(paid.count, "bad debt")); "
        + "\(Figures.amounts(unlinked, names)) found none to pay.",
      DetailTable(
        "Recoveries and what they paid",
        columns: [
          .init("recovery"), .init("time"), .init("source"), .init("asset"), .init("amount"),
          .init("bad_debt"), .init("account"), .init("written_off"), .init("still_open"),
        ], rows: rows))
  }

  private func lifeCycle(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    var rows: [[DetailTable.Value]] = []
    var (written, open): ([Int: Decimal18], [Int: Decimal18]) = ([:], [:])
    var repaid = 0
    var lastPaid: [Int: Int64] = [:]
    // What was repaid of each, at the price of its moment; nil where one has none.
    var paidValue: [Int: Decimal18?] = [:]
    for recovery in venue.badDebts.recoveries {
      for link in recovery.links {
        lastPaid[link.item] = recovery.seq
        if let price = entries[recovery.seq]?.price, let sum = paidValue[link.item] ?? .zero {
          paidValue[link.item] = try sum + link.amount.multiplied(by: price, rounding: .halfEven)
        } else {
          paidValue[link.item] = .some(nil)
        }
      }
    }
    var (worth, unvalued) = (Decimal18.zero, 0)
    let items = venue.badDebts.items.enumerated()
      .filter { wants($0.element) && !settled.contains($0.offset) }
    let before = items.count { $0.offset < beganBefore }
    let verb = before == 1 ? "was written off" : "were written off"
    let old = before == 0 ? "" : "; " + Asked.beforeWords(before, of: items.count, verb)
    for (place, item) in items {
      written[item.asset] = try (written[item.asset] ?? .zero) + item.amount
      open[item.asset] = try (open[item.asset] ?? .zero) + item.outstanding
      if item.outstanding.isZero { repaid += 1 }
      let entry = entries[item.seq]
      let payment = lastPaid[place].flatMap { entries[$0] }
      let paid = try item.amount - item.outstanding
      let value = paid > .zero ? paidValue[place] ?? nil : nil
      if let value { worth = try worth + value } else if paid > .zero { unvalued += 1 }
      rows.append([
        .integer(item.seq), entry.map { .time($0.time) } ?? .none, .account(item.account),
        .text(names.assets[item.asset]), .amount(item.amount), .amount(entry?.price),
        .amount(entry?.value), .amount(paid),
        .amount(
          try value.map { (value) throws(ArithmeticError) in
            try value.divided(by: paid, rounding: .halfEven)
          }), .amount(value), payment.map { .time($0.time) } ?? .none,
        .amount(item.outstanding),
      ])
    }
    let rest =
      open.values.contains { $0 > .zero }
      ? "\(Figures.amounts(open, names)) was not" : "nothing is left"
    var others = ""
    if repaid > 0 || worth > .zero || unvalued > 0 {
      others +=
        "; what was repaid was worth "
        + (unvalued > 0 && worth.isZero ? "what no price tells" : venue.inUnit(worth)) + " then"
      if unvalued > 0, worth > .zero { others += ", but for \(unvalued) without a price" }
    }
    if asked.account == nil {
      if !funded.isEmpty {
        others += "; \(Figures.amounts(funded, names)) was paid by funds instead"
      }
      if !spread.isEmpty {
        others += "; \(Figures.amounts(spread, names)) of losses was spread over others instead"
      }
    }
    return Answer(
      items.isEmpty
        ? "No bad debt was written off."
        : "Of \(Figures.count(items.count, "bad debt")) (\(Figures.amounts(written, names))\(old)) "
          + "\(repaid) \(repaid == 1 ? "was" : "were") repaid in full; \(rest)\(others).",
      DetailTable(
        "The life of each bad debt",
        columns: [
          .init("seq"), .init("written_off_at"), .init("account"), .init("asset"), .init("amount"),
          .init("price", unit: venue.unitName), .init("value", unit: venue.unitName),
          .init("repaid"), .init("repaid_price", unit: venue.unitName),
          .init("repaid_value", unit: venue.unitName), .init("last_repaid"), .init("open"),
        ], rows: rows))
  }
}

extension Event {
  /// Whether a fund pays for bad debt of nobody in particular.
  var paysBadDebt: Bool {
    kind == .insurance && choice(.cause) == "bad_debt" && !has(.account)
  }
}

/// The statement of each insurance fund.
struct FundCollector: Collector {
  private struct Fund: Hashable, Comparable {
    var name: String
    var asset: Int

    static func < (a: Fund, b: Fund) -> Bool { (a.name, a.asset) < (b.name, b.asset) }
  }

  private struct Statement {
    var opening: Decimal18
    var received = Decimal18.zero
    var paid = Decimal18.zero
    var closing: Decimal18
    var payouts = 0
  }

  private let asked: Asked
  private var statements: [Fund: Statement] = [:]
  private var rows: [[DetailTable.Value]] = []
  private var beneficiaries = KeyedSums<Int>()
  /// The payouts for the account that was asked for.
  private var own: (count: Int, amounts: [Int: Decimal18]) = (0, [:])

  init(_ asked: Asked) { self.asked = asked }

  // A fund that does not move has a statement too.
  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    for (fund, statement) in statements {
      statements[fund] =
        statement.closing.isZero
        ? nil : Statement(opening: statement.closing, closing: statement.closing)
    }
    (rows, beneficiaries, own) = ([], KeyedSums(), (0, [:]))
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard event.kind == .insurance, let asset = event.id(.asset), asked.wants(asset: asset),
      let amount = event.decimal(.amount), let name = event.string(.fund)
    else { return }
    let fund = Fund(name: name, asset: asset)
    let before = venue.book.insurance(name, asset: asset)
    var statement = statements[fund] ?? Statement(opening: before, closing: before)
    statement.closing = try before + amount
    if amount.isNegative {
      statement.paid = try statement.paid - amount
      statement.payouts += 1
      if let account = event.id(.account), asked.wants(account: account) {
        try beneficiaries.add(-amount, to: account)
        own.count += 1
        own.amounts[asset] = try (own.amounts[asset] ?? .zero) - amount
      }
    } else {
      statement.received = try statement.received + amount
    }
    statements[fund] = statement
    if let account = asked.account, event.id(.account) != account { return }
    rows.append([
      .integer(event.seq), .time(event.time), .text(name), .text(asked.names.assets[asset]),
      .words(event.choice(.cause)?.replacing("_", with: " ")), .who(event.id(.account)),
      .amount(amount), .amount(statement.closing),
    ])
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    let funds = statements.keys.sorted()
    let parts = funds.map { fund in
      let own = statements[fund]
      return "\(fund.name) opened with \(own?.opening ?? .zero), received "
        + "\(own?.received ?? .zero), paid \(own?.paid ?? .zero) in "
        + "\(Figures.count(own?.payouts ?? 0, "payout")) and closed with \(own?.closing ?? .zero) "
        + "\(names.assets[fund.asset])"
    }
    let who = asked.account.map { names.accounts[$0] } ?? ""
    let paid =
      asked.account == nil || funds.isEmpty
      ? ""
      : "; \(Figures.amounts(own.amounts, names)) of it was paid for \(who), in "
        + Figures.count(own.count, "payout")
    return Answer(
      (parts.isEmpty ? "No insurance fund moved" : Figures.some(parts, of: "fund")) + paid + ".",
      DetailTable(
        asked.account == nil ? "Statement" : "Changes for \(who)",
        columns: [
          .init("seq"), .init("time"), .init("fund"), .init("asset"), .init("cause"),
          .init("account"), .init("amount"), .init("balance"),
        ], rows: rows),
      DetailTable(
        "Funds",
        columns: [
          .init("fund"), .init("asset"), .init("opening"), .init("received"), .init("paid"),
          .init("payouts"), .init("closing"),
        ],
        rows: funds.map { fund in
          let own = statements[fund]
          return [
            .text(fund.name), .text(names.assets[fund.asset]), .amount(own?.opening),
            .amount(own?.received), .amount(own?.paid), .count(own?.payouts ?? 0),
            .amount(own?.closing),
          ]
        }),
      DetailTable(
        "Paid to or for accounts", columns: [.init("account"), .init("paid")],
        rows: beneficiaries.descending.map { [.account($0.key), .amount($0.amount)] }))
  }
}
