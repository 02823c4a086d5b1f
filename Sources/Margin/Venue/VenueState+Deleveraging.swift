internal import Engine
package import FixedPoint
package import Ledger

extension VenueState {
  /// The positions that a bankrupt account's would be closed against, by the rank in force.
  package func deleverageQueue(
    against line: Valuation.MarketLine, of account: Int, names: Names
  ) throws(ArithmeticError) -> DeleverageQueue {
    let size = line.position.size
    var candidates: [DeleverageCandidate] = []
    for (other, position) in book.openPositions(in: line.market)
    where other != account && position.size.isNegative != size.isNegative {
      candidates.append(try candidate(other, position, line, names))
    }
    return try DeleverageQueue(
      against: size, of: account, candidates: candidates, rule: rulebook.losses.rank,
      allowsLosers: true)
  }

  private func candidate(
    _ other: Int, _ position: PositionState, _ line: Valuation.MarketLine, _ names: Names
  ) throws(ArithmeticError) -> DeleverageCandidate {
    let own = try Liquidator(state: self, names: names, account: other)
    let valuation = own.valuation
    let quote = names.market(line.market).quote
    // Only this rank goes by it, and an account whose other positions pay for it has none.
    let isRanked = rulebook.losses.rank == .bitmex
    let held = isRanked ? valuation.markets.first { $0.market == line.market } : nil
    return DeleverageCandidate(
      account: other, size: position.size, entry: try position.entryPrice ?? .zero,
      mark: line.price, wallet: book.balance(of: other, asset: quote).asset,
      equity: try valuation.health.equity.divided(by: line.quotePrice, rounding: .down),
      maintenance: try valuation.health.requirement.divided(by: line.quotePrice, rounding: .up),
      bankruptcy: try held.flatMap { line throws(ArithmeticError) in try own.bankruptcy(of: line) })
  }
}
