import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let sales: [Question] = [
    Question(
      7, "What is each liquidated account owed under a rule of compensation at a price?",
      incident: "Maker, March 2020", needs: [[.liquidationFill]],
      options: [.account, .asset, .price],
      definition: "Owed is the value of what was taken, at --price or else at the venue's price "
        + "in force at each fill, less the debt that it covered, that a fund paid or that was "
        + "written off, less the penalty of the rulebook in force (or --rulebook) on that debt; never below zero. What "
        + "an auction gave back is still the account's and is not counted. --price is that of one "
        + "asset: where several were taken, --asset says of which.",
      commands: [
        "whatif --rulebook RULEBOOK --value ASSET=PRICE", "log --kind liquidation_fill",
      ],
      tables: ["v_liquidation_fill", "v_bad_debt"]
    ) { CompensationCollector($0) },
    Question(
      14, "What did liquidators earn on each fill against the incentive that was configured?",
      incident: "Compound, November 2020", needs: [[.liquidationFill], [.priceUpdate]],
      options: [.account, .asset],
      definition: "Earned is the value taken ÷ the value paid − 1, both at the venue's prices in "
        + "force before the fill; configured is the asset's `bonus` in the rulebook, or the "
        + "parameter `liquidation_bonus` (or `liquidation_penalty`) of the asset, in its pool "
        + "before elsewhere, then in force. They agree when taken ÷ paid is 1 + the configured "
        + "bonus to 0.001 of it. Without a rulebook the fill is held against its own price, or "
        + "those recorded in its block, as `audit --check liquidation-bonus` does, and without "
        + "those not at all. Only collateral seized at a fixed spread has a configured bonus. "
        + "--account is the liquidated one or the taker.",
      commands: ["audit --check liquidation-bonus", "log --kind liquidation_fill"],
      tables: ["v_liquidation_fill", "v_parameter", "v_price_update"]
    ) { BonusCollector($0) },
    Question(
      31, "How many liquidations were there, of which size, and how long did they take?",
      incident: "Aave, November 2022", needs: [[.liquidationFill, .liquidationStart]],
      options: [.account, .asset, .market],
      definition: "A liquidation is one liquidation fill; of an account without a fill, one "
        + "liquidation start. The duration runs from the first to the last. Sizes are in native "
        + "units; the value is what was repaid or the notional closed, at the venue's prices. "
        + "With --asset or --market starts count only where the log holds no fill at all. "
        + "`audit` counts the starts and the fills without one; `cases` counts cases, each of "
        + "which may hold several starts and fills; `v_liquidation` has a row for each start.",
      commands: ["log --kind liquidation_fill", "log --kind liquidation_start"],
      tables: ["v_liquidation_fill", "v_liquidation_start"]
    ) { LiquidationCountCollector($0) },
    Question(
      48, "What would those liquidated in a window have had at the price of a later moment?",
      incident: "Binance, October 2025", needs: [[.liquidationFill], [.priceUpdate]],
      options: [.account, .asset, .market, .at],
      definition: "The difference is the value of what was taken at the price of --at (the end of "
        + "the log where it is not given) less what was paid for it at the fill, in the unit. Only "
        + "fills up to that moment count, and with a price at both. "
        + "With --asset only liquidations count in which it was taken, or of accounts that held "
        + "it.",
      commands: ["log --kind liquidation_fill --from A --to B"],
      tables: ["v_liquidation_fill", "v_price_update"]
    ) { LaterPriceCollector($0) },
  ]
}

/// Reckons what each account would have kept at a price and under a penalty.
struct CompensationCollector: Collector {
  private struct Vault {
    var taken = Decimal18.zero
    var amounts: [Int: Decimal18] = [:]
    var debt = Decimal18.zero
    var fills = 0
  }

