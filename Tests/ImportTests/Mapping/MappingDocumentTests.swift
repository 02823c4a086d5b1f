import Foundation
import Import
import Testing

/// The examples of `docs/MAPS.md` do what is written there.
@Suite struct MappingDocumentTests {
  /// The fenced blocks of the document by what stands behind their language.
  private func blocks() throws -> [String: String] {
    let file = TestFiles.package.appending(path: "docs/MAPS.md")
    var blocks: [String: String] = [:]
    var name: String?
    for line in try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("```") {
        let words = line.split(separator: " ")
        name = name == nil ? words.dropFirst().first.map(String.init) ?? "" : nil
      } else if let name {
        blocks[name, default: ""] += line + "\n"
      }
    }
    return blocks
  }

  @Test func theWorkedExampleGivesTheLinesThatAreShown() throws {
    let blocks = try blocks()
    let json = try #require(blocks["dune.json"])
    let map = try ImportMap(json: Array(json.utf8), name: "dune.json")
    let files = try TemporaryFiles()
    let paths = try ["liquidations.csv", "tokens.csv", "deposits.csv"].map { name in
      try files.write(name, #require(blocks[name]))
    }
    let outcome = try run(map, paths)
    #expect(outcome.lines.rejects.isEmpty)
    #expect(outcome.texts.joined(separator: "\n") + "\n" == blocks["expected"])
  }

  @Test(arguments: [
    "raw", "round", "negate", "absolute", "add", "subtract", "multiply", "divide", "cases", "lower",
    "upper", "trim", "first", "lookup", "delta", "from_block", "duplicates", "unmatched",
    "separator", "row",
  ])
  func everyConstructIsDescribed(word: String) throws {
    let file = TestFiles.package.appending(path: "docs/MAPS.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("\"\(word)\"") || text.contains("`\(word)`"))
  }
}
