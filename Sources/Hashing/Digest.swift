/// A SHA-256 digest: 32 bytes, compared and hashed as a value.
public struct Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The digest as four big-endian words, first bytes first.
  package var words: (UInt64, UInt64, UInt64, UInt64)

  /// The number of bytes in a digest.
  public static let byteCount = 32

  package init(words: (UInt64, UInt64, UInt64, UInt64)) {
    self.words = words
  }

  /// Reads 32 bytes starting at `offset`; nil when there are fewer.
  public init?(bytes: Span<UInt8>, at offset: Int = 0) {
    guard offset >= 0, bytes.count - offset >= Self.byteCount else { return nil }
    func word(_ at: Int) -> UInt64 {
      // Bounds are checked; any eight bytes are a number.
      unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset + at, as: UInt64.self).bigEndian
    }
    words = (word(0), word(8), word(16), word(24))
  }

  /// Reads 64 hexadecimal digits of either case; nil when the text is anything else.
  public init?(hex: String) {
    guard hex.utf8.count == 2 * Self.byteCount else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    var high: UInt8?
    for character in hex.utf8 {
      guard let digit = Self.value(ofHexDigit: character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    self.init(bytes: bytes.span)
  }

  /// The digest as 64 lower-case hexadecimal digits.
  public var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(2 * Self.byteCount)
    let digits = Array("0123456789abcdef".utf8)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    append(to: &bytes)
    return bytes
  }

  /// Appends the 32 bytes to `buffer`.
  public func append(to buffer: inout [UInt8]) {
    let bytes = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    unsafe withUnsafeBytes(of: bytes) { bytes in
      unsafe buffer.append(contentsOf: bytes)
    }
  }

  /// Whether both are the same bytes.
  public static func == (a: Digest, b: Digest) -> Bool {
    a.words == b.words
  }

  /// Whether the bytes of `a` come before those of `b`.
  public static func < (a: Digest, b: Digest) -> Bool {
    a.words < b.words
  }

  /// Feeds half of the bytes to the hasher, which are as random as all.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }

  private static func value(ofHexDigit character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
