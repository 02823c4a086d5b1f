internal import FixedPoint
public import Ledger

extension Book {
  /// A broken rule of the book itself.
  public struct BrokenInvariant: Error, Sendable, CustomStringConvertible {
    /// What does not hold, as a sentence.
    public let description: String
  }

  /// Checks that everything that was ever posted sums to zero: per asset over accounts and pools, and
  /// per market over positions and clearing; and that pool totals, and the totals of what all accounts have,
  /// are the sums of their accounts.
  ///
  /// - Throws: `BrokenInvariant` naming the asset or market and by how much it is off.
  /// - Complexity: O(balances + positions).
  public func checkInvariants(names: Names) throws {
    var assets = [Decimal18](repeating: .zero, count: names.assets.count)
    var contracts = [Decimal18](repeating: .zero, count: names.markets.count)
    for (place, key) in balances.keys.enumerated() {
      let asset = Int(key.second)
      assets[asset] = try assets[asset] + balances.values[place].net
    }
    for (place, key) in positions.keys.enumerated() {
      let market = Int(key.second)
      let position = positions.values[place]
      contracts[market] = try contracts[market] + position.size
      // The position side of the quote asset is what was paid and received for contracts: the
      // profit that went to the balance, taken back, less the cost of what is open.
      let quote = names.market(market).quote
      assets[quote] = try assets[quote] - position.signedCost
    }
    for (item, amount) in pools.balances {
      switch item {
      case .asset(let asset): assets[asset] = try assets[asset] + amount
      case .contract(let market): contracts[market] = try contracts[market] + amount
      }
    }
    for (asset, sum) in assets.enumerated() where !sum.isZero {
      throw BrokenInvariant(
        description: "the postings of \(names.assets[asset]) sum to \(sum), not to zero")
    }
    for (market, sum) in contracts.enumerated() where !sum.isZero {
      throw BrokenInvariant(
        description: "the positions in \(names.markets[market]) sum to \(sum), not to zero")
    }
    try checkPoolTotals(names)
    try checkTotals(names)
  }

  private func checkTotals(_ names: Names) throws {
    var (held, owed) = (
      [Decimal18](repeating: .zero, count: names.assets.count),
      [Decimal18](repeating: .zero, count: names.assets.count)
    )
    for (place, key) in balances.keys.enumerated() {
      let asset = Int(key.second)
      held[asset] = try held[asset] + max(.zero, balances.values[place].asset)
      owed[asset] = try owed[asset] + max(.zero, balances.values[place].debt)
    }
    for asset in held.indices
    where held[asset] != self.held(of: asset) || owed[asset] != self.owed(of: asset) {
      throw BrokenInvariant(
        description: "the total of what accounts have or owe of \(names.assets[asset]) is not the "
          + "sum of their balances")
    }
  }

  private func checkPoolTotals(_ names: Names) throws {
    var sums = PairTable(initial: Balance())
    for (place, key) in balances.keys.enumerated() {
      guard let pool = profiles.pool(of: Int(key.first)) else { continue }
      let sum = sums.place(pool, Int(key.second))
      sums.values[sum].asset = try sums.values[sum].asset + balances.values[place].asset
      sums.values[sum].debt = try sums.values[sum].debt + balances.values[place].debt
    }
    for (place, key) in poolTotals.keys.enumerated() {
      let sum = sums.find(Int(key.first), Int(key.second)) ?? Balance()
      guard sum == poolTotals.values[place] else {
        throw BrokenInvariant(
          description: "the total of pool \(profiles.poolNames[Int(key.first)]) in "
            + "\(names.assets[Int(key.second)]) is not the sum of its accounts")
      }
    }
  }
}
