internal import FixedPoint
package import Margin

/// A small world around a venue: what prices do, who trades there, what goes wrong.
///
/// It is data, read from a JSON text (`docs/SCENARIOS.md`); running it twice gives the same events to
/// the last byte.
package struct Scenario: Sendable {
  /// The name.
  package internal(set) var name = ""
  /// What it is about.
  package internal(set) var about = ""
  /// Where every random draw begins.
  package internal(set) var seed: UInt64 = 0
  /// The name of the venue.
  package internal(set) var venue = ""
  /// The asset that values are in.
  package internal(set) var unit = ""
  /// The assets, in the order of their declarations.
  package internal(set) var assets: [Asset] = []
  /// The markets, in the order of their declarations.
  package internal(set) var markets: [Market] = []
  /// The parameters that are in force from the first block on.
  package internal(set) var parameters: [Parameter] = []
  /// The rulebook that they make.
  package internal(set) var rulebook = Rulebook()
  /// The time of the first block in Unix milliseconds.
  package internal(set) var start: Int64 = 0
  /// Its number.
  package internal(set) var firstBlock: Int64 = 1
  /// How far blocks are apart, in milliseconds.
  package internal(set) var blockMilliseconds: Int64 = 1000
  /// How many blocks there are.
  package internal(set) var blocks = 0

  var feeds: [FeedPlan] = []
  var depths: [DepthPlan] = []
  var pools: [PoolPlan] = []
  var accounts: [AccountPlan] = []
  var generators: [Generator] = []
  var contributions: [Contribution] = []
  var script: [ScriptedEvent] = []
  var behaviour: Behaviour?
  var trading: [Trading] = []
  var indices: [IndexPlan] = []
  var faults: [Fault] = []

  /// An asset.
  package struct Asset: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// The most decimals an amount may have.
    package var decimals: Int
  }

  /// A market.
  package struct Market: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// What is traded, by its place among the assets.
    package var base: Int
    /// What it is priced in.
    package var quote: Int
    /// Whether fills exchange the assets themselves.
    package var isSpot: Bool
  }

  /// The time of a block by its place.
  package func time(of place: Int) -> Int64 { start + Int64(place) * blockMilliseconds }
}

// MARK: - What the world does

extension Scenario {
  /// The blocks from one place to before another.
  typealias Window = Range<Int>

  /// The price of an asset or market, and who tells it.
  struct FeedPlan: Sendable {
    var feed: Feed
    var path: PricePath
    var sources: [SourcePlan]
    /// Whether congestion multiplies it.
    var isGas = false
  }

  /// One source of a feed.
  struct SourcePlan: Sendable {
    var name = ""
    /// What it goes by; nil for the market price.
    var path: PricePath?
    /// It speaks at least this often, in milliseconds; 0 for no rhythm.
    var every: Int64 = 0
    /// And when the price has moved by this share; 0 for no such rule.
    var deviation = Decimal18.zero
    /// So long after the price was true, in milliseconds.
    var delay: Int64 = 0
    /// Half its band as a share of the price.
    var confidence = Decimal18.zero
    /// By which share its price is off.
    var offset = Decimal18.zero
    var windows: [SourceWindow] = []
  }

  /// Blocks in which a source is not itself.
  struct SourceWindow: Sendable {
    var blocks: Window
    var status: String?
    var confidence: Decimal18?
    var offset: Decimal18?
    var isSilent = false
  }

  /// An order book around the market price.
  struct DepthPlan: Sendable {
    var feed: Feed
    /// How many prices on each side.
    var levels: Int64 = 10
    /// The share between the market price and the first level.
    var spread = Decimal18.zero
    /// The share between levels.
    var step = Decimal18.zero
    /// The size at each.
    var size = Decimal18.zero
    /// How many blocks apart it is set anew.
    var every: Int64 = 1
    /// The decimals of prices.
    var decimals = 8
    /// Blocks in which sizes are multiplied.
    var thin: [(blocks: Window, factor: Decimal18)] = []
  }

