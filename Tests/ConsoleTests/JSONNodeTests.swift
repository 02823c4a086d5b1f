@testable import Console
import Foundation
import Testing

@Suite struct JSONNodeTests {
  @Test func nestedValuesKeepTheirOrder() {
    let node: JSONNode = [
      "account": "bob", "block": 12, "balances": ["USDC": "1.5", "ETH": "-2"],
      "positions": [:], "flags": [true, false, nil], "none": [],
    ]
    #expect(
      node.text
        == #"{"account":"bob","block":12,"balances":{"USDC":"1.5","ETH":"-2"},"#
        + #""positions":{},"flags":[true,false,null],"none":[]}"#)
  }

  @Test(arguments: [
    ("a\"b\\c/", #""a\"b\\c/""#),
    ("\n\r\t\u{8}\u{C}\0\u{1F}", #""\n\r\t\u0008\u000c\u0000\u001f""#),
    ("é日👩‍👧\u{7F}\u{2028}", "\"é日👩‍👧\u{7F}\u{2028}\""), ("", "\"\""),
  ])
  func stringsEscapeOnlyWhatTheyMust(string: String, expected: String) {
    #expect(JSONNode.string(string).text == expected)
  }

  @Test(arguments: [0, -1, 42, Int64.min, Int64.max])
  func integersAreExact(integer: Int64) {
    #expect(JSONNode.integer(integer).text == "\(integer)")
  }

  @Test(arguments: [false, true])
  func everyStringIsReadBackByAnotherReader(forTerminal: Bool) throws {
    let seed: UInt64 = 20_200_312
    var random = SeededRandom(seed)
    for _ in 0..<500 {
      var string = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let limit: UInt32 = Bool.random(using: &random) ? 0x7F : 0x2FFF
        let value = UInt32.random(in: 0...limit, using: &random)
        if let scalar = Unicode.Scalar(value) { string.unicodeScalars.append(scalar) }
      }
      var encoding = JSONEncoding(forTerminal: forTerminal)
      encoding.append([.string(string)])
      let read = try JSONDecoder().decode([String].self, from: Data(encoding.bytes))
      let scalars = try #require(read.first).unicodeScalars
      #expect(scalars.elementsEqual(string.unicodeScalars), "seed \(seed)")
    }
  }

  @Test func depthDoesNotGrowTheStack() {
    var node: JSONNode = .null
    for _ in 0..<10_000 { node = .array([node]) }
    #expect(node.text.utf8.count == 20_004)
  }

  @Test func nodeIsWrittenOnALineOfItsOwn() throws {
    let output = Output(memory: Presentation(isTerminal: true, width: 80))
    try output.write(["a": "\u{9B}"] as JSONNode)
    #expect(output.text == "{\"a\":\"\\u009b\"}\n")
  }
}
