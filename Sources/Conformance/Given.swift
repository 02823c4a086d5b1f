package import FixedPoint
package import Formats

/// What a vector gives an operation.
package struct Given: Sendable {
  /// The JSON value.
  package let value: JSONValue

  /// What a JSON value gives.
  package init(_ value: JSONValue) {
    self.value = value
  }

  /// A member; the error names what is missing.
  package subscript(_ key: String) -> Given {
    get throws(VectorError) {
      guard let member = value[key] else {
        throw VectorError("\(value.path) has no \"\(key)\"")
      }
      return Given(member)
    }
  }

  /// A member that may be absent or null.
  package func optional(_ key: String) -> Given? {
    guard let member = value[key], !member.isNull else { return nil }
    return Given(member)
  }

  /// A whole number, written as a string or a number.
  package var integer: Int256 {
    get throws(VectorError) {
      let text = value.string ?? value.numberText ?? ""
      if let integer = Int256(text) { return integer }
      let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
      let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
      throw VectorError(
        "\(value.path) is "
          + (isNumber ? "beyond 2^255, the range of whole numbers here" : "not a whole number"))
    }
  }

  /// A small whole number.
  package var int: Int {
    get throws(VectorError) {
      guard let small = try integer.int128, let int = Int(exactly: small) else {
        throw VectorError("\(value.path) is too large")
      }
      return int
    }
  }

  /// A decimal number or a {"num", "den"} fraction, exactly.
  package var ratio: ExactRatio {
    get throws(VectorError) {
      if value["num"] != nil {
        guard let ratio = try? ExactRatio(self["num"].integer, self["den"].integer) else {
          throw VectorError("\(value.path) is not a fraction")
        }
        return ratio
      }
      guard let text = value.string ?? value.numberText, let ratio = ExactRatio(decimal: text)
      else { throw VectorError("\(value.path) is not a decimal number") }
      return ratio
    }
  }

  /// A word.
  package var text: String {
    get throws(VectorError) {
      guard let text = value.string else { throw VectorError("\(value.path) is not a string") }
      return text
    }
  }

  /// Yes or no.
  package var bool: Bool {
    get throws(VectorError) {
      guard let bool = value.bool else { throw VectorError("\(value.path) is not true or false") }
      return bool
    }
  }

  /// The elements of an array.
  package var list: [Given] {
    get throws(VectorError) {
      guard value.kind == .array else {
        throw VectorError("\(value.path) is \(value.kindName), not an array")
      }
      return value.elements.map { Given($0) }
    }
  }

  /// Where a number below zero stands in it; nil when there is none.
  func belowZero() -> String? {
    switch value.kind {
    case .string, .number:
      let text = value.string ?? value.numberText ?? ""
      guard text.hasPrefix("-"), let number = ExactRatio(decimal: text), number < .zero else {
        return nil
      }
      return value.path
    case .array: return value.elements.lazy.compactMap { Given($0).belowZero() }.first
    case .object: return value.members.lazy.compactMap { Given($0.value).belowZero() }.first
    case .null, .true, .false: return nil
    }
  }
}

/// A vector that cannot be read, or arithmetic that left its range.
package struct VectorError: Error, Sendable, CustomStringConvertible {
  /// What is wrong.
  package let description: String

  /// An error with a sentence.
  package init(_ description: String) {
    self.description = description
  }
}
