import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let books: [Question] = [
    Question(
      15, "Which accounts owe what they also have, and what share of deposits and debts is that?",
      incident: "Venus, May 2021",
      needs: [[.borrow, .openingBalance], [.deposit, .openingBalance]],
      options: [.asset],
      definition: "A loop is an account that both has and owes the same asset; the looped amount "
        + "is the lesser of the two. The shares are of all that accounts have, and owe, of the "
        + "asset.",
      commands: ["concentration", "book"], tables: ["v_deposit", "v_borrow"]
    ) { LoopCollector($0) },
    Question(
      17,
      "Who holds most of a collateral, against which depth, and at which price would it be "
        + "liquidated?",
      incident: "Venus, May 2021", needs: [[.deposit, .openingBalance]],
      options: [.asset],
      definition: "The holder of most of the asset side; its share is of what all accounts have. "
        + "Depth is what recorded bids would take. The ladder puts the asset alone at 100, 90 … "
        + "10 % of the price in force and tells the account's coverage (resources ÷ requirement) "
        + "there. Without --asset it is the asset of the largest single holding by value.",
      commands: ["concentration", "ladder", "health ACCOUNT"],
      tables: ["v_deposit", "v_depth"]
    ) { HolderCollector($0) },
    Question(
      22, "At which price is an account liquidated, and how much of it goes?",
      incident: "Solend, June 2022",
      needs: [[.parameter], [.priceUpdate, .referencePrice], [.deposit, .openingBalance]],
      options: [.account, .asset, .market],
      definition: "The liquidation price is the last price of the asset or market, all others as "
        + "they are, at which the account may not be liquidated; the bankruptcy price the last at "
        + "which its equity is not below zero. What goes at once is the first sale that the size "
        + "rules allow one unit of the last decimal beyond it, and what is owed are debts and "
        + "notionals there. Without --account it is the account of the largest requirement.",
      commands: ["health ACCOUNT", "ladder --account ACCOUNT"], tables: ["v_parameter"]
    ) { LiquidationPriceCollector($0) },
    Question(
      23, "What share of deposits, debts and open interest does the largest account have?",
      incident: "Solend, June 2022", needs: [[.deposit, .openingBalance, .fill, .openingPosition]],
      options: [.asset, .market],
      definition: "The share is that of the largest single account in the sum of all accounts with "
        + "the same side: what they have of an asset, owe of it, are long or short in a market. The "
        + "venue's own accounts (class `reserve`) are left out.",
      commands: ["concentration"], tables: ["v_deposit", "v_borrow", "v_fill"]
    ) { ConcentrationCollector($0) },
    Question(
      26, "How much of each account's equity is unrealized, and what did it borrow against it?",
      incident: "Mango, October 2022",
      needs: [[.fill, .openingPosition], [.priceUpdate, .referencePrice]],
      options: [.account],
      definition: "Wallet is what the account has less what it owes at the venue's prices, "
        + "unrealized is the profit of its open positions; equity is their sum. Borrowed against "
        + "unrealized profit is what it owes (debts and overdrawn balances) beyond what it has, "
        + "but no more than the profit.",
      commands: ["state ACCOUNT", "health ACCOUNT"], tables: ["v_fill", "v_price_update"]
    ) { EquityCollector($0) },
    Question(
      46, "Which accounts have an equity below zero, and how much is it together?",
      incident: "October 2025", needs: [[.deposit, .openingBalance, .fill]],
      options: [.account],
      definition: "Equity is what an account has less what it owes and unrealized profit, at the "
        + "latest recorded prices; accounts of the class `reserve` are the venue's own and not "
        + "counted.",
      commands: ["solvency"], tables: ["posting"]
    ) { InsolventCollector($0) },
  ]
}

/// Finds accounts that have and owe the same asset.
struct LoopCollector: Collector {
  private let asked: Asked

