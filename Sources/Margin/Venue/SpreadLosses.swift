internal import Engine
package import FixedPoint
package import Ledger

/// What holders have yet to bear of the losses that were spread over them, by pool and asset.
package struct SpreadLosses: Sendable {
  private var names = NameTable()
  private var table = PairTable(initial: Decimal18.zero)

  package init() {}

  /// What a pool still lacks: its losses less the shares that were taken; never below zero.
  package func missing(_ pool: String, asset: Int) -> Decimal18 {
    guard let id = names.id(of: pool) else { return .zero }
    return max(.zero, table.find(id, asset) ?? .zero)
  }

  /// Takes in a loss or a share.
  package mutating func apply(_ event: borrowing Event) throws(ArithmeticError) {
    guard let pool = event.string(.pool), let asset = event.id(.asset),
      let amount = event.decimal(.amount)
    else { return }
    let place = table.place(names.intern(pool), asset)
    let missing = table.values[place]
    table.values[place] =
      event.kind == .socializedLoss ? try missing + amount : try missing - amount
  }
}
