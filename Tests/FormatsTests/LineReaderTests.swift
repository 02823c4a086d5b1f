import Testing

@testable import Formats

@Suite struct LineReaderTests {
  private struct Read: Equatable {
    var lines: [String] = []
    var numbers: [Int] = []
    var terminated: [Bool] = []
  }

  private func read(
    _ bytes: [UInt8], chunkSize: Int, blockSize: Int, lineLimit: Int = 1 << 20
  ) throws(InputError) -> Read {
    let source = try ByteSource(bytes: bytes, name: "x", chunkSize: chunkSize)
    let reader = LineReader(source, blockSize: blockSize, lineLimit: lineLimit)
    var read = Read()
    while let block = try reader.nextBlock() {
      #expect(block.lineCount > 0)
      #expect(block.firstLine == read.lines.count + 1)
      let before = read.lines.count
      for line in block.lines {
        read.lines.append(String(decoding: block.bytes[line.range], as: UTF8.self))
        read.numbers.append(line.number)
        read.terminated.append(line.isTerminated)
      }
      #expect(read.lines.count - before == block.lineCount)
      #expect(block.endsWithLineFeed == read.terminated.last)
    }
    return read
  }

  @Test(
    arguments: [
      ("", [], true), ("\n", [""], true), ("a", ["a"], false), ("a\n", ["a"], true),
      ("a\nb", ["a", "b"], false), ("\n\n\n", ["", "", ""], true),
      ("a\r\nb\r", ["a\r", "b\r"], false), ("a\n\nb\n", ["a", "", "b"], true),
    ] as [(String, [String], Bool)])
  func linesEndWithLineFeeds(text: String, lines: [String], terminated: Bool) throws {
    for size in 1...5 {
      let read = try read(Array(text.utf8), chunkSize: size, blockSize: size)
      #expect(read.lines == lines)
      #expect(read.numbers == Array(lines.indices.map { $0 + 1 }))
      if !lines.isEmpty { #expect(read.terminated.last == terminated) }
      #expect(read.terminated.dropLast().allSatisfy { $0 })
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func anyChunkAndBlockSizeGivesTheSameLines(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let count = Int.random(in: 0...300, using: &generator)
    let choices = Array("xxx\n\r ".utf8)
    let bytes = (0..<count).map { _ in choices[Int.random(in: 0..<6, using: &generator)] }
    let whole = try read(bytes, chunkSize: 4096, blockSize: 4096)
    var joined = whole.lines.joined(separator: "\n")
    if whole.terminated.last == true { joined += "\n" }
    #expect(Array(joined.utf8) == bytes, "seed \(seed)")
    for _ in 0..<10 {
      let chunkSize = Int.random(in: 1...40, using: &generator)
      let blockSize = Int.random(in: 1...40, using: &generator)
      let pieces = try read(bytes, chunkSize: chunkSize, blockSize: blockSize)
      #expect(pieces == whole, "seed \(seed), chunk \(chunkSize), block \(blockSize)")
    }
  }

  @Test(arguments: [1, 3, 8, 4096])
  func tooLongLinesAreNamed(blockSize: Int) {
    let bytes = Array("ok\nalso\ntoo long\nok\n".utf8)
    let error = inputError { () throws(InputError) in
      _ = try read(bytes, chunkSize: 4, blockSize: blockSize, lineLimit: 7)
    }
    #expect(error?.position == TextPosition(line: 3))
    #expect(
      error?.description
        == "x, line 3: the line is longer than 7 bytes, the most that is accepted")
  }

  @Test func truncationIsReportedAfterTheWholeLines() throws {
    let packed = try PackedFixture.gzip()
    let source = try ByteSource(bytes: Array(packed.dropLast(20)), name: "x", chunkSize: 16)
    let reader = LineReader(source, blockSize: 64)
    var lines = 0
    let error = inputError { () throws(InputError) in
      while let block = try reader.nextBlock() { lines += block.lineCount }
    }
    #expect(error?.kind == .truncated)
    #expect(lines > 50)
  }
}
