import Engine
import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

/// Disputes of judgements that the rules asked for, and of those that a venue made without a reason.
@Suite struct DisputeTests {
  /// A market in which ann and bob stand long, and what a venue did that its rules do not decide.
  private struct Venue {
    private(set) var script: Script
    private(set) var blocks: [[Event]]
    private var state: VenueState
    private var seq: Int64

    var names: Names { script.names }
    var ann: Int { names.accounts.id(of: "ann") ?? -1 }
    var bob: Int { names.accounts.id(of: "bob") ?? -1 }

    init() throws {
      script = try Script {
        $0.liquidation.mechanism = .orderBook
        var tier = PenaltyRules.Tier()
        tier.rate = LivelyRulebook.number("0.01")
        $0.penalty.tiers = [tier]
        $0.losses.waterfall = [.insurance, .badDebt]
      }
      try script.price("100")
      try script.insurance("500")
      try script.money(.deposit, "short", "50000")
      try script.money(.deposit, "ann", "400")
      try script.money(.deposit, "bob", "150")
      try script.trade("ann", "short", "10", at: "100")
      try script.trade("bob", "short", "10", at: "100")
      try script.run()
      state = script.state
      blocks = script.blocks
      seq = state.book.seq
    }

    /// Runs a block by the rules.
    mutating func run(_ facts: (inout Script) throws -> Void) throws {
      try facts(&script)
      try script.run()
      state = script.state
      blocks.append(script.last)
      seq = state.book.seq
    }

    /// A block that nobody's rules decided; every event is applied as it stands.
    mutating func record(_ events: [Event], _ basis: Disputes.Basis = .undue) throws {
      blocks.append([])
      for event in events { try append(event, basis) }
    }

    /// One more event of the last block.
    mutating func append(_ event: Event, _ basis: Disputes.Basis = .undue) throws {
      var event = event
      let number = Int64(blocks.count - 1)
      seq += 1
      event.seq = seq
      event.position = Position(block: 100 + number, index: Int64(blocks[blocks.count - 1].count))
      event.time = 1_600_000_000_000 + number * 13_000
      try state.apply(event, names: names, basis: basis)
      blocks[blocks.count - 1].append(event)
    }

    /// What the engine itself rules on the open disputes.
    func rulings() throws -> [Event] {
      var events: [Event] = []
      for dispute in state.disputes.open { events += try state.ruling(on: dispute, names: names) }
      return events
    }

    /// The place of the last event of a kind in the log.
    func seq(of kind: Kind, _ account: Int) -> Int64 {
      blocks.joined().last { $0.kind == kind && $0.id(.account) == account }?.seq ?? 0
    }

    func audit() throws -> [Discrepancy] { try VenueRun.audit(blocks, names) }
  }

  /// What brings bob below his line, and somebody who buys.
  private static func fall(_ script: inout Script) throws {
    try script.price("89")
    try script.depth("bid", "89", "50")
  }

  private static func start(_ account: Int) -> Event {
    World.event(.liquidationStart) { $0.set(.account, integer: Int64(account)) }
  }

  /// Ten sold at 100, for a penalty of 8 that goes to the fund.
  private static func fill(_ account: Int) -> [Event] {
    let fill = World.event(.liquidationFill) {
      $0.set(.account, integer: Int64(account))
      $0.set(.mechanism, choice: "order_book")
      $0.set(.market, integer: 0)
      $0.set(.side, choice: "sell")
      $0.set(.size, decimal: Decimal18(10))
      $0.set(.price, decimal: Decimal18(100))
      $0.set(.penalty, decimal: Decimal18(8))
    }
    let share = World.event(.insurance) {
      $0.set(.fund, text: "insurance")
      $0.set(.asset, integer: Int64(Script.usd))
      $0.set(.amount, decimal: Decimal18(8))
      $0.set(.cause, choice: "penalty")
      $0.set(.account, integer: Int64(account))
    }
    return [fill, share]
  }

  private static func dispute(_ seq: Int64, _ id: String = "first") -> Event {
    World.event(.dispute) {
      $0.set(.dispute, text: id)
      $0.set(.event, integer: seq)
      $0.set(.claim, text: "it stood above its line")
    }
  }

  /// What a venue answers to somebody that it liquidated for no reason.
  enum Answer: CaseIterable, Sendable {
    case right, noCorrection, falseWord, falseEvidence, none
  }

