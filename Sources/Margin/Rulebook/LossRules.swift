public import FixedPoint

/// Who pays what an account cannot: the steps in their order.
public struct LossRules: Sendable, Hashable {
  /// One step of the waterfall, after the account's own collateral.
  public enum Step: String, Sendable, Hashable, CaseIterable {
    /// The penalties that were earned and not yet used.
    case penaltyReserve = "penalty_reserve"
    /// The insurance fund of the market, then the shared one.
    case insurance
    /// Positions on the other side are closed at the bankruptcy price.
    case deleverage
    /// The rest is spread over others.
    case socialize
    /// The rest is written off.
    case badDebt = "bad_debt"
  }

  /// How the positions to be closed are ranked, the highest first.
  public enum Rank: String, Sendable, Hashable, CaseIterable {
    /// By the account's id.
    case none
    /// Profit × leverage.
    case profitLeverage = "profit_leverage"
    case bitmex, binance, hyperliquid
  }

  /// How a loss is spread.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    case indexCut = "index_cut"
    case fundingShift = "funding_shift"
    case redistribution
    case exchangeRate = "exchange_rate"
    case supplyCut = "supply_cut"
    case profitCap = "profit_cap"
    case explicit
  }

  /// The steps; `badDebt` stands behind the last, whether named or not.
  public var waterfall: [Step] = []
  /// The name of the shared insurance fund.
  public var fund = "insurance"
  /// The most the fund pays for one account; 0 means all it has.
  public var fundCap = Decimal18.zero
  /// How deleveraging ranks.
  public var rank = Rank.profitLeverage
  /// How a loss is spread.
  public var method = Method.explicit
  /// The account that gets what rounding leaves over.
  public var dustAccount = "dust"
  /// Whether each account's share is recorded even where an index would do.
  public var recordsShares = false

  /// Everything is bad debt.
  public init() {}

  /// Whether losses are spread by an index that everybody is settled against later.
  package var spreadsByIndex: Bool {
    waterfall.contains(.socialize) && method.isLazy && !recordsShares
  }
}
