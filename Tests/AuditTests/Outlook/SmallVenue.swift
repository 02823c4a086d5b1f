import Engine
import FixedPoint
import Ledger
import LedgerSupport
import Margin

/// A venue whose log is written by hand: the members of each event after its envelope, block by block.
struct SmallVenue {
  private(set) var state = VenueState()
  private(set) var names = Names()

  init(_ blocks: [[String]]) throws {
    var reader = LogReader()
    var events: [Event] = []
    for (block, lines) in blocks.enumerated() {
      for (index, members) in lines.enumerated() {
        let time = 1_700_000_000_000 + Int64(block) * 12_000
        events.append(
          try reader.read(
            #"{"v":1,"block":\#(block + 1),"index":\#(index),"time":\#(time),\#(members)}"#))
      }
    }
    names = reader.names
    for event in events { try state.apply(event, names: names) }
    try state.readRules(names: names)
    try state.settleOnPrices(names: names)
  }

  /// Supposes other prices.
  mutating func assume(_ prices: [(feed: Feed, price: Decimal18)]) throws {
    try state.assume(prices, names: names)
  }

  func account(_ name: String) -> Int { names.accounts.id(of: name) ?? -1 }
  func asset(_ name: String) -> Int { names.assets.id(of: name) ?? -1 }
  func market(_ name: String) -> Int { names.markets.id(of: name) ?? -1 }

  static let reference = [
    #""kind":"venue","name":"small","unit":"USD""#,
    #""kind":"asset","asset":"USD","decimals":18"#,
    #""kind":"asset","asset":"ETH","decimals":18"#,
  ]

  static func rule(_ scope: String, _ name: String, _ value: String) -> String {
    #""kind":"parameter","scope":"\#(scope)","name":"\#(name)","value":"\#(value)""#
  }

  static func money(
    _ kind: String, _ account: String, _ asset: String, _ amount: String
  ) -> String {
    #""kind":"\#(kind)","account":"\#(account)","asset":"\#(asset)","amount":"\#(amount)""#
  }

  static func price(_ of: String, _ name: String, _ price: String) -> String {
    #""kind":"price_update","\#(of)":"\#(name)","source":"oracle","price":"\#(price)""#
  }

  static func fill(_ account: String, _ side: String, _ size: String, _ price: String) -> String {
    #""kind":"fill","account":"\#(account)","market":"ETH-USD","side":"\#(side)","size":"\#(size)","price":"\#(price)""#
  }

  /// Loans of dollars against ether at 100, which counts for 80 % and goes with a bonus of 10 %.
  ///
  /// `ann` owes 500 for 10 ETH, `ben` 150 for 2 ETH, `cy` has 1,000 USD and owes 300 of them.
  static func lending(_ more: [String] = []) throws -> SmallVenue {
    try SmallVenue([
      reference + [
        rule("asset:ETH", "weight", "0.8"), rule("asset:ETH", "initial_weight", "0.75"),
        rule("asset:ETH", "bonus", "0.1"),
        rule("venue", "liquidation.mechanism", "fixed_spread"),
        rule("venue", "liquidation.size", "close_factor"),
        rule("venue", "liquidation.close_factor", "0.5"),
        price("asset", "ETH", "100"),
        money("deposit", "ann", "ETH", "10"), money("borrow", "ann", "USD", "500"),
        money("deposit", "ben", "ETH", "2"), money("borrow", "ben", "USD", "150"),
        money("deposit", "cy", "USD", "1000"), money("borrow", "cy", "USD", "300"),
        #""kind":"insurance","fund":"safety","asset":"USD","amount":"40","cause":"contribution""#,
      ] + more
    ])
  }

  /// `lou` is long and `sue` short 10 ETH at 100 with 200 USD each, at a maintenance margin of 5 %.
  static func perpetual() throws -> SmallVenue { try SmallVenue(perpetualLog) }

  /// The same with 60 USD of penalties earned, 30 in the fund, and a waterfall that takes from the penalties
  /// first.
  static func reserve() throws -> SmallVenue {
    try SmallVenue(
      perpetualLog + [
        [
          rule("venue", "losses.waterfall.count", "2"),
          rule("venue", "losses.waterfall.0", "penalty_reserve"),
          rule("venue", "losses.waterfall.1", "insurance"),
          rule("venue", "losses.fund", "safety"),
          #""kind":"insurance","fund":"safety","asset":"USD","amount":"30","cause":"contribution""#,
          money("deposit", "old", "USD", "100"), money("deposit", "new", "USD", "100"),
          fill("old", "buy", "1", "100"), fill("new", "sell", "1", "100"),
          #""kind":"liquidation_fill","account":"old","liquidator":"new","mechanism":"order_book","market":"ETH-USD","side":"sell","size":"1","price":"100","penalty":"60""#,
        ]
      ])
  }

  static var perpetualLog: [[String]] {
    [
      reference + [
        #""kind":"market","market":"ETH-USD","base":"ETH","quote":"USD""#,
        rule("market:*", "tiers.count", "1"), rule("market:*", "tiers.0.above", "0"),
        rule("market:*", "tiers.0.initial", "0.1"), rule("market:*", "tiers.0.maintenance", "0.05"),
        rule("venue", "liquidation.mechanism", "order_book"),
        price("market", "ETH-USD", "100"),
        money("deposit", "lou", "USD", "200"), money("deposit", "sue", "USD", "200"),
        fill("lou", "buy", "10", "100"), fill("sue", "sell", "10", "100"),
      ]
    ]
  }
}

extension Decimal18 {
  /// A number of a test.
  static func of(_ text: String) throws -> Decimal18 { try Decimal18(text) }
}
