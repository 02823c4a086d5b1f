/// Whether the bytes of `b` in `range` also stand in `a` from `start` on; false when `a` ends before.
@inline(__always)
func same(_ a: Span<UInt8>, _ start: Int, _ b: Span<UInt8>, _ range: Range<Int>) -> Bool {
  guard start + range.count <= a.count else { return false }
  var (i, j) = (start, range.lowerBound)
  while j + 8 <= range.upperBound {
    if word(a, i) != word(b, j) { return false }
    i += 8
    j += 8
  }
  while j < range.upperBound {
    if a[i] != b[j] { return false }
    i += 1
    j += 1
  }
  return true
}

/// The eight bytes from `at` on as one number, which must all be there.
@inline(__always)
func word(_ bytes: Span<UInt8>, _ at: Int) -> UInt64 {
  // Bounds are checked; any eight bytes are a number.
  unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
}

/// Whether all eight bytes stand for themselves in a JSON string: ASCII, no control character, no
/// quote, no backslash.
@inline(__always)
func isPlain(_ word: UInt64) -> Bool {
  let ones: UInt64 = 0x0101_0101_0101_0101
  let highs: UInt64 = 0x8080_8080_8080_8080
  let quotes = word ^ (ones &* 0x22)
  let slashes = word ^ (ones &* 0x5c)
  // A byte below n borrows from its high bit; bytes of 0x80 and above are caught by themselves.
  let found = (word &- ones &* 0x20) | (quotes &- ones) | (slashes &- ones) | word
  return found & highs == 0
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
