/// The operations of one system, by the names that vectors use.
package protocol VectorSystem {
  /// The operations.
  static var operations: [String: @Sendable (Given) throws -> VectorValue] { get }
}
