/// The operations of every system that vectors can name.
package enum Conformance {
  /// An operation: what a vector gives, to what the system answers.
  package typealias Operation = @Sendable (Given) throws -> VectorValue

  /// The systems.
  package static var systems: [any VectorSystem.Type] {
    [
      AaveOperations.self, MakerOperations.self, ExchangeOperations.self, DydxOperations.self,
      LiquityOperations.self,
    ]
  }

  /// The operations of all systems by name.
  ///
  /// Names of two systems never meet.
  package static let operations: [String: Operation] = systems.reduce(into: [:]) { all, system in
    all.merge(system.operations) { first, _ in first }
  }
}
