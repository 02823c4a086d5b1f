import Foundation
import Ledger
import LedgerSupport
import SQLite
import Store
import Testing

/// `verify` finds every change, and names the event that was changed.
@Suite struct VerifierTests {
  struct Tampering: Sendable, CustomTestStringConvertible {
    let name: String
    let sql: [String]
    /// The first event that is not sound; nil when all are.
    let seq: Int64?
    /// A part of some finding.
    let words: String

    var testDescription: String { name }
  }

  private static func place(_ number: Int) -> String {
    #"{"v":1,"block":\#(number / 3),"index":\#(number % 3),"time":\#(number / 3),"kind":"#
  }

  /// 600 events in four batches: 3 declarations, then deposits, fills and notes in turn.
  private static let lines: [String] =
    [
      place(0) + #""asset","asset":"USD","decimals":6}"#,
      place(1) + #""asset","asset":"BTC","decimals":8}"#,
      place(2) + #""market","market":"P","base":"BTC","quote":"USD"}"#,
    ]
    + (3..<600).map { number in
      switch number % 3 {
      case 0: place(number) + #""deposit","account":"a\#(number % 7)","asset":"USD","amount":"1"}"#
      case 1:
        place(number) + #""fill","account":"a\#(number % 5)","market":"P","side":"buy","size":"1","#
          + #""price":"\#(number)"}"#
      default: place(number) + #""note","text":"n\#(number)"}"#
      }
    }

  private static let original = Result { try LedgerFolder(lines, batch: 150).copy() }

  private static func makeFolder() throws -> LedgerFolder {
    let folder = try LedgerFolder()
    try folder.putBack(try original.get())
    return folder
  }

