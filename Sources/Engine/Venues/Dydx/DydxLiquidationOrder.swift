package import FixedPoint
internal import Hashing

extension Dydx {
  /// An order that closes a part of an account's position at its fillable price.
  package struct LiquidationOrder: Sendable, Hashable {
    /// The account.
    package let account: Account
    /// Its size in base quantums, without a sign.
    package let base: Int256
    /// Its price.
    package let subticks: Int256

    /// An order.
    package init(account: Account, base: Int256, subticks: Int256) {
      self.account = account
      self.base = base
      self.subticks = subticks
    }

    /// The order in which liquidation orders meet the book: positions in the list.
    ///
    /// The one further from the oracle price comes first, then the one with the larger notional,
    /// then the one with the smaller hash.
    ///
    /// - Throws: ``ArithmeticError``; an oracle price of zero is a division by zero.
    package static func queue(
      _ orders: [LiquidationOrder], in market: Market, book: OrderBook
    ) throws(ArithmeticError) -> [Int] {
      let oracle = try book.subticks(of: market.oracle)
      let hasher = SHA256()
      var keys: [Key] = []
      for (position, order) in orders.enumerated() {
        let distance = try (ExactRatio(order.subticks) - oracle) / oracle
        let message = order.message(market: market.id)
        keys.append(
          Key(
            distance: distance.isNegative ? try -distance : distance,
            notional: try market.oracle.notional(of: order.base),
            hash: hasher.hash(message.span), position: position))
      }
      return keys.sorted(by: Key.precedes).map(\.position)
    }

    private struct Key {
      let distance: ExactRatio
      let notional: Int256
      let hash: Digest
      let position: Int

      static func precedes(_ a: Key, _ b: Key) -> Bool {
        if a.distance != b.distance { return a.distance > b.distance }
        if a.notional != b.notional { return a.notional > b.notional }
        if a.hash != b.hash { return a.hash < b.hash }
        return a.position < b.position
      }
    }

    /// The protobuf message that the protocol hashes: the subaccount and the perpetual.
    ///
    /// Fields of value zero are left out, as protobuf does.
    private func message(market: UInt32) -> [UInt8] {
      let owner = Array(account.owner.utf8)
      var subaccount: [UInt8] = [0x0A] + Self.variableLength(owner.count) + owner
      if account.number != 0 { subaccount += [0x10] + Self.variableLength(Int(account.number)) }
      var message: [UInt8] = [0x0A] + Self.variableLength(subaccount.count) + subaccount
      if market != 0 { message += [0x10] + Self.variableLength(Int(market)) }
      return message
    }

    /// Seven bits a byte, the lowest first; the upper bit says that more follow.
    private static func variableLength(_ value: Int) -> [UInt8] {
      var rest = UInt(value)
      var bytes: [UInt8] = []
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      return bytes + [UInt8(truncatingIfNeeded: rest)]
    }
  }
}

extension Dydx.Account {
  /// The liquidation order for a position of the account, or nil without one.
  ///
  /// Its size is the whole position if its notional is within the limits of the block, else what
  /// the limit is worth in base quantums, rounded down to a step, and at least one step.
  ///
  /// - Throws: ``Dydx/Failure``.
  package func liquidationOrder(
    in market: UInt32, _ markets: Dydx.Markets, rules: Dydx.LiquidationRules,
    book: Dydx.OrderBook
  ) throws(Dydx.Failure) -> Dydx.LiquidationOrder? {
    let position = base(in: market)
    if position.isZero { return nil }
    let oracle = try markets.market(market).oracle
    let size = try Dydx.exactly { () throws(ArithmeticError) in
      let whole = try position.magnitude
      let notional = try oracle.notional(of: position).magnitude
      let limit = min(
        try rules.positionLimits(notional: notional).maximum, rules.maximumAccountNotional)
      if notional <= limit || whole <= book.step { return whole }
      let base = try oracle.base(ofNotional: limit)
      let steps = try base.divided(by: book.step, rounding: .down) * book.step
      return min(max(steps, book.step), whole)
    }
    let delta = try Dydx.exactly { () throws(ArithmeticError) in
      position.isNegative ? size : try -size
    }
    let price = try fillablePrice(changing: delta, in: market, markets, rules: rules)
    let subticks = try Dydx.exactly { () throws(ArithmeticError) in
      try book.subticks(of: price, closingLong: !position.isNegative)
    }
    return Dydx.LiquidationOrder(account: self, base: size, subticks: subticks)
  }
}
