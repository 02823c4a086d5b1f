/// Why a piece of text is not an acceptable decimal number.
public struct DecimalParseError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// There is no text.
    case empty
    /// A byte that has no place in a decimal number, or not in this place.
    case badCharacter(UInt8)
    /// A leading plus sign, which canonical text does not have.
    case plusSign
    /// A leading zero, which canonical text does not have.
    case leadingZero
    /// A trailing zero after the point, which canonical text does not have.
    case trailingZero
    /// An exponent, which canonical text does not have.
    case exponent
    /// An exponent without digits.
    case exponentWithoutDigits
    /// A zero with a minus sign.
    case negativeZero
    /// No digit where one is needed: before or after the point, or after the sign.
    case missingDigit
    /// A word such as "NaN" or "Infinity".
    case notANumber
    /// More fractional digits than the type holds.
    case tooManyDecimals(found: Int, limit: Int)
    /// A value beyond the range of the type.
    case outOfRange
  }

  /// What is wrong.
  public let problem: Problem
  /// Where it is wrong: an offset in bytes from the start of the number, counted from zero.
  public let offset: Int
  /// The number as it was written; unprintable bytes escaped, cut if very long.
  public let text: String
}

extension DecimalParseError: CustomStringConvertible {
  /// A sentence for people, with positions counted from one.
  public var description: String {
    switch problem {
    case .empty:
      "An empty text is not a decimal."
    case .tooManyDecimals(let found, let limit):
      "\"\(text)\" has \(found) decimals: at most \(limit) are allowed"
    case .outOfRange:
      "\"\(text)\" is too large a number"
    default:
      "\"\(text)\" is not a decimal: \(reason)"
    }
  }

  private var reason: String {
    let position = "position \(offset + 1)"
    switch problem {
    case .badCharacter(let byte): return Self.describe(byte, position: position)
    case .plusSign: return "a plus sign at \(position)"
    case .leadingZero: return "a leading zero at \(position)"
    case .trailingZero: return "a trailing zero at \(position)"
    case .exponent: return "an exponent at \(position) (write all digits)"
    case .exponentWithoutDigits: return "an exponent without digits at \(position)"
    case .negativeZero: return "a negative zero (write 0)"
    case .missingDigit: return "no digit at \(position)"
    case .notANumber: return "a word instead of digits"
    case .empty, .tooManyDecimals, .outOfRange: return ""
    }
  }

  private static func describe(_ byte: UInt8, position: String) -> String {
    switch byte {
    case UInt8(ascii: ","): "',' at \(position) (a comma?)"
    case UInt8(ascii: " "): "a space at \(position)"
    case UInt8(ascii: "."): "a second point at \(position)"
    case UInt8(ascii: "-"), UInt8(ascii: "+"): "a sign in the wrong place at \(position)"
    case 0x21...0x7E: "'\(Character(Unicode.Scalar(byte)))' at \(position)"
    default: "the byte 0x\(hexadecimal(byte)) at \(position)"
    }
  }
}

extension DecimalParseError {
  /// The longest text shown in a message, in bytes.
  private static let shownLength = 60

  /// Describes a problem in the number at `from..<to`.
  init(_ problem: Problem, at index: Int, in bytes: Span<UInt8>, from: Int, to: Int) {
    var text = ""
    for position in from..<min(to, from + Self.shownLength) {
      let byte = bytes[position]
      if (0x20...0x7E).contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x\(hexadecimal(byte))"
      }
    }
    if to - from > Self.shownLength { text += "..." }
    self.init(problem: problem, offset: index - from, text: text)
  }
}

/// Two hexadecimal digits.
private func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return byte < 16 ? "0" + digits : digits
}
