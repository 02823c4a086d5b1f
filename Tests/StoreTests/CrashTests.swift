import Foundation
import Ledger
import LedgerSupport
import SQLite
import Store
import Testing

/// Whatever fails, and whenever the process ends: acknowledged events stay, and a retry completes.
@Suite struct CrashTests {
  private static let lines: [String] = {
    var log = RandomLog(seed: 70)
    return log.lines(90)
  }()

  #if DEBUG
  /// One failing call at a time, from the first to the last; every one of them with PLIMSOLL_SOAK.
  @Test(
    arguments: [
      (FaultInjection.Call.step, ResultCode.full, 13), (.step, .ioErrorWrite, 17),
      (.bind, .noMemory, 97),
      (.prepare, .noMemory, 5), (.checkpoint, .ioErrorWrite, 1), (.checkpoint, .busy, 1),
      (.open, .cannotOpen, 1),
    ])
  func aFailingCallLeavesTheLedgerAsItWasOrComplete(
    _ call: FaultInjection.Call, _ code: ResultCode, _ stride: Int
  ) throws {
    let before = try LedgerFolder(Array(Self.lines[..<30]))
    let start = try before.copy()
    let root = try LedgerFolder().append(Self.lines)
    let folder = try LedgerFolder()
    var number = 1
    var failures = 0
    while true {
      try folder.putBack(start)
      let plan = FaultInjection(call, number: number, code: code)
      do {
        _ = try plan.run { try folder.append(Self.lines, batch: 60) }
      } catch {
        #expect(error is StoreError, "\(call) \(number): \(error)")
        failures += 1
      }
      let result = try folder.verify()
      #expect(result.findings == [], "\(call) \(number)")
      #expect([30, 60, 90].contains(result.hashed), "\(call) \(number)")
      #expect(try folder.append(Self.lines) == root, "\(call) \(number)")
      #expect(try folder.lines() == Self.lines, "\(call) \(number)")
      if plan.callCount < number { break }
      number += Soak.isOn ? 1 : stride
    }
    // Emptying the write-ahead log is a courtesy: the events are durable in it already.
    #expect(call == .checkpoint ? failures == 0 : failures > 0)
  }

  /// The same for a ledger that is only being made.
  @Test func aFailureWhileALedgerIsMadeCanBeRetried() throws {
    for number in stride(from: 1, through: 400, by: 23) {
      let folder = try LedgerFolder()
      let plan = FaultInjection(.step, number: number, code: .full)
      do { try plan.run { _ = try folder.append([]) } } catch {}
      try folder.append(Self.lines)
      #expect(try folder.lines() == Self.lines, "step \(number)")
      #expect(try folder.verify().isSound, "step \(number)")
    }
  }
  #endif

  /// The process is killed at a random moment, again and again, until everything is there.
  @Test func acknowledgedEventsSurviveKill() async throws {
    var log = RandomLog(seed: 71)
    let lines = log.lines(1_500)
    let root = try LedgerFolder().append(lines)
    var random = SeededRandom(UInt64(Date().timeIntervalSince1970))
    var kills = 0
    let wanted = Soak.count ?? 12
    while kills < wanted {
      let folder = try LedgerFolder()
      try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: folder.path + "/lines"))
      for _ in 0..<6 where kills < wanted {
        let path = folder.path
        let delay = Int.random(in: 0..<150_000, using: &random)
        await #expect(processExitsWith: .signal(SIGKILL)) {
          [path = path as String, delay = delay as Int] in
          try Self.appendUntilKilled(path, afterMicroseconds: delay)
        }
        kills += 1
        let acknowledged = (try? folder.bytes(".acknowledged")).map { $0.count } ?? 0
        // The killed process may have made nothing yet.
        guard FileManager.default.fileExists(atPath: folder.ledger + ".head") else {
          #expect(acknowledged == 0)
          continue
        }
        let result = try folder.verify()
        #expect(result.findings == [], "delay \(delay)")
        #expect(result.hashed >= acknowledged, "delay \(delay)")
        #expect(try folder.lines() == Array(lines[..<Int(result.hashed)]), "delay \(delay)")
      }
      #expect(try folder.append(lines) == root)
      #expect(try folder.verify().isSound)
    }
  }

  /// Appends the lines of a file in small batches and acknowledges each event by one byte of a file.
  private static func appendUntilKilled(_ path: String, afterMicroseconds delay: Int) throws {
    Thread.detachNewThread {
      usleep(UInt32(delay))
      kill(getpid(), SIGKILL)
    }
    let text = try String(contentsOfFile: path + "/lines", encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    let folder = LedgerFolder(existing: path)
    let ledger = folder.ledger
    var size: Int64 = 0
    try folder.append(lines, batch: 20) { outcome in
      size += outcome.added + outcome.alreadyThere
      guard outcome.added > 0 else { return }
      try Data(count: Int(size)).write(to: URL(filePath: ledger + ".acknowledged"))
    }
    while true { sleep(1) }
  }
}
