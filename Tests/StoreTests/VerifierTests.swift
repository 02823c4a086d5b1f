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
      seq: 401,
      words: "event 401 in table fill names row 99 of table account_name, which is not there"),
    Tampering(
      name: "many accounts that are not there", sql: ["UPDATE fill SET account = 500"], seq: 5,
      words: "row 500 of table account_name, which is not there; so do 198 more events"),
    Tampering(
      name: "the last account is gone", sql: ["DELETE FROM account_name WHERE id = 6"], seq: 16,
      words: "row 6 of table account_name, which is not there; so do 66 more events"),
    Tampering(
      name: "two accounts change names",
      sql: [
        "UPDATE account_name SET name = iif(id = 5, 'a5', 'a6') WHERE id IN (5, 6)",
        "UPDATE account_name SET name = 'x' || name WHERE id IN (5, 6)",
      ],
      seq: 13, words: "row 6 of table account_name (\"xa6\") is not what was recorded, nor"),
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
      seq: 401, words: "event 401 in table fill is in block 9999, which the table block lacks"),
    Tampering(
      name: "an index", sql: ["UPDATE fill SET idx = 0 WHERE seq = 401"], seq: 401,
      words: "event 401 in table fill (block 133, index 0) does not come after block 133, index 0"),
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
      name: "a table is emptied", sql: ["DELETE FROM fill"], seq: 5,
      words: "event 5 is missing; 198 more events are missing"),
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
      seq: 601, words: "table note has an event 601, added outside of the log"),
    Tampering(
      name: "a row far behind the end",
      sql: ["INSERT INTO note VALUES (9223372036854775807, 199, 9, 'x', NULL)"],
      seq: 9_223_372_036_854_775_807, words: "table note has an event 9223372036854775807"),
    Tampering(
      name: "a row before the start", sql: ["INSERT INTO note VALUES (0, 0, 0, 'x', NULL)"], seq: 1,
      words: "table note has an event 0"),
    Tampering(
      name: "an account is renamed", sql: ["UPDATE account_name SET name = 'zed' WHERE id = 0"],
      seq: 4, words: #"row 0 of table account_name ("zed") is not what was recorded, nor"#),
    Tampering(
      name: "two accounts have one name",
      sql: [
        "UPDATE account_name SET name = (SELECT name FROM account_name WHERE id = 0) WHERE id = 1"
      ],
      seq: 5, words: "row 1 of table account_name repeats the name of another row: "),
    Tampering(
      name: "an account is gone", sql: ["DELETE FROM account_name WHERE id = 1"], seq: 5,
      words: "row 1 of table account_name is missing: 68 events name it, the first is event 5"),
    Tampering(
      name: "an account too many", sql: ["INSERT INTO account_name VALUES (7, 'zed')"], seq: nil,
      words: "the table account_name holds 1 names that no event uses"),
    Tampering(
      name: "an account far too many", sql: ["INSERT INTO account_name VALUES (1 << 60, 'zed')"],
      seq: nil, words: "row 1152921504606846976 of table account_name does not belong there"),
    Tampering(
      name: "an asset is renamed", sql: ["UPDATE asset_name SET name = 'EUR' WHERE id = 0"], seq: 1,
      words: "the first is event 1 (asset"),
    Tampering(
      name: "a declaration of an asset", sql: ["UPDATE asset SET decimals = 7 WHERE seq = 1"],
      seq: 1, words: "event 1 (asset"),
    Tampering(
      name: "a declaration out of range", sql: ["UPDATE asset SET decimals = 70 WHERE seq = 1"],
      seq: 1, words: "row 0 of table asset_name has no declaration that fits it"),
    Tampering(
      name: "a declaration of a market", sql: ["UPDATE market SET quote = 1 WHERE seq = 3"], seq: 3,
      words: "event 3 (market"),
    Tampering(
      name: "an asset too many", sql: ["INSERT INTO asset_name VALUES (2, 'EUR')"], seq: nil,
      words: "row 2 of table asset_name has no declaration that fits it"),
    Tampering(
      name: "the time of a block", sql: ["UPDATE block SET time = time + 1 WHERE number = 133"],
      seq: 400,
      words: "row 133 of table block is not what was recorded, nor is any event with it, 3"),
    Tampering(
      name: "a block is gone", sql: ["DELETE FROM block WHERE number = 133"], seq: 400,
      words:
        "event 400 in table deposit is in block 133, which the table block lacks; so are 2 more events"
    ),
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
        "UPDATE checkpoint SET root = 'f' || substr(root, 2) WHERE size = 300",
        "UPDATE checkpoint SET root = '0' || substr(root, 2) WHERE size = 300",
      ],
      seq: 151, words: "the events 151 to 300 do not give the root of their checkpoint"),
    Tampering(
      name: "the root of the last checkpoint",
      sql: [
        "UPDATE checkpoint SET root = (SELECT root FROM checkpoint WHERE size = 150) WHERE size = 600"
      ],
      seq: nil, words: "the root of the checkpoint of 600 events is not their root"),
    Tampering(
      name: "a root that is none", sql: ["UPDATE checkpoint SET root = 'x' WHERE size = 600"],
      seq: nil, words: "the row 600 of table checkpoint is not what plimsoll writes"),
    Tampering(
      name: "a root in capitals",
      sql: ["UPDATE checkpoint SET root = upper(root) WHERE size = 150"],
      seq: nil, words: "the row 150 of table checkpoint is not what plimsoll writes"),
    Tampering(
      name: "the block of a checkpoint", sql: ["UPDATE checkpoint SET block = 3 WHERE size = 600"],
      seq: nil, words: "the checkpoint of 600 events names block 3, not 199"),
    Tampering(
      name: "the size of a checkpoint", sql: ["UPDATE checkpoint SET size = 301 WHERE size = 300"],
      seq: 151, words: "the row 450 comes after a row 300, but the row 301 is between"),
    Tampering(
      name: "the size of the last checkpoint",
      sql: ["UPDATE checkpoint SET size = 9000000000000000000 WHERE size = 600"],
      seq: nil, words: "the row 9000000000000000000 of table checkpoint was added"),
    Tampering(
      name: "what a checkpoint comes after",
      sql: ["UPDATE checkpoint SET previous = 149 WHERE size = 300"], seq: nil,
      words: "the row 300 comes after a row 149, but the row 150 is between"),
    Tampering(
      name: "the sum of a checkpoint",
      sql: ["UPDATE checkpoint SET gross = gross + 1 WHERE size = 300"], seq: nil,
      words: "the checkpoint of 300 events has the sum of amounts "),
    Tampering(
      name: "a sum that is none", sql: ["UPDATE checkpoint SET gross = '01' WHERE size = 600"],
      seq: nil, words: "the row 600 of table checkpoint is not what plimsoll writes"),
    Tampering(
      name: "a checkpoint too many at the end",
      sql: [
        "INSERT INTO checkpoint SELECT 700, 600, block, root, gross FROM checkpoint LIMIT 1"
      ], seq: nil, words: "the row 700 of table checkpoint was added: there are 600 events"),
    Tampering(
      name: "a checkpoint too many",
      sql: [
        "INSERT INTO checkpoint SELECT 400, 300, block, root, gross FROM checkpoint LIMIT 1"
      ], seq: 301, words: "the row 450 comes after a row 300, but the row 400 is between"),
    Tampering(
      name: "the first checkpoint is gone", sql: ["DELETE FROM checkpoint WHERE size = 150"],
      seq: nil, words: "the row 300 comes after a row 150, which is missing"),
    Tampering(
      name: "a checkpoint is gone", sql: ["DELETE FROM checkpoint WHERE size = 300"],
      seq: nil, words: "the row 450 comes after a row 300, which is missing"),
    Tampering(
      name: "the last checkpoint is gone", sql: ["DELETE FROM checkpoint WHERE size = 600"],
      seq: nil, words: "the row 600 of table checkpoint is missing"),
    Tampering(
      name: "all checkpoints are gone", sql: ["DELETE FROM checkpoint"], seq: nil,
      words: "the row 600 of table checkpoint is missing"),
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
      words: "the view v_fill is not the one that plimsoll made"),
    Tampering(
      name: "a trigger that does nothing",
      sql: [
        "CREATE TRIGGER x BEFORE INSERT ON fill BEGIN SELECT 1; END"
      ], seq: nil, words: "the trigger x on table fill was added"),
  ]

  @Test(arguments: cases) func everyChangeIsFound(_ item: Tampering) throws {
    let folder = try Self.makeFolder()
    try folder.tamper(item.sql)
    let before = try folder.bytes()
    let result = try folder.verify()
    #expect(!result.isSound && result.count >= result.findings.count)
    let texts = result.findings.map(\.text)
    #expect(texts.contains { $0.contains(item.words) }, "\(texts.prefix(5))")
    // Where lines and tiles differ from what was sealed, nothing tells which of a tile's events are right.
    #expect(texts.count <= 6 || item.name == "a tile and its event", "\(texts)")
    #expect(result.findings.compactMap(\.seq).min() == item.seq, "\(texts.prefix(5))")
    #expect(result.soundThrough == min(600, item.seq.map { $0 - 1 } ?? result.hashed))
    #expect(try folder.bytes() == before)
  }

  /// Five ledgers, each made once for all seeds.
  private static let randomLedgers = (0..<5 as Range<UInt64>).map { number in
    Result { () throws -> (lines: [String], copy: LedgerFolder.Copy) in
      var log = RandomLog(seed: 9_000 + number, style: .wild, isFoldable: true)
      let lines = log.lines(300)
      return (lines, try LedgerFolder(lines, batch: 90).copy())
    }
  }

  /// One value of one random row becomes another.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func everyRandomChangeOfOneFieldIsFoundAndNamed(seed: UInt64) throws {
    var random = SeededRandom(9_000 + seed)
    let (lines, copy) = try Self.randomLedgers[Int(seed % 5)].get()
    let folder = try LedgerFolder()
    try folder.putBack(copy)
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
    for _ in 0..<(Soak.isOn ? 100 : 12) {
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
