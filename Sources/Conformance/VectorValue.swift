package import FixedPoint

/// A result of an operation, or what a vector expects of it.
package indirect enum VectorValue: Sendable {
  /// A whole number in the system's own units.
  case integer(Int256)
  /// An exact fraction.
  case ratio(ExactRatio)
  /// A word.
  case text(String)
  /// Yes or no.
  case bool(Bool)
  /// Named values.
  case object([(key: String, value: VectorValue)])
  /// Values in order.
  case list([VectorValue])
  /// The system refuses, for this reason.
  case error(String)
}
