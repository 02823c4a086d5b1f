/// The open troves by nominal collateral ratio, the highest first.
///
/// A trove keeps its place until it is adjusted: redistributions keep the order, but for rounding.
package struct LiquitySortedTroves: Sendable, Hashable {
  /// The owners in order.
  package private(set) var accounts: [LiquityAccount] = []

  /// The place of a new trove: before the first whose ratio is not above its own.
  ///
  /// The search is linear from the top, since rounding can break the order by a unit, and the place
  /// must not depend on the search.
  ///
  /// - Complexity: O(troves).
  func place(
    of ratio: LiquityRatio,
    ratioOf: (LiquityAccount) throws(LiquityError) -> LiquityRatio
  ) throws(LiquityError) -> Int {
    for (index, account) in accounts.enumerated() where try ratio >= ratioOf(account) {
      return index
    }
    return accounts.count
  }

  /// Puts an account at a place.
  mutating func insert(_ account: LiquityAccount, at place: Int) {
    accounts.insert(account, at: place)
  }

  /// Takes an account out.
  mutating func remove(_ account: LiquityAccount) {
    if let index = accounts.firstIndex(of: account) { accounts.remove(at: index) }
  }

  /// The owner of the trove with the lowest ratio.
  package var last: LiquityAccount {
    get throws(LiquityError) {
      guard let last = accounts.last else { throw .noTroves }
      return last
    }
  }
}
