/// A JSON value whose objects keep the order of their keys; amounts are strings, never fractions.
package enum JSONNode: Sendable {
  /// An object; keys are written in this order.
  case object([(key: String, node: JSONNode)])
  /// An array.
  case array([JSONNode])
  /// A string.
  case string(String)
  /// A whole number.
  case integer(Int64)
  /// True or false.
  case bool(Bool)
  /// Nothing.
  case null
}

// MARK: - Literals

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  /// A string.
  package init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  package init(integerLiteral value: Int64) { self = .integer(value) }
  /// True or false.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An array.
  package init(arrayLiteral elements: JSONNode...) { self = .array(elements) }
  /// An object with its keys as written.
  package init(dictionaryLiteral elements: (String, JSONNode)...) {
    self = .object(elements.map { (key: $0.0, node: $0.1) })
  }
  /// Nothing.
  package init(nilLiteral: ()) { self = .null }
}

extension JSONNode: Equatable {
  /// Whether both are written alike.
  package static func == (left: JSONNode, right: JSONNode) -> Bool { left.text == right.text }
}

extension JSONNode {
  /// The compact text.
  package var text: String {
    var encoder = JSONEncoding()
    encoder.append(self)
    return String(decoding: encoder.bytes, as: UTF8.self)
  }
}