  // Event 401 is a fill (seq = number + 1), 400 a deposit, 402 a note.
  static let cases: [Tampering] = [
    Tampering(
      name: "a price", sql: ["UPDATE fill SET price = '1' WHERE seq = 401"], seq: 401,
      words: "event 401 (fill, block 133, index 1) is not what was recorded; it now reads {"),
    Tampering(
      name: "a side", sql: ["UPDATE fill SET side = 'sell' WHERE seq = 401"], seq: 401,
      words: "event 401"),
    Tampering(
      name: "NULL gets a value", sql: ["UPDATE fill SET fee = '0' WHERE seq = 401"], seq: 401,
      words: "event 401"),
    Tampering(
      name: "NULL gets an empty text", sql: ["UPDATE fill SET ref = '' WHERE seq = 401"], seq: 401,
      words: "event 401"),
    Tampering(
      name: "1.0 for 1", sql: ["UPDATE deposit SET amount = '1.0' WHERE seq = 400"], seq: 400,
      words: "event 400 in table deposit cannot be read: column \"amount\""),
    Tampering(
      name: "no number", sql: ["UPDATE deposit SET amount = 'much' WHERE seq = 400"], seq: 400,
      words: "event 400"),
    Tampering(
      name: "an unknown word", sql: ["UPDATE fill SET side = 'hold' WHERE seq = 401"], seq: 401,
      words: "event 401"),
    Tampering(
      name: "another account", sql: ["UPDATE fill SET account = 1 - (account = 1) WHERE seq = 401"],
      seq: 401, words: "event 401"),
    Tampering(
      name: "an account that is not there", sql: ["UPDATE fill SET account = 99 WHERE seq = 401"],
      seq: 401, words: "event 401"),
    Tampering(
      name: "an account below zero", sql: ["UPDATE fill SET account = -1 WHERE seq = 401"],
      seq: 401, words: "event 401"),
    Tampering(
      name: "a text that is no UTF-8",
      sql: ["UPDATE note SET text = CAST(x'ff' AS TEXT) WHERE seq = 402"], seq: 402,
      words: "event 402"),
    Tampering(
      name: "a block", sql: ["UPDATE fill SET block = 134 WHERE seq = 401"], seq: 401,
      words: "event 401"),
    Tampering(
      name: "a block that is not there", sql: ["UPDATE fill SET block = 9999 WHERE seq = 401"],
      seq: 401, words: "event 401 is in block 9999, which the table \"block\" lacks"),
    Tampering(
      name: "an index", sql: ["UPDATE fill SET idx = 0 WHERE seq = 401"], seq: 401,
      words: "event 401 (block 133, index 0) does not come after block 133, index 0"),
    Tampering(
      name: "a row is deleted", sql: ["DELETE FROM fill WHERE seq = 401"], seq: 401,
      words: "event 401 is missing"),
    Tampering(
      name: "the first row is deleted", sql: ["DELETE FROM asset WHERE seq = 1"], seq: 1,
      words: "event 1 is missing"),
    Tampering(
      name: "the last row is deleted", sql: ["DELETE FROM note WHERE seq = 600"], seq: 600,
      words: "event 600 is missing"),
    Tampering(
      name: "a table is emptied", sql: ["DELETE FROM fill"], seq: 5, words: "event 5 is missing"),
    Tampering(
      name: "two rows change places",
      sql: [
        "UPDATE fill SET seq = -1 WHERE seq = 401", "UPDATE fill SET seq = 401 WHERE seq = 404",
        "UPDATE fill SET seq = 404 WHERE seq = -1",
      ], seq: 401, words: "event 404"),
    Tampering(
      name: "a row moves to another table",
      sql: [
        "DELETE FROM note WHERE seq = 402",
        "INSERT INTO unclassified VALUES (402, 133, 2, 'n401', 'x', NULL)",
      ], seq: 402, words: "event 402 (unclassified"),
    Tampering(
      name: "an event stands twice",
      sql: ["INSERT INTO unclassified VALUES (402, 133, 2, 'n401', 'x', NULL)"], seq: 402,
      words: "event 402 stands twice"),
    Tampering(
      name: "a row behind the end", sql: ["INSERT INTO note VALUES (601, 199, 9, 'x', NULL)"],
      seq: 601, words: "table note has an event 601 that was added outside of the log"),
    Tampering(
      name: "a row far behind the end",
      sql: ["INSERT INTO note VALUES (9223372036854775807, 199, 9, 'x', NULL)"],
      seq: 9_223_372_036_854_775_807, words: "table note has an event 9223372036854775807"),
    Tampering(
      name: "a row before the start", sql: ["INSERT INTO note VALUES (0, 0, 0, 'x', NULL)"], seq: 1,
      words: "table note has an event 0"),
    Tampering(
      name: "an account is renamed", sql: ["UPDATE account_name SET name = 'zed' WHERE id = 0"],
      seq: 4, words: "event 4 (deposit"),
    Tampering(
      name: "two accounts have one name",
      sql: [
        "UPDATE account_name SET name = (SELECT name FROM account_name WHERE id = 0) WHERE id = 1"
      ],
      seq: 5, words: "row 1 of table account_name is not what the ledger wrote"),
    Tampering(
      name: "an account is gone", sql: ["DELETE FROM account_name WHERE id = 1"], seq: 5,
      words: "row 1 of table account_name is missing"),
    Tampering(
      name: "an account too many", sql: ["INSERT INTO account_name VALUES (7, 'zed')"], seq: nil,
      words: "the table account_name holds 1 names that no event uses"),
    Tampering(
      name: "an account far too many", sql: ["INSERT INTO account_name VALUES (1 << 60, 'zed')"],
      seq: nil, words: "row 1152921504606846976 of table account_name does not belong there"),
    Tampering(
      name: "an asset is renamed", sql: ["UPDATE asset_name SET name = 'EUR' WHERE id = 0"], seq: 1,
      words: "event 1 (asset"),
    Tampering(
      name: "a declaration of an asset", sql: ["UPDATE asset SET decimals = 7 WHERE seq = 1"],
      seq: 1, words: "event 1 (asset"),
    Tampering(
      name: "a declaration out of range", sql: ["UPDATE asset SET decimals = 70 WHERE seq = 1"],
      seq: 1, words: "row 0 of table asset_name is not what the ledger wrote"),
    Tampering(
      name: "a declaration of a market", sql: ["UPDATE market SET quote = 1 WHERE seq = 3"], seq: 3,
      words: "event 3 (market"),
    Tampering(
      name: "an asset too many", sql: ["INSERT INTO asset_name VALUES (2, 'EUR')"], seq: nil,
      words: "row 2 of table asset_name is not what the ledger wrote"),
    Tampering(
      name: "the time of a block", sql: ["UPDATE block SET time = time + 1 WHERE number = 133"],
      seq: 400, words: "event 402"),
    Tampering(
      name: "a block is gone", sql: ["DELETE FROM block WHERE number = 133"], seq: 400,
      words: "event 401 is in block 133"),
    Tampering(
      name: "a block too many", sql: ["INSERT INTO block VALUES (9999, 9999, 601)"], seq: nil,
      words: "the table block goes on behind the end of the log (1 rows)"),
    Tampering(
      name: "the first event of a block",
      sql: ["UPDATE block SET first_seq = first_seq + 1 WHERE number = 133"], seq: nil,
      words: "the table block does not fit the events in block 133"),
    Tampering(
      name: "a full tile", sql: ["UPDATE tile SET hashes = zeroblob(8192) WHERE number = 0"],
      seq: nil, words: "hash tile 0 of level 0 is not what was recorded"),
    Tampering(
      name: "one hash of a full tile",
      sql: [
        "UPDATE tile SET hashes = CAST(substr(hashes, 1, 32) || zeroblob(32) || substr(hashes, 65) "
          + "AS BLOB) WHERE level = 0 AND number = 1"
      ], seq: nil, words: "hash tile 1 of level 0 is not what was recorded"),
    Tampering(
      name: "the last tile",
      sql: ["UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND number = 2"],
      seq: nil, words: "hash tile 2 of level 0 is not what was recorded"),
    Tampering(
      name: "an upper tile",
      sql: ["UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 1"], seq: nil,
      words: "hash tile 0 of level 1 is not what was recorded"),
    Tampering(
      name: "a tile is longer",
      sql: ["UPDATE tile SET hashes = CAST(hashes || x'00' AS BLOB) WHERE level = 1"],
      seq: nil, words: "the table tile is not right: tile 0 of level 1"),
    Tampering(
      name: "a tile is gone", sql: ["DELETE FROM tile WHERE level = 0 AND number = 1"], seq: nil,
      words: "hash tile 1 of level 0 is missing or too short"),
    Tampering(
      name: "a tile too many", sql: ["INSERT INTO tile VALUES (5, 0, x'00')"], seq: nil,
      words: "the table tile is not right: tile 0 of level 5"),
    Tampering(
      name: "a tile and its event",
      sql: [
        "UPDATE fill SET price = '1' WHERE seq = 401",
        "UPDATE tile SET hashes = zeroblob(8192) WHERE level = 0 AND number = 1",
      ], seq: 301, words: "the events 301 to 450 do not give the root of their checkpoint"),
    Tampering(
      name: "the root of a checkpoint",
      sql: [
        "UPDATE checkpoint SET root = replace(root, substr(root, 1, 1), 'e') || '' WHERE size = 300",
        "UPDATE checkpoint SET root = 'f' || substr(root, 2) WHERE size = 300",
        "UPDATE checkpoint SET root = '0' || substr(root, 2) WHERE size = 300",
      ], seq: 151, words: "the events 151 to 300 do not give the root of their checkpoint"),
    Tampering(
      name: "the root of the last checkpoint",
      sql: [
        "UPDATE checkpoint SET root = (SELECT root FROM checkpoint WHERE size = 150) WHERE size = 600"
      ],
      seq: 451, words: "is of another log"),
    Tampering(
      name: "a root that is none", sql: ["UPDATE checkpoint SET root = 'x' WHERE size = 600"],
      seq: 451, words: "the last checkpoint is not what was recorded"),
    Tampering(
      name: "the block of a checkpoint", sql: ["UPDATE checkpoint SET block = 3 WHERE size = 600"],
      seq: nil, words: "the checkpoint of 600 events names block 3, not 199"),
    Tampering(
      name: "a checkpoint too many",
      sql: ["INSERT INTO checkpoint VALUES (700, 199, (SELECT root FROM checkpoint LIMIT 1))"],
      seq: 601, words: "event 601 is missing"),
    Tampering(
      name: "the last checkpoint is gone", sql: ["DELETE FROM checkpoint WHERE size = 600"],
      seq: 451, words: "events were lost"),
    Tampering(
      name: "all checkpoints are gone", sql: ["DELETE FROM checkpoint"], seq: 1,
      words: "events were lost"),
    Tampering(
      name: "the end is cut off with everything that tells of it",
      sql: [
        "DELETE FROM deposit WHERE seq > 450", "DELETE FROM fill WHERE seq > 450",
        "DELETE FROM note WHERE seq > 450", "DELETE FROM checkpoint WHERE size > 450",
        "DELETE FROM block WHERE first_seq > 450",
        "UPDATE tile SET hashes = CAST(substr(hashes, 1, 194 * 32) AS BLOB) "
          + "WHERE level = 0 AND number = 1",
        "UPDATE tile SET hashes = CAST(substr(hashes, 1, 32) AS BLOB) WHERE level = 1",
        "DELETE FROM tile WHERE level = 0 AND number = 2",
      ], seq: nil, words: ".head knows of 600 events, the ledger has 450"),
    Tampering(
      name: "the record of migrations",
      sql: ["UPDATE migration SET sha256 = 'x' WHERE version = 1"],
      seq: nil, words: "the table migration is not as plimsoll wrote it"),
    Tampering(
      name: "a view", sql: ["DROP VIEW v_fill", "CREATE VIEW v_fill AS SELECT 1"], seq: nil,
      words: "the schema is not the one that plimsoll made"),
    Tampering(
      name: "a trigger that does nothing",
      sql: [
        "CREATE TRIGGER x BEFORE INSERT ON fill BEGIN SELECT 1; END"
      ], seq: nil, words: "the schema is not the one that plimsoll made"),
  ]

