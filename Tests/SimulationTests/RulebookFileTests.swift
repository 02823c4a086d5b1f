import FixedPoint
import Margin
import MarginSupport
import Simulation
import Testing

@Suite struct RulebookFileTests {
  private func rulebook(_ text: String) throws -> Rulebook {
    try Rulebook(ParameterBook(RulebookFile.read(Array(text.utf8), name: "r.json")))
  }

  @Test func theShippedRulebooksAreThere() {
    #expect(
      ShippedRulebook.all.map(\.name) == [
        "lending", "perpetual", "perpetual-tiered", "seed", "stability-pool", "vault",
      ])
    #expect(ShippedRulebook.named("nothing") == nil)
  }

  @Test(arguments: ShippedRulebook.all.map(\.name))
  func aShippedRulebookIsRightAndSaysWhatItIs(_ name: String) throws {
    let shipped = try #require(ShippedRulebook.named(name))
    #expect(shipped.about.count > 100)
    let parameters = try RulebookFile.read(shipped.bytes, name: name)
    let rulebook = try Rulebook(ParameterBook(parameters))
    #expect(rulebook.name == name)
    #expect(rulebook.problems.isEmpty)
    #expect(rulebook.liquidation.mechanism != .none)
    for detail in [Rulebook.Detail.changes, .everything] {
      let text = RulebookFile.write(rulebook, detail)
      let again = try Rulebook(ParameterBook(RulebookFile.read(text, name: name)))
      #expect(again == rulebook)
      #expect(RulebookFile.write(again, detail) == text)
    }
  }

  @Test func theShippedRulebooksHaveTheFiguresOfTheirVenues() throws {
    func shipped(_ name: String) throws -> Rulebook {
      let file = try #require(ShippedRulebook.named(name))
      return try Rulebook(ParameterBook(RulebookFile.read(file.bytes, name: name)))
    }
    let vault = try shipped("vault")
    #expect(try vault.terms(ofAsset: "DAI").liabilityWeight == Decimal18("1.5"))
    #expect(try vault.terms(ofAsset: "ETH").liabilityWeight == Decimal18("1.5"))
    #expect(try vault.auction.cut == Decimal18("0.99") && vault.auction.step == 90)
    #expect(try vault.penalty.tiers.map(\.rate) == [Decimal18("0.13")])
    #expect(try vault.keepers.tip == Decimal18("300") && vault.keepers.list.count == 1)
    let lending = try shipped("lending")
    #expect(try lending.liquidation.closeFactor == Decimal18("0.5"))
    #expect(try lending.liquidation.wholeBelow == Decimal18("0.95"))
    #expect(lending.terms(ofAsset: "UNI").weight == .zero)
    let perpetual = try shipped("perpetual")
    #expect(try perpetual.terms(ofMarket: "BTC-USD").tiers[0].maintenance == Decimal18("0.012"))
    #expect(perpetual.terms(ofMarket: "BTC-USD").openInterestUpper == .zero)
    #expect(perpetual.losses.waterfall == [.insurance, .deleverage])
    let tiered = try shipped("perpetual-tiered")
    #expect(try tiered.terms(ofMarket: "BTC-USD").tiers[1].above == Decimal18("150000000"))
    #expect(tiered.losses.rank == .hyperliquid)
    let pool = try shipped("stability-pool")
    #expect(try pool.terms(ofAsset: "LUSD").liabilityWeight == Decimal18("1.1"))
    #expect(pool.losses.method == .redistribution)
  }

  @Test func theSeedSaysEverything() throws {
    let seed = try #require(ShippedRulebook.named("seed"))
    let parameters = try RulebookFile.read(seed.bytes, name: "seed")
    let said = Set(parameters.compactMap { RuleSchema.rule(scope: $0.scope, name: $0.name)?.path })
    #expect(RuleSchema.rules.map(\.path).filter { !said.contains($0) }.isEmpty)
    let rulebook = try Rulebook(ParameterBook(parameters))
    #expect(rulebook.losses.waterfall == LossRules.Step.allCases)
    #expect(rulebook.dynamicMargin.isOn)
  }

  @Test(arguments: 0..<500)
  func aRandomRulebookComesBack(_ seed: Int) throws {
    var generator = RandomRulebook(seed: UInt64(seed))
    let rulebook = generator.next()
    let details: [Rulebook.Detail] = seed % 5 == 0 ? [.changes, .everything] : [.changes]
    for detail in details {
      let text = RulebookFile.write(rulebook, detail)
      let parameters = try RulebookFile.read(text, name: "seed \(seed)")
      let difference = Set(parameters).symmetricDifference(rulebook.parameters(detail))
      #expect(difference.isEmpty, "seed \(seed)")
      #expect(try Rulebook(ParameterBook(parameters)) == rulebook, "seed \(seed)")
    }
  }

  @Test func numbersMayBeWrittenEitherWay() throws {
    let one = try rulebook(#"{"assets":{"*":{"weight":"0.50","initial_weight":5e-1}}}"#)
    let other = try rulebook(#"{"assets":{"*":{"weight":0.5,"initial_weight":"0.5"}}}"#)
    #expect(one == other)
    #expect(try one.anyAsset.weight == Decimal18("0.5"))
  }

  @Test func theTextOfARulebookIsAsExpected() throws {
    var rulebook = Rulebook()
    rulebook.name = "small"
    rulebook.losses.waterfall = [.insurance]
    rulebook.losses.recordsShares = true
    rulebook.calls.levels = [CallRules.Level()]
    rulebook.calls.graceBlocks = 2
    rulebook.assets["ETH"] = AssetTerms()
    rulebook.assets["USD"] = AssetTerms()
    rulebook.assets["USD"]?.dust = try Decimal18("0.5")
    let expected = """
      {
        "rulebook": "small",
        "assets": {
          "ETH": {
            "weight": "1"
          },
          "USD": {
            "dust": "0.5"
          }
        },
        "calls": {
          "levels": [
            {}
          ],
          "grace_blocks": 2
        },
        "losses": {
          "waterfall": [
            "insurance"
          ],
          "records_shares": true
        }
      }

      """
    #expect(String(decoding: RulebookFile.write(rulebook), as: UTF8.self) == expected)
  }
}
