internal import FixedPoint

/// Reads canonical lines strictly: one event has one spelling, and everything else is an error.
///
/// The order of the keys is known, so a line is compared with what must stand next instead of being
/// parsed as JSON; only when the comparison fails is the cause looked for.
package struct LineDecoder: Sendable {
  /// The names known so far; decoding adds accounts and declarations.
  package var names: Names

  /// Events at or before this place are already recorded: their declarations are known.
  package var recorded: Position?

  private var scratch: [UInt8] = []
  let plan = LinePlan.shared

  /// A decoder that knows `names` and takes events up to `recorded` as known.
  package init(names: Names, recorded: Position? = nil) {
    self.names = names
    self.recorded = recorded
  }

  /// Reads the line in `range` of `text` into `event`.
  ///
  /// - Throws: `LineError` with the column, the field, and what was expected; the names are then as
  ///   they were.
  package mutating func decode(
    _ text: Span<UInt8>, _ range: Range<Int>, into event: inout Event
  ) throws(LineError) {
    let mark = names.mark
    do {
      try decodeLine(text, range, into: &event)
    } catch {
      names.restore(mark)
      var error = error
      error.column -= range.lowerBound
      throw error
    }
  }

  private mutating func decodeLine(
    _ text: Span<UInt8>, _ range: Range<Int>, into event: inout Event
  ) throws(LineError) {
    guard range.count <= Limits.lineBytes else {
      throw LineError(
        column: range.lowerBound + 1,
        "the line has \(range.count) bytes; \(Limits.lineBytes) are the most")
    }
    // What stands behind the line must not be looked at.
    let text = text.extracting(0..<range.upperBound)
    var at = range.lowerBound
    try Self.expect(Self.start, text, &at)
    let block = try Self.integer(text, &at, field: "block")
    try Self.expect(Self.indexKey, text, &at)
    let index = try Self.integer(text, &at, field: "index")
    try Self.expect(Self.timeKey, text, &at)
    let time = try Self.integer(text, &at, field: "time")
    try Self.expect(Self.kindKey, text, &at)
    event.reset(to: try kind(text, &at))
    event.position = Position(block: block, index: index)
    event.time = time
    let kind = plan.kinds[Int(event.kind.rawValue)]
    for place in 0..<kind.fields.count {
      let field = plan.fields[kind.fields.lowerBound + place]
      guard text.holds(plan.bytes.span, field.key, at: at) else { continue }
      at += field.key.count
      let start = at
      do {
        try value(field, place, text, &at, into: &event)
      } catch {
        var error = error
        error.field = error.field ?? event.kind.spec.fields[place].field.rawValue
        if error.column == 0 { error.column = start + 1 }
        throw error
      }
    }
    guard at + 1 == text.count, text[at] == UInt8(ascii: "}"), kind.required & ~event.present == 0
    else {
      throw LineDiagnosis.explain(event, text, at: at, end: text.count)
    }
    if kind.hasChecks { try check(event, text, from: range.lowerBound) }
    if event.kind == .asset || event.kind == .market {
      try declare(&event, text, from: range.lowerBound)
    }
  }

  private static let start = Array("{\"v\":1,\"block\":".utf8)
  private static let indexKey = Array(",\"index\":".utf8)
  private static let timeKey = Array(",\"time\":".utf8)
  private static let kindKey = Array(",\"kind\":\"".utf8)
}

// MARK: - Values

extension LineDecoder {
  /// Reads the value of one field and what closes it.
  ///
  /// A column of 0 in an error means its start.
  private mutating func value(
    _ field: LinePlan.FieldPlan, _ place: Int, _ text: Span<UInt8>, _ at: inout Int,
    into event: inout Event
  ) throws(LineError) {
    switch field.code {
    case .integer:
      event.set(place, Int128(try Self.integer(text, &at, field: nil)))
    case .unsigned, .signed:
      let close = try Self.closingQuote(text, at)
      let value = try Self.decimal(text, at..<close)
      if field.code == .unsigned, value < 0 {
        throw LineError(column: 0, "must not be negative")
      }
      event.set(place, value)
      at = close + 1
    case .ratio:
      let close = try Self.closingQuote(text, at)
      event.set(place, try Self.ratio(text, at..<close))
      at = close + 1
    case .choice:
      let close = try Self.closingQuote(text, at)
      guard let index = plan.word(field, text, at..<close) else {
        let words = field.words.map { number in
          String(decoding: plan.bytes[plan.words[number]], as: UTF8.self)
        }
        throw LineError(column: 0, "must be one of \(words.joined(separator: ", "))")
      }
      event.set(place, Int128(index))
      at = close + 1
    case .text:
      let string = try CanonicalString.scan(text, &at)
      let start = event.text.count
      CanonicalString.append(text, string.content, string.hasEscapes, to: &event.text)
      guard event.text.count - start <= Limits.textBytes else {
        throw LineError(column: 0, "is longer than \(Limits.textBytes) bytes")
      }
      event.setText(place, from: start)
    case .account, .asset, .market, .newAsset, .newMarket:
      let string = try CanonicalString.scan(text, &at)
      if string.hasEscapes {
        scratch.removeAll(keepingCapacity: true)
        CanonicalString.append(text, string.content, true, to: &scratch)
        let copy = scratch
        try name(field.code, place, copy.span, 0..<copy.count, into: &event)
      } else {
        try name(field.code, place, text, string.content, into: &event)
      }
    }
  }

