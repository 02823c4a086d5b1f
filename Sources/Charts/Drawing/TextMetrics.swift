/// How wide text will be: an estimate above what the usual system fonts need.
enum TextMetrics {
  /// The estimated width of a line of text in a font of that size.
  static func width(_ text: String, _ size: Double) -> Double {
    var thousandths = 0
    for character in text { thousandths += width(of: character) }
    return Double(thousandths) * size / 1_000
  }

  /// The text, cut at its end with an ellipsis if it is wider than allowed.
  static func fitted(_ text: String, _ size: Double, within limit: Double) -> String {
    guard width(text, size) > limit else { return text }
    var short = text
    while !short.isEmpty, width(short + "…", size) > limit { short.removeLast() }
    while short.last == " " { short.removeLast() }
    return short.isEmpty ? "" : short + "…"
  }

  /// The text, with an ellipsis for its middle if it is wider than allowed.
  static func fittedInMiddle(_ text: String, _ size: Double, within limit: Double) -> String {
    guard width(text, size) > limit else { return text }
    var kept = text.count - 1
    while kept > 1 {
      let short = text.prefix((kept + 1) / 2) + "…" + text.suffix(kept / 2)
      if width(String(short), size) <= limit { return String(short) }
      kept -= 1
    }
    return fitted(text, size, within: limit)
  }

  /// The text in lines of at most that width, broken between words.
  static func lines(_ text: String, _ size: Double, within limit: Double) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, width(last + " " + word, size) <= limit {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(fitted(String(word), size, within: limit))
      }
    }
    return lines
  }

  // Widths of a wide sans-serif, so that a narrower one leaves a little more room.
  private static func width(of character: Character) -> Int {
    switch character {
    case "i", "j", "l", "'", "|", "I": 320
    case " ", ".", ",", ":", ";", "!", "f", "t", "r", "(", ")", "[", "]", "/", "·": 400
    case "0"..."9", "+", "-", "_", "a", "b", "c", "d", "e", "g", "h", "k", "n", "o", "p", "q", "s",
      "u", "v", "x", "y", "z", "#", "$", "–":
      640
    case "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻": 450
    case "m", "M", "W", "w", "%", "@", "…", "—", "→", "−", "×", "<", ">", "=": 960
    case "A"..."Z": 740
    default: character.isASCII ? 640 : 1_000
    }
  }
}
