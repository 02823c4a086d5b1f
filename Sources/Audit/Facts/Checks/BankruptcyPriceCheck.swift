internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether a liquidation closed at the price at which the account's equity is used up.
struct BankruptcyPriceCheck: FactCheck {
  static let name = "bankruptcy-price"
  static let definition =
    "Σ price × size of the account's trades in the block of its liquidation_start = notional − equity for a "
    + "long, notional + equity for a short, to 10^-4 of the notional: it was taken over at its bankruptcy "
    + "price. Worse is fill-beyond-bankruptcy; with other positions left open the published notional may be "
    + "of all of them. Trades in both directions are not decidable without a mark price of each market."

  private struct Case: Sendable {
    let facts: LiquidationFacts
    let isLong: Bool
    /// What the trades gave or cost.
    let traded: Decimal18
    /// What they would have at the bankruptcy price.
    let wanted: Decimal18
    /// How much worse than that, below zero better.
    let worse: Decimal18
    let tolerance: Decimal18
  }

  private var cases: [Case] = []
  private var others: [(seq: Int64, trades: Int)] = []

  init() {}

  mutating func take(
    _ liquidation: LiquidationFacts, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard let notional = liquidation.notional, let equity = liquidation.equity, !state.hasRulebook
    else { return }
    let sells = liquidation.closings.count { $0.change.isNegative }
    guard !liquidation.closings.isEmpty, sells == 0 || sells == liquidation.closings.count else {
      others.append((liquidation.seq, liquidation.closings.count))
      return
    }
    var sum = Int256Sum()
    for trade in liquidation.closings {
      try sum.add(product: try trade.change.magnitude, trade.price)
    }
    let traded = try Decimal18(sum, rounding: .halfEven)
    let wanted = sells > 0 ? try notional - equity : try notional + equity
    cases.append(
      Case(
        facts: liquidation, isLong: sells > 0, traded: traded, wanted: wanted,
        worse: sells > 0 ? try wanted - traded : try traded - wanted,
        tolerance: try notional.multiplied(by: 1, dividedBy: 10_000, rounding: .up)))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard !cases.isEmpty || !others.isEmpty else { return nil }
    var result = FactResult(Self.check())
    var exact = 0
    for entry in cases where try entry.worse.magnitude <= entry.tolerance { exact += 1 }
    // Where most are taken over exactly there, a better price is no custom of the venue.
    let isCustom = exact * 2 > cases.count && exact >= 3
    var better = 0
    for entry in cases {
      let seq = entry.facts.seq
      if try entry.worse.magnitude <= entry.tolerance {
        result.hold(seq)
      } else if !entry.facts.left.isEmpty {
        result.broke(try Self.partial(entry, state), seq)
      } else if entry.worse.isPositive {
        result.broke(try Self.beyond(entry, state), seq)
      } else if isCustom {
        result.broke(try Self.partial(entry, state), seq)
      } else {
        better += 1
        result.hold(seq)
      }
    }
    for other in others { result.leave(other.seq) }
    if !others.isEmpty { result.check.lacks = [.priceUpdate] }
    result.check.detail = try detail(state)
    let both = others.count { $0.trades > 0 }
    result.check.sentence =
      "\(exact) of \(cases.count) liquidations in one direction closed at the bankruptcy price"
      + (better > 0 ? "; \(better) at a better one" : "")
      + (both > 0 ? "; \(both) closed in both directions" : "")
      + (others.count > both ? "; \(others.count - both) without a recorded trade" : "")
    return result
  }

  private func detail(_ state: borrowing FactState) throws(ArithmeticError) -> DetailTable {
    var table = DetailTable(
      "Trades against the bankruptcy price",
      columns: [
        .init("seq"), .init("time"), .init("account"), .init("side"), .init("notional"),
        .init("equity"), .init("traded"), .init("at_bankruptcy_price"), .init("worse_by"),
        .init("left_open"),
      ])
    for entry in cases {
      table.rows.append([
        .integer(entry.facts.seq), .time(entry.facts.time), .account(entry.facts.account),
        .text(entry.isLong ? "long" : "short"),
        .decimal((entry.facts.notional ?? .zero).description),
        .decimal((entry.facts.equity ?? .zero).description), .decimal(entry.traded.description),
        .decimal(entry.wanted.description), .decimal(entry.worse.description),
        .integer(Int64(entry.facts.left.count)),
      ])
    }
    return table
  }

  private static func unit(_ entry: Case, _ state: borrowing FactState) -> String {
    entry.facts.closings.first.map { state.names.assets[state.names.market($0.market).quote] } ?? ""
  }

  private static func beyond(
    _ entry: Case, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Finding {
    let unit = unit(entry, state)
    return Finding(
      .fillBeyondBankruptcy, block: entry.facts.block, time: entry.facts.time,
      evidence: [entry.facts.seq] + entry.facts.closings.map(\.seq), account: entry.facts.account,
      stake: .init(amount: entry.worse, unit: unit), rule: name,
      sentence: "closing \(entry.isLong ? "gave" : "cost") \(entry.traded.shown()) \(unit), at the "
        + "bankruptcy price it is \(entry.wanted.shown()): \(entry.worse.shown()) beyond it")
  }

  private static func partial(
    _ entry: Case, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Finding {
    let unit = unit(entry, state)
    let left = entry.facts.left.map { state.names.markets[$0.market] }.joined(separator: ", ")
    return Finding(
      .unexplainedResidual, block: entry.facts.block, time: entry.facts.time,
      evidence: [entry.facts.seq] + entry.facts.closings.map(\.seq), account: entry.facts.account,
      stake: .init(amount: try entry.worse.magnitude, unit: unit), rule: name,
      sentence: "closing \(entry.isLong ? "gave" : "cost") \(entry.traded.shown()) \(unit), the "
        + "published notional \((entry.facts.notional ?? .zero).shown()) and equity "
        + "\((entry.facts.equity ?? .zero).shown()) make it \(entry.wanted.shown())"
        + (left.isEmpty
          ? "" : "; \(left) stayed open, and the notional may be of all positions"))
  }
}
