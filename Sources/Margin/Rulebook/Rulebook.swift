/// Which policies a venue picks, and their numbers.
///
/// A rulebook is data: it is read from the `parameter` events of the log, so that a replay knows
/// which rule was in force at each event and who set it. `docs/RULES.md` gives every formula.
public struct Rulebook: Sendable, Hashable {
  /// The name of the rulebook; empty when the log names none.
  public var name = ""
  /// In how many decimals values in the unit of account are rounded.
  public var valueDecimals = 18
  /// When an account may be liquidated.
  public var trigger = Trigger.below
  /// The terms of assets that have no own.
  public var anyAsset = AssetTerms()
  /// The terms of assets by name.
  public var assets: [String: AssetTerms] = [:]
  /// The terms of markets that have no own.
  public var anyMarket = MarketTerms()
  /// The terms of markets by name.
  public var markets: [String: MarketTerms] = [:]
  /// How accounts are warned before they are liquidated.
  public var calls = CallRules()
  /// Whom, how much and how the venue liquidates.
  public var liquidation = LiquidationRules()
  /// What is taken beyond the debt.
  public var penalty = PenaltyRules()
  /// The terms of auctions.
  public var auction = AuctionRules()
  /// Who liquidates, and what for.
  public var keepers = KeeperRules()
  /// Who pays what an account cannot.
  public var losses = LossRules()
  /// Which price is believed.
  public var oracle = OracleRules()
  /// How requirements follow volatility.
  public var dynamicMargin = DynamicMarginRules()
  /// What stops the venue.
  public var breakers: [BreakerRules] = []

  /// The rulebook of a venue that has none: nobody is ever called or liquidated.
  public init() {}

  /// When an account may be liquidated: the comparison of its coverage with 1.
  public enum Trigger: String, Sendable, Hashable, CaseIterable {
    /// Coverage below 1.
    case below
    /// Coverage below 1 or equal to it.
    case atOrBelow = "at_or_below"
  }

  /// The terms of an asset by name.
  public func terms(ofAsset name: String) -> AssetTerms { assets[name] ?? anyAsset }

  /// The terms of a market by name.
  public func terms(ofMarket name: String) -> MarketTerms { markets[name] ?? anyMarket }
}
