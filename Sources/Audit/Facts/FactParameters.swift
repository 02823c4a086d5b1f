internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

extension FactState {
  /// The first parameter in force with one of these names that applies to an asset or a market of an
  /// account: for its pool (`WETH@main`), for the item itself, for the pool, for the venue.
  borrowing func figure(
    _ names: [String], asset: Int? = nil, market: Int? = nil, account: Int? = nil
  ) throws(ArithmeticError) -> ParameterFigure? {
    let pool = account.flatMap { book.profiles.pool(of: $0) }.map { book.profiles.poolNames[$0] }
    return try ParameterFigure.find(
      names, for: asset.map { .asset($0) } ?? market.map { .market($0) }, pool: pool,
      in: parameters, named: self.names)
  }
}

/// A bound that the largest of many ratios lies just below: the line of a rule that nobody recorded.
enum ImpliedLine {
  /// The bound, among `bounds`, that at least 95 of 100 ratios lie below and the largest of those reach to
  /// within 1 %; nil when there is none, or fewer than `atLeast` ratios.
  static func find(
    _ ratios: [Decimal18], among bounds: [Decimal18], atLeast: Int
  ) throws(ArithmeticError) -> Decimal18? {
    guard ratios.count >= atLeast else { return nil }
    for bound in bounds.sorted() {
      let below = ratios.filter { $0 < bound }
      guard below.count * 100 >= ratios.count * 95, let largest = below.max() else { continue }
      let edge = try bound.multiplied(by: 99, dividedBy: 100, rounding: .halfEven)
      return largest >= edge ? bound : nil
    }
    return nil
  }

  /// Round margin rates.
  static let marginRates = numbers(
    "0.001", "0.002", "0.0025", "0.004", "0.005", "0.0075", "0.01", "0.0125", "0.015", "0.02",
    "0.025", "0.03", "0.04", "0.05", "0.0625", "0.075", "0.1", "0.125", "0.15", "0.2", "0.25", "0.5"
  )

  /// Round collateralisation ratios.
  static let ratios = numbers(
    "1.01", "1.02", "1.05", "1.1", "1.15", "1.2", "1.25", "1.3", "1.35", "1.4", "1.45", "1.5",
    "1.6",
    "1.65", "1.7", "1.75", "1.8", "2", "2.5", "3")

  private static func numbers(_ texts: String...) -> [Decimal18] {
    texts.compactMap { try? Decimal18($0) }
  }
}
