public import FixedPoint

/// One leg of the double entry of an event.
///
/// The legs of an event sum to zero in every asset, and in every market's contracts.
public struct Posting: Sendable, Hashable {
  /// Whose leg it is.
  public var holder: Holder
  /// What moves.
  public var item: Item
  /// By how much; a debt that grows is below zero.
  public var amount: Decimal18

  /// Who holds what a posting moves.
  public enum Holder: Sendable, Hashable {
    /// What an account has.
    case asset(account: Int)
    /// What an account owes.
    case debt(account: Int)
    /// An account's position in a market: its contracts and what was paid and received for them.
    case position(account: Int, market: Int)
    /// One of the venue's own accounts, or the world outside.
    case pool(Pool)
  }

  /// What moves: an amount of an asset, or contracts of a market.
  public enum Item: Sendable, Hashable {
    /// An asset, by id.
    case asset(Int)
    /// Contracts of a market, by id.
    case contract(Int)
  }
}

/// The venue's own accounts, and the world outside it.
public enum Pool: Sendable, Hashable {
  /// Everything outside the venue; below zero what the venue holds.
  case world
  /// Fees earned.
  case fees
  /// Liquidation penalties earned.
  case penalty
  /// Interest paid to lenders (below zero) and charged to borrowers (above zero).
  case interest
  /// Losses written off and not made good, below zero.
  case badDebt
  /// The other side of every recorded fill of a market.
  case clearing(market: Int)
  /// Funding collected and not yet paid out.
  case funding(market: Int)
  /// An insurance fund, by the id of its name in the book.
  case insurance(Int)
  /// Losses spread over others and not yet charged to them, below zero; by the id of the pool's name.
  case socialized(Int)
}