  private mutating func name(
    _ code: LinePlan.Code, _ place: Int, _ text: Span<UInt8>, _ range: Range<Int>,
    into event: inout Event
  ) throws(LineError) {
    try Self.checkName(text, range)
    switch code {
    case .account:
      event.set(place, Int128(names.internAccount(text, in: range)))
    case .asset:
      guard let id = names.assets.id(of: text, in: range) else {
        throw Self.unknown("asset", text, range)
      }
      event.set(place, Int128(id))
    case .market:
      guard let id = names.markets.id(of: text, in: range) else {
        throw Self.unknown("market", text, range)
      }
      event.set(place, Int128(id))
    default:
      // The name becomes known in `declare`, when the whole line has proved right.
      let start = event.text.count
      event.text.append(text, range)
      event.setText(place, from: start)
    }
  }

  private static func checkName(_ text: Span<UInt8>, _ range: Range<Int>) throws(LineError) {
    guard !range.isEmpty else { throw LineError(column: 0, "must not be empty") }
    guard range.count <= Limits.nameBytes else {
      throw LineError(column: 0, "is longer than \(Limits.nameBytes) bytes")
    }
    for i in range where text[i] < 0x20 || text[i] == 0x7f {
      throw LineError(column: 0, "a name must not hold control characters")
    }
  }

  private static func unknown(
    _ what: String, _ text: Span<UInt8>, _ range: Range<Int>
  ) -> LineError {
    let name = String(decoding: range.map { text[$0] }, as: UTF8.self)
    return LineError(
      column: 0, "unknown \(what) \"\(name)\": an event of kind \"\(what)\" must declare it first")
  }
}

// MARK: - Pieces

extension LineDecoder {
  private static func expect(
    _ key: [UInt8], _ text: Span<UInt8>, _ at: inout Int
  ) throws(LineError) {
    guard text.holds(key.span, 0..<key.count, at: at) else {
      throw LineDiagnosis.unexpected(key, text, at: at, end: text.count)
    }
    at += key.count
  }

  /// A whole number in its canonical spelling.
  private static func integer(
    _ text: Span<UInt8>, _ at: inout Int, field: String?
  ) throws(LineError) -> Int64 {
    let start = at
    var value: Int64 = 0
    while at < text.count, case let digit = text[at] &- 48, digit < 10, at - start < 17 {
      value = value &* 10 &+ Int64(digit)
      at += 1
    }
    guard at > start, at - start < 17, value <= Limits.integer,
      at - start == 1 || text[start] != UInt8(ascii: "0")
    else {
      throw LineError(
        column: start + 1, field: field,
        "must be a whole number from 0 to \(Limits.integer), without quotes or leading zeros")
    }
    return value
  }

  private func kind(_ text: Span<UInt8>, _ at: inout Int) throws(LineError) -> Kind {
    let close = try Self.closingQuote(text, at, field: "kind")
    for kind in Kind.allCases {
      let name = plan.kinds[Int(kind.rawValue)].name
      if name.count == close - at, text.holds(plan.bytes.span, name, at: at) {
        at = close + 1
        return kind
      }
    }
    let name = String(decoding: (at..<close).map { text[$0] }, as: UTF8.self)
    throw LineError(
      column: at + 1, field: "kind", "unknown kind \"\(name)\"; see 'plimsoll help events'")
  }

  private static func closingQuote(
    _ text: Span<UInt8>, _ from: Int, field: String? = nil
  ) throws(LineError) -> Int {
    var at = from
    while at < text.count, text[at] != UInt8(ascii: "\"") { at += 1 }
    guard at < text.count else {
      throw LineError(column: from + 1, field: field, "the closing '\"' is missing")
    }
    return at
  }

  private static func decimal(
    _ text: Span<UInt8>, _ range: Range<Int>
  ) throws(LineError) -> Int128 {
    do throws(DecimalParseError) {
      return try Decimal18.parseCanonical(text, from: range.lowerBound, to: range.upperBound)
        .mantissa
    } catch {
      throw wrong(error, range)
    }
  }

  private static func ratio(
    _ text: Span<UInt8>, _ range: Range<Int>
  ) throws(LineError) -> Int128 {
    do throws(DecimalParseError) {
      return try Ratio27.parseCanonical(text, from: range.lowerBound, to: range.upperBound)
        .mantissa
    } catch {
      throw wrong(error, range)
    }
  }

  private static func wrong(_ error: DecimalParseError, _ range: Range<Int>) -> LineError {
    LineError(
      column: range.lowerBound + error.offset + 1,
      error.problem == .empty ? "must not be empty" : error.description)
  }
}
