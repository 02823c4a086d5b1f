import Engine
import FixedPoint
import Ledger
import Margin

/// Solves for the price at which an account may be liquidated.
struct LiquidationPriceCollector: Collector {
  private let asked: Asked

  init(_ asked: Asked) { self.asked = asked }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard venue.hasRules else {
      return .undecidable([.parameter], "no rule says what is required")
    }
    let (names, unit) = (asked.names, venue.unitName)
    guard let account = asked.account != nil ? asked.account : try mostRequired(venue) else {
      return Answer("No account has a requirement.")
    }
    let standing = try venue.standing(of: account, names: names)
    let health = standing.valuation.health
    guard health.isJudgeable else {
      return .undecidable([.priceUpdate], "something that the account holds has no valid price")
    }
    let feeds =
      standing.valuation.assets.map { Feed.asset($0.asset) }
      + standing.valuation.markets.map { Feed.market($0.market) }
    var rows: [[DetailTable.Value]] = []
    var parts: [String] = []
    for feed in feeds where asked.wants(feed) {
      guard let moved = MovedPrices([feed], in: venue, names: names), moved.main == feed else {
        continue
      }
      let ladder: AccountLadder
      do throws(VenueError) {
        ladder = try AccountLadder(account, in: venue, names: names, moving: moved)
      } catch {
        throw .overflow
      }
      for line in ladder.lines {
        let sale = try line.sale.map { (sale) throws(ArithmeticError) in
          (sale, try Figures.percent(sale.value, of: line.exposure))
        }
        rows.append([
          .text(feed.name(names)), .text(line.isFall ? "fall" : "rise"), .amount(moved.present),
          .amount(line.liquidation), .amount(line.bankruptcy), .amount(line.exposure),
          .amount(sale?.0.value),
        ])
        guard let price = line.liquidation else { continue }
        let goes =
          if let sale {
            "\(venue.inUnit(sale.0.value)) goes at once, \(sale.1) of what it owes"
          } else {
            try Self.why(venue)
          }
        parts.append(
          "\(feed.name(names)) \(line.isFall ? "below" : "above") \(price) (\(goes))")
      }
    }
    return Answer(
      "\(names.accounts[account]) may be liquidated with "
        + (parts.isEmpty ? "no price of one asset alone" : parts.joined(separator: ", or "))
        + "; "
        + (try health.coverage.map { "its coverage now is \($0)." } ?? "it has no requirement now."),
      DetailTable(
        "Liquidation prices of \(names.accounts[account])",
        columns: [
          .init("of"), .init("move"), .init("price", unit: unit), .init("liquidation_price"),
          .init("bankruptcy_price"), .init("exposure", unit: unit),
          .init("goes_at_once", unit: unit),
        ], rows: rows))
  }

  /// Why nothing of it goes at once.
  private static func why(_ venue: VenueState) throws(ArithmeticError) -> String {
    let left = try venue.window.left(at: venue.time, rules: venue.rulebook.liquidation)
    if left?.isZero == true { return "nothing goes at once: the cap of the window is used up" }
    return venue.halts.isHalted(.liquidation)
      ? "nothing goes at once: liquidation is halted" : "nothing goes at once by the rules"
  }

  private func mostRequired(_ venue: VenueState) throws(ArithmeticError) -> Int? {
    var best: (account: Int, requirement: Decimal18)?
    for account in 0..<asked.names.accounts.count {
      let health = try venue.valuation(of: account, names: asked.names).health
      guard health.isJudgeable, health.requirement > .zero else { continue }
      if best.map({ health.requirement > $0.requirement }) ?? true {
        best = (account, health.requirement)
      }
    }
    return best?.account
  }
}

/// Finds the largest account on each side of everything.
struct ConcentrationCollector: Collector {
  private let asked: Asked

  init(_ asked: Asked) { self.asked = asked }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    let book = try Concentration(venue, names: names, slippage: .zero)
    var rows: [[DetailTable.Value]] = []
    // One holder alone is no concentration; the sentence names the largest share among several.
    var top: (share: Decimal18, isShared: Bool, words: String)?
    for item in book.items where asked.wants(item.feed) {
      for side in item.sides {
        guard let first = side.parts.first else { continue }
        let share = try Figures.share(first.amount, of: side.total)
        let (name, word) = (item.feed.name(names), Self.words(side.side))
        rows.append([
          .text(name), .text(word), .account(first.account), .amount(first.amount),
          .amount(side.total), .amount(share), .count(side.parts.count),
        ])
        let isShared = side.parts.count > 1
        if top.map({ (isShared ? 1 : 0, share) > ($0.isShared ? 1 : 0, $0.share) }) ?? true {
          top = (
            share, isShared,
            "\(names.accounts[first.account]) has \(share) % of the \(word) of \(name)"
          )
        }
      }
    }
    return Answer(
      top.map { top in
        top.isShared
          ? "\(top.words), the largest share of any account among several."
          : "\(top.words); nothing is held by several accounts."
      } ?? "Nobody holds anything.",
      DetailTable(
        "The largest account of each side",
        columns: [
          .init("of"), .init("side"), .init("account"), .init("amount"), .init("total"),
          .init("share", unit: "%"), .init("accounts"),
        ], rows: rows)
    ).without(overclosedIn: venue, asked)
  }

  private static func words(_ side: Holding.Side) -> String {
    switch side {
    case .deposits: "deposits"
    case .borrows: "debts"
    case .long: "long positions"
    case .short: "short positions"
    }
  }
}