  init(_ asked: Asked) { self.asked = asked }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    let book = try Concentration(venue.book, names: names, slippage: .zero)
    let loops = book.loops.filter { asked.wants(asset: $0.asset) }
    var parts: [(value: Decimal18, words: String)] = []
    var totals: [[DetailTable.Value]] = []
    for item in book.items {
      guard case .asset(let asset) = item.feed else { continue }
      let own = loops.filter { $0.asset == asset }
      guard !own.isEmpty else { continue }
      var looped = Decimal18.zero
      for loop in own { looped = try looped + loop.looped }
      let has = item.sides.first { $0.side == .deposits }?.total ?? .zero
      let owes = item.sides.first { $0.side == .borrows }?.total ?? .zero
      let (ofHas, ofOwes) = (
        try Figures.share(looped, of: has), try Figures.share(looped, of: owes)
      )
      parts.append(
        (
          try venue.value(looped, of: asset) ?? .zero,
          "\(looped) \(names.assets[asset]), \(ofHas) % of deposits and \(ofOwes) % of debts"
        ))
      totals.append([
        .text(names.assets[asset]), .count(own.count), .amount(looped), .amount(has),
        .amount(ofHas), .amount(owes), .amount(ofOwes),
      ])
    }
    // The order of equals is that of the assets: the sort is stable.
    let largest = parts.sorted { $0.value > $1.value }.map(\.words)
    return Answer(
      loops.isEmpty
        ? "No account owes an asset that it also has."
        : "\(Figures.count(Set(loops.map(\.account)).count, "account")) with a loop: "
          + Figures.some(largest, of: "asset") + ".",
      DetailTable(
        "Loops",
        columns: [
          .init("asset"), .init("account"), .init("has"), .init("owes"), .init("looped"),
        ],
        rows: loops.map {
          [
            .text(names.assets[$0.asset]), .account($0.account), .amount($0.supplied),
            .amount($0.borrowed), .amount($0.looped),
          ]
        }),
      DetailTable(
        "Loops by asset",
        columns: [
          .init("asset"), .init("accounts"), .init("looped"), .init("deposits"),
          .init("share_of_deposits", unit: "%"), .init("debts"), .init("share_of_debts", unit: "%"),
        ], rows: totals))
  }
}

/// Tells how the largest holder of an asset stands along a ladder of prices.
struct HolderCollector: Collector {
  private let asked: Asked

  init(_ asked: Asked) { self.asked = asked }

  private struct Holder {
    var asset: Int
    var account: Int
    var amount: Decimal18
    var total: Decimal18
    var value: Decimal18
  }

  private func largest(_ venue: VenueState) throws(ArithmeticError) -> Holder? {
    var best: Holder?
    for asset in 0..<asked.names.assets.count where asked.wants(asset: asset) {
      // The price of the unit cannot fall, so it is followed only where it is asked for.
      if asset == venue.terms.unit, asked.asset == nil { continue }
      var total = Decimal18.zero
      var top: (account: Int, amount: Decimal18)?
      for (account, balance) in venue.book.holders(of: asset) where balance.asset > .zero {
        if venue.book.profiles.className(of: account) == Solvency.ownClass { continue }
        total = try total + balance.asset
        if top.map({ balance.asset > $0.amount }) ?? true { top = (account, balance.asset) }
      }
      guard let top else { continue }
      // Without any price the one that was asked for is still known.
      let value = try venue.value(top.amount, of: asset) ?? .zero
      if best.map({ value > $0.value }) ?? true {
        best = Holder(
          asset: asset, account: top.account, amount: top.amount, total: total, value: value)
      }
    }
    return best
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard let top = try largest(venue) else { return Answer("Nobody has any collateral.") }
    let (names, unit) = (asked.names, venue.unitName)
    let (who, what) = (names.accounts[top.account], names.assets[top.asset])
    var sentence =
      "\(who) has \(top.amount) \(what), \(try Figures.percent(top.amount, of: top.total)) of all"
    let bids = venue.liquidity.book(.asset(top.asset))
    if !bids.isEmpty {
      let taken = try bids.walk(selling: top.amount)
      sentence += "; recorded bids would take \(taken.size) of it for \(taken.value) \(unit)"
    }
    var rows: [[DetailTable.Value]] = []
    var crossing: Decimal18?
    if venue.hasRules, let price = venue.price(ofAsset: top.asset) {
      for step in stride(from: Int64(100), through: 10, by: -10) {
        let lower = try price.multiplied(by: step, dividedBy: 100, rounding: .halfEven)
        let other = try venue.pricing(.asset(top.asset), at: lower, names: names)
        let health = try other.valuation(of: top.account, names: names).health
        let isDue = health.isJudgeable && health.isLiquidatable(venue.rulebook.trigger)
        if isDue, crossing == nil { crossing = lower }
        rows.append([
          .integer(step), .amount(lower), .amount(health.resources), .amount(health.requirement),
          .amount(try health.coverage), .text(isDue ? "yes" : "no"),
        ])
      }
      sentence +=
        crossing.map {
          "; it may be liquidated at \($0) \(unit), the first step of the ladder where it may"
        }
        ?? "; it could not be liquidated at any step of the ladder"
    }
    var answer = Answer(
      sentence + ".",
      DetailTable(
        "\(who) along the price of \(what)",
        columns: [
          .init("of_price", unit: "%"), .init("price", unit: unit),
          .init("resources", unit: unit), .init("requirement", unit: unit), .init("coverage"),
          .init("liquidatable"),
        ], rows: rows))
    if !venue.hasRules { answer.lacks.append(.parameter) }
    if bids.isEmpty { answer.lacks.append(.depth) }
    return answer
  }
}
