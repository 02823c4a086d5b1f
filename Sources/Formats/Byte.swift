/// The bytes that the formats give a meaning.
enum Byte {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let quote: UInt8 = 0x22
  static let backslash: UInt8 = 0x5C

  /// The three bytes that some programs write before UTF-8 text.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// A byte as people should see it in a message: `'x'` when it can be printed, else its value.
  static func shown(_ byte: UInt8) -> String {
    switch byte {
    case lineFeed: "the end of the line"
    case 0x21..<0x7F: "'\(Character(Unicode.Scalar(byte)))'"
    default: "the byte 0x\(hex(byte))"
    }
  }

  /// The beginning of a text of an input as a message may show it.
  ///
  /// Control characters, which could play tricks with a terminal, become question marks.
  static func shown(_ text: some Collection<UInt8>, limit: Int = 40) -> String {
    let beginning = String(decoding: text.prefix(limit), as: UTF8.self)
    let safe = beginning.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control ? "?" : Character(scalar)
    }
    return String(safe) + (text.count > limit ? "..." : "")
  }

  /// Two lower-case hexadecimal digits.
  static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
