/// Text as markup: what HTML and XML give a meaning is written as an entity.
package enum Markup {
  /// The text, safe between tags and in double-quoted attributes of HTML and XML.
  ///
  /// Control characters, which XML forbids, become the replacement character.
  package static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result += " "
      default: result.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return result
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
    // Marks that turn the direction of the text after them around.
    case 0x202A...0x202E, 0x2066...0x2069: false
    default: true
    }
  }
}
