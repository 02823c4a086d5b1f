internal import Console
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Store

/// Assets, markets, shares and prices that a user names in options.
enum FeedOption {
  static let asset = OptionSpec("asset", valueName: "asset", help: "This asset.")
  static let market = OptionSpec("market", valueName: "market", help: "This market.")

  /// The asset or market of `--asset` or `--market`; nil when neither is given.
  static func feed(_ arguments: ParsedArguments, _ file: LedgerFile) throws -> Feed? {
    let (asset, market) = (arguments.option("asset"), arguments.option("market"))
    if asset != nil, market != nil {
      throw arguments.error("Give --asset or --market, not both.")
    }
    if let asset { return .asset(try SharedOptions.asset(asset, file)) }
    if let market { return .market(try SharedOptions.market(market, file)) }
    return nil
  }

  /// The asset or market that a name means: `ETH`, `ETH-USD`, `asset:ETH`, `market:ETH-USD`; a bare name
  /// is an asset's before it is a market's.
  static func feed(_ name: String, _ file: LedgerFile) throws -> Feed {
    if let id = file.names.assets.id(of: name) { return .asset(id) }
    if let feed = Feed(name, names: file.names) { return feed }
    throw SharedOptions.unknown(
      name, "asset or market", [file.names.assets, file.names.markets], file)
  }

  /// A share that an option gives: `10%` or `0.1`; nil for any other text.
  static func share(_ text: String) -> Decimal18? {
    guard text.hasSuffix("%") else { return try? Decimal18(text) }
    guard let percent = try? Decimal18(String(text.dropLast())) else { return nil }
    return try? percent.divided(by: Decimal18(100), rounding: .halfEven)
  }
}
