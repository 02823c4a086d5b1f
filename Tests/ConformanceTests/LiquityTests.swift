import Conformance
import Engine
import FixedPoint
import Formats
import Testing

@Suite struct LiquityTests {
  @Test(.enabled(if: VectorFile.isPresent, "the vectors are not there"))
  func everyVectorComesOutAsExpected() throws {
    try VectorFile.expectAllPass("liquity.json")
  }

  @Test(.enabled(if: PythonReference.isPresent, "the reference is not there"))
  func randomInputsAgreeWithTheReference() throws {
    #expect(Set(Self.makers.keys) == Set(LiquityOperations.operations.keys))
    try PythonReference.compare(Self.makers)
  }

  private static let makers: [String: @Sendable (inout RandomGiven) -> String] = [
    "liquity_scenario": { random in
      var maker = LiquityScenarioMaker(random)
      defer { random = maker.random }
      return maker.make()
    },
    "liquity_decpow": { random in
      let base =
        random.chance(4)
        ? "1" + String(repeating: "0", count: 18) : "99" + random.digits(16, zero: false)
      return RandomGiven.object(["base": base, "n": random.digits(10)])
    },
    "liquity_decay_base_rate": { random in
      RandomGiven.object(["base_rate": random.digits(19), "seconds": random.digits(10)])
    },
    "liquity_minutes": { random in RandomGiven.object(["seconds": random.digits(20)]) },
    "liquity_gas_comp": { random in RandomGiven.object(["coll": random.digits(40)]) },
    "liquity_composite_debt": { random in RandomGiven.object(["debt": random.digits(40)]) },
  ]

  @Test(arguments: [
    ("liquity_decpow", #"{"base": "\#(largest)", "n": "3"}"#),
    ("liquity_decpow", #"{"base": "1000000000000000000000", "n": "525600000"}"#),
    ("liquity_decpow", #"{"base": "1", "n": "-1"}"#),
    ("liquity_composite_debt", #"{"debt": "\#(largest)"}"#),
    ("liquity_minutes", #"{"seconds": "a minute"}"#),
    ("liquity_gas_comp", "{}"),
    ("liquity_scenario", #"{"steps": [{"do": "fly"}], "queries": []}"#),
    ("liquity_scenario", #"{"steps": [{"do": "liquidateTroves", "args": ["1"]}], "queries": []}"#),
  ])
  func inputsWithoutAnAnswerAreErrors(name: String, given: String) throws {
    let operation = try #require(LiquityOperations.operations[name])
    let value = try JSONDocument(parsing: Array(given.utf8)).root
    #expect(throws: (any Error).self) { try operation(Given(value)) }
  }

  @Test func arithmeticThatHasNoAnswerThrows() throws {
    let large = LiquityAmount(try #require(Int256(Self.largest)))
    #expect(throws: LiquityError.arithmetic(.overflow)) { try large + 1 }
    #expect(throws: LiquityError.arithmetic(.overflow)) { try large * 2 }
    #expect(throws: LiquityError.arithmetic(.overflow)) { try large.scaled(by: 2, over: 1) }
    #expect(throws: LiquityError.arithmetic(.divisionByZero)) { try large / 0 }
    #expect(throws: LiquityError.arithmetic(.divisionByZero)) { try large.scaled(by: 1, over: 0) }
    #expect(throws: LiquityError.refused(.underflow)) {
      try LiquityAmount(integerLiteral: 1).reduced(by: 2)
    }
  }

  @Test func anActionThatOverflowsChangesNothing() throws {
    var system = LiquitySystem()
    let account = LiquityAccount(5)
    _ = try system.apply(.setPrice(LiquityAmount(try #require(Int256(Self.largest)))), by: account)
    let before = system
    #expect(throws: LiquityError.arithmetic(.overflow)) {
      try system.apply(
        .openTrove(maximumFee: LiquityRules.one, borrowing: LiquityRules.minimumNetDebt),
        by: account, value: LiquityAmount(try #require(Int256(Self.largest))))
    }
    #expect(system == before)
  }

  @Test func negativeAmountsAreRefused() {
    var system = LiquitySystem()
    let account = LiquityAccount(4)
    #expect(throws: LiquityError.refused(.negativeAmount)) {
      try system.apply(.transfer(to: LiquityAccount(5), -1), by: account)
    }
    #expect(throws: LiquityError.refused(.negativeAmount)) {
      try system.apply(.adjustTrove(LiquityAdjustment()), by: account, value: -1)
    }
  }

  /// 2^255 - 1.
  static let largest =
    "57896044618658097711785492504343953926634992332820282019728792003956564819967"
}
