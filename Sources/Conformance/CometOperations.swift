internal import Engine
internal import FixedPoint

/// The operations of Compound III.
package enum CometOperations: FormulaSystem {
  package static let name = "comet"

  package static let forms: [String: VectorForm] = [
    "present_value": VectorForm(
      ["principal", "supply_index", "borrow_index"], gives: "present_value"
    ) { try Comet.present(principal: $0[0], supplyIndex: $0[1], borrowIndex: $0[2]) },
    "principal_value": VectorForm(
      ["present_value", "supply_index", "borrow_index"], gives: "principal"
    ) { try Comet.principal(present: $0[0], supplyIndex: $0[1], borrowIndex: $0[2]) },
    "is_liquidatable": VectorForm(account, gives: ["liquidatable"]) { given in
      let isDue = try Comet.isLiquidatable(
        base: given["base_balance"].integer, basePrice: given["base_price"].integer,
        baseScale: given["base_scale"].integer,
        collaterals: collaterals(given, "liquidate_factor"))
      return .object([("liquidatable", .bool(isDue))])
    },
    "absorb": VectorForm(account, gives: ["value", "new_balance"]) { given in
      let after = try Comet.absorbed(
        base: given["base_balance"].integer, basePrice: given["base_price"].integer,
        baseScale: given["base_scale"].integer,
        collaterals: collaterals(given, "liquidation_factor"))
      return .object([
        ("value", .integer(after.credited)), ("new_balance", .integer(after.balance)),
      ])
    },
    "quote_collateral": VectorForm(
      [
        "base_amount", "base_price", "base_scale", "price", "scale", "store_front_factor",
        "liquidation_factor",
      ], gives: "collateral_amount"
    ) {
      try Comet.quote(
        amount: $0[0], basePrice: $0[1], baseScale: $0[2], price: $0[3], scale: $0[4],
        storeFrontFactor: $0[5], liquidationFactor: $0[6])
    },
    "is_for_sale": VectorForm(["reserves", "target_reserves"], says: "for_sale") {
      Comet.isForSale(reserves: $0[0], target: $0[1])
    },
  ]

  private static let account = ["base_balance", "base_price", "base_scale", "collaterals"]

  /// Objects with `balance`, `price`, `scale` and a factor.
  private static func collaterals(
    _ given: Given, _ factor: String
  ) throws -> [Comet.Collateral] {
    try given["collaterals"].list.map { part in
      Comet.Collateral(
        balance: try part["balance"].integer, price: try part["price"].integer,
        scale: try part["scale"].integer, factor: try part[factor].integer)
    }
  }
}
