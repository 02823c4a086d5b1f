public import FixedPoint
public import Ledger

extension Book {
  /// One asset of an account.
  public struct AccountBalance: Sendable, Hashable {
    /// The asset.
    public let asset: Int
    /// What it has and owes.
    public let balance: Balance
  }

  /// One position of an account.
  public struct AccountPosition: Sendable, Hashable {
    /// The market.
    public let market: Int
    /// The position.
    public let position: PositionState
  }

  /// What the account has and owes of an asset.
  public func balance(of account: Int, asset: Int) -> Balance {
    balances.find(account, asset) ?? Balance()
  }

  /// The account's position in a market.
  public func position(of account: Int, market: Int) -> PositionState {
    positions.find(account, market) ?? PositionState()
  }

  /// Everything the account has and owes, by asset id; nothing is left out that was ever touched.
  public func balances(of account: Int) -> [AccountBalance] {
    balances.places(of: account)
      .map { AccountBalance(asset: Int(balances.keys[$0].second), balance: balances.values[$0]) }
      .sorted { $0.asset < $1.asset }
  }

  /// All positions the account ever had, by market id.
  public func positions(of account: Int) -> [AccountPosition] {
    positions.places(of: account)
      .map {
        AccountPosition(market: Int(positions.keys[$0].second), position: positions.values[$0])
      }
      .sorted { $0.market < $1.market }
  }

  /// What all accounts of a margin pool together have and owe of an asset; nil for an unknown pool.
  public func total(ofPool name: String, asset: Int) -> Balance? {
    profiles.poolNames.id(of: name).map { poolTotals.find($0, asset) ?? Balance() }
  }

  /// Whether the account has appeared in a balance or a position so far.
  public func knows(_ account: Int) -> Bool {
    !balances.places(of: account).isEmpty || !positions.places(of: account).isEmpty
      || profiles.isDescribed(account)
  }

  /// The balances of the venue's own accounts and the world, in a fixed order: by name, then item.
  public func poolBalances(names: Names) -> [(name: String, item: Posting.Item, amount: Decimal18)]
  {
    pools.all(names: names)
  }
}
