internal import Glibc

/// A run of whole lines of an input: a value that can be handed to another task.
package struct LineBlock: Sendable, Equatable {
  /// The bytes of the lines, each with its line feed.
  ///
  /// Only the last line of an input can lack one.
  package let bytes: [UInt8]
  /// The number of the first line; an input begins with line 1.
  package let firstLine: Int
  /// How many lines these are.
  package let lineCount: Int

  /// Creates a block of bytes that hold whole lines.
  package init(bytes: [UInt8], firstLine: Int) {
    self.bytes = bytes
    self.firstLine = firstLine
    var count = 0
    for byte in bytes where byte == Byte.lineFeed { count += 1 }
    if let last = bytes.last, last != Byte.lineFeed { count += 1 }
    lineCount = count
  }

  /// Whether the last line ends with a line feed, as all others do.
  package var endsWithLineFeed: Bool {
    bytes.last == Byte.lineFeed
  }

  /// The lines in order.
  package var lines: Lines {
    Lines(bytes: bytes, firstLine: firstLine)
  }
}

/// One line of a block.
package struct Line: Sendable, Equatable {
  /// The line's number in the input, from 1.
  package var number: Int
  /// Where its bytes are in the block, without the line feed.
  ///
  /// A carriage return is kept.
  package var range: Range<Int>
  /// Whether a line feed ends it.
  package var isTerminated: Bool
}

extension LineBlock {
  /// The lines of a block; iterating allocates nothing.
  package struct Lines: Sequence, IteratorProtocol, Sendable {
    private let bytes: [UInt8]
    private var number: Int
    private var offset = 0

    fileprivate init(bytes: [UInt8], firstLine: Int) {
      self.bytes = bytes
      number = firstLine
    }

    /// The next line, or nil after the last.
    package mutating func next() -> Line? {
      guard offset < bytes.count else { return nil }
      let start = offset
      let found = unsafe bytes.withUnsafeBytes { buffer in
        unsafe LineScan.firstLineFeed(in: UnsafeRawBufferPointer(rebasing: buffer[start...]))
      }
      let end = found.map { start + $0 } ?? bytes.count
      offset = found == nil ? end : end + 1
      defer { number += 1 }
      return Line(number: number, range: start..<end, isTerminated: found != nil)
    }
  }
}

/// Searches for line feeds, forwards with the C library, which uses wide registers.
enum LineScan {
  /// The offset of the first line feed.
  static func firstLineFeed(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    guard let found = unsafe memchr(base, Int32(Byte.lineFeed), bytes.count) else { return nil }
    return unsafe base.distance(to: UnsafeRawPointer(found))
  }

  /// The offset of the last line feed.
  static func lastLineFeed(in bytes: UnsafeRawBufferPointer) -> Int? {
    // A line is short against a block: looking from the end needs no wide registers.
    unsafe bytes.lastIndex(of: Byte.lineFeed)
  }
}
