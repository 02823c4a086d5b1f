import Ledger
import LedgerSupport
import Testing

/// One event has one spelling; everything else is refused with its place and a reason.
@Suite struct StrictnessTests {
  struct Bad: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let column: Int
    let field: String?
    let message: String

    init(_ old: String, _ new: String, _ column: Int, _ field: String?, _ message: String) {
      self.old = old
      self.new = new
      self.column = column
      self.field = field
      self.message = message
    }

    var testDescription: String { "\(old) -> \(new)" }
  }

  private static let opening = #"{"v":1,"block":1,"index":0,"time":5,"kind":"#
  private static let deposit =
    opening + #""deposit","account":"ann","asset":"USD","amount":"1.5"}"#
  private static let fill =
    opening + #""fill","account":"ann","market":"P","side":"buy","size":"1","price":"2"}"#

  /// A reader that knows the assets USD (6 decimals) and BTC (8) and the market P of both.
  private static func makeReader() throws -> LogReader {
    var reader = LogReader()
    let place = #"{"v":1,"block":0,"index":0,"time":0,"kind":"#
    _ = try reader.read(place + #""asset","asset":"USD","decimals":6}"#)
    _ = try reader.read(place + #""asset","asset":"BTC","decimals":8}"#)
    _ = try reader.read(place + #""market","market":"P","base":"BTC","quote":"USD"}"#)
    return reader
  }

  private static func error(of line: [UInt8]) throws -> LineError? {
    var reader = try makeReader()
    let mark = reader.names.mark
    do {
      _ = try reader.read(line)
      return nil
    } catch {
      #expect(reader.names.mark == mark, "a refused line left names behind")
      return error
    }
  }

  private static func check(_ line: String, _ bad: Bad) throws {
    let expected = try #require(try error(of: Array(line.utf8)), "accepted: \(line)")
    #expect(expected.message == bad.message)
    #expect(expected.column == bad.column)
    #expect(expected.field == bad.field)
  }

  private static func replaced(_ line: String, _ bad: Bad) throws -> String {
    let parts = line.split(separator: bad.old, maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2, "\(bad.old) is not in the line")
    return parts[0] + bad.new + parts[1]
  }

  @Test func theLinesThatAreChangedAreGood() throws {
    #expect(try Self.error(of: Array(Self.deposit.utf8)) == nil)
    #expect(try Self.error(of: Array(Self.fill.utf8)) == nil)
  }

  @Test(arguments: wholeLines) func wholeLine(_ bad: Bad) throws {
    try Self.check(bad.new, bad)
  }

  @Test(arguments: changedDeposits) func changedDeposit(_ bad: Bad) throws {
    try Self.check(Self.replaced(Self.deposit, bad), bad)
  }

  @Test(arguments: changedFills) func changedFill(_ bad: Bad) throws {
    try Self.check(Self.replaced(Self.fill, bad), bad)
  }

  @Test(arguments: otherKinds) func otherKind(_ bad: Bad) throws {
    try Self.check(Self.opening + bad.new, bad)
  }

  /// Overlong forms, surrogates, sequences that are cut, and bytes that never occur.
  @Test(
    arguments: [
      [0xc0, 0xaf], [0xc1, 0xbf], [0xe0, 0x9f, 0xbf], [0xf0, 0x80, 0x80, 0x80],
      [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82], [0xc3], [0xf0, 0x9f, 0xa6], [0x80], [0xbf], [0xff], [0xfe],
    ] as [[UInt8]])
  func invalidUTF8(_ bytes: [UInt8]) throws {
    for (old, column, field) in [("ann", 65, "account"), ("1.5", 94, "amount")] {
      let parts = Self.deposit.split(separator: old)
      let line = Array(parts[0].utf8) + bytes + Array(parts[1].utf8)
      let error = try #require(try Self.error(of: line))
      #expect(error.column == column && error.field == field)
      #expect(field == "amount" || error.message == "the bytes here are not valid UTF-8")
    }
    let text = Array((Self.opening + #""note","text":"12345678"#).utf8) + bytes + Array(#""}"#.utf8)
    let error = try #require(try Self.error(of: text))
    #expect(error.description == "column 67, field \"text\": the bytes here are not valid UTF-8")
  }

  @Test(
    arguments: [
      (256, nil), (257, "column 65, field \"account\": is longer than 256 bytes"),
    ] as [(Int, String?)])
  func lengthOfNames(_ count: Int, _ message: String?) throws {
    let line = try Self.replaced(
      Self.deposit, Bad("ann", String(repeating: "n", count: count), 0, nil, ""))
    #expect(try Self.error(of: Array(line.utf8))?.description == message)
  }

  @Test(
    arguments: [
      ("t", 16_384, nil), ("t", 16_385, "column 59, field \"text\": is longer than 16384 bytes"),
      (#"\n"#, 16_384, nil),
      (#"\n"#, 16_385, "column 59, field \"text\": is longer than 16384 bytes"),
      ("t", 65_475, "column 59, field \"text\": is longer than 16384 bytes"),
      ("t", 65_477, "column 1: the line has 65537 bytes; 65536 are the most"),
    ] as [(String, Int, String?)])
  func lengthOfTexts(_ piece: String, _ count: Int, _ message: String?) throws {
    let text = String(repeating: piece, count: count)
    let line = Self.opening + #""note","text":""# + text + #""}"#
    #expect(try Self.error(of: Array(line.utf8))?.description == message)
  }

  @Test func edgesOfNumbersAreIn() throws {
    for (old, new) in [
      (#""block":1"#, #""block":9007199254740991"#), (#""amount":"1.5""#, #""amount":"0""#),
      (#""amount":"1.5""#, #""amount":"170141183460469231731""#),
      (#""amount":"1.5""#, #""amount":"0.000001""#),
    ] {
      let line = try Self.replaced(Self.deposit, Bad(old, new, 0, nil, ""))
      #expect(try Self.error(of: Array(line.utf8)) == nil, "\(line)")
    }
  }
}