  /// An automated market maker.
  struct PoolPlan: Sendable {
    var feed: Feed
    /// The reserve of what is traded.
    var size: Decimal18
    /// The reserve of what it is traded for.
    var notional: Decimal18
    /// How many blocks apart it is brought back to the market price; 0 for never.
    var every: Int64
  }

  /// A fact, written as in the log, without its place.
  struct ScriptedEvent: Sendable {
    var place: Int
    /// The kind and the fields: `"kind":"deposit",…}`.
    var line: [UInt8]
    /// Where it stands in the scenario.
    var origin: String
  }

  /// Random fills between two accounts at the market price.
  struct Trading: Sendable {
    var market: Int
    /// How many trades in a block.
    var perBlock: Int64
    var size: Distribution
    var blocks: Window
  }

  /// An index that grows.
  struct IndexPlan: Sendable {
    enum Kind: Sendable { case funding, supply, borrow }
    var kind: Kind
    /// The market, or the asset.
    var item: Int
    /// By which share in each step; of funding, of the price.
    var rate: Decimal18
    var every: Int64
    var blocks: Window
  }

  /// What goes wrong.
  enum Fault: Sendable {
    /// A source tells prices so many milliseconds later.
    case delay(source: String, blocks: Window, milliseconds: Int64)
    /// A source says nothing.
    case freeze(source: String, blocks: Window)
    /// Gas costs a multiple, and few attempts fit into a block.
    case congestion(blocks: Window, gas: Decimal18, capacity: Int64?)
    /// There are no events at all.
    case haltedBlocks(Window)
    /// Something is halted by decision.
    case halt(blocks: Window, scope: String, reason: String, authority: String)
  }
}

// MARK: - Who is there

extension Scenario {
  /// An account and what it begins with.
  struct AccountPlan: Sendable {
    var name = ""
    var owner: String?
    var className: String?
    var pool: String?
    var place = 0
    /// Whether it stands so before the record begins.
    var isOpening = false
    /// By asset.
    var deposits: [(asset: Int, amount: Decimal18)] = []
    var borrows: [(asset: Int, amount: Decimal18)] = []
    var positions: [OpenPosition] = []
  }

  /// A position that an account begins with.
  struct OpenPosition: Sendable {
    var market: Int
    /// Above zero long, below zero short.
    var size: Decimal18
    /// Nil for the market price of the block.
    var price: Decimal18?
  }

  /// Many accounts of one sort.
  struct Generator: Sendable {
    enum Kind: Sendable { case vaults, perpetual, lending }
    var kind: Kind
    var count: Int64 = 0
    var prefix = ""
    var isOpening = false
    /// What they own: of vaults and perpetual accounts one asset.
    var collaterals: [Int] = []
    /// What they owe.
    var debts: [Int] = []
    var market = 0
    /// The value of debts, of collateral, or the size of positions.
    var size = Distribution.constant(.zero)
    /// The value of collateral by that of debt, the leverage, or the share of what could be borrowed.
    var ratio = Distribution.constant(.one)
    /// The price that ratios are by; nil for the market price of the first block.
    var price: Decimal18?
  }

  /// Money put into a fund.
  struct Contribution: Sendable {
    var fund: String
    var asset: Int
    var amount: Decimal18
  }

  /// What accounts do that were called.
  struct Behaviour: Sendable {
    /// The share of what is missing to the cure that is deposited; 0 for none.
    var topUp = Decimal18.zero
    /// How many of a hundred called accounts do so.
    var topUpPercent: Int64 = 0
    /// What they deposit; nil for the unit of account.
    var asset: Int?
    /// The share of debts repaid and positions closed; 0 for none.
    var reduce = Decimal18.zero
    var reducePercent: Int64 = 0
    /// Who takes the other side of what is closed.
    var against = "market-maker"
    /// How many blocks after the call.
    var after: Int64 = 1
  }
}
