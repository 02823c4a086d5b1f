package import Audit
internal import Console
internal import Engine
package import FixedPoint
package import Ledger

/// What stands behind a venue, and who has paid so far.
package struct SolvencyBackground {
  /// The waterfall so far.
  package let losses: LossRecord
  /// What insurance funds hold.
  package let funds: [(fund: String, asset: Int, amount: Decimal18)]
  /// What is left of the penalties earned that no fund received.
  package let reserve: [(asset: Int, amount: Decimal18)]
  /// Collateral at prices and at weights; nil without a rulebook.
  package let cover: CollateralCover?
  /// The kinds of event that the undecided accounts would need.
  package let lacks: [Kind]

  /// The background of a book.
  package init(
    _ losses: LossRecord, funds: [(fund: String, asset: Int, amount: Decimal18)],
    reserve: [(asset: Int, amount: Decimal18)], cover: CollateralCover?, lacks: [Kind] = []
  ) {
    self.losses = losses
    self.funds = funds
    self.reserve = reserve
    self.cover = cover
    self.lacks = lacks
  }
}

extension SolvencyReport {
  /// The sections that follow those of the accounts; empty ones are left out.
  func backgroundTables(_ format: OutputFormat) throws -> [(key: String, title: String, Table)] {
    try [
      ("cover", "Collateral and insurance", coverTable(format)),
      ("losses_by_asset", "Losses so far, by asset", lossTable(byMarket: false)),
      ("losses_by_market", "Losses so far, by market", lossTable(byMarket: true)),
      ("funds", "Insurance funds", fundTable()),
      ("penalty_reserve", "Penalty reserve", reserveTable()),
    ]
  }

  private func coverTable(_ format: OutputFormat) throws -> Table {
    var table = Table(
      columns: [
        .number("collateral", unit: unit), .number("resources", unit: unit),
        .number("requirement", unit: unit), .number("shortfall", unit: unit),
        .number("insurance", unit: unit), .number("insurance_of_shortfall"),
        .number("insurance_of_requirement"),
        Column("liquidatable", alignment: .right), Column("unjudged", alignment: .right),
      ])
    guard let cover = background?.cover else { return table }
    table.rows = [
      [
        .decimal(cover.collateral.description), .decimal(cover.resources.description),
        .decimal(cover.requirement.description),
        .decimal(cover.shortfall.description, tone: cover.shortfall > .zero ? .bad : .plain),
        .decimal(cover.insurance.description), try .share(cover.ofShortfall, format),
        try .share(cover.ofRequirement, format), .integer(Int64(cover.liquidatable)),
        .integer(Int64(cover.unjudged)),
      ]
    ]
    return table
  }

  /// Who has paid; what is left is told by asset alone, as a loss may be spread over others than those of
  /// the market it came from.
  func lossTable(byMarket: Bool) throws -> Table {
    var columns: [Column] = [
      .id(byMarket ? "market" : "asset"), .number("penalties"), .number("insurance"),
      .number("deleveraged"), .number("written_off"),
    ]
    if !byMarket { columns.append(.number("paid_by_funds", priority: 1)) }
    columns += [.number("socialized"), .number("recovered")]
    if !byMarket { columns.append(.number("outstanding")) }
    var table = Table(columns: columns, emptySentence: "No loss was recorded.")
    guard let losses = background?.losses else { return table }
    let lines = byMarket ? losses.markets : losses.assets
    let names = byMarket ? self.names.markets : self.names.assets
    for id in lines.keys.sorted(by: { bytesPrecede(names[$0], names[$1]) }) {
      guard let line = lines[id] else { continue }
      var figures = [line.penalties, line.insurance, line.deleveraged, line.writtenOff]
      if !byMarket { figures.append(line.paidByFunds) }
      figures += [line.socialized, line.recovered]
      var row = [Cell.text(names[id])] + figures.map { .decimal($0.description) }
      if !byMarket {
        let left = try line.outstanding
        row.append(.decimal(left.description, tone: left > .zero ? .bad : .plain))
      }
      table.rows.append(row)
    }
    return table
  }

  private func fundTable() throws -> Table {
    var table = Table(
      columns: [.id("fund"), .id("asset"), .number("balance"), .number("paid")])
    for fund in background?.funds ?? [] {
      let draw = background?.losses.draws.first {
        $0.fund == fund.fund && $0.asset == fund.asset
      }
      table.rows.append([
        .text(fund.fund), .text(names.assets[fund.asset]), .decimal(fund.amount.description),
        .decimal((draw?.paid ?? .zero).description),
      ])
    }
    return table
  }

  private func reserveTable() -> Table {
    Table(
      columns: [.id("asset"), .number("balance")],
      rows: (background?.reserve ?? []).map {
        [.text(names.assets[$0.asset]), .decimal($0.amount.description)]
      })
  }
}
