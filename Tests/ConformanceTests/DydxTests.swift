import Conformance
import Formats
import Testing

@Suite struct DydxTests {
  @Test(.enabled(if: VectorFile.isPresent)) func everyVectorComesOutAsExpected() throws {
    try VectorFile.expectAllPass("dydx-v4.json")
  }

  @Test(.enabled(if: PythonReference.isPresent)) func marginsAgreeWithTheModel() throws {
    try PythonReference.compare(DydxGiven.margins)
  }

  @Test(.enabled(if: PythonReference.isPresent)) func liquidationsAgreeWithTheModel() throws {
    try PythonReference.compare(DydxGiven.liquidations)
  }

  @Test(.enabled(if: PythonReference.isPresent)) func deleveragingAgreesWithTheModel() throws {
    try PythonReference.compare(DydxGiven.deleveraging)
  }

  @Test(.enabled(if: PythonReference.isPresent)) func blocksAgreeWithTheModel() throws {
    try PythonReference.compare(DydxGiven.blocks)
  }

  @Test func everyOperationHasRandomInputs() {
    let groups = [
      DydxGiven.margins, DydxGiven.liquidations, DydxGiven.deleveraging, DydxGiven.blocks,
    ]
    let covered = groups.flatMap(\.keys)
    #expect(Set(covered) == Set(DydxOperations.operations.keys))
  }

  @Test(arguments: [
    ("dydx.quote_to_base", #"{"quote":"5","atomic_resolution":-8,"price":"0","price_exponent":0}"#),
    (
      "dydx.net_notional_quote",
      #"{"base":"7","atomic_resolution":2147483647,"price":"9","price_exponent":2147483647}"#
    ),
    (
      "dydx.net_notional_quote",
      #"{"base":"\#(huge)","atomic_resolution":-8,"price":"\#(huge)","price_exponent":0}"#
    ),
    (
      "dydx.funding_settlement_ppm",
      #"{"funding_index":"\#(huge)","position_index":"-\#(huge)","base":"2"}"#
    ),
    (
      "dydx.risk_cmp",
      #"{"a":{"nc":"\#(huge)","mmr":"3"},"b":{"nc":"3","mmr":"\#(huge)"}}"#
    ),
    (
      "dydx.fillable_price_to_subticks",
      """
      {"fillable_price":{"num":"1","den":"1"},"liquidating_long":true,"clob":{
      "step_base_quantums":"1","subticks_per_tick":"0","quantum_conversion_exponent":-8}}
      """
    ),
    (
      "dydx.bankruptcy_price_quote",
      """
      {"markets":[],"account":{"usdc":"1","positions":[{"perpetual_id":3,"base":"5"}]},
      "perpetual_id":3,"delta_base":"-5"}
      """
    ),
  ])
  func whatHasNoAnswerIsAnError(operation: String, given: String) throws {
    let run = try #require(DydxOperations.operations[operation])
    let document = try JSONDocument(parsing: Array(given.utf8))
    #expect(throws: (any Error).self) { try run(Given(document.root)) }
  }

  @Test func aPriceFarBelowOneQuantumIsWorthNothing() throws {
    let run = try #require(DydxOperations.operations["dydx.net_notional_quote"])
    let given = #"{"base":"-7","atomic_resolution":-2147483648,"price":"9","price_exponent":0}"#
    let document = try JSONDocument(parsing: Array(given.utf8))
    let expect = try JSONDocument(parsing: Array(#"{"notional_quote":"0"}"#.utf8))
    #expect(VectorMatch.matches(expect: expect.root, got: try run(Given(document.root))))
  }
}

/// Nearly the largest integer of 256 bits.
private let huge = "5" + String(repeating: "7", count: 76)
