internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether a vault was below its liquidation ratio when it was liquidated.
struct CollateralRatioCheck: FactCheck {
  static let name = "collateral-ratio"
  static let definition =
    "collateral × price ÷ debt just before a liquidation fill < liquidation ratio, for accounts with one "
    + "collateral and one debt on record. The ratio is the parameter liquidation_ratio (or 1 ÷ "
    + "liquidation_threshold); without one it is the round ratio that 95 % of 5 or more lie below and reach "
    + "to within 1 % of. Accounts whose state is not on record are not decidable."

  private struct Case: Sendable {
    let fill: Seizure
    let collateral: Decimal18
    let debt: Decimal18
    let ratio: Decimal18
    let line: Decimal18?
  }

  private var cases: [Case] = []
  private var unknown: [Int64] = []
  private var pending: [(account: Int, seq: Int64)] = []

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard !state.hasRulebook, let account = event.id(.account) else { return }
    if event.kind == .liquidationStart {
      let hasPositions = state.book.positions(of: account).contains { !$0.position.size.isZero }
      if !hasPositions, !event.has(.notional) { pending.append((account, event.seq)) }
      return
    }
    guard let fill = try Seizure(event, state) else { return }
    pending.removeAll { $0.account == account }
    if let entry = try Self.judge(fill, state) {
      cases.append(entry)
    } else {
      unknown.append(fill.liquidation)
    }
  }

  mutating func endBlock(_ state: borrowing FactState) throws(ArithmeticError) {
    unknown += pending.map(\.seq)
    pending.removeAll()
  }

  private static func judge(
    _ fill: Seizure, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Case? {
    let held = state.book.balances(of: fill.account).filter { !$0.balance.isZero }
    guard let price = fill.price else { return nil }
    let collateral = state.book.balance(of: fill.account, asset: fill.asset).asset
    let debt = state.book.balance(of: fill.account, asset: fill.repaidAsset).debt
    let others = held.contains { row in
      (row.asset != fill.asset && !row.balance.asset.isZero)
        || (row.asset != fill.repaidAsset && !row.balance.debt.isZero)
    }
    // More seized or repaid than was there: the record does not know the whole state.
    guard !others, collateral.isPositive, debt.isPositive, fill.size <= collateral,
      fill.repaid <= debt
    else { return nil }
    let ratio = try collateral.multiplied(by: price, dividedBy: debt, rounding: .halfEven)
    var line = try state.figure(["liquidation_ratio"], asset: fill.asset, account: fill.account)?
      .value
    if line == nil,
      let threshold = try state.figure(
        ["liquidation_threshold", "lltv"], asset: fill.asset, account: fill.account)?.value,
      threshold.isPositive
    {
      line = try Decimal18.one.divided(by: threshold, rounding: .halfEven)
    }
    return Case(fill: fill, collateral: collateral, debt: debt, ratio: ratio, line: line)
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard !cases.isEmpty || !unknown.isEmpty else { return nil }
    var result = FactResult(Self.check())
    let implied = try ImpliedLine.find(
      cases.filter { $0.line == nil }.map(\.ratio), among: ImpliedLine.ratios, atLeast: 5)
    for entry in cases {
      guard let line = entry.line ?? implied else {
        result.leave(entry.fill.liquidation)
        continue
      }
      if entry.ratio < line {
        result.hold(entry.fill.liquidation)
      } else {
        result.broke(
          try Self.finding(entry, line, isImplied: entry.line == nil, state),
          entry.fill.liquidation)
      }
    }
    for liquidation in unknown { result.leave(liquidation) }
    var words: [String] = []
    let ratios = cases.map(\.ratio)
    if let low = ratios.min(), let high = ratios.max() {
      words.append(
        "the ratios before \(cases.count) fills were between \(low.percent()) and \(high.percent())"
      )
      if let implied {
        let broken = result.check.broken
        words.append(
          (broken == 0 ? "all" : "all but \(broken)")
            + " below \(implied.percent()), which no parameter says")
      }
    }
    if !unknown.isEmpty { words.append("the state of \(unknown.count) is not on record") }
    result.check.sentence = words.joined(separator: "; ")
    if !unknown.isEmpty {
      let lacks = state.lacking([.deposit, .borrow])
      result.check.lacks = lacks.isEmpty ? state.lacking([.openingBalance]) : lacks
    }
    result.check.detail = cases.isEmpty ? nil : detail(state)
    return result
  }

  private static func finding(
    _ entry: Case, _ line: Decimal18, isImplied: Bool, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Finding {
    Finding(
      .liquidatedWhileHealthy, severity: isImplied ? .medium : .high, block: entry.fill.block,
      time: entry.fill.time, evidence: [entry.fill.seq], account: entry.fill.account,
      stake: .init(amount: entry.fill.repaid, unit: state.names.assets[entry.fill.repaidAsset]),
      rule: name,
      sentence: "\(entry.collateral.shown()) \(state.names.assets[entry.fill.asset]) were "
        + "\(entry.ratio.percent()) of the debt of \(entry.debt.shown()) "
        + "\(state.names.assets[entry.fill.repaidAsset]), above \(line.percent())"
        + (isImplied ? ", the line that the other liquidations imply" : ""))
  }

  private func detail(_ state: borrowing FactState) -> DetailTable {
    var table = DetailTable(
      "Collateral over debt before the fill",
      columns: [
        .init("seq"), .init("time"), .init("account"), .init("collateral"), .init("asset"),
        .init("price"), .init("debt"), .init("debt_asset"), .init("ratio"),
      ])
    for entry in cases {
      table.rows.append([
        .integer(entry.fill.seq), .time(entry.fill.time), .account(entry.fill.account),
        .decimal(entry.collateral.description), .text(state.names.assets[entry.fill.asset]),
        .decimal((entry.fill.price ?? .zero).description), .decimal(entry.debt.description),
        .text(state.names.assets[entry.fill.repaidAsset]), .decimal(entry.ratio.description),
      ])
    }
    return table
  }
}
