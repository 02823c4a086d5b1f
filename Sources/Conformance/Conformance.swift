/// The operations of every system that vectors can name.
package enum Conformance {
  /// An operation: what a vector gives, to what the system answers.
  package typealias Operation = @Sendable (Given) throws -> VectorValue

  /// The systems.
  package static var systems: [any VectorSystem.Type] {
    [
      AaveOperations.self, MakerOperations.self, ExchangeOperations.self, DydxOperations.self,
      LiquityOperations.self,
    ] + formulaSystems
  }

  /// The systems that are known from their formulas: their operations name their keys.
  package static var formulaSystems: [any FormulaSystem.Type] {
    [
      MorphoOperations.self, CometOperations.self, EulerOperations.self, DeriveOperations.self,
      SynthetixOperations.self, GMXOperations.self, PerpCurieOperations.self,
      DriftOperations.self, MangoOperations.self, AaveV2Operations.self,
    ]
  }

  /// The forms of operations by name, where they are known.
  package static let forms: [String: VectorForm] = formulaSystems.reduce(into: [:]) { all, system in
    for (name, form) in system.forms { all["\(system.name).\(name)"] = form }
  }

  /// The operations of all systems by name.
  ///
  /// Names of two systems never meet.
  package static let operations: [String: Operation] = systems.reduce(into: [:]) { all, system in
    all.merge(system.operations) { first, _ in first }
  }

  /// The names of the operations that are given nothing below zero.
  package static let unsigned = Set(
    systems.filter { $0.isUnsigned }.flatMap { $0.operations.keys })
}
