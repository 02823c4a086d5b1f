package import FixedPoint

extension Dydx {
  /// An open position.
  package struct Position: Sendable, Hashable {
    /// The perpetual.
    package let market: UInt32
    /// Its size in base quantums; a short is below zero.
    package internal(set) var base: Int256

    /// A position.
    package init(market: UInt32, base: Int256) {
      self.market = market
      self.base = base
    }
  }

  /// A subaccount: collateral and positions that are margined together.
  package struct Account: Sendable, Hashable {
    /// Its name, "owner/number" by custom.
    package let id: String
    /// The address of its owner, for the hash of a liquidation order.
    package let owner: String
    /// Its number among the owner's subaccounts.
    package let number: UInt32
    /// USDC in quote quantums.
    package private(set) var usdc: Int256
    /// Open positions by market.
    package private(set) var positions: [Position]

    /// A subaccount; of two positions in one market the last one counts, and none is zero.
    package init(
      id: String, owner: String, number: UInt32, usdc: Int256, positions: [Position]
    ) {
      self.id = id
      self.owner = owner
      self.number = number
      self.usdc = usdc
      self.positions = []
      for position in positions { set(position.base, in: position.market) }
    }

    /// The size of the position in a market, in base quantums; zero without one.
    package func base(in market: UInt32) -> Int256 {
      positions.first { $0.market == market }?.base ?? 0
    }

    /// What the account is worth and what it needs.
    ///
    /// - Throws: ``Failure/unknownMarket(_:)``, ``Failure/arithmetic(_:)``.
    package func risk(in markets: Markets) throws(Failure) -> Risk {
      var risk = Risk(collateral: usdc, initial: 0, maintenance: 0)
      for position in positions {
        let market = try markets.market(position.market)
        try Dydx.exactly { () throws(ArithmeticError) in
          let margins = try market.margins(of: position.base)
          try risk.collateral += market.oracle.notional(of: position.base)
          try risk.initial += margins.initial
          try risk.maintenance += margins.maintenance
        }
      }
      return risk
    }

    /// The account after a trade.
    ///
    /// - Parameters:
    ///   - base: What the position grows by, in base quantums.
    ///   - quote: What the account receives, in quote quantums.
    ///   - market: The perpetual.
    /// - Returns: The account with its new USDC and position.
    /// - Throws: ``ArithmeticError/overflow``.
    package func trading(
      base: Int256, for quote: Int256, in market: UInt32
    ) throws(ArithmeticError) -> Account {
      var account = self
      account.usdc = try usdc + quote
      account.set(try self.base(in: market) + base, in: market)
      return account
    }

    private mutating func set(_ base: Int256, in market: UInt32) {
      positions.removeAll { $0.market == market }
      if base.isZero { return }
      let at = positions.firstIndex { $0.market > market } ?? positions.count
      positions.insert(Position(market: market, base: base), at: at)
    }
  }

  /// Markets and accounts at one moment.
  package struct State: Sendable {
    /// The markets.
    package internal(set) var markets: Markets
    /// The accounts in the order in which deleveraging visits them.
    package private(set) var accounts: [Account] = []
    private var indexes: [String: Int] = [:]

    /// A state; of two accounts with one name the last one counts.
    package init(markets: Markets, accounts: [Account]) {
      self.markets = markets
      for account in accounts { set(account) }
    }

    /// An account.
    ///
    /// - Throws: ``Failure/unknownAccount(_:)``.
    package func account(_ id: String) throws(Failure) -> Account {
      guard let index = indexes[id] else { throw .unknownAccount(id) }
      return accounts[index]
    }

    /// Stores an account in place of the one with its name.
    mutating func set(_ account: Account) {
      if let index = indexes[account.id] {
        accounts[index] = account
      } else {
        indexes[account.id] = accounts.count
        accounts.append(account)
      }
    }
  }
}
