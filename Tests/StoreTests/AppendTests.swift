import Foundation
import Hashing
import Ledger
import LedgerSupport
import Store
import Testing

/// Appending, reading back, importing again.
@Suite struct AppendTests {
  private static func root(_ lines: [String]) -> String {
    let sha = SHA256()
    var tree = MerkleTree()
    for line in lines { tree.append(sha.leaf(line.utf8.span), sha) { _ in } }
    return tree.root().description
  }

  @Test(
    arguments: [
      (1, 300, 7, 3), (2, 700, 256, 100), (3, 700, 255, 1_000), (4, 700, 257, 64),
      (5, 40, 1, 1), (6, 1_200, 1_200, 1_200), (7, 1_200, 100, 33), (8, 513, 512, 512),
    ] as [(UInt64, Int, Int, Int)])
  func whatIsAppendedIsReadBack(seed: UInt64, count: Int, batch: Int, chunk: Int) throws {
    var log = RandomLog(seed: seed, style: seed % 2 == 0 ? .wild : .calm, isFoldable: true)
    let lines = log.lines(count)
    let folder = try LedgerFolder()
    var added: Int64 = 0
    var kinds: Int64 = 0
    let root = try folder.append(lines, batch: batch, chunk: chunk) { outcome in
      added += outcome.added
      kinds += outcome.kinds.reduce(0) { $0 + $1.count }
      #expect(outcome.alreadyThere == 0)
    }
    #expect((added, kinds) == (Int64(count), Int64(count)))
    #expect(root == Self.root(lines), "seed \(seed)")
    #expect(try folder.lines() == lines, "seed \(seed)")
    let file = try LedgerFile(path: folder.ledger)
    #expect(file.head == .matches)
    #expect(
      file.tip.size == Int64(count) && file.tip.block == log.block && file.tip.time == log.time)
    #expect(try file.counts().reduce(0) { $0 + $1.count } == Int64(count))
    let result = try Verifier(file).run()
    #expect(result.findings == [], "seed \(seed)")
    #expect(result.root.description == root && result.hashed == Int64(count))
    #expect(result.soundThrough == Int64(count))
  }

  @Test func rangesAndKindsAreReadInOrder() throws {
    var log = RandomLog(seed: 21)
    let lines = log.lines(400)
    let folder = try LedgerFolder(lines, batch: 90)
    for (first, last) in [(1, 1), (1, 400), (17, 230), (400, 400), (399, 900), (401, 500), (9, 8)] {
      let expected = first <= last && first <= 400 ? Array(lines[(first - 1)..<min(last, 400)]) : []
      #expect(try folder.lines(from: Int64(first), to: Int64(last)) == expected)
    }
    let file = try LedgerFile(path: folder.ledger)
    let cursor = try file.events(kinds: [.fill, .deposit])
    var event = Event(.note)
    var found: [String] = []
    while let seq = cursor.upcoming, try cursor.next(into: &event) {
      #expect(event.seq == seq)
      found.append(lines[Int(seq) - 1])
      #expect(LineEncoder.line(of: event, names: file.names) == found.last)
    }
    #expect(
      found == lines.filter { $0.contains(#""kind":"fill""#) || $0.contains(#""kind":"deposit""#) })
  }

  @Test func blocksAreFoundByNumberAndTime() throws {
    var lines: [String] = []
    for (block, time) in [(3, 100), (4, 100), (9, 250), (1_000_000, 250), (1_000_001, 300)] {
      for index in 0..<2 {
        lines.append(
          #"{"v":1,"block":\#(block),"index":\#(index),"time":\#(time),"kind":"note","text":"x"}"#)
      }
    }
    let folder = try LedgerFolder(lines)
    let file = try LedgerFile(path: folder.ledger)
    for (time, block) in [
      (99, nil), (100, 4), (249, 4), (250, 1_000_000), (299, 1_000_000), (300, 1_000_001),
      (9_999, 1_000_001),
    ] as [(Int64, Int64?)] {
      #expect(try file.lastBlock(atOrBefore: time)?.number == block, "\(time)")
    }
    for (number, found, last, first) in [
      (2, nil, 0, 1), (3, 3, 2, 1), (5, 4, 4, 5), (9, 9, 6, 5), (10, 9, 6, 7),
      (1_000_001, 1_000_001, 10, 9), (1_000_002, 1_000_001, 10, 11),
    ] as [(Int64, Int64?, Int64, Int64)] {
      #expect(try file.block(atOrBefore: number)?.number == found, "\(number)")
      #expect(try file.lastEvent(throughBlock: number) == last, "\(number)")
      #expect(try file.firstEvent(fromBlock: number) == first, "\(number)")
    }
    #expect(try file.firstBlock()?.number == 3)
    for block: Int64 in [-1, 0, 2, 1_000_002] {
      let error = #expect(throws: StoreError.self) { try file.check(block: block) }
      #expect(error?.code == .outOfRange)
      #expect(
        error?.description == "\(folder.ledger): block \(block) is outside of the ledger, which "
          + "covers blocks 3 to 1000001")
    }
    for block: Int64 in [3, 5, 1_000_001] { try file.check(block: block) }
    let empty = try LedgerFolder()
    try empty.append([])
    let error = #expect(throws: StoreError.self) {
      _ = try LedgerFile(path: empty.ledger).book(throughBlock: 0)
    }
    #expect(error?.code == .outOfRange)
  }

  @Test func importingAgainChangesNothing() throws {
    var log = RandomLog(seed: 31)
    let lines = log.lines(300)
    let folder = try LedgerFolder(Array(lines[..<200]), batch: 60)
    let before = try folder.bytes()
    try folder.append(Array(lines[..<200]), batch: 37) { #expect($0.added == 0) }
    #expect(try folder.bytes() == before)
    // What overlaps is compared, what is new is appended.
    try folder.append(Array(lines[150...])) { outcome in
      #expect((outcome.alreadyThere, outcome.added) == (50, 100))
    }
    #expect(try folder.lines() == lines)
    #expect(try folder.append(lines) == Self.root(lines))
  }

  private static func note(_ block: Int, _ index: Int, _ time: Int, _ text: String) -> String {
    #"{"v":1,"block":\#(block),"index":\#(index),"time":\#(time),"kind":"note","text":"\#(text)"}"#
  }

  @Test func whatContradictsTheRecordIsAConflictThatNamesBothLines() throws {
    let lines = [Self.note(5, 0, 1, "a"), Self.note(5, 4, 1, "b"), Self.note(7, 0, 2, "c")]
    let folder = try LedgerFolder(lines)
    let before = try folder.bytes()
    for (given, text) in [
      (
        Self.note(5, 4, 1, "other"),
        "block 5, index 4 is recorded already, differently\n  recorded  \(lines[1])\n  given     "
      ),
      (
        Self.note(5, 4, 2, "b"),
        "block 5, index 4 is recorded already, differently\n  recorded  \(lines[1])\n  given     "
      ),
      (
        Self.note(5, 2, 1, "b"),
        "block 5, index 2 is before the end of the ledger and holds no event there: the past of a "
          + "ledger cannot be filled in\n  given     "
      ),
      (
        Self.note(6, 0, 1, "b"),
        "block 6, index 0 is before the end of the ledger and holds no event there: the past of a "
          + "ledger cannot be filled in\n  given     "
      ),
      (
        Self.note(0, 0, 0, "b"),
        "block 0, index 0 is before the end of the ledger and holds no event there: the past of a "
          + "ledger cannot be filled in\n  given     "
      ),
    ] {
      let error = #expect(throws: StoreError.self) {
        try folder.append([given, Self.note(9, 0, 9, "new")])
      }
      #expect(error?.code == .conflict)
      #expect(error?.description == text + given)
    }
    #expect(try folder.bytes() == before)
    #expect(try folder.lines() == lines)
  }

  @Test(
    arguments: [
      ([(9, 1, 50), (9, 1, 50)], 1, "block", "block 9, index 1 stands twice in this import"),
      (
        [(9, 1, 50), (9, 0, 50)], 1, "block",
        "block 9, index 0 comes after block 9, index 1; events must stand in order"
      ),
      (
        [(9, 1, 50), (8, 2, 50)], 1, "block",
        "block 8, index 2 comes after block 9, index 1; events must stand in order"
      ),
      (
        [(9, 1, 50), (9, 2, 51)], 1, "time",
        "block 9 has the time 50, and all its events must have it"
      ),
      ([(9, 1, 50), (10, 0, 49)], 1, "time", "must not be before 50, the time of block 9"),
      ([(7, 5, 41)], 0, "time", "block 7 has the time 40, and all its events must have it"),
      ([(8, 0, 39)], 0, "time", "must not be before 40, the time of block 7"),
      ([(7, 0, 40), (8, 0, 39)], 1, "time", "must not be before 40, the time of block 7"),
    ] as [([(Int, Int, Int)], Int, String, String)])
  func placesAndTimesMustRise(
    _ places: [(Int, Int, Int)], _ line: Int, _ field: String, _ message: String
  ) throws {
    let folder = try LedgerFolder([Self.note(7, 0, 40, "x")])
    let error = #expect(throws: IntakeError.self) {
      try folder.append(places.map { Self.note($0.0, $0.1, $0.2, "x") })
    }
    #expect(error?.line == line)
    #expect(error?.cause.field == field)
    #expect(error?.cause.message == message)
    #expect(try folder.lines().count == 1)
    #expect(try folder.verify().isSound)
  }

  @Test func aBatchThatIsRolledBackLeavesNothing() throws {
    var log = RandomLog(seed: 12)
    let lines = log.lines(100)
    let folder = try LedgerFolder(Array(lines[..<40]))
    let before = try folder.bytes()
    do {
      let writer = try LedgerWriter(path: folder.ledger, creates: false)
      var intake = writer.makeIntake()
      let text = LineText(Array(lines[40...]))
      let prepared = try intake.prepare(text.bytes.span, lines: text.ranges)
      try writer.begin()
      try writer.append(prepared)
      writer.rollback()
      #expect(writer.tip.size == 40)
      // The same writer goes on.
      try writer.begin()
      try writer.append(prepared)
      #expect(try writer.commit().added == 60)
      #expect(writer.tip.size == 100)
    }
    #expect(try folder.bytes() != before)
    #expect(try folder.lines() == lines)
    #expect(try folder.verify().isSound)
  }

  @Test func aLedgerThatStaysEmptyIsTakenAwayAgain() throws {
    let folder = try LedgerFolder()
    do {
      let writer = try LedgerWriter(path: folder.ledger, creates: true)
      #expect(writer.isNew)
      writer.removeIfNewAndEmpty()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}
