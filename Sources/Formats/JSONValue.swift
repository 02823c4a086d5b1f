/// A value of a document: a reference to a place in it, cheap to make and to copy.
package struct JSONValue: Sendable {
  /// What a value is.
  package enum Kind: UInt8, Sendable {
    case null = 0
    case `false` = 1
    case `true` = 2
    case number = 3
    case string = 4
    case array = 5
    case object = 6

    /// Whether values can be inside.
    var isContainer: Bool { rawValue >= Kind.array.rawValue }
  }

  /// The document that the value belongs to.
  package let document: JSONDocument
  /// The index of the value's entry.
  let index: Int

  init(document: JSONDocument, index: Int) {
    self.document = document
    self.index = index
  }

  /// What the value is.
  package var kind: Kind { entry.kind }

  /// What the value is, as a message says it: "a string", "an object", "null".
  package var kindName: String {
    switch kind {
    case .null: "null"
    case .false: "false"
    case .true: "true"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// Whether the value is `null`.
  package var isNull: Bool { kind == .null }

  /// The truth value, or nil when the value is something else.
  package var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  // MARK: - Strings and numbers

  /// The text of a string, or nil when the value is something else.
  package var string: String? {
    stringBytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The UTF-8 bytes of a string without its escapes, or nil.
  ///
  /// Nothing is copied.
  package var stringBytes: ArraySlice<UInt8>? {
    let entry = entry
    return entry.kind == .string ? document.content(of: entry) : nil
  }

  /// Whether the value is a string with this text.
  ///
  /// Allocates nothing.
  package func isString(_ text: String) -> Bool {
    stringBytes.map { $0.elementsEqual(text.utf8) } ?? false
  }

  /// A number exactly as it was written, or nil when the value is something else.
  package var numberText: String? {
    numberBytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of a number exactly as it was written, or nil.
  ///
  /// Nothing is copied.
  package var numberBytes: ArraySlice<UInt8>? {
    let entry = entry
    return entry.kind == .number ? document.content(of: entry) : nil
  }

  /// A number that is written as an integer (no point, no exponent) and fits, or nil.
  package var integer: Int? { integer(as: Int.self) }

  /// A number that is written as an integer (no point, no exponent) and fits the type, or nil.
  package func integer<Value: FixedWidthInteger>(as type: Value.Type) -> Value? {
    guard let digits = numberBytes, let first = digits.first else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    var value: Value = 0
    for byte in digits.dropFirst(isNegative ? 1 : 0) {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      let digit = Value(truncatingIfNeeded: byte &- UInt8(ascii: "0"))
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) =
        isNegative
        ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  // MARK: - Place

  /// Where the value begins, for messages.
  package var position: TextPosition {
    TextPosition(offset: entry.start, in: document.text, firstLine: document.firstLine)
  }

  /// The value's own text in the document, from its first to its last byte.
  ///
  /// Nothing is copied.
  package var source: ArraySlice<UInt8> {
    let entry = entry
    let start = document.textStart + entry.start
    if entry.kind != .string { return document.storage[start..<start + entry.length] }
    var end = start + 1
    while document.storage[end] != Byte.quote {
      end += document.storage[end] == Byte.backslash ? 2 : 1
    }
    return document.storage[start...end]
  }

  /// The way to the value from the root, as "$.rules[3].amount".
  package var path: String {
    var path = "$"
    var current = document.root
    while current.index != index {
      if current.kind == .object {
        guard let member = current.members.last(where: { $0.key.index <= index }) else { break }
        path += ".\(member.name)"
        current = member.key.index == index ? member.key : member.value
      } else {
        let elements = current.elements.enumerated()
        var found: (offset: Int, element: JSONValue)?
        for pair in elements where pair.element.index <= index { found = pair }
        guard let found else { break }
        path += "[\(found.offset)]"
        current = found.element
      }
    }
    return path
  }

  var entry: JSONEntry { document.entry(index) }
}
