import Foundation
import Import
import Ledger
import Testing

/// Damaged maps and damaged files: an error or rejects, never a trap, and every row is accounted for.
@Suite struct MappingFuzzTests {
  /// A generator whose numbers depend on its seed alone.
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  private static let junk = [
    "", "\"", "{", "}", "[", "]", ",", ":", "-", "0", "9", "e", ".", "@", "*", "\n", "null", "{{",
    "1e99", "-1", "\u{0}", "é",
  ].map { Array($0.utf8) }

  /// The text with a few bytes replaced, repeated or cut out.
  private func damaged(_ text: [UInt8], _ random: inout Random) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...3, using: &random) where !text.isEmpty {
      let start = Int.random(in: 0..<text.count, using: &random)
      let end = min(text.count, start + Int.random(in: 0...6, using: &random))
      let junk = Self.junk[Int.random(in: 0..<Self.junk.count, using: &random)]
      text.replaceSubrange(start..<end, with: Bool.random(using: &random) ? junk : [])
    }
    return text
  }

  @Test(arguments: ["hyperliquid-2023", "euler-2023", "maker-2019", "aave-v2-2021"])
  func damagedMapsAreErrorsAtAPlace(name: String) throws {
    let path = TestFiles.package.appending(path: "maps/\(name).json").path
    let json = try Array(String(contentsOfFile: path, encoding: .utf8).utf8)
    for seed in 0..<150 as Range<UInt64> {
      var random = Random(state: seed)
      do {
        _ = try ImportMap(json: damaged(json, &random), name: "m")
      } catch {
        #expect(error.line ?? 0 > 0, "seed \(seed): \(error)")
      }
    }
  }

  @Test func everyRowOfADamagedFileIsAccountedFor() throws {
    let map = try TestFiles.map("hyperliquid-2023")
    let files = try TemporaryFiles()
    let header = "time,user,coin,side,px,sz,crossed\n"
    let rows = Samples.hyperliquidTrades.dropFirst(header.count)
    for seed in 0..<200 as Range<UInt64> {
      var random = Random(state: seed)
      let text = damaged(Array(String(repeating: String(rows), count: 5).utf8), &random)
      let path = try files.write("f.csv", header + String(decoding: text, as: UTF8.self))
      do {
        let outcome = try run(map, ["trades=\(path)"], keepGoing: true)
        let count = try #require(outcome.lines.sources.last)
        #expect(count.rows == count.events + count.rejected, "seed \(seed)")
        #expect(outcome.count("fill") == count.events, "seed \(seed)")
        #expect(outcome.lines.rejects.count == count.rejected, "seed \(seed)")
      } catch is MapRunError {
        // A quote that is never closed ends the file: that is no matter of one row.
      }
    }
  }
}
