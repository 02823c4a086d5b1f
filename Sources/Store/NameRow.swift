internal import Ledger

/// A row of one of the tables of names.
struct NameRow: Hashable {
  /// The tables.
  enum Table: String {
    case account = "account_name"
    case asset = "asset_name"
    case market = "market_name"

    /// Its place among the tables.
    var index: Int {
      switch self {
      case .account: 0
      case .asset: 1
      case .market: 2
      }
    }

    /// The table that fields of that sort refer to; nil for those that hold no name.
    init?(_ code: LinePlan.Code) {
      switch code {
      case .account: self = .account
      case .asset, .newAsset: self = .asset
      case .market, .newMarket: self = .market
      default: return nil
      }
    }
  }

  let table: Table
  let id: Int64

  /// For people: `row 3 of table account_name`.
  var words: String { "row \(id) of table \(table.rawValue)" }

  /// What stands in the row.
  func name(_ names: Names) -> String {
    switch table {
    case .account: names.accounts[Int(id)]
    case .asset: names.assets[Int(id)]
    case .market: names.markets[Int(id)]
    }
  }
}
