internal import FixedPoint
internal import Ledger

/// Computes values of a map for a row.
struct Evaluator: Sendable {
  var tables: [LookupTable]
  /// The names of the slots of the rows at hand, for messages.
  var slotNames: [String] = []
  /// A stack of texts: a value is appended, used, and cut off again.
  private(set) var scratch: [UInt8] = []

  init(tables: [LookupTable]) {
    self.tables = tables
  }

  /// Computes the text of a value and hands it to `body` as a range of bytes.
  mutating func withText<Result>(
    _ value: MapValue, _ row: RowBuffer,
    _ body: ([UInt8], Range<Int>) throws(RowFailure) -> Result
  ) throws(RowFailure) -> Result {
    switch value {
    case .slot(let slot): return try body(row.bytes, row.range(slot))
    case .constant(let bytes): return try body(bytes, 0..<bytes.count)
    default: break
    }
    let mark = scratch.count
    defer { scratch.removeSubrange(mark...) }
    try append(value, row)
    return try body(scratch, mark..<scratch.count)
  }

  /// Appends the text of a value to bytes of the caller.
  mutating func copy(
    _ value: MapValue, _ row: RowBuffer, to output: inout [UInt8]
  ) throws(RowFailure) {
    switch value {
    case .slot(let slot): output.append(contentsOf: row.text(slot))
    case .constant(let bytes): output.append(contentsOf: bytes)
    case .cases(let subject, let cases, let otherwise):
      if let chosen = try choose(subject, cases, otherwise, row) {
        try copy(chosen, row, to: &output)
      }
    default:
      let mark = scratch.count
      defer { scratch.removeSubrange(mark...) }
      try append(value, row)
      output.append(contentsOf: scratch[mark...])
    }
  }

  /// The text of a value in bytes of its own.
  mutating func bytes(_ value: MapValue, _ row: RowBuffer) throws(RowFailure) -> [UInt8] {
    try withText(value, row) { bytes, range in Array(bytes[range]) }
  }

  /// Appends the text of a value to the scratch bytes; nothing when it is empty.
  private mutating func append(_ value: MapValue, _ row: RowBuffer) throws(RowFailure) {
    switch value {
    case .slot(let slot): scratch.append(contentsOf: row.text(slot))
    case .constant(let bytes): scratch.append(contentsOf: bytes)
    case .template(let parts):
      for part in parts {
        switch part {
        case .literal(let bytes): scratch.append(contentsOf: bytes)
        case .slot(let slot): scratch.append(contentsOf: row.text(slot))
        }
      }
    case .cases(let subject, let cases, let otherwise):
      if let chosen = try choose(subject, cases, otherwise, row) { try append(chosen, row) }
    case .lower(let value): try append(value, row, folding: 0x41...0x5A)
    case .upper(let value): try append(value, row, folding: 0x61...0x7A)
    case .trim(let value): try appendTrimmed(value, row)
    case .first(let values):
      let mark = scratch.count
      for value in values where scratch.count == mark { try append(value, row) }
    case .lookup(let table, let key): try appendEntry(of: table, key, row)
    default:
      if let number = try number(value, row) { number.append(to: &scratch) }
    }
  }

  /// Appends with the case of the letters A to Z changed.
  private mutating func append(
    _ value: MapValue, _ row: RowBuffer, folding letters: ClosedRange<UInt8>
  ) throws(RowFailure) {
    let mark = scratch.count
    try append(value, row)
    for place in mark..<scratch.count where letters.contains(scratch[place]) {
      scratch[place] ^= 0x20
    }
  }

  private mutating func appendTrimmed(_ value: MapValue, _ row: RowBuffer) throws(RowFailure) {
    let mark = scratch.count
    try append(value, row)
    while scratch.count > mark, let last = scratch.last, last <= 0x20 || last == 0x7F {
      scratch.removeLast()
    }
    let blanks = scratch[mark...].prefix { $0 <= 0x20 || $0 == 0x7F }
    scratch.removeSubrange(blanks.indices)
  }

