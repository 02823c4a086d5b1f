package import FixedPoint
package import Ledger
package import Margin

/// What happened at a venue over a window of its log, as series and sums: prices, liquidations, halts, funds,
/// losses.
///
/// Everything is exact; a value in the unit of account is amount × the venue's price at that moment, half-even
/// at 18 decimals.
package struct VenueSeries: Sendable {
  /// An amount at a moment.
  package struct Point: Sendable, Hashable {
    /// In Unix milliseconds.
    package let time: Int64
    package let block: Int64
    package let value: Decimal18
    /// Whether it stood so before the window began; its time and block are then the window's first.
    package let isBefore: Bool

    package init(time: Int64, block: Int64, value: Decimal18, isBefore: Bool = false) {
      self.time = time
      self.block = block
      self.value = value
      self.isBefore = isBefore
    }
  }

  /// What one source said of the price of an asset (in the unit) or market (in its quote asset).
  package struct PriceLine: Sendable {
    package let feed: Feed
    /// The source; nil for the price that the venue settled on.
    package let source: String?
    /// Its prices within the window; the first one may stand from before.
    package internal(set) var points: [Point] = []
    /// When they were published, never earlier than the one before; the first one may be before the window.
    package internal(set) var spoken: [Int64]

    package init(feed: Feed, source: String?, spoken: [Int64] = []) {
      self.feed = feed
      self.source = source
      self.spoken = spoken
    }
  }

  /// One fill of a liquidation.
  package struct Fill: Sendable {
    package let time: Int64
    package let block: Int64
    package let seq: Int64
    package let account: Int
    /// What was sold or closed.
    package let feed: Feed
    package let size: Decimal18
    /// What it was filled at, in what the feed's price is in; nil when that cannot be said.
    package let price: Decimal18?
    /// Size × the venue's price of it, in the unit; nil when one of them is not known.
    package let notional: Decimal18?
  }

  /// The venue's own word that it began to liquidate an account.
  package struct Start: Sendable {
    package let time: Int64
    package let block: Int64
    package let account: Int
    /// As it was published.
    package let notional: Decimal18?
    /// As it was published.
    package let equity: Decimal18?
  }

  /// A stretch of time without trading, liquidation or keepers.
  package struct Halt: Sendable {
    package let scope: String
    package let reason: String
    /// Who decided it; nil when a rule did.
    package let authority: String?
    package let from: Int64
    package let fromBlock: Int64
    /// When it was lifted; nil when it was not, within the window.
    package internal(set) var to: Int64?
  }

  /// A fund's, or a loss's, amount over time in one asset.
  package struct Amounts: Sendable {
    /// The fund; empty for losses.
    package let name: String
    package let asset: Int
    /// The amount before the first event of the window.
    package internal(set) var opening = Decimal18.zero
    /// The amount at the end of each block that changed it, from the opening to the end of the window.
    package internal(set) var points: [Point] = []

    /// The amount at the end.
    package var last: Decimal18 { points.last?.value ?? opening }
  }

  /// The deleveraging of one market.
  package struct Deleveraging: Sendable {
    package let market: Int
    package internal(set) var fills = 0
    /// Contracts closed, in the base asset.
    package internal(set) var size = Decimal18.zero
    /// Σ size × the price of the close, in the quote asset.
    package internal(set) var closed = Decimal18.zero
    /// How many accounts were closed against.
    package internal(set) var counterparties: Set<Int> = []
    /// How many accounts' losses were passed on.
    package internal(set) var accounts: Set<Int> = []
  }

  /// The name of the venue; nil when the log does not say it.
  package internal(set) var venue: String?
  /// The asset that values are in; nil when the venue names none.
  package internal(set) var unit: String?
  /// The longest pause of a source that is none, in milliseconds; nil where no rule says.
  package internal(set) var heartbeat: Int64?
  /// The first and the last moment of the window; nil when nothing happened in it.
  package internal(set) var span: (from: Moment, to: Moment)?
  /// How many events there were.
  package internal(set) var events: Int64 = 0
  /// Prices by feed, then the venue's own before sources by name.
  package internal(set) var prices: [PriceLine] = []
  package internal(set) var fills: [Fill] = []
  /// Positions of bankrupt accounts that were closed against others.
  package internal(set) var closes: [Fill] = []
  package internal(set) var starts: [Start] = []
  package internal(set) var halts: [Halt] = []
  /// Insurance funds, by name and asset.
  package internal(set) var funds: [Amounts] = []
  /// Written off less what made it good, by asset.
  package internal(set) var badDebt: [Amounts] = []
  /// Spread over others since the log began, by asset.
  package internal(set) var socialized: [Amounts] = []
  /// The name of the line of debts that were taken over with their collateral; other lines have none.
  package static let redistribution = "redistribution"
  /// By market.
  package internal(set) var deleveraging: [Deleveraging] = []
  /// Who paid within the window, by sort, name and asset.
  package internal(set) var payments: [Payment] = []
  /// What was written off within the window, by asset, whoever made it good later.
  package internal(set) var writtenOff: [Payment] = []
  /// The kinds of events that were seen, in the whole log up to the window's end.
  package internal(set) var kinds: Set<Kind> = []
  /// Auctions that were opened, reset, and ended without everything sold, within the window.
  package internal(set) var auctions = Auctions()

  /// How auctions went.
  package struct Auctions: Sendable, Hashable {
    package internal(set) var started = 0
    package internal(set) var reset = 0
    package internal(set) var withoutBid = 0
    /// Fills at a price below one hundredth of the venue's price.
    package internal(set) var nearZero = 0
  }

  /// A place in the log.
  package struct Moment: Sendable, Hashable {
    package let block: Int64
    package let time: Int64
    package let seq: Int64
  }

  /// What somebody paid within the window.
  package struct Payment: Sendable {
    package let payer: Payer
    package let asset: Int
    package internal(set) var amount = Decimal18.zero
    /// The sum of the values of its parts; nil when one of them had no price.
    package internal(set) var value: Decimal18? = Decimal18.zero
    package internal(set) var count = 0
  }

  /// Who pays for a liquidation and for what it leaves.
  package enum Payer: Sendable, Hashable {
    /// The liquidated accounts: penalties and fees.
    case penalty
    /// An insurance fund.
    case insurance(String)
    /// Accounts whose positions were closed against bankrupt ones. Their part is in the cases.
    case deleveraging
    /// Who must take accounts over and gave what they lacked: a mechanism. Its part is in the cases.
    case taker(String)
    /// Those among whom a loss was spread: pool.
    case socialized(String)
    /// Those who took debts over by redistribution, with the collateral that stood for them: pool.
    case redistribution(String)
    /// What came with those debts: below zero. It is in the cases.
    case collateral
    /// Nobody yet: what was written off within the window and not made good in it.
    case badDebt
    /// Whoever made bad debt good: source.
    case recovery(String)
  }

  package init() {}
}
