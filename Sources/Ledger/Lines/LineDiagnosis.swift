/// Finds out why a line that is not canonical is not, for the error message only.
enum LineDiagnosis {
  /// The column at which the value of a field of a whole line begins, behind its quote if it has one.
  ///
  /// Quotes inside of strings are escaped, so that nothing else looks like `,"field":`.
  static func valueColumn(
    of field: String, _ text: Span<UInt8>, from start: Int, to end: Int
  ) -> Int? {
    let key = Array(",\"\(field)\":".utf8)
    var at = start
    while at + key.count < end {
      if text.holds(key.span, 0..<key.count, at: at) {
        let value = at + key.count
        return text[value] == UInt8(ascii: "\"") ? value + 2 : value + 1
      }
      at += 1
    }
    return nil
  }

  /// The bytes `key` should stand at `at` and do not.
  static func unexpected(
    _ key: [UInt8], _ text: Span<UInt8>, at: Int, end: Int
  ) -> LineError {
    let wanted = String(decoding: key, as: UTF8.self)
    if at == end { return LineError(column: at + 1, "the line ends where \(wanted) is expected") }
    var same = 0
    while same < key.count, at + same < end, text[at + same] == key[same] { same += 1 }
    if at + same < end, let error = whitespace(text, at: at + same, end: end) { return error }
    if let version = version(text, at: at, end: end), version != "1" {
      return LineError(
        column: at + 6,
        "the line has the format version \(version); this program knows version 1")
    }
    return LineError(
      column: at + 1, "expected \(wanted) here, found \(excerpt(text, at: at, end: end))")
  }

  /// The value of `v` that a line begins with; nil when it does not begin like a line.
  private static func version(_ text: Span<UInt8>, at: Int, end: Int) -> String? {
    let opening = Array("{\"v\":".utf8)
    guard at + opening.count < end, opening.indices.allSatisfy({ text[at + $0] == opening[$0] })
    else { return nil }
    let rest = (at + opening.count..<min(end, at + 24)).map { text[$0] }
    return String(decoding: rest.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
  }

  /// The fields read so far are not all that must be there, or something else follows them.
  static func explain(_ event: Event, _ text: Span<UInt8>, at: Int, end: Int) -> LineError {
    let spec = event.kind.spec
    if at == end {
      return LineError(column: at + 1, "the line ends where '}' or another field is expected")
    }
    if text[at] == UInt8(ascii: "}") {
      let isWhole = at + 1 == end
      guard isWhole else {
        if text[at + 1] == UInt8(ascii: "\r") {
          return LineError(
            column: at + 2, "the line ends with a carriage return; save the file with LF line ends")
        }
        return LineError(column: at + 2, "nothing may follow the closing '}'")
      }
      let missing = spec.fields.enumerated().first {
        $0.element.isRequired && event.present & (1 << UInt32($0.offset)) == 0
      }
      return LineError(
        column: at + 1, field: missing?.element.field.rawValue,
        "is missing; kind \"\(event.kind.name)\" needs it")
    }
    if let error = whitespace(text, at: at, end: end) { return error }
    if text[at] == UInt8(ascii: ","), at + 1 < end,
      let error = whitespace(text, at: at + 1, end: end)
    {
      return error
    }
    guard let name = key(text, at: at, end: end) else {
      return LineError(
        column: at + 1,
        "expected ',' and a field or '}' here, found \(excerpt(text, at: at, end: end))")
    }
    guard let place = spec.fields.firstIndex(where: { $0.field.rawValue == name }) else {
      let known = spec.fields.map(\.field.rawValue).joined(separator: ", ")
      return LineError(
        column: at + 2, field: name,
        "unknown field; kind \"\(event.kind.name)\" has \(known)")
    }
    if event.present & (1 << UInt32(place)) != 0 {
      return LineError(column: at + 2, field: name, "stands twice")
    }
    let spelled = spec.fields[place].type.isQuoted ? "in quotes" : "without quotes"
    let later = spec.fields.indices.contains {
      $0 > place && event.present & (1 << UInt32($0)) != 0
    }
    return LineError(
      column: at + 2, field: name,
      later
        ? "is out of order; the order is \(spec.fields.map(\.field.rawValue).joined(separator: ", "))"
        : "its value must be written \(spelled), without a space before it")
  }

  private static func whitespace(_ text: Span<UInt8>, at: Int, end: Int) -> LineError? {
    switch text[at] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      LineError(column: at + 1, "a canonical line has no spaces between its parts")
    case 0xef where at + 2 < end && text[at + 1] == 0xbb && text[at + 2] == 0xbf:
      LineError(column: at + 1, "a byte order mark stands here; write UTF-8 without one")
    case UInt8(ascii: "\r"):
      LineError(
        column: at + 1, "the line ends with a carriage return; save the file with LF line ends")
    default: nil
    }
  }

  /// The key in `,"key":` at `at`.
  private static func key(_ text: Span<UInt8>, at: Int, end: Int) -> String? {
    guard at + 1 < end, text[at] == UInt8(ascii: ","), text[at + 1] == UInt8(ascii: "\"") else {
      return nil
    }
    var close = at + 2
    while close < end, text[close] != UInt8(ascii: "\"") { close += 1 }
    guard close < end else { return nil }
    return String(decoding: (at + 2..<close).map { text[$0] }, as: UTF8.self)
  }

  private static func excerpt(_ text: Span<UInt8>, at: Int, end: Int) -> String {
    let bytes = (at..<min(end, at + 24)).map { text[$0] }
    return "'\(String(decoding: bytes, as: UTF8.self))\(at + 24 < end ? "…" : "")'"
  }
}
