package import FixedPoint
internal import Ledger

/// What the value of a rule may be.
package enum RuleType: Sendable, Hashable {
  /// A decimal with at most 18 decimals.
  case decimal(RuleRange)
  /// A whole number.
  case integer(ClosedRange<Int64>)
  /// `true` or `false`.
  case flag
  /// Any text; empty means none where that is allowed.
  case text(canBeEmpty: Bool)
  /// One word of a closed list.
  case choice([String])

  /// Whole numbers of seconds or blocks from `lower` on.
  package static func integer(from lower: Int64) -> RuleType {
    .integer(lower...Limits.integer)
  }

  /// What is allowed, as it goes on after "must be".
  package var allowed: String {
    switch self {
    case .decimal(let range): "a number \(range)"
    case .integer(let range) where range.upperBound == Limits.integer:
      "a whole number, \(range.lowerBound) or more"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .text(canBeEmpty: true): "a text of at most \(Limits.nameBytes) bytes"
    case .text(canBeEmpty: false): "a text of 1 to \(Limits.nameBytes) bytes"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    }
  }

  /// The canonical text of a value that may be written in another form, such as `0.50`.
  ///
  /// A text that is canonical stays as it is. Nil when the value is not allowed.
  package func canonical(of text: String) -> String? {
    if value(of: text) != nil { return text }
    switch self {
    case .decimal:
      let bytes = text.utf8.span
      let number = try? Decimal18.parseLenient(bytes, from: 0, to: bytes.count)
      return number.flatMap { value(of: "\($0)")?.text }
    case .integer: return Int64(text).flatMap { value(of: "\($0)")?.text }
    case .flag, .text, .choice: return nil
    }
  }

  /// The value of a canonical text; nil when it is not allowed.
  package func value(of text: String) -> RuleValue? {
    switch self {
    case .decimal(let range):
      guard let decimal = try? Decimal18(text), range.contains(decimal) else { return nil }
      return .decimal(decimal)
    case .integer(let range):
      guard let integer = Int64(text), String(integer) == text, range.contains(integer) else {
        return nil
      }
      return .integer(integer)
    case .flag:
      return text == "true" ? .flag(true) : text == "false" ? .flag(false) : nil
    case .text(let canBeEmpty):
      guard text.utf8.count <= Limits.nameBytes, canBeEmpty || !text.isEmpty else { return nil }
      return .text(text)
    case .choice(let words):
      return words.contains(text) ? .text(text) : nil
    }
  }
}

/// A range of decimals, with or without its ends.
package struct RuleRange: Sendable, Hashable, CustomStringConvertible {
  /// The lower end.
  package let lower: Decimal18
  /// Whether the lower end is outside.
  package let isAboveLower: Bool
  /// The upper end; nil for none.
  package let upper: Decimal18?
  /// Whether the upper end is outside.
  package let isBelowUpper: Bool

  private init(
    _ lower: Int64, above: Bool = false, _ upper: Int64? = nil, below: Bool = false
  ) {
    self.lower = Decimal18(lower)
    isAboveLower = above
    self.upper = upper.map { Decimal18($0) }
    isBelowUpper = below
  }

  /// 0 or more.
  package static let unsigned = RuleRange(0)
  /// More than 0.
  package static let positive = RuleRange(0, above: true)
  /// 1 or more.
  package static let atLeastOne = RuleRange(1)
  /// 0 to 1.
  package static let share = RuleRange(0, 1)
  /// More than 0, at most 1.
  package static let positiveShare = RuleRange(0, above: true, 1)
  /// 0 or more, less than 1.
  package static let properShare = RuleRange(0, 1, below: true)

  /// Whether a number is inside.
  package func contains(_ number: Decimal18) -> Bool {
    if number < lower || isAboveLower && number == lower { return false }
    guard let upper else { return true }
    return number < upper || !isBelowUpper && number == upper
  }

  /// "from 0 to 1", "above 0", "of 1 or more".
  package var description: String {
    guard let upper else { return isAboveLower ? "above \(lower)" : "of \(lower) or more" }
    if !isAboveLower && !isBelowUpper { return "from \(lower) to \(upper)" }
    let start = isAboveLower ? "above \(lower)" : "of \(lower) or more"
    return "\(start) and \(isBelowUpper ? "below" : "at most") \(upper)"
  }
}
