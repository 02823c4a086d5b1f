package import Engine
package import FixedPoint
package import Ledger

extension Book {
  /// What is left of the penalties earned that no fund received: by asset, in the order of names, without
  /// those of which nothing is left.
  package func penaltyReserve(names: Names) -> [(asset: Int, amount: Decimal18)] {
    (0..<names.assets.count).map { ($0, poolBalance(.penalty, asset: $0)) }
      .filter { !$0.1.isZero }
      .sorted { bytesPrecede(names.assets[$0.0], names.assets[$1.0]) }
  }
}
