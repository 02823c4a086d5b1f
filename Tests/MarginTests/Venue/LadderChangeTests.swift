import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

/// The ladder is changed while calls are open: a warning stays a warning, a call a call with its deadline.
@Suite struct LadderChangeTests {
  /// Ten ether at 2,000 and a weight of 0.8 behind a debt of 10,000, so that coverage is price ÷ 1,250.
  private func borrowed(
    _ rungs: String..., grace: Int64 = 5, _ change: (inout Rulebook) -> Void = { _ in }
  ) throws -> Script {
    var script = try Script {
      $0.anyAsset.weight = LivelyRulebook.number("0.8")
      $0.anyAsset.initialWeight = LivelyRulebook.number("0.75")
      $0.liquidation.mechanism = .fixedSpread
      $0.losses.waterfall = [.badDebt]
      $0.calls.graceBlocks = grace
      for rung in rungs {
        var level = CallRules.Level()
        level.coverage = LivelyRulebook.number(rung)
        level.channels = "mail"
        $0.calls.levels.append(level)
      }
      change(&$0)
    }
    try script.price("2000")
    try script.money(.deposit, "lender", "20000")
    try script.money(.deposit, "vault", "10", Script.eth)
    try script.money(.borrow, "vault", "10000")
    try script.run()
    return script
  }

  private func setLadder(_ rungs: String..., in script: inout Script) {
    script.set("calls.levels.count", "\(rungs.count)")
    for (place, rung) in rungs.enumerated() {
      script.set("calls.levels.\(place).coverage", rung)
    }
  }

  private func outcomes(_ script: Script) -> [String] {
    script.all(.marginCallClosed).compactMap { $0.choice(.outcome) }
  }

  private func tiers(_ script: Script) -> [Int64] {
    script.all(.marginCall).compactMap { $0.integer(.tier) }
  }

  @Test func aWarningOnARungThatIsGoneIsFollowedByTheCallAndItsGrace() throws {
    var script = try borrowed("1.5", "1.2", "1.1", "1", grace: 2)
    try script.price("1300")
    try script.run()
    #expect(tiers(script) == [3])
    setLadder("1.5", "1", in: &script)
    try script.run()
    // It is below the first rung still: nothing begins and nothing ends.
    #expect(tiers(script) == [3] && outcomes(script).isEmpty)
    try script.price("1200")
    try script.run()
    let call = try #require(script.last.first { $0.kind == .marginCall })
    #expect(call.integer(.tier) == 2 && call.string(.call) == "vault@101")
    #expect(call.integer(.deadlineBlock) == 105)
    try script.run()
    #expect(script.all(.liquidationStart).isEmpty)
    try script.run()
    #expect(script.last.contains { $0.kind == .liquidationStart })
    #expect(outcomes(script) == ["liquidated"])
    #expect(try script.audit().isEmpty)
  }

  @Test func aCallKeepsItsDeadlineWhenItsRungIsGone() throws {
    var script = try borrowed("1.5", "1.2", "1")
    try script.price("1200")
    try script.run()
    #expect(tiers(script) == [3])
    setLadder("1.5", "1", in: &script)
    for _ in 0..<4 { try script.run() }
    #expect(script.all(.liquidationStart).isEmpty)
    try script.run()
    #expect(script.last.contains { $0.kind == .liquidationStart })
    #expect(tiers(script) == [3])
    #expect(try script.audit().isEmpty)
  }

  @Test func aLongerLadderGivesNoSecondGrace() throws {
    var script = try borrowed("1")
    try script.price("1200")
    try script.run()
    setLadder("1.5", "1.2", "1", in: &script)
    for _ in 0..<4 { try script.run() }
    #expect(script.all(.liquidationStart).isEmpty)
    try script.run()
    #expect(script.last.contains { $0.kind == .liquidationStart })
    #expect(tiers(script) == [1])
    #expect(try script.audit().isEmpty)
  }

  @Test func whatEndsOnlyBecauseTheLadderChangedIsWithdrawn() throws {
    var script = try borrowed("1.5", "1.2", "1")
    try script.price("1450")
    try script.run()
    setLadder("1", in: &script)
    try script.run()
    #expect(outcomes(script) == ["withdrawn"])
    // Called anew, cured below the new cure: nobody changed a rule since.
    try script.price("1200")
    try script.run()
    try script.price("1300")
    try script.run()
    #expect(outcomes(script) == ["withdrawn", "price_recovered"])
    #expect(try script.audit().isEmpty)
  }

  @Test func aCallOutlivesTheLadder() throws {
    var script = try borrowed("1.2", "1") { $0.calls.cure = LivelyRulebook.number("1.1") }
    try script.price("1200")
    try script.run()
    script.set("calls.grace_blocks", "0")
    script.set("calls.levels.count", "0")
    try script.price("1300")
    try script.run()
    #expect(outcomes(script).isEmpty)
    try script.price("1400")
    try script.run()
    #expect(outcomes(script) == ["price_recovered"])
    #expect(try script.audit().isEmpty)
  }

  @Test func whoeverIsOnTheLineIsNotCuredWhereThatIsToBeBelowIt() throws {
    var script = try borrowed("1", grace: 2) { $0.trigger = .atOrBelow }
    try script.price("1250")
    for _ in 0..<3 { try script.run() }
    #expect(script.last.contains { $0.kind == .liquidationStart })
    #expect(try script.audit().isEmpty)
  }
}
