public import FixedPoint
public import Ledger

extension Book {
  /// One asset of an account.
  public struct AccountBalance: Sendable, Hashable {
    /// The asset.
    public let asset: Int
    /// What it has and owes.
    public let balance: Balance

    package init(asset: Int, balance: Balance) {
      self.asset = asset
      self.balance = balance
    }
  }

  /// One position of an account.
  public struct AccountPosition: Sendable, Hashable {
    /// The market.
    public let market: Int
    /// The position.
    public let position: PositionState

    package init(market: Int, position: PositionState) {
      self.market = market
      self.position = position
    }
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

  /// The name of one of the venue's own accounts, as `poolBalances` gives it.
  package func name(of pool: Pool, names: Names) -> String { pools.name(of: pool, names) }

  /// The balances of the venue's own accounts and the world, in the order in which they came up.
  package var poolLines: [Posting] { pools.lines }

  /// The legs of the last event applied; none of an event that moves nothing.
  package var lastPostings: [Posting] { postings.legs }

  /// Every open position in a market, by account id.
  ///
  /// - Complexity: O(positions).
  package func openPositions(in market: Int) -> [(account: Int, position: PositionState)] {
    positions.keys.indices
      .filter { Int(positions.keys[$0].second) == market && !positions.values[$0].size.isZero }
      .map { (Int(positions.keys[$0].first), positions.values[$0]) }
      .sorted { $0.0 < $1.0 }
  }

  /// Everybody who has or owes anything of an asset, by account id.
  ///
  /// - Complexity: O(balances).
  package func holders(of asset: Int) -> [(account: Int, balance: Balance)] {
    balances.keys.indices
      .filter { Int(balances.keys[$0].second) == asset && !balances.values[$0].isZero }
      .map { (Int(balances.keys[$0].first), balances.values[$0]) }
      .sorted { $0.0 < $1.0 }
  }

  /// What all accounts together have of an asset; what an overdrawn one lacks is not taken off.
  ///
  /// - Complexity: O(1).
  package func held(of asset: Int) -> Decimal18 { asset < held.count ? held[asset] : .zero }

  /// What all accounts together owe of an asset; what was repaid too much is not taken off.
  ///
  /// - Complexity: O(1).
  package func owed(of asset: Int) -> Decimal18 { asset < owed.count ? owed[asset] : .zero }

  /// The sum of all positions in a market, of shorts below zero; not zero where only one side is recorded.
  ///
  /// - Complexity: O(1).
  package func netSize(in market: Int) throws(ArithmeticError) -> Decimal18 {
    try -pools.balance(of: .clearing(market: market), .contract(market))
  }

  /// What a fund or another of the venue's own accounts holds of an asset.
  package func poolBalance(_ pool: Pool, asset: Int) -> Decimal18 {
    pools.balance(of: pool, .asset(asset))
  }

  /// What an insurance fund holds of an asset.
  package func insurance(_ fund: String, asset: Int) -> Decimal18 {
    pools.names.id(of: fund).map { poolBalance(.insurance($0), asset: asset) } ?? .zero
  }

  /// What each insurance fund holds: by fund, then asset, in the order of names.
  package func insuranceFunds(
    names: Names
  ) -> [(fund: String, asset: Int, amount: Decimal18)] {
    pools.funds(names: names)
  }
}
