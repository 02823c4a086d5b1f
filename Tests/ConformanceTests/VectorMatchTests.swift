import Conformance
import FixedPoint
import Formats
import Testing

@Suite struct VectorMatchTests {
  private static let half: [VectorValue] = {
    guard let ratio = ExactRatio(decimal: "0.5") else { return [] }
    return [.ratio(ratio)]
  }()

  private func matches(_ expect: String, _ got: VectorValue) throws -> Bool {
    let document = try JSONDocument(parsing: Array(expect.utf8))
    return VectorMatch.matches(expect: document.root, got: got)
  }

  @Test(arguments: [
    #""12""#, "12", #"{"approx":"11","tol":"1"}"#, #"{"approx":"13","tol":"1"}"#,
    #"{"cmp":"gt","than":"11"}"#, #"{"cmp":"lte","than":"12"}"#, #"{"cmp":"ne","than":"0"}"#,
    #"{"num":"24","den":"2"}"#,
  ])
  func twelveMatches(_ expect: String) throws {
    #expect(try matches(expect, .integer(12)))
  }

  @Test(arguments: [
    #""13""#, "true", "null", "[]", "{}", #"{"approx":"10.9","tol":"1"}"#,
    #"{"cmp":"gt","than":"12"}"#, #"{"cmp":"near","than":"12"}"#, #"{"num":"25","den":"2"}"#,
    #"{"num":"1","den":"0"}"#, #"{"error":"12"}"#,
  ])
  func twelveDoesNotMatch(_ expect: String) throws {
    #expect(try !matches(expect, .integer(12)))
  }

  @Test func fractionsMatchExactly() throws {
    let half = try #require(Self.half.first)
    #expect(try matches(#"{"num":"1","den":"2"}"#, half))
    #expect(try matches(#""0.5""#, half))
    #expect(try !matches(#""0.50000000000000000001""#, half))
  }

  @Test func anObjectMayHaveMoreThanIsExpected() throws {
    let got = VectorValue.object([("a", .integer(1)), ("b", .bool(true))])
    #expect(try matches(#"{"b":true}"#, got))
    #expect(try !matches(#"{"b":false}"#, got))
    #expect(try !matches(#"{"c":1}"#, got))
  }

  @Test func refusalsMatchByReason() throws {
    #expect(try matches(#"{"error":"NeedsReset"}"#, .error("needs-reset")))
    #expect(try !matches(#"{"error":"TooExpensive"}"#, .error("needs-reset")))
    #expect(try !matches(#"{"error":"needs-reset","ok":true}"#, .error("needs-reset")))
    #expect(try !matches(#"{"ok":true}"#, .error("needs-reset")))
  }

  @Test func listsMatchByIdOrInOrder() throws {
    func item(_ id: String, _ value: Int256) -> VectorValue {
      .object([("id", .text(id)), ("value", .integer(value))])
    }
    let got = VectorValue.list([item("a", 1), item("b", 2)])
    #expect(try matches(#"[{"id":"b","value":2},{"id":"a"}]"#, got))
    #expect(try !matches(#"[{"id":"b","value":1}]"#, got))
    #expect(try !matches(#"[{"id":"c"}]"#, got))
    #expect(try matches("[1,2]", .list([.integer(1), .integer(2)])))
    #expect(try !matches("[2,1]", .list([.integer(1), .integer(2)])))
    #expect(try !matches("[1]", .list([.integer(1), .integer(2)])))
  }
}
