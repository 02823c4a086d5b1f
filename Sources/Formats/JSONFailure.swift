internal import CSimdJSON

/// What the C parser found wrong, and the words for it.
struct JSONFailure {
  var status: csj_status
  var offset: Int
  var other: Int

  /// The error for people.
  func error(in text: ArraySlice<UInt8>, source: String?, line: Int) -> InputError {
    let place = TextPosition(offset: offset, in: text, firstLine: line)
    let name = source ?? "the text"
    switch status {
    case CSJ_EMPTY:
      return InputError(
        .empty, "\(name) is empty: a JSON value was expected", source: source)
    case CSJ_TOO_LARGE:
      let reason =
        "\(name) is larger than \(CSJ_MAX_LENGTH) bytes, the most that one JSON value may have;"
        + " write one value per line instead"
      return InputError(.tooLarge, reason, source: source)
    case CSJ_NO_MEMORY:
      return InputError(
        .readFailed, "\(name) cannot be read: no memory for its \(text.count) bytes",
        source: source)
    case CSJ_BAD_UTF8:
      return InputError(.encoding, words(text, line), source: source, position: place)
    default:
      return InputError(.syntax, words(text, line), source: source, position: place)
    }
  }

  private func words(_ text: ArraySlice<UInt8>, _ line: Int) -> String {
    let found = found(in: text)
    let otherPlace = TextPosition(offset: other, in: text, firstLine: line)
    return switch status {
    case CSJ_BAD_UTF8: "\(found) is not valid UTF-8; save the file as UTF-8"
    case CSJ_UNCLOSED_STRING: "this string has no closing quote"
    case CSJ_CONTROL_IN_STRING: "a string holds \(found), which must be written as an escape"
    case CSJ_EXPECTED_VALUE: "expected a value, found \(found)"
    case CSJ_EXPECTED_KEY: "expected a key in double quotes, found \(found)"
    case CSJ_EXPECTED_COLON: "expected ':' after the key, found \(found)"
    case CSJ_EXPECTED_COMMA_OR_BRACE: "expected ',' or '}', found \(found)"
    case CSJ_EXPECTED_COMMA_OR_BRACKET: "expected ',' or ']', found \(found)"
    case CSJ_TRAILING_COMMA: "a comma stands before the end of the \(closing(in: text))"
    case CSJ_UNCLOSED_CONTAINER:
      "the text ends inside the \(opened(in: text)) that begins at \(otherPlace)"
    case CSJ_TRAILING_TEXT: "the value is complete, but \(found) follows it"
    case CSJ_BAD_NUMBER: "'\(word(in: text))' is not a JSON number"
    case CSJ_BAD_LITERAL: "'\(word(in: text))' is not a JSON value"
    case CSJ_BAD_ESCAPE: "'\(escape(in: text))' is not an escape of JSON"
    case CSJ_LONE_SURROGATE: "'\(escape(in: text))' is half of a surrogate pair"
    case CSJ_DUPLICATE_KEY: "the key \(key(in: text)) was already given at \(otherPlace)"
    case CSJ_TOO_DEEP: "nested deeper than \(JSONDocument.maximumDepth) levels"
    default: "the text is not JSON"
    }
  }

  private func byte(at offset: Int, in text: ArraySlice<UInt8>) -> UInt8? {
    offset < text.count ? text[text.startIndex + offset] : nil
  }

  private func found(in text: ArraySlice<UInt8>) -> String {
    byte(at: offset, in: text).map(Byte.shown) ?? "the end of the text"
  }

  private func opened(in text: ArraySlice<UInt8>) -> String {
    byte(at: other, in: text) == UInt8(ascii: "{") ? "object" : "array"
  }

  private func closing(in text: ArraySlice<UInt8>) -> String {
    let rest = text.dropFirst(offset + 1)
    return rest.first { $0 > 0x20 } == UInt8(ascii: "}") ? "object" : "array"
  }

  /// The run of bytes that looks like one word, at most 40 of them.
  private func word(in text: ArraySlice<UInt8>) -> String {
    let stops = Array(",:[]{}\" \t\n\r".utf8)
    return Byte.shown(text.dropFirst(offset).prefix { !stops.contains($0) })
  }

  /// The escape at the offset, as far as it goes.
  private func escape(in text: ArraySlice<UInt8>) -> String {
    let isUnicode = byte(at: offset + 1, in: text) == UInt8(ascii: "u")
    let escape = text.dropFirst(offset).prefix(isUnicode ? 6 : 2)
    let end = escape.dropFirst().prefix { $0 >= 0x20 && $0 != Byte.quote }
    return "\\" + Byte.shown(end)
  }

  /// The key at the offset with its quotes, at most 40 bytes of it.
  private func key(in text: ArraySlice<UInt8>) -> String {
    let rest = text.dropFirst(offset + 1)
    var end = rest.startIndex
    while end < rest.endIndex && rest[end] != Byte.quote {
      end += rest[end] == Byte.backslash ? 2 : 1
    }
    return "\"\(Byte.shown(rest[..<min(end, rest.endIndex)]))\""
  }
}
