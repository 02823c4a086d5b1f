import Engine
import FixedPoint
import Ledger
import LedgerSupport
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
    try Self.expectThatAllAreFound(run.blocks, run.names, "seed \(seed)")
  }

  private static func expectThatAllAreFound(
    _ blocks: [[Event]], _ names: Names, _ comment: Comment
  ) throws {
    var (state, watch) = (VenueState(), Watch())
    var known: Set<Int> = []
    for (number, block) in blocks.enumerated() {
      for event in block { try state.apply(event, names: names) }
      try state.readRules(names: names)
      let all = state.takeRuleMove() || number == 0
      known.formUnion(
        try watch.look(
          at: state, names: names, touched: state.takeTouched(), all: all, except: known))
      for account in 0..<names.accounts.count {
        let isBelow = try isBreached(account, state, names)
        if isBelow { #expect(known.contains(account), "\(comment), block \(number): \(account)") }
        if !isBelow, known.remove(account) != nil { watch.resume(account) }
      }
    }
  }

  /// What moves in a test.
  enum Mover: String, CaseIterable, Sendable {
    case funding, borrowing, supplying, deposits, contracts
  }

  /// Longs and shorts of many leverages, and debts of many ratios.
  private func populated(_ accounts: Int, _ mover: Mover) throws -> Script {
    var script = try Script {
      $0.liquidation.mechanism = .orderBook
      $0.anyAsset.weight = LivelyRulebook.number("0.8")
      $0.anyAsset.initialWeight = LivelyRulebook.number("0.8")
      $0.losses.waterfall = [.socialize, .badDebt]
      $0.losses.method = mover == .contracts ? .fundingShift : .indexCut
    }
    try script.price("100")
    for account in 0..<accounts / 3 {
      let place = account % 200
      try script.money(.deposit, "long-\(account)", "\(110 + 7 * place)")
      try script.money(.deposit, "short-\(account)", "\(110 + 5 * place)")
      try script.trade("long-\(account)", "short-\(account)", "10", at: "100")
      try script.money(.deposit, "debtor-\(account)", "10", Script.eth)
      try script.money(.borrow, "debtor-\(account)", "\(200 + 29 * place / 10)")
    }
    return script
  }

  private let part: Int128 = 100_000_000_000_000_000

  private static func grown(_ block: Int) -> String {
    "\(Ratio27(mantissa: Ratio27.one.mantissa / 1_000 * Int128(1_000 + block)))"
  }

  private func move(_ mover: Mover, _ script: inout Script, _ block: Int, loss: String) throws {
    switch mover {
    // A tenth of a percent each time: of the price, which is 100, and of everything.
    case .funding: try script.fundingIndex("\(Decimal18(mantissa: Int128(block) * part))")
    case .borrowing: try script.interestIndex("borrow", Self.grown(block))
    case .supplying: try script.interestIndex("supply", Self.grown(block))
    case .deposits: try script.loss(loss, pool: "USD", .indexCut)
    case .contracts: try script.loss(loss, pool: "ETH-USD", .fundingShift)
    }
  }

  /// How many accounts are looked at when an index moves by a tenth of a percent, block by block; one of
  /// losses from its first event on.
  private func evaluations(
    _ mover: Mover, accounts: Int, blocks: Int
  ) throws -> (all: Int, found: Int) {
    var script = try populated(accounts, mover)
    let isLoss = mover == .deposits || mover == .contracts
    if !isLoss { try move(mover, &script, 100, loss: "0") }
    try script.run()
    try script.run()
    let before = script.enforcer.counters
    // A tenth of a percent of all deposits, and 0.075 for each of ten contracts at 100.
    let loss = "\(accounts / 2)"
    for block in 101..<101 + blocks {
      try move(mover, &script, block, loss: loss)
      try script.run()
    }
    let after = script.enforcer.counters
    return (after.evaluations - before.evaluations, after.breaches - before.breaches)
  }

  static let isSoaking = SweepWorkTests.isSoaking

  @Test(arguments: Mover.allCases)
  func anIndexThatMovesTouchesFewAccounts(_ mover: Mover) throws {
    try expectFew(mover, accounts: 3_000)
  }

  @Test(.enabled(if: isSoaking), arguments: Mover.allCases)
  func anIndexThatMovesTouchesFewOfAHundredThousandAccounts(_ mover: Mover) throws {
    try expectFew(mover, accounts: 100_000)
  }

  private func expectFew(_ mover: Mover, accounts: Int) throws {
    let blocks = 40
    let work = try evaluations(mover, accounts: accounts, blocks: blocks)
    // A thirtieth of the accounts in each block would be one look at each in thirty blocks.
    #expect(work.all - work.found < blocks * accounts / 30, "\(mover): \(work)")
    // What accounts may lose brings some nearer to the line; interest on deposits nobody.
    #expect(work.all > 0 || mover == .supplying, "\(mover): \(work)")
  }

  /// Losses of all sizes, spread by index over deposits and contracts while prices move: whoever they bring
  /// below the rung is found.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func everybodyBelowTheRungIsFoundWhenLossesAreSpread(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let mover = random.pick([Mover.deposits, .contracts])
    var script = try populated(150, mover)
    for number in 0..<40 {
      if random.chance(3) {
        try script.price("\(Int.random(in: 95...105, using: &random))")
      }
      let size = random.pick(["0.000001", "1", "60", "\(Int.random(in: 1...400, using: &random))"])
      if random.chance(3) {
        try move(random.pick([mover, mover, .deposits, .contracts]), &script, number, loss: size)
      }
      try script.run()
    }
    try Self.expectThatAllAreFound(script.blocks, script.names, "seed \(seed)")
  }
}
