/// Makes text from data safe and fit for a terminal.
package enum TerminalText {
  /// The text with control characters and writing-direction characters shown as `\xNN` or `\u{N}`.
  ///
  /// Data could otherwise move the cursor, colour the screen or reverse what is read.
  package static func escape(_ text: String) -> String {
    guard needsEscape(text) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if !isHostile(scalar.value) {
        result.unicodeScalars.append(scalar)
      } else if scalar.value <= 0xFF {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
      } else {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return result
  }

  /// Whether a scalar must not reach a terminal: C0, DEL, C1, line separators, bidi controls.
  package static func isHostile(_ value: UInt32) -> Bool {
    switch value {
    case 0...0x1F, 0x7F...0x9F: true
    case 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The text cut in the middle to a number of columns: `0x677d…f984e7`.
  package static func shortenMiddle(_ text: String, to width: Int) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    let kept = max(0, width - 1)
    let tail = kept / 2
    return prefix(text, kept - tail) + "…" + suffix(text, tail)
  }

  /// The text cut at the end to a number of columns: `equity was abo…`.
  package static func shortenEnd(_ text: String, to width: Int) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    return prefix(text, max(0, width - 1)) + "…"
  }

  // MARK: - Private

  private static func needsEscape(_ text: String) -> Bool {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return false }
    return text.unicodeScalars.contains { isHostile($0.value) }
  }

  private static func prefix(_ text: String, _ width: Int) -> String {
    var room = width
    return String(
      text.prefix {
        room -= DisplayWidth.of($0)
        return room >= 0
      })
  }

  private static func suffix(_ text: String, _ width: Int) -> String {
    String(prefix(String(text.reversed()), width).reversed())
  }
}
