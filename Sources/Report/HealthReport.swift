package import Console
internal import Engine
internal import FixedPoint
package import Ledger
package import Margin

/// How accounts stand against the venue's requirements.
package struct HealthReport {
  private let standings: [Standing]
  private let names: Names
  private let unit: String
  private let caution: RecordCaution
  private let anchor: Anchor

  /// A report of accounts, in the order given; `unit` is the asset that values are in, `caution` what the
  /// record leaves undecided.
  package init(
    _ standings: [Standing], names: Names, unit: String, caution: RecordCaution, anchor: Anchor
  ) {
    self.standings = standings
    self.names = names
    self.unit = unit
    self.caution = caution
    self.anchor = anchor
  }

  /// Writes a line for each account.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      var members = anchor.members
      members += [("unit", .string(unit)), ("accounts", try accounts().node)] + caution.members
      try output.write(members: members)
    case .csv, .ndjson:
      try accounts().write(as: format, to: output)
    case .table:
      try accounts(hasLacks: false).write(as: .table, to: output)
      try writeCaution(to: output)
      try output.write(anchor)
    }
  }

  /// Writes one account with its positions.
  package func writeDetail(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      var members = anchor.members
      members +=
        [
          ("unit", .string(unit)), ("accounts", try accounts().node), ("assets", assets().node),
          ("positions", positions(hasState: false).node),
        ] + caution.members
      try output.write(members: members)
    case .csv, .ndjson:
      try positions().write(as: format, to: output)
    case .table:
      try accounts(hasLacks: false).write(as: .table, to: output)
      if !assets().rows.isEmpty {
        try output.write("\nAssets and debts\n")
        try assets().write(as: .table, to: output)
      }
      if !positions(hasState: false).rows.isEmpty {
        try output.write("\nPositions, with the price of that market alone that ends them\n")
        try positions(hasState: false).write(as: .table, to: output)
      }
      try writeCaution(to: output)
      try output.write(anchor)
    }
  }

  private func writeCaution(to output: Output) throws {
    guard let sentence = caution.sentence else { return }
    try output.write("\n")
    try output.write(paragraph: sentence + " What stands here is what is recorded of them.")
  }

  /// How an account stands; nothing is claimed where a price or a part of its record is missing.
  private func state(_ standing: Standing) -> String {
    if !standing.valuation.health.isJudgeable { return "no valid price" }
    return caution.accounts.contains(standing.account) ? "not decidable" : standing.state.rawValue
  }

  /// One line for each; where a price is missing no figure is known that rests on all of them.
  private func accounts(hasLacks: Bool = true) throws -> Table {
    var table = Table(
      columns: [
        .id("account"), Column("state"), .number("equity", unit: unit),
        .number("resources", unit: unit), .number("requirement", unit: unit), .number("coverage"),
        .number("initial_requirement", unit: unit),
      ],
      rows: try standings.map { standing in
        let health = standing.valuation.health
        func known(_ figure: Decimal18?) -> Cell {
          .decimal(health.isJudgeable ? figure?.description : nil)
        }
        return [
          .text(names.accounts[standing.account]),
          .text(
            state(standing),
            tone: standing.state == .healthy ? .plain : .bad),
          known(health.equity), known(health.resources), known(health.requirement),
          known(try health.coverage?.rounded(toDecimals: 6, rounding: .down)),
          known(health.initialRequirement),
        ]
      }, emptySentence: "No account has to hold margin.")
    // On a screen a sentence below says it once.
    guard hasLacks else { return table }
    table.columns.append(Column("lacks"))
    for (place, standing) in standings.enumerated() {
      table.rows[place].append(.text(caution.lacks(of: standing.account)))
    }
    return table
  }

  private func assets() -> Table {
    Table(
      columns: [
        .id("asset"), .number("amount"), .number("debt"), .number("price", unit: unit),
        .number("value", unit: unit), .number("debt_value", unit: unit),
      ],
      rows: standings.flatMap { $0.valuation.assets }.map { line in
        [
          .text(names.assets[line.asset]), .decimal(line.amount.description),
          .decimal(line.debt.description),
          .decimal(line.isPriced ? line.price.description : nil),
          .decimal(line.isPriced ? line.value.description : nil),
          .decimal(line.isPriced ? line.debtValue.description : nil),
        ]
      })
  }

  private func positions(hasState: Bool = true) -> Table {
    var table = Table(
      columns: [
        .id("market"), .number("size"), .number("price"), .number("notional", unit: unit),
        .number("profit", unit: unit), .number("maintenance", unit: unit), .number("factor"),
        .number("liquidation_price"), .number("bankruptcy_price"),
      ],
      rows: standings.flatMap { standing in
        let isJudged = standing.valuation.health.isJudgeable
        return standing.exposures.map { exposure in
          let line = exposure.line
          func known(_ figure: Decimal18) -> Cell {
            .decimal(line.isPriced ? figure.description : nil)
          }
          return [
            .text(names.markets[line.market]), .decimal(line.position.size.description),
            known(line.price), known(line.notional), known(line.profit), known(line.maintenance),
            .decimal(exposure.factor.description),
            .decimal(isJudged ? exposure.liquidationPrice?.description : nil),
            .decimal(isJudged ? exposure.bankruptcyPrice?.description : nil),
          ]
        }
      }, emptySentence: "It holds no position.")
    guard hasState, let standing = standings.first else { return table }
    table.columns += [Column("state"), Column("lacks")]
    let cells: [Cell] = [.text(state(standing)), .text(caution.lacks(of: standing.account))]
    for place in table.rows.indices { table.rows[place] += cells }
    return table
  }
}
