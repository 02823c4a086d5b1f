package import FixedPoint
internal import Formats

/// An operation with the keys that it reads and gives.
///
/// A vector with other keys is not understood, which is not a failure: the operation may be another than the one
/// that has its name here.
package struct VectorForm: Sendable {
  /// The keys that a vector must give.
  package let given: [String]
  /// The keys that it may give besides.
  package let optional: [String]
  /// The keys that come out.
  package let expect: [String]
  /// The operation.
  package let operation: Conformance.Operation

  /// An operation that reads what it likes.
  package init(
    _ given: [String], optional: [String] = [], gives expect: [String],
    _ operation: @escaping Conformance.Operation
  ) {
    self.given = given
    self.optional = optional
    self.expect = expect
    self.operation = operation
  }

  /// An operation on whole numbers in the order of their keys, which gives values in the order of theirs.
  package init(
    _ given: [String], gives expect: [String],
    numbers function: @escaping @Sendable ([Int256]) throws -> [VectorValue]
  ) {
    self.init(given, gives: expect) { vector in
      let values = try function(given.map { try vector[$0].integer })
      return .object(zip(expect, values).map { (key: $0, value: $1) })
    }
  }

  /// An operation on whole numbers that gives one.
  package init(
    _ given: [String], gives expect: String,
    number function: @escaping @Sendable ([Int256]) throws -> Int256
  ) {
    self.init(given, gives: [expect], numbers: { [.integer(try function($0))] })
  }

  /// An operation on whole numbers that answers yes or no.
  package init(
    _ given: [String], says expect: String,
    flag function: @escaping @Sendable ([Int256]) throws -> Bool
  ) {
    self.init(given, gives: [expect], numbers: { [.bool(try function($0))] })
  }

  /// Why a vector is not understood; nil when it is.
  func misfit(_ given: JSONValue, _ expect: JSONValue) -> String? {
    let names = given.members.map(\.name)
    if let missing = self.given.first(where: { !names.contains($0) }) {
      return "it gives no \"\(missing)\"; \(usage)"
    }
    if let other = names.first(where: { !(self.given + optional).contains($0) }) {
      return "\"\(other)\" is unknown; \(usage)"
    }
    if let other = expect.members.first(where: { !self.expect.contains($0.name) }) {
      return "it does not give \"\(other.name)\"; \(usage)"
    }
    return nil
  }

  /// What it reads and gives: `it takes shares, price and gives seized`.
  package var usage: String {
    let rest = optional.isEmpty ? "" : " (and may take \(optional.joined(separator: ", ")))"
    return "it takes \(given.joined(separator: ", "))\(rest) and gives "
      + expect.joined(separator: ", ")
  }
}

/// A system whose operations say which keys they have: known from its formulas, not from vectors.
package protocol FormulaSystem: VectorSystem {
  /// The name of its file of vectors, with which the names of its operations begin.
  static var name: String { get }
  /// The operations by name, without that of the system.
  static var forms: [String: VectorForm] { get }
}

extension FormulaSystem {
  /// The operations by their whole name.
  package static var operations: [String: @Sendable (Given) throws -> VectorValue] {
    Dictionary(uniqueKeysWithValues: forms.map { ("\(name).\($0.key)", $0.value.operation) })
  }
}
