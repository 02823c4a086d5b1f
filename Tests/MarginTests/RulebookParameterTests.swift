import FixedPoint
import LedgerSupport
import MarginSupport
import Testing

@testable import Margin

@Suite struct RulebookParameterTests {
  static func book(_ parameters: [(String, String, String)]) -> ParameterBook {
    ParameterBook(parameters.map { Parameter(scope: $0.0, name: $0.1, value: $0.2) })
  }

  @Test func noParametersMakeAnEmptyRulebook() throws {
    #expect(try Rulebook(ParameterBook()) == Rulebook())
    #expect(Rulebook().parameters().isEmpty)
    #expect(Rulebook().problems.isEmpty)
  }

  @Test func whatIsNotSaidOfAnAssetIsAsOfAllOthers() throws {
    let rulebook = try Rulebook(
      Self.book([
        ("asset:*", "weight", "0.8"), ("asset:*", "initial_weight", "0.7"),
        ("asset:ETH", "bonus", "0.05"), ("asset:ETH", "weight", "0.9"),
      ]))
    let ether = rulebook.terms(ofAsset: "ETH")
    #expect(try ether.weight == Decimal18("0.9"))
    #expect(try ether.bonus == Decimal18("0.05"))
    #expect(try ether.initialWeight == Decimal18("0.7"))
    #expect(rulebook.terms(ofAsset: "BTC") == rulebook.anyAsset)
    #expect(try rulebook.anyAsset.weight == Decimal18("0.8"))
    #expect(rulebook.assets.count == 1)
  }

  @Test func aListThatIsGivenIsGivenWhole() throws {
    let others: [(String, String, String)] = [
      ("market:*", "tiers.count", "2"),
      ("market:*", "tiers.0.initial", "0.1"), ("market:*", "tiers.0.maintenance", "0.05"),
      ("market:*", "tiers.1.above", "1000"), ("market:*", "tiers.1.initial", "0.2"),
      ("market:*", "tiers.1.maintenance", "0.1"),
    ]
    let own = try Rulebook(
      Self.book(
        others + [("market:A", "tiers.count", "1"), ("market:A", "tiers.0.initial", "0.3")]))
    #expect(own.terms(ofMarket: "A").tiers.map(\.maintenance) == [.zero])
    #expect(try own.terms(ofMarket: "A").tiers.map(\.initial) == [Decimal18("0.3")])
    let changed = try Rulebook(Self.book(others + [("market:A", "tiers.1.initial", "0.4")]))
    #expect(changed.terms(ofMarket: "A").tiers.count == 2)
    #expect(try changed.terms(ofMarket: "A").tiers[1].initial == Decimal18("0.4"))
    #expect(try changed.terms(ofMarket: "A").tiers[1].maintenance == Decimal18("0.1"))
  }

