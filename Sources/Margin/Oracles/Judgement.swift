package import FixedPoint

/// The price that a venue settles on by its rules, or that it has none to judge by.
package struct Judgement: Sendable, Hashable {
  /// For one whole unit.
  ///
  /// Where no price is found it is the last valid one, or before that what was said last.
  package let price: Decimal18
  /// Whether accounts may be judged by it.
  package let status: PriceStatus
  /// How one price is made of several.
  package let method: OracleRules.Rule
  /// The numbers of the events it rests on, ascending; none when no price was found.
  package let sources: [Int64]
  /// How many milliseconds ago the oldest of them was published, or where there is none the latest
  /// reading; nil without readings.
  package let age: Int64?
  /// The time-weighted average it was held against; nil when there is none.
  package let average: Decimal18?
}
