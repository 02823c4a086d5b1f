package import FixedPoint

/// A search for accounts whose excess falls below zero.
///
/// The block's way: tell the source all new prices and changes, then the sweep (`setPrice` for
/// each price, `touch` or `arm` for each changed account), then `settle` once:
///
///     sweep.setPrice(feed, price)
///     sweep.touch(account)
///     try sweep.settle(source, into: &candidates)
///
/// A breach is reported once: the account is then unarmed, and not looked at until it is armed or
/// touched again. Every change of an account except by price needs `arm` or `touch`.
package protocol BreachSweep {
  /// How much work was done so far.
  var counters: SweepCounters { get }

  /// Watches an account from now on; called after every change of it, at prices that the source
  /// and the sweep agree on.
  ///
  /// - Returns: Whether the excess is zero or more; if not, the account is left unarmed.
  /// - Throws: The error of the source; the account is then due at the next `settle`.
  mutating func arm<Source: MarginSource>(
    _ account: Int, _ source: Source
  ) throws(ArithmeticError) -> Bool

  /// Has an account evaluated at the next `settle`, armed or not.
  mutating func touch(_ account: Int)

  /// Forgets an account until it is armed or touched again.
  mutating func remove(_ account: Int)

  /// Notes the new price of a feed and which accounts it makes due.
  mutating func setPrice(_ feed: Int, _ price: Int128)

  /// Evaluates every due account once, and appends those in breach, in ascending order.
  ///
  /// - Throws: The error of the source; accounts not evaluated yet stay due.
  mutating func settle<Source: MarginSource>(
    _ source: Source, into candidates: inout [Int]
  ) throws(ArithmeticError)
}

extension BreachSweep {
  /// Notes one new price and evaluates what it makes due.
  ///
  /// - Throws: The error of the source; accounts not evaluated yet stay due.
  package mutating func update<Source: MarginSource>(
    _ feed: Int, _ price: Int128, _ source: Source, into candidates: inout [Int]
  ) throws(ArithmeticError) {
    setPrice(feed, price)
    try settle(source, into: &candidates)
  }
}

/// Counts of the work of a sweep, the same in every run.
package struct SweepCounters: Sendable, Hashable {
  /// Accounts evaluated because a price or a touch made them due.
  package var evaluations = 0
  /// Accounts evaluated by `arm`.
  package var armings = 0
  /// Calls of `arm` after which the present triggers could stay.
  package var kept = 0
  /// Triggers set or moved.
  package var pushes = 0
  /// Triggers compared with a new price.
  package var scans = 0
  /// Accounts found below zero.
  package var breaches = 0

  /// No work.
  package init() {}
}
