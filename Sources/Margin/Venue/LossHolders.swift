package import Engine
package import FixedPoint

/// Over whom a loss is spread, and in proportion to what.
package enum LossHolders {
  /// Everybody who has some of an asset, but the one who could not pay.
  package static func deposits(
    of asset: Int, in book: Book, except: Int? = nil
  ) -> [LossSpread.Holder] {
    book.holders(of: asset)
      .filter { $0.account != except && $0.balance.asset > .zero }
      .map { .init(account: $0.account, base: $0.balance.asset) }
  }

  /// Everybody with an open position in a market.
  package static func contracts(
    of market: Int, in book: Book, except: Int? = nil
  ) throws(ArithmeticError) -> [LossSpread.Holder] {
    var holders: [LossSpread.Holder] = []
    for (account, position) in book.openPositions(in: market) where account != except {
      holders.append(.init(account: account, base: try position.size.magnitude))
    }
    return holders
  }

  /// Everybody with a profit in a market at a price, in the quote asset, down.
  package static func profits(
    of market: Int, at price: Decimal18, in book: Book, except: Int? = nil
  ) throws(ArithmeticError) -> [LossSpread.Holder] {
    var holders: [LossSpread.Holder] = []
    for (account, position) in book.openPositions(in: market) where account != except {
      let profit = try position.unrealized(at: price)
      if profit > .zero { holders.append(.init(account: account, base: profit)) }
    }
    return holders
  }

  /// Everybody who owes an asset, by what they have of the collateral (their stake).
  package static func stakes(
    of collateral: Int, owing asset: Int, in book: Book, except: Int? = nil
  ) -> [LossSpread.Holder] {
    book.holders(of: asset)
      .filter { $0.account != except && $0.balance.debt > .zero }
      .map {
        .init(account: $0.account, base: book.balance(of: $0.account, asset: collateral).asset)
      }
      .filter { $0.base > .zero }
  }

  /// What everybody but one has of an asset: the sum of ``deposits(of:in:except:)``.
  ///
  /// - Complexity: O(1).
  package static func depositTotal(
    of asset: Int, in book: Book, except: Int? = nil
  ) throws(ArithmeticError) -> Decimal18 {
    guard let except else { return book.held(of: asset) }
    return try book.held(of: asset) - max(.zero, book.balance(of: except, asset: asset).asset)
  }

  /// The sum of bases.
  package static func total(_ holders: [LossSpread.Holder]) throws(ArithmeticError) -> Decimal18 {
    var sum = Decimal18.zero
    for holder in holders { sum = try sum + holder.base }
    return sum
  }
}
