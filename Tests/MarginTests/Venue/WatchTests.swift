import Engine
import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

/// The watch over accounts against a look at all of them, and how little it looks at.
@Suite struct WatchTests {
  /// Whether an account is below the first rung.
  private static func isBreached(
    _ account: Int, _ state: VenueState, _ names: Names
  ) throws -> Bool {
    let health = try state.valuation(of: account, names: names).health
    guard health.isJudgeable else { return false }
    let level = state.rulebook.calls.levels.first?.coverage ?? .one
    let needed = try health.requirement.multiplied(by: level, rounding: .up)
    return state.rulebook.trigger == .below
      ? health.resources < needed : health.resources <= needed
  }

  /// Random venues with prices, funding, interest, losses and pools: at the end of every block the watch
  /// knows everybody who is below, whatever moved.
  @Test(arguments: 0..<24 as Range<UInt64>)
  func everybodyBelowTheRungIsFound(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    let run = try VenueRun(seed: seed, rulebook: maker.make())
    let names = run.names
    var (state, watch) = (VenueState(), Watch())
    var known: Set<Int> = []
    for (number, block) in run.blocks.enumerated() {
      for event in block { try state.apply(event, names: names) }
      try state.readRules(names: names)
      state.refreshFactors()
      let all = state.takeIndexMove() || state.takeRuleMove() || number == 0
      known.formUnion(
        try watch.look(
          at: state, names: names, touched: state.takeTouched(), all: all, except: known))
      for account in 0..<names.accounts.count {
        let isBelow = try Self.isBreached(account, state, names)
        if isBelow { #expect(known.contains(account), "seed \(seed), block \(number): \(account)") }
        if !isBelow, known.remove(account) != nil { watch.resume(account) }
      }
    }
  }

  /// Longs and shorts of many leverages and debts of many ratios, funded and charged in every block.
  private func indexed(_ blocks: Int) throws -> (work: SweepCounters, accounts: Int) {
    var script = try Script {
      $0.liquidation.mechanism = .orderBook
      $0.anyAsset.weight = LivelyRulebook.number("0.8")
      $0.anyAsset.initialWeight = LivelyRulebook.number("0.8")
    }
    try script.price("100")
    for account in 0..<200 {
      try script.money(.deposit, "long-\(account)", "\(200 + 7 * account)")
      try script.money(.deposit, "short-\(account)", "\(200 + 5 * account)")
      try script.trade("long-\(account)", "short-\(account)", "10", at: "100")
      try script.money(.deposit, "debtor-\(account)", "10", Script.eth)
      try script.money(.borrow, "debtor-\(account)", "\(200 + 2 * account)")
    }
    try script.fundingIndex("0.0001")
    try script.interestIndex("borrow", "1.0001")
    try script.interestIndex("supply", "1.0001")
    try script.run()
    try script.run()
    let before = script.enforcer.counters.evaluations
    for block in 2..<blocks {
      try script.fundingIndex("0.000\(1000 + block)1")
      try script.interestIndex("borrow", "1.000\(1000 + block)1")
      try script.interestIndex("supply", "1.000\(1000 + block)1")
      try script.run()
    }
    var work = script.enforcer.counters
    work.evaluations -= before
    return (work, 600)
  }

  @Test func indicesThatMoveALittleTouchFewAccounts() throws {
    let (work, accounts) = try indexed(60)
    #expect(work.evaluations < accounts, "\(work)")
  }
}