  private mutating func appendEntry(
    of table: Int, _ key: MapValue, _ row: RowBuffer
  ) throws(RowFailure) {
    let mark = scratch.count
    try append(key, row)
    let entry = try tables[table].value(scratch, mark..<scratch.count)
    scratch.removeSubrange(mark...)
    if let entry { scratch.append(contentsOf: entry) }
  }

  /// The value of the case that applies; nil when the subject is empty and no case is for that.
  private mutating func choose(
    _ subject: MapValue, _ cases: MapCases, _ otherwise: MapValue?, _ row: RowBuffer
  ) throws(RowFailure) -> MapValue? {
    let column = columnName(subject)
    return try withText(subject, row) { bytes, range throws(RowFailure) in
      if let id = cases.keys.id(of: bytes.span, in: range) { return cases.values[id] }
      if let otherwise { return otherwise }
      if range.isEmpty { return nil }
      throw RowFailure(
        column: column, text: String(decoding: bytes[range], as: UTF8.self),
        "the map has no case for this text")
    }
  }

  /// The column that a value is the text of; nil when it is more than that.
  func columnName(_ value: MapValue) -> String? {
    switch value {
    case .slot(let slot): slotNames.indices.contains(slot) ? slotNames[slot] : nil
    case .raw(let inner, _, _), .round(let inner, _, _), .negate(let inner), .absolute(let inner),
      .lower(let inner), .upper(let inner), .trim(let inner), .lookup(_, let inner):
      columnName(inner)
    default: nil
    }
  }
}

// MARK: - Numbers

extension Evaluator {
  /// The number that a value is; nil when it is empty.
  mutating func number(
    _ value: MapValue, _ row: RowBuffer
  ) throws(RowFailure) -> Decimal18? {
    switch value {
    case .raw(let inner, let decimals, let rounding):
      return try parse(inner, row, shift: -(try count(decimals, row)), rounding: rounding)
    case .round(let inner, let decimals, let rounding):
      return try rounded(inner, row, decimals: try count(decimals, row), rounding)
    case .negate(let inner):
      guard let number = try number(inner, row) else { return nil }
      return try exact(value) { () throws(ArithmeticError) in try -number }
    case .absolute(let inner):
      guard let number = try number(inner, row) else { return nil }
      return try exact(value) { () throws(ArithmeticError) in try number.magnitude }
    case .add(let terms):
      var sum = Decimal18.zero
      for term in terms {
        guard let number = try number(term, row) else { return nil }
        sum = try exact(term) { () throws(ArithmeticError) in try sum + number }
      }
      return sum
    case .subtract(let left, let right):
      return try combine(left, right, row) { a, b throws(ArithmeticError) in try a - b }
    case .multiply(let left, let right, let rounding):
      return try combine(left, right, row) { a, b throws(ArithmeticError) in
        try a.multiplied(by: b, rounding: rounding)
      }
    case .divide(let left, let right, let rounding):
      return try combine(left, right, row) { a, b throws(ArithmeticError) in
        try a.divided(by: b, rounding: rounding)
      }
    case .cases(let subject, let cases, let otherwise):
      guard let chosen = try choose(subject, cases, otherwise, row) else { return nil }
      return try number(chosen, row)
    case .first(let values):
      for value in values {
        if let number = try number(value, row) { return number }
      }
      return nil
    default:
      return try parse(value, row, shift: 0, rounding: .exact)
    }
  }

  /// A number of decimals: 0 when the value is empty would be a guess, so that is an error.
  private mutating func count(_ value: MapValue, _ row: RowBuffer) throws(RowFailure) -> Int {
    guard let number = try number(value, row) else {
      guard case .lookup(_, let key) = value else {
        throw RowFailure(column: columnName(value), "the number of decimals is not known")
      }
      throw RowFailure(
        column: columnName(key), text: String(decoding: try bytes(key, row), as: UTF8.self),
        "the number of decimals is not known: the lookup table has no row for this key")
    }
    let one = Decimal18.one.mantissa
    guard number.mantissa % one == 0, (0...77).contains(number.mantissa / one) else {
      throw RowFailure(
        column: columnName(value), text: number.description,
        "a number of decimals is a whole number from 0 to 77")
    }
    return Int(number.mantissa / one)
  }

