extension Span<UInt8> {
  /// Whether the bytes of `other` in `range` also stand here from `start` on; false when these end before.
  @inline(__always)
  func holds(_ other: Span<UInt8>, _ range: Range<Int>, at start: Int) -> Bool {
    guard start + range.count <= count else { return false }
    var (i, j) = (start, range.lowerBound)
    while j + 8 <= range.upperBound {
      if eightBytes(at: i) != other.eightBytes(at: j) { return false }
      i += 8
      j += 8
    }
    while j < range.upperBound {
      if self[i] != other[j] { return false }
      i += 1
      j += 1
    }
    return true
  }

  /// The eight bytes from `place` on as one number, which must all be there.
  @inline(__always)
  func eightBytes(at place: Int) -> UInt64 {
    // Bounds are checked; any eight bytes are a number.
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
  }
}

extension UInt64 {
  /// Whether all eight bytes stand for themselves in a JSON string: ASCII, no control character, no
  /// quote, no backslash.
  var isPlainText: Bool {
    @inline(__always)
    get {
      let ones: UInt64 = 0x0101_0101_0101_0101
      let highs: UInt64 = 0x8080_8080_8080_8080
      let quotes = self ^ (ones &* 0x22)
      let slashes = self ^ (ones &* 0x5c)
      // A byte below n borrows from its high bit; bytes of 0x80 and above are caught by themselves.
      let found = (self &- ones &* 0x20) | (quotes &- ones) | (slashes &- ones) | self
      return found & highs == 0
    }
  }
}

extension Array<UInt8> {
  /// Appends a range of other bytes at once.
  @inline(__always)
  mutating func append(_ other: Span<UInt8>, _ range: Range<Int>) {
    unsafe other.extracting(range).withUnsafeBufferPointer { bytes in
      unsafe append(contentsOf: bytes)
    }
  }
}
