/// How often the changes touched a fact.
package struct WhatIfEffects: Sendable, Hashable {
  /// Parameters that were set, and those of the record that were left out.
  package var rulesSet = 0
  package var rulesDropped = 0
  /// Facts that were left out.
  package var omitted = 0
  /// Facts among them that brought money or positions: what was done with these is kept.
  package var meansOmitted = 0
  /// Prices that were bounded, delayed, left out, or added.
  package var pricesBounded = 0
  package var pricesDelayed = 0
  package var pricesDropped = 0
  package var pricesAdded = 0
  /// Delayed prices that were still under way at the end.
  package var pricesLate = 0

  package init() {}
}
