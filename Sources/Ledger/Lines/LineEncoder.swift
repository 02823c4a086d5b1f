internal import FixedPoint

/// Writes canonical lines, byte by byte as `docs/FORMAT.md` says.
package enum LineEncoder {
  /// Appends the canonical line of `event`, without a line end, to `buffer`.
  package static func append(_ event: Event, names: Names, to buffer: inout [UInt8]) {
    let plan = LinePlan.shared
    let kind = plan.kinds[Int(event.kind.rawValue)]
    append("{\"v\":1,\"block\":", to: &buffer)
    appendDecimal(event.position.block, to: &buffer)
    append(",\"index\":", to: &buffer)
    appendDecimal(event.position.index, to: &buffer)
    append(",\"time\":", to: &buffer)
    appendDecimal(event.time, to: &buffer)
    buffer.append(plan.bytes.span, kind.opening)
    for place in 0..<kind.fields.count where event.present & (1 << UInt32(place)) != 0 {
      let field = plan.fields[kind.fields.lowerBound + place]
      buffer.append(plan.bytes.span, field.key)
      append(field, event.slots[place], of: event, names: names, plan, to: &buffer)
      if field.isQuoted { buffer.append(UInt8(ascii: "\"")) }
    }
    buffer.append(UInt8(ascii: "}"))
  }

  /// The canonical line of `event` as text.
  package static func line(of event: Event, names: Names) -> String {
    var buffer: [UInt8] = []
    append(event, names: names, to: &buffer)
    return String(decoding: buffer, as: UTF8.self)
  }

  private static func append(
    _ field: LinePlan.FieldPlan, _ slot: Int128, of event: Event, names: Names, _ plan: LinePlan,
    to buffer: inout [UInt8]
  ) {
    switch field.code {
    case .account: names.accounts.appendEscaped(Int(slot), to: &buffer)
    case .asset, .newAsset: names.assets.appendEscaped(Int(slot), to: &buffer)
    case .market, .newMarket: names.markets.appendEscaped(Int(slot), to: &buffer)
    case .unsigned, .signed: Decimal18(mantissa: slot).append(to: &buffer)
    case .ratio: Ratio27(mantissa: slot).append(to: &buffer)
    case .integer: appendDecimal(Int64(truncatingIfNeeded: slot), to: &buffer)
    case .text: appendEscaped(event.text.span, Event.range(slot), to: &buffer)
    case .choice: buffer.append(plan.bytes.span, plan.word(field, at: Int(slot)))
    }
  }

  private static func append(_ text: StaticString, to buffer: inout [UInt8]) {
    text.withUTF8Buffer { bytes in
      unsafe buffer.append(contentsOf: bytes)
    }
  }

  /// Appends a string's content with exactly the escapes that JSON requires.
  package static func appendEscaped(_ text: ArraySlice<UInt8>, to buffer: inout [UInt8]) {
    appendEscaped(text.span, 0..<text.count, to: &buffer)
  }

  /// Appends the content of a string that stands in a range of `text`.
  static func appendEscaped(_ text: Span<UInt8>, _ range: Range<Int>, to buffer: inout [UInt8]) {
    // Nearly every string is plain and goes over in one piece.
    var start = range.lowerBound
    var at = start
    while at < range.upperBound {
      if at + 8 <= range.upperBound, text.eightBytes(at: at).isPlainText {
        at += 8
        continue
      }
      let byte = text[at]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        buffer.append(text, start..<at)
        appendEscape(of: byte, to: &buffer)
        start = at + 1
      }
      at += 1
    }
    buffer.append(text, start..<range.upperBound)
  }

  private static func appendEscape(of byte: UInt8, to buffer: inout [UInt8]) {
    buffer.append(UInt8(ascii: "\\"))
    if byte >= 0x20 {
      buffer.append(byte)
    } else if let letter = shortEscape(of: byte) {
      buffer.append(letter)
    } else {
      append("u00", to: &buffer)
      buffer.append(hexDigit(byte >> 4))
      buffer.append(hexDigit(byte & 15))
    }
  }

  /// The letter of the two-character escape of a control character, where JSON has one.
  static func shortEscape(of byte: UInt8) -> UInt8? {
    switch byte {
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0a: UInt8(ascii: "n")
    case 0x0c: UInt8(ascii: "f")
    case 0x0d: UInt8(ascii: "r")
    default: nil
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
