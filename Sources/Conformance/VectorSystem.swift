/// The operations of one system, by the names that vectors use.
package protocol VectorSystem {
  /// The operations.
  static var operations: [String: @Sendable (Given) throws -> VectorValue] { get }
  /// Whether nothing that the operations are given can be below zero.
  static var isUnsigned: Bool { get }
}

extension VectorSystem {
  package static var isUnsigned: Bool { false }
}
