/// Cuts a source into blocks of whole lines.
///
/// A line ends with a line feed. A carriage return belongs to the line: who reads a strict format
/// must see it. The last line may lack its line feed.
package final class LineReader {
  /// Where the bytes come from, for progress.
  package let source: ByteSource

  private let blockSize: Int
  private let lineLimit: Int
  /// The beginning of a line whose end was not read yet.
  private var carry: [UInt8] = []
  private var nextLine = 1
  private var isAtEnd = false

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - source: The bytes.
  ///   - blockSize: About how many bytes a block has.
  ///   - lineLimit: The longest line that is accepted, in bytes.
  package init(
    _ source: ByteSource, blockSize: Int = 1024 * 1024, lineLimit: Int = 64 * 1024 * 1024
  ) {
    self.source = source
    self.blockSize = max(1, blockSize)
    self.lineLimit = lineLimit
  }

  /// The next block of at least one line, or nil at the end.
  ///
  /// - Throws: ``InputError`` of the source, or for a line that is longer than the limit.
  package func nextBlock() throws(InputError) -> LineBlock? {
    while !isAtEnd {
      let bytes = try readLines()
      if bytes.isEmpty {
        if carry.count > lineLimit { throw tooLong(line: nextLine) }
        continue
      }
      let block = LineBlock(bytes: bytes, firstLine: nextLine)
      if bytes.count > lineLimit { try checkLengths(of: block) }
      nextLine += block.lineCount
      return block
    }
    return nil
  }

  /// The carry and the next bytes of the source, up to the last line feed.
  ///
  /// What follows it is the new carry. Empty when there is no line feed yet.
  private func readLines() throws(InputError) -> [UInt8] {
    let head = carry
    carry = []
    var failure: InputError?
    let capacity = head.count + max(blockSize, head.count)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
      let all = UnsafeMutableRawBufferPointer(buffer)
      unsafe all.copyBytes(from: head)
      do throws(InputError) {
        filled = unsafe try readBehind(head.count, in: all)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Fills a buffer behind its first bytes and returns how many bytes of it are whole lines.
  private func readBehind(
    _ start: Int, in buffer: UnsafeMutableRawBufferPointer
  ) throws(InputError) -> Int {
    let free = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
    let count = unsafe try source.fill(free)
    if count == 0 {
      isAtEnd = true
      return start
    }
    let read = unsafe UnsafeRawBufferPointer(rebasing: free[..<count])
    let lineFeed = unsafe LineScan.lastLineFeed(in: read)
    let end = lineFeed.map { start + $0 + 1 } ?? 0
    carry = unsafe Array(buffer[end..<start + count])
    return end
  }

  private func checkLengths(of block: LineBlock) throws(InputError) {
    for line in block.lines where line.range.count > lineLimit {
      throw tooLong(line: line.number)
    }
  }

  private func tooLong(line: Int) -> InputError {
    InputError(
      .tooLarge, "the line is longer than \(lineLimit) bytes, the most that is accepted",
      source: source.name, position: TextPosition(line: line))
  }
}
