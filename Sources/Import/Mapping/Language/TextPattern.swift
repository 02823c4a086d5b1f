/// A text with names in braces: a template to fill, or a pattern that a text is held against.
///
/// `{{` and `}}` stand for the braces themselves.
struct TextPattern: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case literal([UInt8])
    case name(String)
  }

  /// Why a text is no pattern.
  struct Problem: Error {
    let message: String
  }

  let parts: [Part]

  init(_ text: String) throws(Problem) {
    var parts: [Part] = []
    var literal: [UInt8] = []
    let bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      let isDoubled = at + 1 < bytes.count && bytes[at + 1] == byte
      if (byte == Self.open || byte == Self.close) && isDoubled {
        literal.append(byte)
        at += 2
      } else if byte == Self.open {
        guard let end = bytes[at...].firstIndex(of: Self.close), end > at + 1 else {
          throw Problem(
            message: "\"\(text)\" has a '{' that no name and '}' follow; a brace itself is '{{'")
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        literal = []
        parts.append(.name(String(decoding: bytes[at + 1..<end], as: UTF8.self)))
        at = end + 1
      } else if byte == Self.close {
        throw Problem(message: "\"\(text)\" has a '}' without a '{'; a brace itself is '}}'")
      } else {
        literal.append(byte)
        at += 1
      }
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
    self.parts = parts
  }

  private static let open = UInt8(ascii: "{")
  private static let close = UInt8(ascii: "}")

  /// The names in their order.
  var names: [String] {
    parts.compactMap { part in
      if case .name(let name) = part { name } else { nil }
    }
  }

  /// Checks that a text can be held against it in only one way.
  ///
  /// - Parameter isRepeated: Whether another match may follow, so that it must end with a literal.
  /// - Throws: `Problem` that says why not.
  func checkMatchable(isRepeated: Bool = false) throws(Problem) {
    for (part, next) in zip(parts, parts.dropFirst()) {
      if case .name(let first) = part, case .name(let second) = next {
        throw Problem(message: "nothing separates {\(first)} from {\(second)}")
      }
    }
    if Set(names).count != names.count {
      throw Problem(message: "a name stands twice")
    }
    if isRepeated, case .name(let name)? = parts.last {
      throw Problem(message: "something must stand behind {\(name)}, so that its end is seen")
    }
    if parts.isEmpty { throw Problem(message: "the pattern is empty") }
  }

  /// Holds the text at `from..<to` against the pattern.
  ///
  /// A name stands for at least one byte and ends where the literal behind it first appears.
  ///
  /// - Parameters:
  ///   - text: The bytes.
  ///   - from: Where the text starts.
  ///   - to: Where the text ends.
  ///   - isWhole: Whether nothing may follow the match.
  ///   - captures: Receives the range of each name, in their order.
  /// - Returns: The end of the match; nil when there is none.
  func match(
    _ text: [UInt8], from: Int, to: Int, isWhole: Bool = true, captures: inout [Range<Int>]
  ) -> Int? {
    captures.removeAll(keepingCapacity: true)
    var at = from
    for (place, part) in parts.enumerated() {
      switch part {
      case .literal(let literal):
        guard Self.stands(literal, in: text, at: at, to: to) else { return nil }
        at += literal.count
      case .name:
        let start = at
        if place + 1 < parts.count, case .literal(let next) = parts[place + 1] {
          at += 1
          while at < to, !Self.stands(next, in: text, at: at, to: to) { at += 1 }
        } else {
          at = to
        }
        guard at > start, at <= to else { return nil }
        captures.append(start..<at)
      }
    }
    return isWhole && at != to ? nil : at
  }

  /// Whether the literal stands at a place.
  static func stands(_ literal: [UInt8], in text: [UInt8], at: Int, to: Int) -> Bool {
    guard at + literal.count <= to else { return false }
    for (offset, byte) in literal.enumerated() where text[at + offset] != byte { return false }
    return true
  }
}
