package import Formats
internal import FixedPoint

/// Whether a result is what a vector expects.
///
/// - An object: every expected key must be there and match; the result may have more.
/// - `{"approx", "tol"}`: no further away than the tolerance. `{"cmp", "than"}`: a comparison.
/// - `{"num", "den"}` and numbers as text or as numbers: equal, exactly.
/// - `{"error"}`: a refusal for the same reason; case and punctuation do not count.
/// - A list of objects with `id`: each expected one has a match with its id. Any other list: equal
///   one by one.
package enum VectorMatch {
  /// Tells whether the result is what the vector expects.
  package static func matches(expect: JSONValue, got: VectorValue) -> Bool {
    switch expect.kind {
    case .null: false
    case .true, .false: matches(expect.bool, got)
    case .number, .string: matches(text: expect.string ?? expect.numberText ?? "", got)
    case .array: matches(list: Array(expect.elements), got)
    case .object: matches(object: expect, got)
    }
  }

  private static func matches(_ expected: Bool?, _ got: VectorValue) -> Bool {
    guard case .bool(let value) = got else { return false }
    return value == expected
  }

  private static func matches(text: String, _ got: VectorValue) -> Bool {
    switch got {
    case .text(let word): return word == text
    case .integer, .ratio:
      guard let expected = ExactRatio(decimal: text) else { return false }
      return number(got) == expected
    case .bool, .object, .list, .error: return false
    }
  }

  private static func matches(list expected: [JSONValue], _ got: VectorValue) -> Bool {
    guard case .list(let values) = got else { return false }
    let ids = expected.compactMap { $0["id"] }
    guard !expected.isEmpty, ids.count == expected.count else {
      return expected.count == values.count
        && zip(expected, values).allSatisfy { matches(expect: $0, got: $1) }
    }
    return zip(ids, expected).allSatisfy { id, element in
      // The last one counts, as a later state of the same account replaces the earlier.
      values.last { value in value["id"].map { matches(expect: id, got: $0) } ?? false }
        .map { matches(expect: element, got: $0) } ?? false
    }
  }

  private static func matches(object expected: JSONValue, _ got: VectorValue) -> Bool {
    if expected.count == 2 {
      if let nominal = ratio(expected["approx"]), let tolerance = ratio(expected["tol"]) {
        return isNear(got, nominal, tolerance)
      }
      if let relation = expected["cmp"]?.string, let bound = ratio(expected["than"]) {
        if let sign = signBeyondRange(got) {
          return compare(ExactRatio(sign), relation, ExactRatio(0))
        }
        return number(got).map { compare($0, relation, bound) } ?? false
      }
      if expected["num"] != nil, let fraction = try? Given(expected).ratio {
        return number(got) == fraction
      }
    }
    if case .error(let reason) = got {
      guard expected.count == 1, let named = expected["error"]?.string else { return false }
      return isSameReason(named, reason)
    }
    guard case .object = got else { return false }
    return expected.members.allSatisfy { member in
      guard let value = got[member.name] else { return false }
      if member.name == "error", let named = member.value.string, case .text(let reason) = value {
        return isSameReason(named, reason)
      }
      return matches(expect: member.value, got: value)
    }
  }

  private static func isNear(
    _ got: VectorValue, _ nominal: ExactRatio, _ tolerance: ExactRatio
  ) -> Bool {
    guard let value = number(got), let low = try? nominal - tolerance,
      let high = try? nominal + tolerance
    else { return false }
    return low <= value && value <= high
  }

  private static func compare(
    _ value: ExactRatio, _ relation: String, _ bound: ExactRatio
  ) -> Bool {
    switch relation {
    case "gt": value > bound
    case "lt": value < bound
    case "gte": value >= bound
    case "lte": value <= bound
    case "ne": value != bound
    default: false
    }
  }

  /// The sign of a whole number too large for 256 bits; nil for anything else.
  ///
  /// Such is 2^256 − 1, which stands for a ratio without limit. It lies beyond every bound.
  private static func signBeyondRange(_ value: VectorValue) -> Int256? {
    guard case .text(let text) = value, ExactRatio(decimal: text) == nil else { return nil }
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return text.first == "-" ? -1 : 1
  }

  /// The number that a result is, also when it was given as a word.
  private static func number(_ value: VectorValue) -> ExactRatio? {
    switch value {
    case .integer(let integer): ExactRatio(integer)
    case .ratio(let ratio): ratio
    case .text(let text): ExactRatio(decimal: text)
    case .bool, .object, .list, .error: nil
    }
  }

  private static func ratio(_ value: JSONValue?) -> ExactRatio? {
    value.flatMap { try? Given($0).ratio }
  }

  private static func isSameReason(_ one: String, _ other: String) -> Bool {
    letters(one) == letters(other)
  }

  private static func letters(_ text: String) -> String {
    String(text.lowercased().filter { $0.isLetter || $0.isNumber })
  }
}