  private let asked: Asked
  private var vaults: [Int: Vault] = [:]
  /// Accounts of which some collateral or debt has no price.
  private var unpriced: Set<Int> = []

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if let account = event.id(.account), var vault = vaults[account], let asset = event.id(.asset),
      let amount = try relief(event)
    {
      guard let value = try venue.value(amount, of: asset) else {
        unpriced.insert(account)
        return
      }
      vault.debt = try vault.debt + value
      vaults[account] = vault
    }
    guard let lot = try LiquidatedLot(event, venue, asked.names), case .asset(let asset) = lot.feed,
      asked.wants(account: lot.account), asked.wants(asset: asset)
    else { return }
    guard let price = asked.price ?? lot.reference, let debtAsset = lot.repaidAsset,
      let debt = try venue.value(lot.repaid - lot.penalty, of: debtAsset)
    else {
      unpriced.insert(lot.account)
      return
    }
    var vault = vaults[lot.account] ?? Vault()
    vault.fills += 1
    vault.amounts[asset] = try (vault.amounts[asset] ?? .zero) + lot.size
    vault.taken = try vault.taken + lot.size.multiplied(by: price, rounding: .halfEven)
    vault.debt = try vault.debt + debt
    vaults[lot.account] = vault
  }

  /// Of how much debt an account is rid by an event that is no fill: written off, or paid by a fund.
  private func relief(_ event: Event) throws(ArithmeticError) -> Decimal18? {
    guard let amount = event.decimal(.amount) else { return nil }
    switch event.kind {
    case .badDebt: return amount
    case .insurance where amount.isNegative: return try amount.magnitude
    default: return nil
    }
  }

  /// What accounts would have under those rules: the price of what was taken, in both histories.
  private var whatIf: [String] {
    guard let price = asked.price else { return ["--all"] }
    let assets = vaults.values.reduce(into: Set<Int>()) { $0.formUnion($1.amounts.keys) }
    return assets.sorted().flatMap { ["--value", "\(asked.names.assets[$0])=\(price)"] }
      + ["--all"]
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    for account in unpriced { vaults[account] = nil }
    guard !vaults.isEmpty || unpriced.isEmpty else {
      return .undecidable([.priceUpdate], "the collateral or debt has no price; --price helps")
    }
    let taken = vaults.values.reduce(into: Set<Int>()) { $0.formUnion($1.amounts.keys) }
    if asked.price != nil, taken.count > 1 {
      return .undecidable(
        as: "--price is the price of one asset, and "
          + Figures.words(taken.sorted().map { asked.names.assets[$0] })
          + " were taken; say which with --asset")
    }
    let (names, unit) = (asked.names, venue.unitName)
    var rows: [(owed: Decimal18, row: [DetailTable.Value])] = []
    var total = Decimal18.zero
    for account in vaults.keys.sorted() {
      let vault = vaults[account] ?? Vault()
      let penalty = try venue.rulebook.penalty.penalty(
        on: vault.debt,
        in: .init(value: vault.debt, coverage: .one, sinceBreach: 0))
      let owed = max(.zero, try vault.taken - vault.debt - penalty.amount)
      total = try total + owed
      rows.append(
        (
          owed,
          [
            .account(account), .text(Figures.amounts(vault.amounts, names)),
            .amount(vault.taken), .amount(vault.debt), .amount(penalty.amount), .amount(owed),
          ]
        ))
    }
    rows.sort { $0.owed > $1.owed }
    let owed = rows.filter { $0.owed > .zero }.count
    let price =
      asked.price.map { "at \(venue.inUnit($0))" } ?? "at the prices in force at the fills"
    var answer = Answer(
      rows.isEmpty
        ? "No collateral was taken."
        : (owed == 0
          ? "Nothing is owed to any of \(Figures.count(rows.count, "account")), "
          : "\(venue.inUnit(total)) is owed to \(owed) of \(Figures.count(rows.count, "account")), ")
          + price
          + (unpriced.isEmpty
            ? "." : "; \(unpriced.count) more have collateral or debt without a price."),
      DetailTable(
        "What accounts are owed",
        columns: [
          .init("account"), .init("taken"), .init("value", unit: unit),
          .init("debt", unit: unit), .init("penalty", unit: unit), .init("owed", unit: unit),
        ], rows: rows.map(\.row)))
    if asked.rules != nil { answer.whatIf = whatIf }
    if !unpriced.isEmpty { answer.lacks = [.priceUpdate] }
    return answer
  }
}

/// Counts liquidations and measures how long they took.
struct LiquidationCountCollector: Collector {
  private struct Kindred {
    var count = 0
    var size = Decimal18.zero
    var value = Decimal18.zero
    var unvalued = 0
    var accounts: Set<Int> = []
    var first: Int64
    var last: Int64
  }

  private let asked: Asked
  private struct Name: Hashable, Comparable {
    var isStart: Bool
    var of: String

