import Conformance
import FixedPoint
import Formats
import Testing

@Suite struct ConformanceRunTests {
  private static let operations: [String: Conformance.Operation] = [
    "twice": { given in
      let number = try given["n"].integer
      return .object([("result", .integer(try number + number))])
    }
  ]

  private func run(_ text: String) throws -> ConformanceRun {
    try ConformanceRun(
      JSONDocument(parsing: Array(text.utf8)), operations: Self.operations)
  }

  @Test func everyVectorPassesFailsOrIsUnsupported() throws {
    let run = try run(
      #"""
      {"system": "sums", "vectors": [
        {"id": "v1", "op": "twice", "given": {"n": "2"}, "expect": {"result": "4"}},
        {"id": "v2", "op": "thrice", "given": {"n": "2"}, "expect": {"result": "6"}},
        {"id": "v3", "op": "twice", "given": {"n": "2"}, "expect": {"result": "5"}},
        {"id": "v4", "op": "twice", "given": {}, "expect": {"result": "5"}}
      ]}
      """#)
    #expect(run.system == "sums")
    #expect(run.tallies.map(\.operation) == ["twice", "thrice"])
    #expect((run.passed, run.failed, run.unsupported) == (1, 2, 1))
    #expect(run.tallies[1].unsupported == ["v2"])
    let failures = run.tallies[0].failures
    #expect(failures.map(\.id) == ["v3", "v4"])
    #expect(failures[0].expected == #"{"result": "5"}"#)
    #expect(failures[0].got == #"{"result":"4"}"#)
    #expect(failures[1].got.contains("has no \"n\""))
  }

  @Test(arguments: ["[]", "{}", #"{"vectors":{}}"#, #"{"vectors":[{"id":"v1"}]}"#])
  func whatIsNoFileOfVectorsIsRefused(_ text: String) {
    #expect(throws: VectorError.self) { try run(text) }
  }

  /// What an operation cannot mean is never passed, whatever it would give.
  @Test(arguments: [
    (
      #""op": "morpho-blue.to_assets_down", "given": {"shares": "-10", "total_assets": "9", "total_shares": "9"}, "expect": {"assets": "-1"}"#,
      "shares is below zero; the operation takes unsigned numbers"
    ),
    (
      #""op": "aave.percent_mul", "given": {"a": "-10000", "b": "5000"}, "expect": {"result": "-5000"}"#,
      "a is below zero; the operation takes unsigned numbers"
    ),
    (
      #""op": "aave.ray_mul", "given": {"a": "1", "b": "2"}, "expect": {}"#,
      "\"expect\" says nothing"
    ),
    (#""op": "aave.ray_mul", "given": {"a": "1", "b": "2"}, "expect": null"#, "must be objects"),
    (#""op": "aave.ray_mul", "given": [], "expect": {"result": "0"}"#, "must be objects"),
  ])
  func whatHasNoSenseIsUnsupported(_ vector: String, _ reason: String) throws {
    let text = #"{"vectors": [{"id": "1", "# + vector + "}]}"
    let run = try ConformanceRun(JSONDocument(parsing: Array(text.utf8)))
    #expect(run.unsupported == 1 && run.tallies[0].reasons[0].contains(reason), "\(run.tallies)")
  }

  @Test(arguments: [
    (
      #""op": "dydx.is_liquidatable", "given": {"markets": [], "account": {"id": "a", "usdc": "1", "positions": {}}}, "expect": {"liquidatable": false}"#,
      "positions is an object, not an array"
    ),
    (
      #""op": "dydx.is_liquidatable", "given": {"markets": 1.5, "account": {"id": "a", "usdc": "1", "positions": []}}, "expect": {"liquidatable": false}"#,
      "markets is a number, not an array"
    ),
    (
      #""op": "aave.ray_mul", "given": {"a": "57896044618658097711785492504343953926634992332820282019728792003956564819968", "b": "0"}, "expect": {"result": "0"}"#,
      "a is beyond 2^255, the range of whole numbers here"
    ),
    (
      #""op": "aave.ray_mul", "given": {"a": "-", "b": "0"}, "expect": {"result": "0"}"#,
      "a is not a whole number"
    ),
  ])
  func whatIsOfAnotherTypeFails(_ vector: String, _ reason: String) throws {
    let text = #"{"vectors": [{"id": "1", "# + vector + "}]}"
    let run = try ConformanceRun(JSONDocument(parsing: Array(text.utf8)))
    #expect(
      run.failed == 1 && run.tallies[0].failures[0].got.contains(reason), "\(run.tallies)")
  }

  @Test func namesOfSystemsDoNotMeet() {
    let names = Conformance.systems.flatMap { Array($0.operations.keys) }
    #expect(Set(names).count == names.count)
    #expect(Conformance.operations.count == names.count)
  }
}
