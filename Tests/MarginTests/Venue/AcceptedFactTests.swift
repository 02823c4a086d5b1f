import Engine
import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

/// What the rules refuse and a log has as taken: one finding, and what follows is judged on its own.
@Suite struct AcceptedFactTests {
  /// A fact that a venue should have refused, as it stands at the start of the second block.
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: Kind
    var account: String?
    var fund: String?
    var asset: Int = Script.usd
    var amount = "0"
    var value: String?
    let reason: String
    var excess: String?

    var testDescription: String { "\(kind.name) \(amount)" }

    func event(_ names: Names) throws -> Event {
      let (amount, value) = (try Decimal18(amount), try value.map { try Ratio27($0) })
      return World.event(kind) {
        $0.set(.asset, integer: Int64(asset))
        if let id = account.flatMap({ names.accounts.id(of: $0) }) {
          $0.set(.account, integer: Int64(id))
        }
        if let value {
          $0.set(.side, choice: "borrow")
          $0.set(.value, ratio: value)
        } else {
          $0.set(.amount, decimal: amount)
        }
        if let fund {
          $0.set(.fund, text: fund)
          $0.set(.cause, choice: "withdrawal")
        }
      }
    }
  }

  static let cases: [Case] = [
    Case(
      kind: .repay, account: "ann", amount: "150.5",
      reason: "150.5 is more than the 100 USD that it owes", excess: "50.5"),
    Case(
      kind: .repay, account: "bob", amount: "1", reason: "1 is more than the 0 USD that it owes",
      excess: "1"),
    Case(
      kind: .insurance, fund: "insurance", amount: "-500.5",
      reason: "500.5 is more than the 500 USD that it has", excess: "0.5"),
    Case(
      kind: .insurance, fund: "another", amount: "-1",
      reason: "1 is more than the 0 USD that it has", excess: "1"),
    Case(
      kind: .interestIndex, value: "0.995",
      reason: "the borrow index cannot fall from 1 to 0.995; a loss is a socialized_loss"),
    Case(
      kind: .withdrawal, account: "ann", asset: Script.eth, amount: "0.9",
      reason: "initial margin 150 is more than 80"),
    Case(
      kind: .borrow, account: "ann", amount: "900",
      reason: "initial margin 1500 is more than 800"),
  ]

  /// Ann owes 100 at an index of 1 that is 1.01 in the next block; then everybody is touched again.
  private func script() throws -> Script {
    var script = try Script {
      $0.anyAsset.weight = LivelyRulebook.number("0.8")
      $0.anyAsset.initialWeight = LivelyRulebook.number("0.8")
      $0.anyAsset.liabilityWeight = LivelyRulebook.number("1.5")
      $0.anyAsset.initialLiabilityWeight = LivelyRulebook.number("1.5")
    }
    try script.price("1000")
    try script.interestIndex("borrow", "1")
    try script.money(.deposit, "bob", "5000")
    try script.money(.deposit, "ann", "1", Script.eth)
    try script.money(.borrow, "ann", "100")
    try script.insurance("500")
    try script.run()
    try script.interestIndex("borrow", "1.01")
    try script.run()
    try script.money(.deposit, "bob", "1")
    try script.price("990")
    try script.run()
    try script.money(.repay, "ann", "20")
    try script.run()
    return script
  }

  @Test(arguments: cases)
  func whatIsTakenAndShouldBeRefusedIsOneFinding(_ entry: Case) throws {
    let script = try script()
    var blocks = script.blocks
    let first = try #require(blocks[1].first)
    var event = try entry.event(script.names)
    event.time = first.time
    event.position = Position(block: first.position.block, index: 0)
    blocks[1].insert(event, at: 0)
    let found = try VenueRun.audit(blocks, script.names)
    let item = try #require(found.first)
    #expect(found.count == 1, "\(found.map(\.rule))")
    #expect(item.sort == .accepted)
    #expect(item.kind == entry.kind)
    #expect(item.who == entry.account)
    #expect(item.reason == entry.reason)
    #expect(item.amount == (try entry.excess.map { try Decimal18($0) }))
    #expect(item.block == first.position.block)
    #expect(entry.account != nil || item.subject == entry.fund ?? "USD")
  }

  @Test func withoutRulesNothingIsRefused() throws {
    let script = try script()
    let blocks = script.blocks.map { block in block.filter { $0.kind != .parameter } }
    let kinds: Set<Kind> = [.borrow, .withdrawal, .repay, .insurance]
    let found = try VenueRun.audit(blocks, script.names)
    #expect(!found.contains { kinds.contains($0.kind) && $0.sort == .accepted })
  }
}
