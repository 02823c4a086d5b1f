import Foundation
import Glibc
import Hashing
import Ledger
import LedgerSupport
import Testing

/// Imports that are killed at random moments.
///
/// `PLIMSOLL_SOAK` is the number of kills of a longer run, `PLIMSOLL_SEED` repeats one.
@Suite(.enabled(if: Binary.isBuilt)) struct KillTests {
  private static func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
  }

  private static let kills = Int(number("PLIMSOLL_SOAK") ?? 7)
  private static let events = number("PLIMSOLL_SOAK") == nil ? 12_000 : 100_000

  private struct Ledger: Equatable {
    let root: String
    let digest: String

    init(_ path: String) throws {
      let book = try Binary.run(["book", path, "--format", "json"])
      let members = try #require(
        try JSONSerialization.jsonObject(with: book.output) as? [String: Any])
      root = try #require(members["root"] as? String)
      digest = try #require(members["digest"] as? String)
    }
  }

  @Test(arguments: [nil, "1000"])
  func killedImportLosesNothingThatWasAcknowledged(batch: String?) throws {
    let seed = Self.number("PLIMSOLL_SEED") ?? UInt64.random(in: 0...UInt64.max)
    print("kill: seed \(seed)")
    var random = SeededRandom(seed)
    let folder = try LedgerFolder()
    let lines = EventStream(seed: 99).lines(Self.events)
    let input = try folder.write("in.ndjson", lines)
    let roots = Self.roots(of: lines, every: batch.flatMap { Int($0) } ?? lines.count)
    let options = batch.map { ["--batch", $0] } ?? []

    let start = ContinuousClock.now
    let whole = try Binary.run(["import", folder.path("whole"), input] + options)
    let duration = ContinuousClock.now - start
    try #require(whole.status == 0, "\(whole.words)")
    let expected = try Ledger(folder.path("whole"))

    let ledger = folder.path("killed")
    for number in 0..<Self.kills {
      // Every third kill hits a new ledger, the others go on with what is there.
      if number % 3 == 0 { try Self.remove(ledger) }
      let share = Double.random(in: 0...1.05, using: &random)
      try Self.killImport(of: input, into: ledger, options, after: duration * share)
      try Self.check(ledger, against: roots, "seed \(seed), kill \(number)")
    }
    let again = try Binary.run(["import", ledger, input] + options)
    #expect(again.status == 0, "seed \(seed): \(again.words)")
    #expect(try Ledger(ledger) == expected, "seed \(seed)")
    let export = try Binary.run(["export", ledger])
    let isWhole = export.output == Data((lines.joined(separator: "\n") + "\n").utf8)
    #expect(isWhole, "seed \(seed)")
  }

  /// The roots that the log may have: those over the lines up to the end of a batch.
  private static func roots(of lines: [String], every batch: Int) -> [Int: String] {
    let sha = SHA256()
    var tree = MerkleTree()
    var roots = [0: "\(tree.root(sha))"]
    for (number, line) in lines.enumerated() {
      tree.append(sha.leaf(Array(line.utf8).span), sha) { _ in }
      if (number + 1) % batch == 0 { roots[number + 1] = "\(tree.root(sha))" }
    }
    return roots
  }

  private static func remove(_ ledger: String) throws {
    for suffix in ["", ".head", ".lock", "-wal", "-shm", ".head.new"] {
      try? FileManager.default.removeItem(atPath: ledger + suffix)
    }
  }

  private static func killImport(
    of input: String, into ledger: String, _ options: [String], after time: Duration
  ) throws {
    let running = try Binary.start(["import", ledger, input] + options)
    let microseconds =
      time.components.seconds * 1_000_000
      + time.components.attoseconds / 1_000_000_000_000
    usleep(UInt32(clamping: microseconds))
    kill(running.process.processIdentifier, SIGKILL)
    let result = try running.result()
    if !result.wasKilled { #expect(result.status == 0, "\(result.words)") }
  }

  /// The ledger verifies, holds the lines up to the end of a batch, and all that its head acknowledged.
  private static func check(_ ledger: String, against roots: [Int: String], _ when: String) throws {
    let acknowledged = try Self.acknowledged(ledger)
    guard FileManager.default.fileExists(atPath: ledger) else {
      #expect(acknowledged == 0, "\(when)")
      return
    }
    let verify = try Binary.run(["verify", ledger, "--format", "json"])
    if verify.status == 1, acknowledged == 0 {
      // Killed while the tables were made: no ledger yet, and nothing was acknowledged.
      return
    }
    #expect(verify.status == 0, "\(when): \(verify.text)\(verify.words)")
    let members = try #require(
      try JSONSerialization.jsonObject(with: verify.output) as? [String: Any])
    let count = try #require(members["events"] as? Int)
    #expect(members["root"] as? String == roots[count], "\(when): \(count) events")
    #expect(count >= acknowledged, "\(when)")
  }

  private static func acknowledged(_ ledger: String) throws -> Int {
    guard let head = try? String(contentsOfFile: ledger + ".head", encoding: .utf8) else {
      return 0
    }
    let line = try #require(head.split(separator: "\n").first { $0.hasPrefix("size ") })
    return try #require(Int(line.dropFirst(5)))
  }
}
