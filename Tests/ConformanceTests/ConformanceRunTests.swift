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

  @Test func namesOfSystemsDoNotMeet() {
    let names = Conformance.systems.flatMap { Array($0.operations.keys) }
    #expect(Set(names).count == names.count)
    #expect(Conformance.operations.count == names.count)
  }
}
