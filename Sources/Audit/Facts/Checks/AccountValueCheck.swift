internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether the published account value is what the recorded facts give.
struct AccountValueCheck: FactCheck {
  static let name = "account-value"
  static let definition =
    "residual = published equity − (quote balances + Σ (size × mark price − cost)) at liquidation_start, with "
    + "the recovered mark price of a single position or the recorded prices of all; it holds to 10^-6 of the "
    + "notional. A larger residual is broken only where the log has fees and funding, else not decidable."

  private struct Case: Sendable {
    let facts: LiquidationFacts
    let mark: Decimal18?
    let computed: Decimal18
    let residual: Decimal18
    let scale: Decimal18
    let unit: Int
  }

  private var cases: [Case] = []
  private var others: [Int64] = []

  init() {}

  mutating func take(
    _ liquidation: LiquidationFacts, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard let equity = liquidation.equity, !state.hasRulebook,
      liquidation.notional != nil || !liquidation.positions.isEmpty
    else { return }
    let mark = try liquidation.impliedMark
    let quotes = Set(liquidation.positions.map { state.names.market($0.market).quote })
    guard quotes.count == 1, let quote = quotes.first,
      let unrealized = try Self.unrealized(liquidation, mark, state)
    else {
      others.append(liquidation.seq)
      return
    }
    var computed = unrealized.value
    for row in liquidation.balances where row.asset == quote {
      computed = try computed + row.balance.net
    }
    cases.append(
      Case(
        facts: liquidation, mark: mark, computed: computed, residual: try equity - computed,
        scale: liquidation.notional ?? unrealized.notional, unit: quote))
  }

  /// Profit of all open positions, and their notional; nil where a price is missing.
  private static func unrealized(
    _ liquidation: LiquidationFacts, _ mark: Decimal18?, _ state: borrowing FactState
  ) throws(ArithmeticError) -> (value: Decimal18, notional: Decimal18)? {
    var (value, notional) = (Decimal18.zero, Decimal18.zero)
    for open in liquidation.positions {
      guard let price = mark ?? state.book.prices.market(open.market)?.value else { return nil }
      value = try value + open.position.unrealized(at: price)
      notional =
        try notional
        + open.position.size.magnitude.multiplied(by: price, rounding: .halfEven)
    }
    return (value, notional)
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard !cases.isEmpty || !others.isEmpty else { return nil }
    var result = FactResult(Self.check())
    let lacks = state.lacking([.fee, .fundingPayment])
    for entry in cases {
      let seq = entry.facts.seq
      let tolerance = try max(
        entry.scale.multiplied(by: 1, dividedBy: 1_000_000, rounding: .up),
        Decimal18(mantissa: 1_000_000_000_000))
      if try entry.residual.magnitude <= tolerance {
        result.hold(seq)
      } else if lacks.isEmpty {
        result.broke(try Self.finding(entry, state), seq)
      } else {
        result.leave(seq)
      }
    }
    for other in others { result.leave(other) }
    if result.check.undecidable > 0 {
      result.check.lacks = lacks + (others.isEmpty ? [] : state.lacking([.priceUpdate]))
    }
    result.check.sentence = try sentence(lacks, result.check)
    result.check.detail = detail(state)
    return result
  }

  private func sentence(_ lacks: [Kind], _ check: Check) throws(ArithmeticError) -> String {
    var shares: [String] = []
    for (limit, text) in [(1000, "0.1 %"), (100, "1 %")] {
      var count = 0
      for entry in cases
      where try entry.residual.magnitude.multiplied(by: Int64(limit)) < entry.scale { count += 1 }
      shares.append("\(count) \(shares.isEmpty ? "are " : "")below \(text)")
    }
    var text =
      "\(check.held) of \(cases.count) published account values are what the facts give; of "
      + "the residuals \(shares.joined(separator: ", ")) of notional"
    if !others.isEmpty { text += "; \(others.count) without a price of every position" }
    if !lacks.isEmpty, check.undecidable > 0 {
      text +=
        "; without \(lacks.map(\.words).joined(separator: " and ")) the rest cannot be decided"
    }
    return text
  }

  private static func finding(
    _ entry: Case, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Finding {
    let unit = state.names.assets[entry.unit]
    return Finding(
      .unexplainedResidual, block: entry.facts.block, time: entry.facts.time,
      evidence: [entry.facts.seq], account: entry.facts.account,
      stake: .init(amount: try entry.residual.magnitude, unit: unit), rule: name,
      sentence: "the published equity \((entry.facts.equity ?? .zero).shown()) is not "
        + "\(entry.computed.shown()) \(unit), which balances and positions give: a residual of "
        + "\(entry.residual.shown())")
  }

  private func detail(_ state: borrowing FactState) -> DetailTable {
    var table = DetailTable(
      "Residuals of account value",
      columns: [
        .init("seq"), .init("time"), .init("account"), .init("notional"), .init("mark_price"),
        .init("published"), .init("computed"), .init("residual"), .init("unit"),
      ])
    for entry in cases {
      table.rows.append([
        .integer(entry.facts.seq), .time(entry.facts.time), .account(entry.facts.account),
        .decimal(entry.scale.description),
        entry.mark.map { .decimal($0.description) } ?? .none,
        .decimal((entry.facts.equity ?? .zero).description), .decimal(entry.computed.description),
        .decimal(entry.residual.description), .text(state.names.assets[entry.unit]),
      ])
    }
    return table
  }
}
