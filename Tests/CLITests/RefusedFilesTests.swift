import Foundation
import Glibc
import SQLite
import Testing

/// Inputs that cannot be read and ledgers that cannot be written: the message, and nothing changed.
@Suite struct RefusedFilesTests {
  private static let help = "see 'plimsoll help importing'\n"
  private static let packed = Array((Harbour.lines.joined(separator: "\n") + "\n").utf8)

  enum Input {
    case missing, folder, truncatedGzip, truncatedZstd, longGzip, longZstd, utf16, mark, crlf
  }

  @Test(arguments: [
    (Input.missing, "there is no file in"), (.folder, "in is a directory, not a file"),
    (
      .truncatedGzip, "in ends in the middle of its compressed data: the file is truncated"
    ),
    (
      .truncatedZstd, "in ends in the middle of its compressed data: the file is truncated"
    ),
    (
      .longGzip,
      "in goes on behind its compressed data with something else, from its byte 1582 on: copy or "
        + "download the file again, or cut that off"
    ),
    (
      .longZstd,
      "in goes on behind its compressed data with something else, from its byte 1568 on: copy or "
        + "download the file again, or cut that off"
    ),
    (.utf16, "in is UTF-16 text, which is not read: save it as UTF-8"),
    (.mark, "in:1: column 1: a byte order mark stands here; write UTF-8 without one"),
    (
      .crlf,
      "in:1: column 94: the line ends with a carriage return; save the file with LF line ends"
    ),
  ])
  func inputIsRefused(input: Input, message: String) async throws {
    let folder = try LedgerFolder()
    switch input {
    case .folder:
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: "in"), withIntermediateDirectories: false)
    case .truncatedGzip: _ = try folder.write("in", bytes: Packed.gzip(Self.packed).dropLast(9))
    case .truncatedZstd: _ = try folder.write("in", bytes: Packed.zstd(Self.packed).dropLast(9))
    case .longGzip: _ = try folder.write("in", bytes: Packed.gzip(Self.packed) + [7])
    case .longZstd: _ = try folder.write("in", bytes: Packed.zstd(Self.packed) + [7])
    case .utf16:
      let letters: [UInt8] = Self.packed.flatMap { byte -> [UInt8] in [byte, 0] }
      _ = try folder.write("in", bytes: [0xff, 0xfe] + letters)
    case .mark: _ = try folder.write("in", bytes: [0xef, 0xbb, 0xbf])
    case .crlf:
      _ = try folder.write("in", bytes: Array((Harbour.lines[0] + "\r\n").utf8))
    case .missing: break
    }
    let files = try folder.contents().files
    let run = await CommandRun.run(["import", folder.path("v.plimsoll"), folder.path("in")])
    #expect(
      folder.plain(run.words)
        == "Error: \(message)\nnothing was imported, and no ledger was made; \(Self.help)")
    #expect(run.status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == files)
  }

  @Test func damageInsideOfCompressedDataIsNamed() async throws {
    let folder = try LedgerFolder()
    var bytes = Packed.gzip(Self.packed)
    bytes[200] ^= 1
    let ledger = try await folder.ledger([Harbour.lines[0]])
    let before = try folder.contents().ledger
    let run = await CommandRun.run(["import", ledger, try folder.write("in", bytes: bytes)])
    #expect(folder.plain(run.words).hasPrefix("Error: in"))
    #expect(run.words.hasSuffix("\nnothing was imported, and \(ledger) is as it was; \(Self.help)"))
    #expect(run.status == 1)
    #expect(try folder.contents().ledger == before)
  }

  @Test(arguments: ["import", "init"])
  func directoryThatIsMissingIsNamed(command: String) async throws {
    let folder = try LedgerFolder()
    let input = try folder.write("in", Harbour.lines)
    let rest = command == "import" ? [input] : []
    for (place, message) in [
      (
        "nowhere",
        "there is no directory nowhere to make the ledger in; make it first (mkdir -p nowhere), or "
          + "name another place"
      ),
      ("in", "in is a file, not a directory, so no ledger can be made in it"),
    ] {
      let run = await CommandRun.run([command, folder.path("\(place)/v.plimsoll")] + rest)
      let after =
        command == "import" ? "nothing was imported, and no ledger was made; \(Self.help)" : ""
      #expect(folder.plain(run.words) == "Error: \(place)/v.plimsoll: \(message)\n\(after)")
      #expect(run.status == 1)
      #expect(try folder.contents().files == ["in"])
    }
  }

  @Test func lastLineMayLackItsLineFeed() async throws {
    let folder = try LedgerFolder()
    let text = Harbour.lines.joined(separator: "\n")
    let input = try folder.write("in", bytes: Array(text.utf8))
    let run = await CommandRun.run(["import", folder.path("v.plimsoll"), input])
    #expect(run.status == 0)
    #expect(run.words.hasSuffix("head    seq 13 · root \(Harbour.root)\n"))
  }

  @Test func emptyInputIsNoFailureAndSaysSo() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let before = try folder.contents()
    let run = await CommandRun.run(["import", ledger, "/dev/null"])
    #expect(
      run.words == "there was no event in the input\nhead    seq 13 · root \(Harbour.root)\n")
    #expect(run.status == 0)
    #expect(try folder.contents() == before)
  }

  @Test func fileThatIsNoLedgerStaysAsItIs() async throws {
    let folder = try LedgerFolder()
    let input = try folder.write("in.ndjson", Harbour.lines)
    let text = try folder.write("text.plimsoll", Harbour.lines)
    let before = try folder.contents("text.plimsoll")
    let run = await CommandRun.run(["import", text, input])
    #expect(
      folder.plain(run.words).hasPrefix("Error: text.plimsoll: the file is not a SQLite database"))
    #expect(
      folder.plain(run.words).hasSuffix(
        "\nnothing was imported, and text.plimsoll is as it was; \(Self.help)"))
    #expect(run.status == 1)
    #expect(try folder.contents("text.plimsoll") == before)
  }

  @Test func databaseOfAnotherProgramStaysAsItIs() async throws {
    let folder = try LedgerFolder()
    let other = folder.path("other.plimsoll")
    do {
      let connection = try Connection(path: other, mode: .create)
      try connection.execute("CREATE TABLE bookmark (url TEXT)")
    }
    let before = try folder.contents("other.plimsoll")
    let input = try folder.write("in.ndjson", Harbour.lines)
    for words in [["import", other, input], ["info", other], ["init", other]] {
      let run = await CommandRun.run(words)
      #expect(
        folder.plain(run.words).hasPrefix(
          "Error: other.plimsoll: this is a SQLite database, but not a plimsoll ledger"))
      #expect(run.status == 1)
    }
    #expect(try folder.contents("other.plimsoll").ledger == before.ledger)
  }

  @Test func ledgerOfANewerVersionStaysAsItIs() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    do {
      let connection = try Connection(path: ledger, mode: .readWrite)
      try connection.execute("PRAGMA user_version = 99")
      try connection.checkpoint(.truncate)
    }
    let before = try folder.contents()
    let input = try folder.write("in.ndjson", Harbour.lines)
    for words in [["import", ledger, input], ["log", ledger], ["verify", ledger]] {
      let run = await CommandRun.run(words)
      #expect(
        folder.plain(run.words).hasPrefix(
          "Error: v.plimsoll: a newer plimsoll made this ledger (its schema is version 99,"))
      #expect(run.status == 1)
    }
    #expect(try folder.contents().ledger == before.ledger)
  }

  @Test func secondWriterIsToldToWait() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger([Harbour.lines[0]])
    let descriptor = unsafe open(ledger + ".lock", O_RDWR | O_CREAT, 0o644)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let input = try folder.write("in.ndjson", Harbour.lines)
    let before = try folder.contents()
    let run = await CommandRun.run(["import", ledger, input])
    #expect(
      folder.plain(run.words) == """
        Error: v.plimsoll: another process (process \(getpid())) is writing to this ledger; try \
        again when it is done
        nothing was imported, and v.plimsoll is as it was; \(Self.help)
        """)
    #expect(run.status == 1)
    #expect(try folder.contents() == before)
    // Readers are not kept out.
    #expect(await CommandRun.run(["info", ledger]).status == 0)
  }
}