/// Splits equity into what is realized and what is not.
struct EquityCollector: Collector {
  private let asked: Asked

  init(_ asked: Asked) { self.asked = asked }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let (names, unit) = (asked.names, venue.unitName)
    var rows: [(against: Decimal18, row: [DetailTable.Value])] = []
    var (wallets, profits, borrowed, unjudged) = (Decimal18.zero, Decimal18.zero, Decimal18.zero, 0)
    let accounts = asked.account.map { [$0] } ?? Array(0..<names.accounts.count)
    for account in accounts {
      let valuation = try venue.valuation(of: account, names: names)
      guard !valuation.markets.isEmpty else { continue }
      guard valuation.health.isJudgeable else {
        unjudged += 1
        continue
      }
      var (wallet, profit) = (Decimal18.zero, Decimal18.zero)
      for line in valuation.assets { wallet = try wallet + line.value - line.debtValue }
      for line in valuation.markets { profit = try profit + line.profit }
      let against = max(.zero, min(try -wallet, profit))
      wallets = try wallets + wallet
      profits = try profits + profit
      borrowed = try borrowed + against
      rows.append(
        (
          against,
          [
            .account(account), .amount(wallet), .amount(profit),
            .amount(valuation.health.equity), .amount(against),
          ]
        ))
    }
    if rows.isEmpty, unjudged > 0 {
      return .undecidable([.priceUpdate], "open positions have no price")
    }
    rows.sort { $0.against > $1.against }
    return Answer(
      rows.isEmpty
        ? "No account has an open position."
        : "\(Figures.count(rows.count, "account")) with open positions: wallets of \(wallets) and "
          + "unrealized profit of \(profits) \(unit) in all; \(borrowed) \(unit) is borrowed "
          + "against unrealized profit"
          + Figures.unpriced(unjudged) + ".",
      DetailTable(
        "Equity",
        columns: [
          .init("account"), .init("wallet", unit: unit), .init("unrealized", unit: unit),
          .init("equity", unit: unit), .init("borrowed_against_unrealized", unit: unit),
        ], rows: rows.map(\.row)))
  }
}

/// Lists the accounts below zero.
struct InsolventCollector: Collector {
  private let asked: Asked
  private var gaps = RecordGaps()

  init(_ asked: Asked) { self.asked = asked }

  mutating func follow(_ event: Event) throws(VenueError) { gaps.take(event) }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let solvency = try Solvency(venue.book, gaps, names: asked.names)
    if solvency.total.accounts == 0 { return Answer("Nobody has or owes anything.") }
    let unit = solvency.unit ?? ""
    let insolvent = solvency.insolvent.filter { asked.wants(account: $0.account) }
    let undecided = solvency.undecided.filter { asked.wants(account: $0.account) }
    var answer = Answer(
      insolvent.isEmpty
        ? "No account has an equity below zero."
        : "\(Figures.count(insolvent.count, "account")) with an equity below zero, "
          + "\(asked.account == nil ? solvency.shortfall : insolvent[0].value.equity) \(unit) "
          + "together.",
      DetailTable(
        "Accounts below zero",
        columns: [
          .init("account"), .init("assets", unit: unit), .init("liabilities", unit: unit),
          .init("unrealized", unit: unit), .init("equity", unit: unit),
        ],
        rows: insolvent.map {
          [
            .account($0.account), .amount($0.value.assets), .amount($0.value.liabilities),
            .amount($0.value.unrealized), .amount($0.value.equity),
          ]
        }))
    if solvency.unit == nil {
      return .undecidable([.venue], "it names no unit to value holdings in")
    }
    if !undecided.isEmpty {
      if insolvent.isEmpty { answer.sentence = "No account is known to have an equity below zero." }
      answer.sentence +=
        " Of \(Figures.count(undecided.count, "more account", "more accounts")) the record is not "
        + "complete, so they are not counted."
      answer.lacks = gaps.lacks(of: solvency, in: venue.book)
    }
    if !solvency.unpriced.isEmpty {
      answer.sentence += " No price is recorded of \(Figures.words(solvency.unpriced))."
    }
    return answer
  }
}