  private mutating func combine(
    _ left: MapValue, _ right: MapValue, _ row: RowBuffer,
    _ operation: (Decimal18, Decimal18) throws(ArithmeticError) -> Decimal18
  ) throws(RowFailure) -> Decimal18? {
    guard let first = try number(left, row), let second = try number(right, row) else {
      return nil
    }
    return try exact(right) { () throws(ArithmeticError) in try operation(first, second) }
  }

  private func exact(
    _ value: MapValue, _ operation: () throws(ArithmeticError) -> Decimal18
  ) throws(RowFailure) -> Decimal18 {
    do throws(ArithmeticError) {
      return try operation()
    } catch {
      throw RowFailure(column: columnName(value), error.description)
    }
  }

  private mutating func rounded(
    _ value: MapValue, _ row: RowBuffer, decimals: Int, _ rounding: Rounding
  ) throws(RowFailure) -> Decimal18? {
    guard decimals <= Decimal18.scale else {
      throw RowFailure(
        column: columnName(value), text: String(decimals), "a number has at most 18 decimals")
    }
    if value.isArithmetic {
      guard let number = try number(value, row) else { return nil }
      return try exact(value) { () throws(ArithmeticError) in
        try number.rounded(toDecimals: decimals, rounding: rounding)
      }
    }
    // A text is rounded once, from all of its digits.
    guard
      let rounded = try parse(value, row, shift: decimals - Decimal18.scale, rounding: rounding)
    else { return nil }
    var mantissa = rounded.mantissa
    for _ in decimals..<Decimal18.scale {
      let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
      if overflow { throw RowFailure(column: columnName(value), "the number is too large") }
      mantissa = product
    }
    return Decimal18(mantissa: mantissa)
  }

  private mutating func parse(
    _ value: MapValue, _ row: RowBuffer, shift: Int, rounding: Rounding
  ) throws(RowFailure) -> Decimal18? {
    let column = columnName(value)
    return try withText(value, row) { bytes, range throws(RowFailure) in
      if range.isEmpty { return nil }
      do throws(DecimalParseError) {
        return try Decimal18.parseLenient(
          bytes.span, from: range.lowerBound, to: range.upperBound, shift: shift,
          rounding: rounding)
      } catch {
        throw RowFailure(
          column: column, text: String(decoding: bytes[range], as: UTF8.self), error.description)
      }
    }
  }
}

// MARK: - Conditions

extension Evaluator {
  /// Whether a condition holds for a row.
  mutating func holds(_ condition: MapCondition, _ row: RowBuffer) throws(RowFailure) -> Bool {
    for terms in condition.alternatives {
      var holds = true
      for term in terms where holds { holds = try self.holds(term, row) }
      if holds { return true }
    }
    return false
  }

  private mutating func holds(
    _ term: MapCondition.Term, _ row: RowBuffer
  ) throws(RowFailure) -> Bool {
    switch term.test {
    case .isText(let text): return try equal(term.value, text, row)
    case .isNotText(let text): return try !equal(term.value, text, row)
    case .isIn(let texts):
      for text in texts where try equal(term.value, text, row) { return true }
      return false
    case .isEmpty(let expected):
      return try withText(term.value, row) { _, range in range.isEmpty } == expected
    case .compares(let comparison, let operand):
      // Nothing is neither more nor less than a number, nor equal to it.
      guard let left = try number(term.value, row), let right = try number(operand, row) else {
        return false
      }
      return comparison.holds(left, right)
    }
  }

  private mutating func equal(
    _ left: MapValue, _ right: MapValue, _ row: RowBuffer
  ) throws(RowFailure) -> Bool {
    if case .constant(let expected) = right {
      return try withText(left, row) { bytes, range in
        range.count == expected.count
          && TextPattern.stands(expected, in: bytes, at: range.lowerBound, to: range.upperBound)
      }
    }
    return try bytes(left, row) == bytes(right, row)
  }
}
