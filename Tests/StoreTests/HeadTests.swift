import Foundation
import Ledger
import LedgerSupport
import Store
import Testing

/// A head that is missing, broken or of another ledger: told once, with what repairs it.
@Suite struct HeadTests {
  private static let lines: [String] = {
    var log = RandomLog(seed: 8)
    return log.lines(330)
  }()

  private static func folder(head: Data?) throws -> LedgerFolder {
    let folder = try LedgerFolder(lines, batch: 100)
    let path = folder.ledger + ".head"
    if let head {
      try head.write(to: URL(filePath: path))
    } else {
      try FileManager.default.removeItem(atPath: path)
    }
    return folder
  }

  /// What somebody may find instead of the head, and what is said of it.
  private static func broken() throws -> [(head: Data?, words: String)] {
    let right = try LedgerFolder(lines, batch: 100).bytes(".head")
    let text = String(decoding: right, as: UTF8.self)
    func other(_ size: Int) throws -> Data {
      var log = RandomLog(seed: 9)
      return try LedgerFolder(log.lines(size)).bytes(".head")
    }
    let none = "this is not the head of a ledger"
    return [
      (nil, " is missing"), (Data(), none), (Data([0, 255, 10, 7]), none),
      (right.prefix(right.count - 1), none), (right.prefix(40), none), (right + right, none),
      (Data(text.replacing("size 330", with: "size -330").utf8), none),
      (Data(text.replacing("size 330", with: "size x").utf8), none),
      (Data(text.replacing("time ", with: "time 1").utf8), "names the time 1"),
      (try other(330), "is of another log: it has the root"),
      (try other(200), "is of another log: it has the root"),
    ]
  }

  @Test func aBrokenHeadIsToldOnceAndCanBeWrittenAnew() throws {
    for (head, words) in try Self.broken() {
      let folder = try Self.folder(head: head)
      let error = #expect(throws: StoreError.self, "\(words)") { try folder.append([]) }
      #expect(error?.code == .head)
      #expect(error?.description.contains("verify --write-head \(folder.ledger)") == true)
      let file = try LedgerFile(verifying: folder.ledger)
      let result = try Verifier(file).run()
      #expect(result.count == 1 && !result.isHeadSound && result.isSoundWithoutHead, "\(result)")
      let text = result.findings.first?.text ?? ""
      #expect(text.contains(words) && text.contains("if you know that"), "\(text)")
      #expect(text.contains("'plimsoll verify --write-head \(folder.ledger)'"), "\(text)")
      #expect(result.soundThrough == 330)
      try Verifier.writeHead(file)
      #expect(try folder.verify().findings == [])
      try folder.append([])
      #expect(try folder.lines() == Self.lines)
    }
  }

  @Test func aBrokenHeadDoesNotHideWhatElseIsWrong() throws {
    for (head, _) in try Self.broken() {
      let folder = try Self.folder(head: head)
      try folder.tamper(["DELETE FROM checkpoint WHERE size = 200"])
      let result = try folder.verify()
      #expect(result.count == 2 && !result.isSoundWithoutHead, "\(result.findings)")
    }
  }

  @Test func aHeadThatIsBehindIsComparedWithTheEventsThemselves() throws {
    let shorter = try LedgerFolder(Array(Self.lines[..<200])).bytes(".head")
    let folder = try Self.folder(head: shorter)
    #expect(try folder.verify().isSound)
    // The tile that gives the root of then is gone; the lines still give it.
    try folder.tamper(["DELETE FROM tile WHERE level = 0 AND number = 0"])
    let result = try folder.verify()
    #expect(result.isHeadSound && result.count > 0, "\(result.findings)")
    #expect(result.findings.allSatisfy { $0.text.contains("tile") }, "\(result.findings)")
  }
}
