import Foundation
import Glibc
import Testing

/// Disks that are full and places that may not be written, with the command as it is built.
@Suite(.enabled(if: Binary.isBuilt)) struct UnwritableTests {
  private static var isRoot: Bool { getuid() == 0 }
  private static let setpriv = "/usr/bin/setpriv"
  private static var canDropRights: Bool {
    isRoot && FileManager.default.isExecutableFile(atPath: setpriv)
  }

  @Test func fullDeviceIsAnError() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    for command in ["log", "export", "book", "verify", "info"] {
      let result = try Binary.shell(#""$0" "$1" "$2" > /dev/full"#, [command, ledger])
      #expect(
        result.words == "Error: cannot write to standard output: No space left on device\n")
      #expect(result.status == 1, "\(command)")
    }
  }

  @Test func readerThatLeavesEndsTheAnswerQuietly() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(EventStream(seed: 3).lines(5_000))
    for format in ["table", "csv", "json", "ndjson"] {
      let result = try Binary.shell(
        #""$0" log "$1" --format "$2" | head -n 1; echo "${PIPESTATUS[0]}""#, [ledger, format])
      #expect(result.text.hasSuffix("\n0\n"), "\(format)")
      #expect(result.words == "")
    }
  }

  /// A file that is opened later must not take the number of a stream that the caller closed.
  @Test func closedStreamsHarmNothing() async throws {
    let folder = try LedgerFolder()
    let input = try folder.write("in.ndjson", Harbour.lines)
    let ledger = folder.path("v.plimsoll")
    let silent = try Binary.shell(#""$0" import "$1" "$2" <&- >&- 2>&-"#, [ledger, input])
    #expect(silent.status == 0)
    #expect(await CommandRun.run(["verify", "--quiet", ledger]).status == 0)
    #expect(await CommandRun.run(["export", ledger]).output.hasPrefix(Harbour.lines[0]))
    let lock = try #require(try folder.bytes("v.plimsoll.lock"))
    #expect(String(decoding: lock, as: UTF8.self).hasPrefix("process "))
    let closed = try Binary.shell(#""$0" log "$1" >&-"#, [ledger])
    #expect(closed.words == "Error: cannot write to standard output: Bad file descriptor\n")
    #expect(closed.status == 1)
  }

  /// A limit on the size of files stands for a disk that is full at that size.
  @Test(arguments: [100, 300, 600])
  func fullDiskLeavesTheLedgerAsItWas(kilobytes: Int) async throws {
    let folder = try LedgerFolder()
    let lines = EventStream(seed: 4).lines(9_000)
    let ledger = try await folder.ledger(Array(lines[..<1_000]))
    let input = try folder.write("in.ndjson", lines)
    let before = try folder.contents()
    let result = try Binary.shell(
      #"trap '' XFSZ; ulimit -f "$3"; exec "$0" import "$1" "$2""#,
      [ledger, input, "\(kilobytes)"])
    #expect(result.status == 1)
    #expect(result.words.hasPrefix("Error: "))
    #expect(
      result.words.hasSuffix(
        "nothing was imported, and \(ledger) is as it was; see 'plimsoll help importing'\n"))
    #expect(try folder.contents() == before)
    #expect(await CommandRun.run(["verify", "--quiet", ledger]).status == 0)
    #expect(await CommandRun.run(["import", ledger, input]).status == 0)
    #expect(
      await CommandRun.run(["export", ledger]).output == lines.joined(separator: "\n") + "\n")
  }

  /// On a disk of its own that is too small; needs the right to mount one.
  @Test func fullFileSystemLeavesTheLedgerAsItWas() async throws {
    let folder = try LedgerFolder()
    let lines = EventStream(seed: 5).lines(12_000)
    let input = try folder.write("in.ndjson", lines)
    let disk = folder.path("disk")
    let script = #"""
      mkdir "$1" && mount -t tmpfs -o size=1100k tmpfs "$1" || exit 77
      head -n 500 "$2" | "$0" import "$1/v" - || exit 78
      before=$(sha256sum "$1/v" "$1/v.head")
      "$0" import "$1/v" "$2" && exit 79
      test "$before" = "$(sha256sum "$1/v" "$1/v.head")" || exit 80
      "$0" verify --quiet "$1/v"
      """#
    let unshare = "/usr/bin/unshare"
    var canMount = Self.isRoot && FileManager.default.isExecutableFile(atPath: unshare)
    if canMount {
      canMount = try Binary.shell("unshare -m mount -t tmpfs tmpfs /mnt", []).status == 0
    }
    guard canMount else {
      print("skipped: no right to mount a file system for a test of a full one")
      return
    }
    let result = try Binary.shell(
      #"unshare -m bash -c "$1" "$0" "$2" "$3""#, [script, disk, input])
    #expect(result.status == 0, "\(result.words)")
    #expect(result.words.contains("the disk is full"))
    #expect(result.words.contains("nothing was imported, and \(disk)/v is as it was;"))
  }

  @Test(.enabled(if: !isRoot || canDropRights, "root may write everywhere"))
  func placeThatMayNotBeWrittenIsNamed() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger([Harbour.lines[0]])
    let input = try folder.write("in.ndjson", Harbour.lines)
    // As another user, who must be able to reach the command.
    let program = folder.url.appending(path: "plimsoll")
    try FileManager.default.copyItem(at: Binary.url, to: program)
    let files = [".lock", "-wal", "-shm", ".head", ""].map { ledger + $0 }
    let manager = FileManager.default
    for file in files where manager.fileExists(atPath: file) {
      try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file)
    }
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path)
    defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path) }
    let before = try folder.contents()
    let drop =
      Self.isRoot ? "\(Self.setpriv) --reuid=65534 --regid=65534 --clear-groups " : ""
    let old = try Binary.shell(drop + #""$0" import "$1" "$2""#, [ledger, input], program: program)
    #expect(old.status == 1)
    #expect(
      folder.plain(old.words) == """
        Error: v.plimsoll: cannot be written, as v.plimsoll.lock cannot be opened: Permission denied
        nothing was imported, and v.plimsoll is as it was; see 'plimsoll help importing'

        """)
    let new = try Binary.shell(
      drop + #""$0" import "$1" "$2""#, [folder.path("new.plimsoll"), input], program: program)
    #expect(new.status == 1)
    #expect(new.words.contains("cannot be written"))
    #expect(try folder.contents() == before)
    // What may be read can be asked and verified.
    for command in ["info", "verify", "log"] {
      let read = try Binary.shell(drop + #""$0" "$1" "$2""#, [command, ledger], program: program)
      #expect(read.status == 0, "\(command): \(read.words)")
    }
  }
}