  /// Whatever the venue answers, the liquidation is found; the answer is, where it is not the engine's.
  @Test(arguments: Answer.allCases)
  func theAnswerToAnUnlawfulLiquidationIsAudited(_ answer: Answer) throws {
    var venue = try Venue()
    try venue.record([Self.start(venue.ann)] + Self.fill(venue.ann))
    let alone = try venue.audit()
    #expect(!alone.isEmpty && alone.allSatisfy { $0.sort == .unexpected })
    try venue.record([Self.dispute(venue.seq(of: .liquidationFill, venue.ann))])
    let rulings = try venue.rulings()
    #expect(rulings.map(\.kind) == [.disputeRuling, .insurance])
    #expect(rulings.first?.choice(.ruling) == "upheld")
    #expect(rulings.last?.decimal(.amount) == Decimal18(-8))
    #expect(
      rulings.first?.string(.evidence)
        == "liquidation_fill of ann in block 101: equity 400, resources 400, requirement 50, "
        + "coverage 8, not below the maintenance line; not due by the rules")
    for ruling in rulings where answer != .none {
      var ruling = ruling
      if ruling.kind == .insurance, answer != .right { continue }
      if answer == .falseWord { ruling.set(.ruling, choice: "rejected") }
      if answer == .falseEvidence {
        ruling.set(.ruling, choice: "rejected")
        ruling.set(.evidence, text: "event 4 is no call and no liquidation of an account")
      }
      try venue.append(ruling)
    }
    let found = try venue.audit()
    let more = found.count - alone.count
    #expect(more >= (answer == .right ? 0 : 1) && more <= 2, "\(answer): \(found)")
    switch answer {
    case .right: #expect(found.map(\.kind) == alone.map(\.kind))
    case .noCorrection: #expect(found.last?.kind == .insurance)
    case .falseWord, .falseEvidence, .none:
      #expect(found.contains { $0.kind == .disputeRuling }, "\(answer): \(found)")
    }
  }

  /// An unlawful liquidation that stands before a lawful one in its block is judged after it, and known still.
  @Test func evidenceIsKeptWhateverTheOrderOfABlock() throws {
    var venue = try Venue()
    var other = venue
    try other.run { try Self.fall(&$0) }
    let lawful = other.blocks[1]
    let first = try #require(lawful.firstIndex { $0.kind == .liquidationStart })
    try venue.record(
      Array(lawful[..<first]) + [Self.start(venue.ann)] + Array(lawful[first...]))
    let alone = try venue.audit()
    #expect(alone.map(\.kind) == [.liquidationStart])
    try venue.record([Self.dispute(venue.seq(of: .liquidationStart, venue.ann))])
    let ruling = try #require(try venue.rulings().first)
    #expect(ruling.choice(.ruling) == "upheld")
    try venue.append(ruling)
    let found = try venue.audit()
    #expect(found.map(\.kind) == [.liquidationStart], "\(found)")
  }

  /// A sale that walks the book is several fills; the last ones find the account above its line already, and are
  /// as due as the first.
  @Test func allFillsOfASaleAreDue() throws {
    var venue = try Venue()
    try venue.run { script in
      try script.price("89")
      for price in ["89", "88.9", "88.8", "88.7"] { try script.depth("bid", price, "2.5") }
    }
    let fills = venue.blocks[1].filter { $0.kind == .liquidationFill }
    #expect(fills.count == 4)
    var coverages: [String] = []
    for (number, fill) in fills.enumerated() {
      try venue.run { script in
        script.add(.dispute) { $0 = Self.dispute(fill.seq, "fill \(number)") }
      }
      let ruling = try #require(venue.script.all(.disputeRuling).last)
      #expect(ruling.choice(.ruling) == "rejected", "\(number)")
      coverages.append(
        String(try #require(ruling.string(.evidence)?.split(separator: ", ").last)))
    }
    let later = "not below the maintenance line; a step of what became due before"
    #expect(coverages == ["below the maintenance line", later, later, later])
    #expect(try venue.audit().isEmpty)
  }

  /// What was taken too much comes back once, however often and by whatever name it is disputed.
  @Test func aPenaltyComesBackOnce() throws {
    var venue = try Venue()
    try venue.record([Self.start(venue.ann)] + Self.fill(venue.ann))
    let alone = try venue.audit()
    let fill = venue.seq(of: .liquidationFill, venue.ann)
    for number in 1...3 {
      try venue.record([Self.dispute(fill, "\(number)")])
      let rulings = try venue.rulings()
      #expect(
        rulings.map(\.kind) == (number == 1 ? [.disputeRuling, .insurance] : [.disputeRuling]))
      #expect(rulings.first?.choice(.ruling) == "upheld")
      for ruling in rulings { try venue.append(ruling) }
    }
    #expect(try venue.audit().map(\.kind) == alone.map(\.kind))
  }

  /// A penalty that is higher than the rules give comes back in part.
  @Test(arguments: [true, false])
  func whatAPenaltyIsTooMuchComesBack(_ isAnswered: Bool) throws {
    var venue = try Venue()
    var other = venue
    try other.run { try Self.fall(&$0) }
    let due = try #require(
      other.blocks[1].first { $0.kind == .liquidationFill }?.decimal(.penalty))
    var lawful = other.blocks[1]
    let place = try #require(lawful.firstIndex { $0.kind == .liquidationFill })
    // A bank that keeps what it takes too much, so that nothing else of the block changes.
    lawful[place].set(.penalty, decimal: try due + Decimal18(3))
    try venue.record(lawful, .different("penalty 11.9, by the rules 8.9", penalty: due))
    let alone = try venue.audit()
    #expect(alone.map(\.kind) == [.liquidationFill])
    try venue.record([Self.dispute(venue.seq(of: .liquidationFill, venue.bob))])
    let rulings = try venue.rulings()
    #expect(rulings.first?.choice(.ruling) == "partly_upheld")
    #expect(rulings.last?.decimal(.amount) == Decimal18(-3))
    if isAnswered { for ruling in rulings { try venue.append(ruling) } }
    let found = try venue.audit()
    #expect(
      isAnswered ? found.count == 1 : found.contains { $0.kind == .disputeRuling }, "\(found)")
  }

  /// Two open disputes of one id could not be told apart.
  @Test func aDisputeOfAnOpenIdIsRefused() throws {
    var venue = try Venue()
    try venue.run { script in
      for _ in 0..<2 { script.add(.dispute) { $0 = Self.dispute(1) } }
    }
    #expect(
      venue.script.last.compactMap { $0.string(.text) }
        == ["refused: dispute of first: it is open already"])
    #expect(try venue.audit().isEmpty)
  }

  /// A call or liquidation that the rules asked for stands, with the figures that it rests on.
  @Test(arguments: [Kind.liquidationStart, .liquidationFill])
  func aLawfulJudgementStands(_ kind: Kind) throws {
    var venue = try Venue()
    try venue.run { try Self.fall(&$0) }
    let disputed = venue.seq(of: kind, venue.bob)
    try venue.run { script in
      script.add(.dispute) { $0 = Self.dispute(disputed) }
    }
    let ruling = try #require(venue.script.all(.disputeRuling).first)
    #expect(ruling.choice(.ruling) == "rejected")
    // 150 − 10 × 11 against a twentieth of 890.
    let evidence = try #require(ruling.string(.evidence))
    #expect(
      evidence
        == "\(kind.name) of bob in block 101: equity 40, resources 40, requirement 44.5, coverage 0.898876404494382022, below the maintenance line"
    )
    #expect(try venue.audit().isEmpty)
  }

  /// What is no judgement over an account, and what is not in the log, cannot be disputed.
  @Test(arguments: [
    (1, "event 1 is no call and no liquidation of an account, or too long ago"),
    (9999, "there was no event 9999 when it was disputed"),
  ])
  func whatIsNoJudgementIsRejected(_ seq: Int64, _ evidence: String) throws {
    var venue = try Venue()
    try venue.run { script in script.add(.dispute) { $0 = Self.dispute(seq) } }
    let ruling = try #require(venue.script.all(.disputeRuling).first)
    #expect(ruling.choice(.ruling) == "rejected")
    #expect(ruling.string(.evidence) == evidence)
    #expect(try venue.audit().isEmpty)
  }

  @Test func evidenceIsKeptOfTheLastJudgements() throws {
    var disputes = Disputes()
    let count = 3 * Int64(Disputes.kept) + 5
    for seq in 1...count {
      let event = World.event(.liquidationStart) { $0.set(.account, integer: 7) }
      disputes.note(
        try .init(event, of: 7, Health(), isBreached: true, .due, penaltyAsset: nil), of: 2 * seq)
    }
    let known = (1...2 * count).filter { disputes.evidence(of: $0) != nil }
    #expect(known.count >= Disputes.kept && known.count < 2 * Disputes.kept)
    #expect(known.allSatisfy { $0 % 2 == 0 })
    #expect(known.last == 2 * count)
    #expect(known.first == 2 * (count - Int64(known.count) + 1))
  }
}
