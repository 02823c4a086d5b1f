internal import Engine
internal import FixedPoint

/// The operations of Liquity v1.
package enum LiquityOperations: VectorSystem {
  /// The operations.
  package static let operations: [String: @Sendable (Given) throws -> VectorValue] = [
    "liquity_scenario": { given in
      var scenario = try LiquityScenario(given)
      return try scenario.run()
    },
    "liquity_decpow": { given in
      try answer {
        try LiquityRules.power(amount(given["base"]), minutes: amount(given["n"]))
      }
    },
    "liquity_decay_base_rate": { given in
      try answer {
        try LiquityBaseRate.decay(
          amount(given["base_rate"]), seconds: amount(given["seconds"]))
      }
    },
    "liquity_minutes": { given in
      try answer(key: "minutes") {
        try LiquityRules.minutes(inSeconds: amount(given["seconds"]))
      }
    },
    "liquity_gas_comp": { given in
      try answer { try LiquityRules.gasCollateral(of: amount(given["coll"])) }
    },
    "liquity_composite_debt": { given in
      try answer { try LiquityRules.compositeDebt(amount(given["debt"])) }
    },
  ]

  /// A result under one key.
  private static func answer(
    key: String = "value", _ compute: () throws -> LiquityAmount
  ) throws -> VectorValue {
    .object([(key: key, value: .integer(try compute().value))])
  }

  /// A whole number as an amount.
  static func amount(_ given: Given) throws(VectorError) -> LiquityAmount {
    LiquityAmount(try given.integer)
  }
}
