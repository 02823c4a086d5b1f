/// Breaks sentences into lines.
package enum TextWrapper {
  /// The text as lines of at most `width` columns, broken at spaces; longer words stay whole.
  ///
  /// - Parameters:
  ///   - text: One paragraph; its line breaks are kept.
  ///   - width: The widest line allowed, indent included.
  ///   - indent: The spaces before every line.
  /// - Returns: The lines without line breaks, at least one.
  package static func lines(_ text: String, width: Int, indent: Int = 0) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      fill(line.split(separator: " ").map(String.init), width: width, indent: indent)
    }
  }

  /// The words as lines; a word may itself hold spaces and is then never broken.
  ///
  /// - Parameters:
  ///   - words: What is never broken.
  ///   - width: The widest line allowed.
  ///   - indent: The spaces before every line.
  ///   - hanging: The spaces before every line but the first, if other than `indent`.
  /// - Returns: The lines without line breaks, at least one.
  package static func fill(
    _ words: [String], width: Int, indent: Int, hanging: Int? = nil
  ) -> [String] {
    var lines: [String] = []
    var line = ""
    var room = width - indent
    for word in words {
      let needed = DisplayWidth.of(word)
      if line.isEmpty {
        line = spaces(lines.isEmpty ? indent : hanging ?? indent) + word
      } else if needed + 1 <= room {
        line += " " + word
        room -= 1
      } else {
        lines.append(line)
        line = spaces(hanging ?? indent) + word
        room = width - (hanging ?? indent)
      }
      room -= needed
    }
    lines.append(line)
    return lines
  }

  /// Text of several paragraphs as lines.
  ///
  /// Lines that follow each other are one paragraph and are broken anew; an empty line ends a
  /// paragraph; lines that begin with a space are kept as they are, for tables and commands.
  package static func paragraphs(_ text: String, width: Int, indent: Int = 0) -> [String] {
    var result: [String] = []
    var words: [String] = []
    func endParagraph() {
      if !words.isEmpty { result += fill(words, width: width, indent: indent) }
      words = []
    }
    if text.isEmpty { return [] }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty || line.hasPrefix(" ") {
        endParagraph()
        result.append(line.isEmpty ? "" : spaces(indent) + line)
      } else {
        words += line.split(separator: " ").map(String.init)
      }
    }
    endParagraph()
    return result
  }

  /// A number of spaces.
  package static func spaces(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }
}