  @Test(arguments: cases) func everyChangeIsFound(_ item: Tampering) throws {
    let folder = try Self.makeFolder()
    try folder.tamper(item.sql)
    let before = try folder.bytes()
    let result = try folder.verify()
    #expect(!result.isSound && result.count >= result.findings.count)
    let texts = result.findings.map(\.text)
    #expect(texts.contains { $0.contains(item.words) }, "\(texts.prefix(5))")
    #expect(result.findings.compactMap(\.seq).min() == item.seq, "\(texts.prefix(5))")
    #expect(result.soundThrough == min(600, item.seq.map { $0 - 1 } ?? result.hashed))
    #expect(try folder.bytes() == before)
  }

  @Test func triggersThatAreGoneAreNamed() throws {
    let folder = try Self.makeFolder()
    try folder.tamper([], restoresTriggers: true)
    #expect(try folder.verify().isSound)
    let connection = try Connection(path: folder.ledger, mode: .readWrite)
    try connection.execute("DROP TRIGGER fill_gate; DROP TRIGGER deposit_no_update")
    #expect(
      try folder.verify().findings.map(\.text) == [
        "the schema is not the one that plimsoll made; these triggers are gone: "
          + "deposit_no_update, fill_gate"
      ])
    let error = #expect(throws: StoreError.self) {
      let writer = try LedgerWriter(path: folder.ledger, creates: false)
      var intake = writer.makeIntake()
      let text = LineText([
        #"{"v":1,"block":900,"index":0,"time":900,"kind":"fill","account":"x","market":"P","#
          + #""side":"buy","size":"1","price":"1"}"#
      ])
      try writer.begin()
      try writer.append(try intake.prepare(text.bytes.span, lines: text.ranges))
    }
    #expect(error?.code == .system || error?.code == .damaged)
    #expect(error?.description.contains("fill_gate is missing") == true)
  }

  /// One value of one random row becomes another.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func everyRandomChangeOfOneFieldIsFoundAndNamed(seed: UInt64) throws {
    var random = SeededRandom(9_000 + seed)
    var log = RandomLog(seed: 9_000 + seed % 5, style: .wild)
    let lines = log.lines(300)
    let folder = try LedgerFolder(lines, batch: 90)
    let seq = Int64.random(in: 10...300, using: &random)
    var reader = LogReader()
    var kind = Kind.note
    for line in lines[..<Int(seq)] { kind = try reader.read(line).kind }
    let column = random.pick(
      ["block", "idx"] + kind.spec.fields.map { "\"\($0.field.rawValue)\"" })
    let field = kind.spec.fields.first { "\"\($0.field.rawValue)\"" == column }
    let value =
      switch field?.type {
      case nil, .account, .asset, .market, .newAsset, .newMarket, .integer, .time:
        "coalesce(\(column), 0) + \(Int.random(in: 1...3, using: &random))"
      case .choice(let words): "iif(\(column) IS '\(words[0])', '\(words[1])', '\(words[0])')"
      case .text: "coalesce(\(column), '') || ' '"
      default: "iif(\(column) IS '7', '8', '7')"
      }
    try folder.tamper(["UPDATE \(kind.name) SET \(column) = \(value) WHERE seq = \(seq)"])
    let result = try folder.verify()
    let comment: Comment = "seed \(seed): \(kind.name).\(column) of \(seq)"
    #expect(result.findings.contains { $0.seq == seq }, comment)
    #expect(result.findings.compactMap(\.seq).min() == seq, comment)
  }

  /// Any byte of the file: `verify` says what is wrong, or all events are as they were.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func noFlippedByteIsPassedOver(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var log = RandomLog(seed: 500 + seed)
    let lines = log.lines(200)
    let folder = try LedgerFolder(lines)
    let good = try folder.copy()
    for _ in 0..<25 {
      var bytes = good.ledger
      let at = Int.random(in: 0..<bytes.count, using: &random)
      bytes[bytes.startIndex + at] ^= UInt8.random(in: 1...255, using: &random)
      try folder.putBack(LedgerFolder.Copy(ledger: bytes, head: good.head))
      do {
        let file = try LedgerFile(verifying: folder.ledger)
        let isSound = try Verifier(file).run().isSound
        let now = try? LedgerFolder.lines(file)
        #expect(!isSound || now == lines, "seed \(seed), byte \(at)")
      } catch {
        // A file that cannot be read at all is a clear error, never a trap.
        #expect(!error.description.isEmpty, "seed \(seed), byte \(at)")
      }
    }
  }
}
