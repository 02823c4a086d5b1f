package import Audit
internal import Charts
package import Console
internal import Engine
package import FixedPoint
package import Ledger

/// A venue's solvency after each of some blocks.
package struct SolvencySeriesReport {
  /// One block.
  package struct Row {
    let block: Int64
    let time: Int64
    let totals: RunningSolvency.Totals
    let insurance: Decimal18?
    let losses: LossRecord
    let utilisation: ExactRatio?

    /// The record after a block.
    ///
    /// - Throws: `ArithmeticError` when a value leaves its range.
    package init(_ record: inout SolvencyRecord, names: Names) throws(ArithmeticError) {
      totals = try record.totals(names)
      let book = record.book
      block = book.block
      time = book.time
      losses = record.losses
      insurance = try Self.value(of: book, totals.unit, names)
      var most: ExactRatio?
      for asset in totals.assets where asset.assets > .zero && asset.liabilities > .zero {
        let ratio = try ExactRatio(
          Int256(asset.liabilities.mantissa), Int256(asset.assets.mantissa))
        most = max(most ?? .zero, ratio)
      }
      utilisation = most
    }

    /// What the funds hold in the unit; nil when one of them has no price.
    private static func value(
      of book: Book, _ unit: String?, _ names: Names
    ) throws(ArithmeticError) -> Decimal18? {
      var sum = Decimal18.zero
      for fund in book.insuranceFunds(names: names) where !fund.amount.isZero {
        let isUnit = names.assets[fund.asset] == unit
        guard unit != nil,
          let price = isUnit ? Decimal18.one : book.prices.asset(fund.asset)?.value
        else { return nil }
        sum = try sum + fund.amount.multiplied(by: price, rounding: .halfEven)
      }
      return unit == nil ? nil : sum
    }
  }

  private let rows: [Row]
  private let names: Names
  private let anchor: Anchor

  /// A report of blocks in their order.
  package init(_ rows: [Row], names: Names, anchor: Anchor) {
    self.rows = rows
    self.names = names
    self.anchor = anchor
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      try output.write(members: anchor.members + [("blocks", try table(format).node)])
    case .csv, .ndjson: try table(format).write(as: format, to: output)
    case .table:
      try table(format).write(as: .table, to: output)
      if output.presentation.isTerminal, rows.count > 1 {
        let line = Sparkline(
          "equity",
          equity: rows.map {
            Figure(
              $0.totals.all.value.equity.approximate,
              exact: $0.totals.all.value.equity.description)
          })
        try output.write("\nequity \(line.text(width: 60))\n")
      }
      try output.write(anchor)
    }
  }

  private func table(_ format: OutputFormat) throws -> Table {
    let unit = rows.last?.totals.unit
    return Table(
      columns: [
        Column("block", alignment: .right), Column("time"), .number("assets", unit: unit),
        .number("liabilities", unit: unit), .number("equity", unit: unit),
        Column("insolvent", alignment: .right), .number("insolvent_equity", unit: unit),
        Column("undecided", alignment: .right),
        .number("insurance", unit: unit, priority: 1), .number("highest_utilisation", priority: 2),
        Column("outstanding", priority: 1), Column("unpriced", priority: 3),
      ],
      rows: try rows.map { row in
        let total = row.totals.all
        func value(_ amount: Decimal18) -> Cell {
          row.totals.unit == nil ? .empty : .decimal(amount.description)
        }
        return [
          .integer(row.block), .time(row.time), value(total.value.assets),
          value(total.value.liabilities), value(total.value.equity),
          row.totals.unit == nil ? .empty : .integer(Int64(total.insolvent)),
          value(row.totals.shortfall),
          row.totals.unit == nil ? .empty : .integer(Int64(total.undecided)),
          .decimal(row.insurance?.description),
          try .share(row.utilisation, format), .text(try outstanding(row.losses)),
          .text(row.totals.unpriced.joined(separator: " ")),
        ]
      }, emptySentence: "The ledger holds no block.")
  }

  /// Bad debt that nobody has borne, in native units: `12.5 ETH + 3 USDC`.
  private func outstanding(_ losses: LossRecord) throws -> String {
    var parts: [String] = []
    for asset in losses.assets.keys.sorted(by: { bytesPrecede(names.assets[$0], names.assets[$1]) })
    {
      guard let left = try losses.assets[asset]?.outstanding, !left.isZero else { continue }
      parts.append("\(left) \(names.assets[asset])")
    }
    return parts.joined(separator: " + ")
  }
}
