import Foundation
import Testing

@testable import Formats

@Suite struct ByteSourceTests {
  static let chunkSizes = [1, 2, 3, 7, 64, 256 * 1024]

  @Test(arguments: chunkSizes, [1, 5, 4096])
  func anyChunkSizeGivesTheSameBytes(chunkSize: Int, pieceSize: Int) throws {
    let plain = PackedFixture.plain
    let inputs = [plain, try PackedFixture.gzip(), try PackedFixture.zstd()]
    let packings: [Compression] = [.none, .gzip, .zstd]
    for (input, packing) in zip(inputs, packings) {
      let source = try ByteSource(bytes: input, name: "x", chunkSize: chunkSize)
      #expect(try contents(of: source, pieceSize: pieceSize) == plain)
      #expect(source.compression == packing)
      #expect(source.consumedBytes == input.count)
      #expect(source.totalBytes == input.count)
      #expect(source.expandedBytes == plain.count)
    }
  }

  @Test(arguments: chunkSizes)
  func membersAndFramesFollowEachOther(chunkSize: Int) throws {
    let gzip = try PackedFixture.gzip()
    let zstd = try PackedFixture.zstd()
    let empty: [UInt8] = []
    let three = PackedFixture.plain + Array("middle".utf8) + PackedFixture.plain
    let inputs = [
      gzip + PackedFixture.storedGzip(Array("middle".utf8)) + gzip,
      gzip + PackedFixture.storedGzip(empty) + PackedFixture.storedGzip(Array("middle".utf8))
        + PackedFixture.storedGzip(empty) + gzip + [0, 0, 0],
      zstd + PackedFixture.storedZstd(Array("middle".utf8)) + zstd,
      [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 9, 9] + zstd
        + PackedFixture.storedZstd(Array("middle".utf8)) + PackedFixture.storedZstd(empty) + zstd,
    ]
    for input in inputs {
      let source = try ByteSource(bytes: input, name: "x", chunkSize: chunkSize)
      #expect(try contents(of: source) == three)
      #expect(source.consumedBytes == input.count)
    }
  }

  @Test func everyCutOfPackedDataIsTruncation() throws {
    let packed = [try PackedFixture.gzip(), try PackedFixture.zstd()]
    for (whole, shortest) in zip(packed, [2, 4]) {
      for length in shortest..<whole.count {
        let error = inputError { () throws(InputError) in
          let bytes = Array(whole[..<length])
          _ = try contents(of: try ByteSource(bytes: bytes, name: "events.ndjson.gz"))
        }
        #expect(error?.kind == .truncated, "cut at \(length)")
        #expect(
          error?.description
            == "events.ndjson.gz ends in the middle of its compressed data: the file is truncated")
      }
    }
  }

  @Test func aCutSecondMemberIsTruncation() throws {
    for whole in [try PackedFixture.gzip(), try PackedFixture.zstd()] {
      for length in stride(from: 1, to: whole.count, by: 9) {
        let error = inputError { () throws(InputError) in
          _ = try contents(of: try ByteSource(bytes: whole + whole[..<length], name: "x"))
        }
        #expect(error?.kind == .truncated, "cut at \(length)")
      }
    }
  }

  @Test func everyFlippedByteIsFoundOrHarmless() throws {
    for whole in [try PackedFixture.gzip(), try PackedFixture.zstd()] {
      for index in 4..<whole.count {
        var bytes = whole
        bytes[index] ^= 0x10
        var read: [UInt8]?
        let error = inputError { () throws(InputError) in
          read = try contents(of: try ByteSource(bytes: bytes, name: "x"))
        }
        if let error {
          #expect(error.kind == .corrupt || error.kind == .truncated, "byte \(index)")
        } else {
          // Fields of the header such as the time are not covered by the checksum.
          #expect(read == PackedFixture.plain, "byte \(index)")
        }
      }
    }
  }

  @Test(
    arguments: [
      [0xFF, 0xFE, 0x7B, 0], [0xFE, 0xFF, 0, 0x7B], [0x7B, 0, 0x22, 0], [0, 0x7B, 0, 0x22],
    ] as [[UInt8]])
  func utf16IsNamed(bytes: [UInt8]) {
    let error = inputError { () throws(InputError) in
      _ = try ByteSource(bytes: bytes + [0x76, 0], name: "x.csv")
    }
    #expect(error?.kind == .encoding)
    #expect(
      error?.description == "x.csv is UTF-16 text, which is not read: save it as UTF-8")
  }

  @Test func garbageAfterPackedDataIsCorrupt() throws {
    for whole in [try PackedFixture.gzip(), try PackedFixture.zstd()] {
      let error = inputError { () throws(InputError) in
        _ = try contents(of: try ByteSource(bytes: whole + Array("garbage".utf8), name: "x.gz"))
      }
      #expect(error?.kind == .corrupt)
      #expect(
        error?.description
          == "x.gz goes on behind its compressed data with something else, from its byte "
          + "\(whole.count + 1) on: copy or download the file again, or cut that off")
    }
  }

  @Test(
    arguments: [
      ([0x50, 0x4B, 3, 4, 0, 0], "a ZIP archive"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz"),
      ([0x42, 0x5A, 0x68, 0x39, 0, 0], "bzip2"),
    ] as [([UInt8], String)])
  func otherPackingsAreNamed(bytes: [UInt8], word: String) {
    let error = inputError { () throws(InputError) in
      _ = try ByteSource(bytes: bytes, name: "x")
    }
    #expect(error?.kind == .unsupported)
    #expect(error?.description.contains(word) == true)
  }

  @Test func filesAreReadWhateverTheirName() throws {
    let directory = try TemporaryDirectory()
    let plain = PackedFixture.plain
    let inputs = [plain, try PackedFixture.gzip(), try PackedFixture.zstd(), []]
    for (input, expected) in zip(inputs, [plain, plain, plain, []]) {
      let path = try directory.file("events.csv", input)
      let source = try ByteSource(path: path)
      #expect(source.name == path)
      #expect(source.totalBytes == input.count)
      #expect(try source.readAll(limit: 1 << 20) == expected)
    }
  }

  @Test func unreadablePathsAreExplained() throws {
    let directory = try TemporaryDirectory()
    func error(_ path: String) -> InputError? {
      inputError { () throws(InputError) in _ = try ByteSource(path: path) }
    }
    let missing = directory.path + "/missing.csv"
    #expect(error(missing)?.description == "there is no file \(missing)")
    #expect(error(directory.path)?.description == "\(directory.path) is a directory, not a file")
    #expect(error(directory.path)?.kind == .isDirectory)
    let locked = try directory.file("locked", [1])
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: locked)
    // The superuser may read everything.
    if let refused = error(locked) { #expect(refused.kind == .notPermitted) }
  }

  @Test func readAllRefusesMoreThanItsLimit() throws {
    let zeros = [UInt8](repeating: 0, count: 60_000)
    let packed = PackedFixture.storedGzip(zeros)
    let plenty = try ByteSource(bytes: packed, name: "x.gz").readAll(limit: zeros.count)
    #expect(plenty == zeros)
    for input in [packed, zeros] {
      let error = inputError { () throws(InputError) in
        _ = try ByteSource(bytes: input, name: "x.gz").readAll(limit: zeros.count - 1)
      }
      #expect(error?.kind == .tooLarge)
    }
  }
}
