public import FixedPoint

/// Whom, how much and how the venue liquidates.
public struct LiquidationRules: Sendable, Hashable {
  /// Who is first.
  public enum Priority: String, Sendable, Hashable, CaseIterable {
    /// Lowest coverage first.
    case worstHealth = "worst_health"
    /// Largest gross value first.
    case largestNotional = "largest_notional"
    /// Longest below the line first.
    case oldestBreach = "oldest_breach"
  }

  /// Which collateral, or which position, of an account goes first.
  public enum Order: String, Sendable, Hashable, CaseIterable {
    /// The one that counts least per value: lowest weight, highest maintenance rate.
    case haircut
    /// The one of the largest value.
    case largest
  }

  /// How much goes.
  public enum Size: String, Sendable, Hashable, CaseIterable {
    /// Everything.
    case whole
    /// A fixed share of the debt or position.
    case closeFactor = "close_factor"
    /// What brings the account back to `target`.
    case cure
  }

  /// How it is sold.
  public enum Mechanism: String, Sendable, Hashable, CaseIterable {
    case none
    case orderBook = "order_book"
    case fixedSpread = "fixed_spread"
    case dutchAuction = "dutch_auction"
    case englishAuction = "english_auction"
    case amm
    case batch
    case stabilityPool = "stability_pool"

    /// Whether it sells by auctions, which go on from block to block.
    public var isAuction: Bool { self == .dutchAuction || self == .englishAuction }
  }

  /// How it is sold.
  public var mechanism = Mechanism.none
  /// Who is first; ties go by the account's id, so that neither name nor size matters.
  public var priority = Priority.worstHealth
  /// What is first.
  public var order = Order.haircut
  /// How much.
  public var size = Size.whole
  /// The share of `closeFactor`.
  public var closeFactor = Decimal18(1)
  /// Below this coverage everything goes, whatever `size` says.
  public var wholeBelow = Decimal18.zero
  /// The coverage that `cure` aims at: 1 and a buffer.
  public var target = Decimal18(1)
  /// A rest of less than this value goes too.
  public var dust = Decimal18.zero
  /// How long a window of `windowCap` is; 0 means that there is none.
  public var windowSeconds: Int64 = 0
  /// The most value that is liquidated within a window, over all accounts.
  public var windowCap = Decimal18.zero
  /// How many blocks apart the batches of `batch` are cleared.
  public var batchBlocks: Int64 = 1
  /// The fee of the `amm`, as a share of what comes in.
  public var ammFee = Decimal18.zero
  /// The account whose deposits stand behind `stabilityPool`, and that gets the collateral.
  public var stabilityPool = ""
  /// The account that takes over positions at the mark price, with `orderBook`; empty for none.
  public var backstop = ""
  /// Below this coverage it does.
  public var backstopBelow = Decimal18.zero

  /// No liquidations.
  public init() {}
}
