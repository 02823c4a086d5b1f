/// Writes JSON text.
///
/// The caller gives the order of keys; the same calls give the same bytes.
///
/// Strings escape only what JSON requires. Numbers are given as text, so nothing is rounded.
package struct JSONWriter: Sendable {
  /// How the text is laid out.
  package enum Layout: Sendable {
    /// No spaces and no line ends.
    case compact
    /// One member or element per line, two spaces per level.
    case pretty
  }

  /// What was written so far.
  package private(set) var bytes: [UInt8] = []

  private let layout: Layout
  /// For each open container: whether it has a child already.
  private var hasChild: [Bool] = []
  private var isAfterKey = false

  /// Creates a writer.
  package init(_ layout: Layout = .compact) {
    self.layout = layout
  }

  /// What was written so far, as a string.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Gives what was written so far and forgets it.
  package mutating func take() -> [UInt8] {
    let taken = bytes
    bytes.removeAll()
    return taken
  }

  // MARK: - Containers

  /// Writes an object whose members `body` writes.
  package mutating func object<Failure>(
    _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    try container("{", "}", body)
  }

  /// Writes an array whose elements `body` writes.
  package mutating func array<Failure>(
    _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    try container("[", "]", body)
  }

  /// Writes a key; its value must follow.
  package mutating func key(_ name: String) {
    beginValue()
    appendQuoted(name.utf8)
    bytes.append(UInt8(ascii: ":"))
    if layout == .pretty { bytes.append(UInt8(ascii: " ")) }
    isAfterKey = true
  }

  // MARK: - Values

  /// Writes a string.
  package mutating func string(_ text: String) {
    beginValue()
    appendQuoted(text.utf8)
  }

  /// Writes a string whose text is UTF-8.
  package mutating func string(utf8 bytes: some Collection<UInt8>) {
    beginValue()
    appendQuoted(bytes)
  }

  /// Writes a number that is given as JSON text, as "12.50".
  package mutating func number(_ text: String) {
    beginValue()
    bytes += text.utf8
  }

  /// Writes an integer.
  package mutating func number(_ value: some FixedWidthInteger) {
    number(String(value))
  }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) {
    number(value ? "true" : "false")
  }

  /// Writes `null`.
  package mutating func null() {
    number("null")
  }

  /// Writes JSON text that is already whole and valid, as it is.
  package mutating func raw(_ text: some Collection<UInt8>) {
    beginValue()
    bytes += text
  }

  /// Ends a line: after a whole value, for newline-delimited JSON and at the end of a file.
  package mutating func endLine() {
    bytes.append(Byte.lineFeed)
  }

  // MARK: - Members

  /// Writes a key and a string.
  package mutating func member(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  /// Writes a key and a string, or `null`.
  package mutating func member(_ name: String, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a key and an integer.
  package mutating func member(_ name: String, _ value: some FixedWidthInteger) {
    key(name)
    number(value)
  }

  /// Writes a key and a truth value.
  package mutating func member(_ name: String, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// Appends a JSON string with its quotes to bytes.
  package static func appendQuoted(_ text: some Collection<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(Byte.quote)
    for byte in text {
      if byte >= 0x20 && byte != Byte.quote && byte != Byte.backslash {
        bytes.append(byte)
      } else {
        bytes += escape(byte)
      }
    }
    bytes.append(Byte.quote)
  }

  // MARK: - Helpers

  private static func escape(_ byte: UInt8) -> String.UTF8View {
    let text =
      switch byte {
      case Byte.quote: "\\\""
      case Byte.backslash: "\\\\"
      case 0x08: "\\b"
      case 0x0C: "\\f"
      case 0x0A: "\\n"
      case 0x0D: "\\r"
      case 0x09: "\\t"
      default: "\\u00" + Byte.hex(byte)
      }
    return text.utf8
  }

  private mutating func appendQuoted(_ text: some Collection<UInt8>) {
    Self.appendQuoted(text, to: &bytes)
  }

  private mutating func container<Failure>(
    _ opening: Character, _ closing: Character,
    _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    beginValue()
    bytes += opening.utf8
    hasChild.append(false)
    try body(&self)
    let hadChild = hasChild.removeLast()
    if hadChild { breakLine() }
    bytes += closing.utf8
  }

  /// Writes what stands before a value or key: a comma, a line break.
  private mutating func beginValue() {
    if isAfterKey {
      isAfterKey = false
      return
    }
    guard let last = hasChild.indices.last else { return }
    if hasChild[last] { bytes.append(UInt8(ascii: ",")) }
    hasChild[last] = true
    breakLine()
  }

  private mutating func breakLine() {
    guard layout == .pretty else { return }
    bytes.append(Byte.lineFeed)
    bytes += repeatElement(UInt8(ascii: " "), count: 2 * hasChild.count)
  }
}