  @Test func aListThatShrinksForgetsWhatWasBeyond() throws {
    var book = Self.book([
      ("venue", "losses.waterfall.count", "2"), ("venue", "losses.waterfall.0", "insurance"),
      ("venue", "losses.waterfall.1", "deleverage"),
    ])
    #expect(try Rulebook(book).losses.waterfall == [.insurance, .deleverage])
    book.set(
      scope: "venue", name: "losses.waterfall.count", value: "1", seq: 10, block: 5,
      authority: "proposal 1")
    #expect(try Rulebook(book).losses.waterfall == [.insurance])
    book.set(
      scope: "venue", name: "losses.waterfall.count", value: "2", seq: 11, block: 5, authority: nil)
    #expect(try Rulebook(book).losses.waterfall == [.insurance, .badDebt])
    let entry = try #require(book.history(scope: "venue", name: "losses.waterfall.1").last)
    #expect(entry.isWithdrawn && entry.seq == 10 && entry.authority == "proposal 1")
    #expect(book.value(scope: "venue", name: "losses.waterfall.1") == nil)
    #expect(
      book.entry(scope: "venue", name: "losses.waterfall.1", atSeq: 9)?.parameter.value
        == "deleverage")
  }

  @Test func historyTellsWhichValueHeldAndWhoSetIt() {
    var book = ParameterBook()
    let values: [(String, Int64, String?)] = [
      ("0.5", 3, nil), ("0.6", 7, "vote"), ("0.7", 20, nil),
    ]
    for (value, seq, authority) in values {
      book.set(
        scope: "venue", name: "liquidation.close_factor", value: value, seq: seq, block: seq * 2,
        authority: authority)
    }
    let expected: [(Int64, String?)] = [
      (2, nil), (3, "0.5"), (6, "0.5"), (7, "0.6"), (19, "0.6"), (20, "0.7"), (99, "0.7"),
    ]
    for (seq, value) in expected {
      let entry = book.entry(scope: "venue", name: "liquidation.close_factor", atSeq: seq)
      #expect(entry?.parameter.value == value, "at \(seq)")
    }
    let entry = book.entry(scope: "venue", name: "liquidation.close_factor", atSeq: 10)
    #expect(entry?.authority == "vote" && entry?.block == 14)
    #expect(book.history(scope: "venue", name: "liquidation.close_factor").count == 3)
    #expect(book.entry(scope: "venue", name: "nothing") == nil)
  }

  @Test func parametersOfOtherSourcesAreKeptAndPassedOver() throws {
    let foreign = [
      ("DAI", "liquidation_bonus", "1.05"), ("market:ETH-USD", "dynamic.factor", "1.5"),
      ("venue", "weight", "everything"),
    ]
    let book = Self.book(foreign + [("venue", "trigger", "at_or_below")])
    let rulebook = try Rulebook(book)
    #expect(rulebook.trigger == .atOrBelow && rulebook.markets.isEmpty)
    #expect(book.foreign.map(\.scope) == ["venue", "market:ETH-USD", "DAI"])
    #expect(book.value(scope: "DAI", name: "liquidation_bonus") == "1.05")
  }

  @Test func listingsAreInOrder() {
    let ordered = [
      ("venue", "a.2.x"), ("venue", "a.10.x"), ("venue", "a.10.x.y"), ("venue", "b"),
      ("asset:*", "weight"), ("asset:A", "weight"), ("market:*", "fund"), ("market:A", "fund"),
      ("DAI", "a"),
    ].map { Parameter(scope: $0.0, name: $0.1, value: "1") }
    for seed in 0..<20 {
      var random = SeededRandom(UInt64(seed))
      #expect(ParameterBook(ordered.shuffled(using: &random)).parameters == ordered)
    }
  }

  @Test(arguments: 0..<500)
  func parametersOfARulebookMakeItAgain(_ seed: Int) throws {
    var generator = RandomRulebook(seed: UInt64(seed))
    let rulebook = generator.next()
    #expect(rulebook.problems.isEmpty, "seed \(seed)")
    for detail in [Rulebook.Detail.changes, .everything] {
      let parameters = rulebook.parameters(detail)
      #expect(try Rulebook(ParameterBook(parameters)) == rulebook, "seed \(seed)")
      var shuffled = parameters
      shuffled.shuffle(using: &generator.random)
      #expect(try Rulebook(Self.lengthsFirst(shuffled)) == rulebook, "seed \(seed)")
    }
    let names = rulebook.parameters(.everything).map { "\($0.scope) \($0.name)" }
    #expect(Set(names).count == names.count)
  }

  private static func lengthsFirst(_ parameters: [Parameter]) -> ParameterBook {
    ParameterBook(
      parameters.filter { $0.name.hasSuffix(".count") }
        + parameters.filter { !$0.name.hasSuffix(".count") })
  }

  @Test func randomRulebooksCoverAllPolicies() {
    var seen: Set<String> = []
    for seed in 0..<300 {
      var generator = RandomRulebook(seed: UInt64(seed))
      var rulebook = generator.next()
      if rulebook.liquidation.mechanism == .orderBook {
        rulebook.liquidation.backstop = "vault"
        rulebook.liquidation.backstopBelow = rulebook.liquidation.closeFactor
      }
      for parameter in rulebook.parameters(.everything) {
        let rule = RuleSchema.rule(scope: parameter.scope, name: parameter.name)
        if case .choice = rule?.type { seen.insert("\(rule?.path ?? "") \(parameter.value)") }
        if case .flag = rule?.type { seen.insert("\(rule?.path ?? "") \(parameter.value)") }
        if let rule, parameter.value != rule.standard { seen.insert(rule.path) }
      }
    }
    for rule in RuleSchema.rules {
      #expect(seen.contains(rule.path), "\(rule.path) never differs from its default")
      guard case .choice(let words) = rule.type else { continue }
      for word in words { #expect(seen.contains("\(rule.path) \(word)")) }
    }
  }
}
