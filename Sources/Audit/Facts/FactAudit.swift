package import Engine
internal import FixedPoint
package import Ledger

/// Holds the recorded facts of a log against identities that need no rulebook.
///
/// It is given the events of a log block by block and keeps a book. It does no input or output and knows
/// no clock; the same log gives the same checks and findings everywhere.
package struct FactAudit: Sendable {
  private var state: FactState
  private var checks: [any FactCheck]
  private var collector = LiquidationCollector()
  /// In how many places each check left the range of the arithmetic; such a case is undecidable.
  private var overflows: [Int]

  /// Every check, in the order of reports.
  static let all: [any FactCheck.Type] = [
    MarkPriceCheck.self, BankruptcyPriceCheck.self, MaintenanceLineCheck.self,
    AccountValueCheck.self, BonusCheck.self, CollateralRatioCheck.self, CloseFactorCheck.self,
    RepaymentCheck.self, TradeSidesCheck.self, DeleverageCheck.self, InsuranceCheck.self,
    LossShareCheck.self, RecoveryCheck.self, ShortfallCheck.self,
    PublishedFigureCheck.self, AssertionCheck.self, HeartbeatCheck.self, DeviationCheck.self,
    HaltCheck.self, AuthorityCheck.self,
  ]

  /// The names of all checks with their definitions, in the order of reports.
  package static var definitions: [(name: String, definition: String)] {
    all.map { ($0.name, $0.definition) }
  }

  /// An audit of a log with those names; all names of the log are known from the start.
  ///
  /// `hasRulebook` tells that the obligations of a rulebook are judged beside it.
  package init(names: Names, hasRulebook: Bool) {
    state = FactState(names: names, hasRulebook: hasRulebook)
    checks = Self.all.map { $0.init() }
    overflows = Array(repeating: 0, count: checks.count)
  }

  /// Takes one block: all its events, in order.
  ///
  /// - Throws: `BookError` when an event cannot be taken in.
  package mutating func take(block events: [Event]) throws(BookError) {
    guard !events.isEmpty else { return }
    for event in events {
      each { (check, state) throws(ArithmeticError) in try check.take(event, state) }
      collector.take(event, state)
      try state.apply(event)
    }
    for liquidation in collector.finish(state) {
      each { (check, state) throws(ArithmeticError) in try check.take(liquidation, state) }
    }
    each { (check, state) throws(ArithmeticError) in try check.endBlock(state) }
    state.endBlock()
  }

  /// The checks and findings; `obligations` are the findings of the rulebook, if there is one.
  package mutating func result(obligations findings: [Finding] = [], checked: Int = 0)
    -> AuditResult
  {
    var result = AuditResult()
    result.obligations = checked
    result.findings = findings
    result.liquidations = collector.count
    var judged: Set<Int64> = []
    var undecided: Set<Int64> = []
    var lacking: Set<Kind> = []
    for place in checks.indices {
      var found: FactResult?
      do throws(ArithmeticError) {
        found = try checks[place].result(state)
      } catch {
        overflows[place] += 1
      }
      if overflows[place] > 0 {
        let own = found ?? FactResult(type(of: checks[place]).check())
        found = Self.noting(overflows[place], own)
      }
      guard let found else { continue }
      result.checks.append(found.check)
      result.findings += found.findings
      judged.formUnion(found.judged)
      undecided.formUnion(found.undecided)
      if found.check.undecidable > 0 { lacking.formUnion(found.check.lacks) }
    }
    result.findings = result.findings.enumerated().sorted { a, b in
      (a.element.block, a.offset) < (b.element.block, b.offset)
    }.map(\.element)
    result.judged = state.hasRulebook ? collector.count : judged.count
    result.undecided = undecided.count
    result.coverage = Coverage(state, checks: result.checks)
    result.hasRulebook = state.hasRulebook
    result.solvency = try? state.solvency()
    return result
  }

  private static func noting(_ overflows: Int, _ result: FactResult) -> FactResult {
    var result = result
    result.check.cases += overflows
    result.check.sentence +=
      (result.check.sentence.isEmpty ? "" : "; ")
      + "\(overflows) cases leave the range of the arithmetic"
    return result
  }

  private mutating func each(
    _ body: (inout any FactCheck, borrowing FactState) throws(ArithmeticError) -> Void
  ) {
    for place in checks.indices {
      do throws(ArithmeticError) {
        try body(&checks[place], state)
      } catch {
        overflows[place] += 1
      }
    }
  }
}