    static func < (a: Name, b: Name) -> Bool {
      a.isStart != b.isStart ? b.isStart : bytesPrecede(a.of, b.of)
    }
  }

  private struct Start {
    var time: Int64
    var scope: String
    var value: Decimal18?
  }

  private let countsStarts: Bool
  /// The starts of accounts without a fill so far.
  private var starts: [Int: [Start]] = [:]
  private var filled: Set<Int> = []
  private var fills = 0
  private var kindred: [Name: Kindred] = [:]
  private var accounts: Set<Int> = []
  private var blocks: [Int64: Int] = [:]

  init(_ asked: Asked) {
    self.asked = asked
    // Which asset or market a start is about is told by its fills.
    countsStarts =
      asked.asset == nil && asked.market == nil || asked.counts[.liquidationFill] ?? 0 == 0
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if event.kind == .liquidationStart {
      guard countsStarts, let account = event.id(.account), asked.wants(account: account),
        !filled.contains(account)
      else { return }
      starts[account, default: []].append(
        Start(
          time: event.time, scope: event.string(.scope) ?? "account",
          value: event.decimal(.notional)))
      return
    }
    guard let lot = try LiquidatedLot(event, venue, asked.names),
      asked.wants(account: lot.account)
    else { return }
    filled.insert(lot.account)
    starts[lot.account] = nil
    guard asked.wants(lot.feed) else { return }
    let value = lot.isPurchase ? lot.given : lot.paid
    fills += 1
    try count(
      event.time, lot.account, lot.subject(asked.names), isStart: false, size: lot.size,
      value: value)
  }

  private mutating func count(
    _ time: Int64, _ account: Int, _ name: String, isStart: Bool, size: Decimal18?,
    value: Decimal18?
  ) throws(ArithmeticError) {
    let key = Name(isStart: isStart, of: name)
    var own = kindred[key] ?? Kindred(first: time, last: time)
    own.count += 1
    own.size = try own.size + (size ?? .zero)
    own.value = try own.value + (value ?? .zero)
    if value == nil { own.unvalued += 1 }
    own.accounts.insert(account)
    own.first = min(own.first, time)
    own.last = max(own.last, time)
    kindred[key] = own
    accounts.insert(account)
    blocks[time, default: 0] += 1
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let unit = venue.unitName
    for account in starts.keys.sorted() {
      for start in starts[account] ?? [] {
        try count(
          start.time, account, start.scope, isStart: true, size: nil, value: start.value)
      }
    }
    let all = kindred.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    guard let first = blocks.keys.min(), let last = blocks.keys.max() else {
      return Answer("Nothing was liquidated.")
    }
    let number = all.reduce(0) { $0 + $1.value.count }
    var value = Decimal18.zero
    for (_, own) in all { value = try value + own.value }
    let unvalued = all.reduce(0) { $0 + $1.value.unvalued }
    let busiest = blocks.min { ($1.value, $0.key) < ($0.value, $1.key) }
    var sentence =
      counted(fills: fills, starts: number - fills) + " of "
      + "\(Figures.count(accounts.count, "account")) "
      + (last == first ? "at one moment" : "within \(Figures.duration(last - first))")
    if unvalued < number { sentence += ", worth \(value) \(unit)" }
    if unvalued > 0, unvalued < number { sentence += " (\(unvalued) without a value)" }
    if let busiest, busiest.value > 1, last > first {
      sentence += "; at most \(busiest.value) at one time"
    }
    return Answer(
      sentence + ".",
      DetailTable(
        "Liquidations by what was sold; starts by scope",
        columns: [
          .init("what"), .init("of"), .init("liquidations"), .init("accounts"), .init("size"),
          .init("value", unit: unit), .init("first"), .init("last"),
        ],
        rows: all.map { name, own in
          [
            .text(name.isStart ? "start" : "fill"), .text(name.of), .count(own.count),
            .count(own.accounts.count), name.isStart ? .none : .amount(own.size),
            own.unvalued == own.count ? .none : .amount(own.value), .time(own.first),
            .time(own.last),
          ]
        }))
  }

  private func counted(fills: Int, starts: Int) -> String {
    if starts == 0 { return Figures.count(fills, "liquidation fill") }
    if fills == 0 { return Figures.count(starts, "liquidation start") }
    return "\(fills + starts) liquidations (\(Figures.count(fills, "fill")), and "
      + "\(Figures.count(starts, "start")) without a fill)"
  }
}
