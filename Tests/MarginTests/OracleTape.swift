import FixedPoint
import Ledger
import LedgerSupport

@testable import Margin

/// Writes the lines that oracles, breakers and dynamic margin learn from, and reads them.
struct OracleTape {
  var reader = LogReader()
  private(set) var block: Int64 = 0
  private(set) var index: Int64 = -1
  private(set) var time: Int64 = 0

  /// A log that declares assets and perpetual markets in their own quote asset.
  init(assets: [String] = ["USD", "ETH", "BTC"], markets: [String] = ["ETH-USD", "BTC-USD"]) throws
  {
    for asset in assets { _ = try event("asset", #""asset":"\#(asset)","decimals":18"#) }
    for market in markets {
      _ = try event(
        "market", #""market":"\#(market)","base":"\#(assets[0])","quote":"\#(assets[0])""#)
    }
  }

  var names: Names { reader.names }

  /// Goes on to a new block of that time.
  mutating func move(to time: Int64) {
    self.time = time
    block += 1
    index = -1
  }

  /// An event of a kind, from its fields as written.
  mutating func event(_ kind: String, _ fields: String) throws -> Event {
    index += 1
    return try reader.read(
      #"{"v":1,"block":\#(block),"index":\#(index),"time":\#(time),"kind":"\#(kind)",\#(fields)}"#)
  }

  /// A source says a price.
  mutating func says(
    _ source: String, _ feed: Feed, _ price: String, published: Int64? = nil,
    confidence: String? = nil, status: String? = nil
  ) throws -> Event {
    var fields = #"\#(place(feed)),"source":"\#(source)","price":"\#(price)""#
    if let published { fields += #","published":\#(published)"# }
    if let confidence { fields += #","confidence":"\#(confidence)""# }
    if let status { fields += #","status":"\#(status)""# }
    return try event("price_update", fields)
  }

  /// The venue settles on a price.
  mutating func settles(_ feed: Feed, _ price: String, _ status: PriceStatus = .valid) throws
    -> Event
  {
    guard
      case .choice(let words) = Kind.referencePrice.spec.fields.first(where: {
        $0.field == .status
      })?.type
    else { throw Unexpected() }
    return try event(
      "reference_price",
      #"\#(place(feed)),"price":"\#(price)","status":"\#(words[status.rawValue])","method":"last""#)
  }

  /// A parameter is set.
  mutating func sets(_ scope: String, _ name: String, _ value: String) throws -> Event {
    try event("parameter", #""scope":"\#(scope)","name":"\#(name)","value":"\#(value)""#)
  }

  /// A halt or resume, decided by `authority` or else by a rule.
  mutating func control(_ kind: String, _ scope: String, by authority: String? = nil) throws
    -> Event
  {
    let decided = authority.map { #","authority":"\#($0)""# } ?? ""
    return try event(kind, #""scope":"\#(scope)","reason":"r"\#(decided)"#)
  }

  private func place(_ feed: Feed) -> String {
    switch feed {
    case .asset: #""asset":"\#(feed.name(names))""#
    case .market: #""market":"\#(feed.name(names))""#
    }
  }

  struct Unexpected: Error {}
}

/// A decimal from its text, for tables of tests.
func oracleDecimal(_ text: String) throws -> Decimal18 { try Decimal18(text) }
