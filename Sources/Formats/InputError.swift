/// What is wrong with an input: a file that cannot be read, or text that breaks its format.
package struct InputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The sort of trouble, for code that must tell them apart.
  package enum Kind: Equatable, Sendable {
    case notFound
    case notPermitted
    case isDirectory
    case readFailed
    case truncated
    case corrupt
    case unsupported
    case tooLarge
    case encoding
    case syntax
    case empty
  }

  /// The sort of trouble.
  package var kind: Kind
  /// The name of the input as the user gave it; nil when the reader was not told.
  package var source: String?
  /// Where it is, when the trouble is at a place in the text.
  package var position: TextPosition?
  /// What is wrong.
  ///
  /// With a `position` it is a clause, else a whole sentence that names the input.
  package var reason: String

  /// Creates an error.
  package init(
    _ kind: Kind, _ reason: String, source: String? = nil, position: TextPosition? = nil
  ) {
    self.kind = kind
    self.reason = reason
    self.source = source
    self.position = position
  }

  /// The whole message for people: the input, the place, and what is wrong.
  package var description: String {
    guard let position else { return reason }
    guard let source else { return "\(position): \(reason)" }
    return "\(source), \(position): \(reason)"
  }

  /// What is wrong as a clause behind the name of the input, which is not said twice.
  package func clause(about name: String) -> String {
    if kind == .notFound { return "there is no such file" }
    guard position == nil, reason.hasPrefix("\(name) ") else { return reason }
    return "the file " + reason.dropFirst(name.count + 1)
  }
}

/// A place in a text, as editors count: the first line is 1, the first column is 1.
package struct TextPosition: Hashable, Sendable, CustomStringConvertible {
  /// The line.
  package var line: Int
  /// The column in characters (Unicode scalars); nil when only the line is known.
  package var column: Int?

  /// Creates a position.
  package init(line: Int, column: Int? = nil) {
    self.line = line
    self.column = column
  }

  /// The position of a byte offset in a text that begins at `firstLine`.
  package init(offset: Int, in bytes: ArraySlice<UInt8>, firstLine: Int = 1) {
    var line = firstLine
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == Byte.lineFeed {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(line: line, column: column)
  }

  /// "line 3, column 14", or "line 3".
  package var description: String {
    guard let column else { return "line \(line)" }
    return "line \(line), column \(column)"
  }
}
