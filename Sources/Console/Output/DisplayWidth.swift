/// How many columns of a terminal a text takes.
package enum DisplayWidth {
  /// The columns of a text: 1 for most letters, 2 for wide East Asian ones and emoji.
  ///
  /// - Complexity: O(*n*); texts of ASCII only are not cut into letters.
  package static func of(_ text: some StringProtocol) -> Int {
    let bytes = text.utf8
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// The columns of one letter; a letter with accents is as wide as its widest part.
  package static func of(_ letter: Character) -> Int {
    letter.unicodeScalars.reduce(0) { max($0, of($1)) }
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return scalar.value == 0xAD ? 0 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return isWide(scalar.value) ? 2 : 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= wideRanges[0].lowerBound else { return false }
    return wideRanges.contains { $0.contains(value) }
  }

  /// The blocks whose letters are two columns wide, in rising order.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F,  // Hangul initial consonants
    0x231A...0x231B, 0x23E9...0x23EC, 0x2705...0x2705, 0x274C...0x274C,  // emoji among symbols
    0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,  // CJK
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,  // Yi, Hangul, CJK
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,  // full-width forms
    0x17000...0x18CFF, 0x1B000...0x1B2FF,  // Tangut, old Kana
    0x1F1E6...0x1F1FF, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,  // emoji
    0x20000...0x3FFFD,  // CJK extensions
  ]
}
