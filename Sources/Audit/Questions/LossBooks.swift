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

  init(_ asked: Asked, about subject: Subject) {
    self.asked = asked
    self.subject = subject
  }

  // Every event, whatever the range: a recovery may pay what was written off before it.
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
    for recovery in book.recoveries where asked.wants(asset: recovery.asset) {
      let entry = entries[recovery.seq]
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
    return Answer(
      "\(Figures.count(book.recoveries.count, "recovery", "recoveries")) paid "
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
    let items = venue.badDebts.items.enumerated().filter { wants($0.element) }
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
        : "Of \(Figures.count(items.count, "bad debt")) (\(Figures.amounts(written, names))) "
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

  init(_ asked: Asked) { self.asked = asked }

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
      if let account = event.id(.account) { try beneficiaries.add(-amount, to: account) }
    } else {
      statement.received = try statement.received + amount
    }
    statements[fund] = statement
    if let account = event.id(.account), !asked.wants(account: account) { return }
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
    return Answer(
      (parts.isEmpty ? "No insurance fund moved" : Figures.some(parts, of: "fund")) + ".",
      DetailTable(
        "Statement",
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
