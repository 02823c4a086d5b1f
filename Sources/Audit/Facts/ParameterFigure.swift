import FixedPoint
import Ledger
import Margin

/// The figure that a parameter sets, and where it was set.
struct ParameterFigure: Sendable {
  let value: Decimal18
  let entry: ParameterBook.Entry

  /// The first parameter in force with one of these names that applies to an item in a pool: for the
  /// item there (`WETH@main`), for the item itself, for the pool, for the venue.
  static func find(
    _ names: [String], for feed: Feed?, pool: String?, in book: ParameterBook, named ids: Names
  ) throws(ArithmeticError) -> ParameterFigure? {
    var scopes: [String] = []
    if let feed {
      let item = feed.name(ids)
      if let pool { scopes.append("\(item)@\(pool)") }
      switch feed {
      case .asset: scopes += ["asset:\(item)", item]
      case .market: scopes += ["market:\(item)", item]
      }
    }
    scopes += (pool.map { [$0] } ?? []) + ["venue"]
    for scope in scopes {
      for name in names {
        guard let entry = book.entry(scope: scope, name: name),
          let value = try number(entry.parameter.value)
        else { continue }
        return ParameterFigure(value: value, entry: entry)
      }
    }
    return nil
  }

  /// A number as parameters write it: `0.05`, `5%`, or basis points from 1000 on.
  static func number(_ text: String) throws(ArithmeticError) -> Decimal18? {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? String(text.dropLast()) : text
    guard let value = try? Decimal18(digits), !value.isNegative else { return nil }
    if isPercent { return try value.multiplied(by: 1, dividedBy: 100, rounding: .halfEven) }
    guard value >= Decimal18(1000) else { return value }
    return try value.multiplied(by: 1, dividedBy: 10_000, rounding: .halfEven)
  }
}
