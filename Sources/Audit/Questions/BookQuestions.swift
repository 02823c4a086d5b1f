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
      options: [.asset, .market], subjects: [.asset, .market],
      definition: "The holder of most of an asset, or of the largest long or short position of a "
        + "market; its share is of all that accounts have, or of that side. Depth is what the "
        + "recorded orders on the other side would take. The liquidation price is the last, all "
        + "others as they are, at which it may not be liquidated. The ladder puts the asset or "
        + "market alone at 100, 90 … 10 % of the price in force (for a short 100, 110 … 190 %) and "
        + "tells the coverage (resources ÷ requirement) there. Without --asset or --market it is "
        + "the largest single holding by value, the unit of account left out.",
      commands: ["concentration", "ladder", "health ACCOUNT"],
      tables: ["v_deposit", "v_depth"]
    ) { HolderCollector($0) },
    Question(
      22, "At which price is an account liquidated, and how much of it goes?",
      incident: "Solend, June 2022",
      needs: [[.parameter], [.priceUpdate, .referencePrice], [.deposit, .openingBalance]],
      options: [.account, .asset, .market], subjects: [.account],
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
      incident: "October 2025", options: [.account],
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
    let book = try Concentration(venue, names: names, slippage: .zero)
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
