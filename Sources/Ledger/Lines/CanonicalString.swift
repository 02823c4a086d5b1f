/// Reads the content of a quoted string in its one canonical spelling.
enum CanonicalString {
  /// Moves `at` behind the closing quote and tells where the content ends and whether it holds
  /// escapes.
  ///
  /// - Throws: `LineError` for a missing quote, a raw control character, an escape that JSON does
  ///   not require, and bytes that are not UTF-8.
  static func scan(
    _ line: Span<UInt8>, _ at: inout Int
  ) throws(LineError) -> (content: Range<Int>, hasEscapes: Bool) {
    let start = at
    let end = line.count
    var hasEscapes = false
    while at < end {
      if at + 8 <= end, line.eightBytes(at: at).isPlainText {
        at += 8
        continue
      }
      let byte = line[at]
      if byte == UInt8(ascii: "\"") {
        at += 1
        return (start..<at - 1, hasEscapes)
      }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        _ = try unescape(line, &at, end: end)
      } else if byte < 0x20 {
        throw LineError(
          column: at + 1, "a control character in a string must be escaped, as \\n or \\u001b")
      } else if byte < 0x80 {
        at += 1
      } else {
        let length = UTF8Check.length(line, at, end: end)
        guard length > 0 else {
          throw LineError(column: at + 1, "the bytes here are not valid UTF-8")
        }
        at += length
      }
    }
    throw LineError(column: at + 1, "the line ends inside a string; the closing '\"' is missing")
  }

  /// Appends the content of a scanned string, its escapes undone, to `buffer`.
  static func append(
    _ line: Span<UInt8>, _ content: Range<Int>, _ hasEscapes: Bool, to buffer: inout [UInt8]
  ) {
    guard hasEscapes else { return buffer.append(line, content) }
    var at = content.lowerBound
    while at < content.upperBound {
      if line[at] == UInt8(ascii: "\\"),
        let byte = try? unescape(line, &at, end: content.upperBound)
      {
        buffer.append(byte)
      } else {
        buffer.append(line[at])
        at += 1
      }
    }
  }

  /// The byte that the escape at `at` stands for; moves `at` behind it.
  private static func unescape(
    _ line: Span<UInt8>, _ at: inout Int, end: Int
  ) throws(LineError) -> UInt8 {
    let start = at
    guard at + 1 < end else {
      throw LineError(column: at + 1, "the line ends inside an escape")
    }
    let letter = line[at + 1]
    at += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return letter
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "n"): return 0x0a
    case UInt8(ascii: "f"): return 0x0c
    case UInt8(ascii: "r"): return 0x0d
    case UInt8(ascii: "u"):
      guard at + 4 <= end, line[at] == UInt8(ascii: "0"), line[at + 1] == UInt8(ascii: "0"),
        let high = hexValue(line[at + 2]), let low = hexValue(line[at + 3]), high < 2,
        LineEncoder.shortEscape(of: high << 4 | low) == nil
      else { break }
      at += 4
      return high << 4 | low
    default: break
    }
    at = start
    throw LineError(
      column: start + 1,
      "this escape is not canonical: only \\\" \\\\ \\b \\t \\n \\f \\r and \\u00xx (lower case, "
        + "below 20) are written escaped")
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

/// Validity of UTF-8, sequence by sequence (Unicode, table 3-7).
enum UTF8Check {
  /// The length of the well-formed multi-byte sequence at `at`; 0 when there is none.
  static func length(_ text: Span<UInt8>, _ at: Int, end: Int) -> Int {
    let lead = text[at]
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch lead {
      case 0xc2...0xdf: (2, 0x80...0xbf)
      case 0xe0: (3, 0xa0...0xbf)
      case 0xed: (3, 0x80...0x9f)
      case 0xe1...0xef: (3, 0x80...0xbf)
      case 0xf0: (4, 0x90...0xbf)
      case 0xf1...0xf3: (4, 0x80...0xbf)
      case 0xf4: (4, 0x80...0x8f)
      default: (0, 0x80...0xbf)
      }
    guard length > 0, at + length <= end, second.contains(text[at + 1]) else { return 0 }
    for i in 2..<max(2, length) where text[at + i] & 0xc0 != 0x80 { return 0 }
    return length
  }
}
