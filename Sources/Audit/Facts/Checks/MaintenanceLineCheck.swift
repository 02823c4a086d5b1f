internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether liquidated accounts were below a maintenance line.
struct MaintenanceLineCheck: FactCheck {
  static let name = "maintenance-line"
  static let definition =
    "published equity ÷ published notional < maintenance rate. The rate is the parameter maintenance_margin; "
    + "without one, for each scope of liquidations, it is the round rate that at least 95 % of 20 or more "
    + "lie below and reach to within 1 % of. Without either it is not decidable."

  private struct Case: Sendable {
    let facts: LiquidationFacts
    let equity: Decimal18
    let notional: Decimal18
    let ratio: Decimal18
    let line: ParameterFigure?
  }

  static let parameters = ["maintenance_margin", "maintenance_margin_ratio", "maintenance"]
  private var cases: [Case] = []

  init() {}

  mutating func take(
    _ liquidation: LiquidationFacts, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard let notional = liquidation.notional, let equity = liquidation.equity,
      notional.isPositive, !state.hasRulebook
    else { return }
    let markets = Set(liquidation.positions.map(\.market)).sorted()
    cases.append(
      Case(
        facts: liquidation, equity: equity, notional: notional,
        ratio: try equity.divided(by: notional, rounding: .halfEven),
        line: try state.figure(
          Self.parameters, market: markets.count == 1 ? markets[0] : nil,
          account: liquidation.account)))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard !cases.isEmpty else { return nil }
    var result = FactResult(Self.check())
    var sentences: [String] = []
    let scopes = Dictionary(grouping: cases) { $0.facts.scope ?? "" }
    for scope in scopes.keys.sorted() {
      let group = scopes[scope] ?? []
      let implied = try ImpliedLine.find(
        group.filter { $0.line == nil }.map(\.ratio), among: ImpliedLine.marginRates, atLeast: 20)
      var below = 0
      for entry in group {
        let line = entry.line?.value ?? implied
        guard let line else {
          result.leave(entry.facts.seq)
          continue
        }
        if entry.ratio < line {
          below += 1
          result.hold(entry.facts.seq)
        } else {
          result.broke(
            try finding(entry, line, isImplied: entry.line == nil, state), entry.facts.seq)
        }
      }
      sentences.append(Self.sentence(scope, group.map(\.ratio), below, implied))
    }
    if result.check.undecidable > 0 { result.check.lacks = [.parameter] }
    result.check.sentence = sentences.joined(separator: "; ")
    result.check.detail = detail()
    return result
  }

  private static func sentence(
    _ scope: String, _ ratios: [Decimal18], _ below: Int, _ implied: Decimal18?
  ) -> String {
    let name = scope.isEmpty ? "liquidations" : "\(scope) liquidations"
    let largest = (ratios.max() ?? .zero).percent(4)
    guard let implied else {
      return below > 0
        ? "\(below) of \(ratios.count) \(name) were below the line"
        : "\(ratios.count) \(name) reach up to \(largest) of notional, no line is known"
    }
    return "\(below) of \(ratios.count) \(name) were below \(implied.percent()) of notional "
      + "(largest \(largest))"
  }

  private func finding(
    _ entry: Case, _ line: Decimal18, isImplied: Bool, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Finding {
    let required = try entry.notional.multiplied(by: line, rounding: .halfEven)
    return Finding(
      .liquidatedWhileHealthy, severity: isImplied ? .medium : .high, block: entry.facts.block,
      time: entry.facts.time, evidence: [entry.facts.seq], account: entry.facts.account,
      stake: .init(amount: try entry.equity - required, unit: state.unit), rule: Self.name,
      sentence: "equity \(entry.equity.shown()) was above maintenance \(required.shown()) "
        + "(\(line.percent()) of notional \(entry.notional.shown()))"
        + (isImplied ? ", the line that the other liquidations imply" : ""))
  }

  private func detail() -> DetailTable {
    var table = DetailTable(
      "Equity over notional",
      columns: [
        .init("seq"), .init("time"), .init("account"), .init("scope"), .init("notional"),
        .init("equity"), .init("ratio"),
      ])
    for entry in cases {
      table.rows.append([
        .integer(entry.facts.seq), .time(entry.facts.time), .account(entry.facts.account),
        .text(entry.facts.scope ?? ""), .decimal(entry.notional.description),
        .decimal(entry.equity.description), .decimal(entry.ratio.description),
      ])
    }
    return table
  }
}
