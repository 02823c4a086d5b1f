package import FixedPoint

/// The obviously right sweep: it evaluates every armed account at every settlement.
///
/// The reference for ``MarginSweep``, which must find the same breaches at the same time.
package struct NaiveSweep: BreachSweep, Sendable {
  package private(set) var counters = SweepCounters()
  private var isArmed: [Bool] = []
  private var exposures: [Exposure] = []

  /// A sweep without accounts.
  package init() {}

  package mutating func arm<Source: MarginSource>(
    _ account: Int, _ source: Source
  ) throws(ArithmeticError) -> Bool {
    touch(account)
    counters.armings += 1
    return try !isInBreach(account, source)
  }

  package mutating func touch(_ account: Int) {
    while isArmed.count <= account { isArmed.append(false) }
    isArmed[account] = true
  }

  package mutating func remove(_ account: Int) {
    if account < isArmed.count { isArmed[account] = false }
  }

  package mutating func setPrice(_ feed: Int, _ price: Int128) {}

  package mutating func settle<Source: MarginSource>(
    _ source: Source, into candidates: inout [Int]
  ) throws(ArithmeticError) {
    for account in isArmed.indices where isArmed[account] {
      counters.evaluations += 1
      if try isInBreach(account, source) { candidates.append(account) }
    }
  }

  private mutating func isInBreach<Source: MarginSource>(
    _ account: Int, _ source: Source
  ) throws(ArithmeticError) -> Bool {
    exposures.removeAll(keepingCapacity: true)
    guard try source.evaluate(account, &exposures).isNegative else { return false }
    isArmed[account] = false
    counters.breaches += 1
    return true
  }
}
