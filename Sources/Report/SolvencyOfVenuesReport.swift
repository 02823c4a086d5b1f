package import Console
package import Engine
package import FixedPoint
package import Ledger
package import Audit

/// The solvency of several venues at once: totals, shared funds, and who fails at one of them.
package struct SolvencyOfVenuesReport {
  /// One ledger.
  package struct Venue {
    let name: String
    let book: Book
    let names: Names
    let solvency: Solvency
    let losses: LossRecord
    let anchor: Anchor

    /// The book of a ledger.
    ///
    /// - Throws: `ArithmeticError` when a value leaves its range.
    package init(
      _ name: String, _ book: Book, _ losses: LossRecord, names: Names, anchor: Anchor
    ) throws(ArithmeticError) {
      self.name = name
      self.book = book
      self.names = names
      self.losses = losses
      self.anchor = anchor
      solvency = try Solvency(book, names: names)
    }
  }

  private let venues: [Venue]

  /// A report of ledgers in the order given.
  package init(_ venues: [Venue]) { self.venues = venues }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    let sections = [
      ("ledgers", "Ledgers", try venueTable()),
      ("funds", "Funds of the same name", try fundTable()),
      (
        "contagion", "Owners who fail at one venue and have something at another",
        try contagionTable()
      ),
    ]
    switch format {
    case .json:
      let anchors = venues.map { venue in
        JSONNode.object(
          ([("ledger", .string(venue.name))] + venue.anchor.members)
            .map { (key: $0.0, node: $0.1) })
      }
      try output.write(
        members: [("anchors", .array(anchors))] + sections.map { ($0.0, $0.2.node) })
    case .csv, .ndjson: try sections[0].2.write(as: format, to: output)
    case .table:
      for (_, title, table) in sections {
        try output.write("\(title)\n")
        try table.write(as: .table, to: output)
        try output.write("\n")
      }
      for venue in venues {
        let anchor = venue.anchor.sentence(for: output.presentation)
        try output.write("\(TerminalText.escape(venue.name)): \(anchor)\n")
      }
    }
  }

  /// One row a ledger, and one of totals for each unit that several share.
  private func venueTable() throws -> Table {
    var table = Table(
      columns: [
        .id("ledger"), Column("unit"), Column("accounts", alignment: .right),
        Column("insolvent", alignment: .right), .number("insolvent_equity"), .number("assets"),
        .number("liabilities"), .number("equity"), Column("unpriced", priority: 1),
      ])
    for venue in venues {
      let (total, unit) = (venue.solvency.total, venue.solvency.unit)
      func value(_ amount: Decimal18) -> Cell {
        unit == nil ? .empty : .decimal(amount.description)
      }
      table.rows.append([
        .text(venue.name), unit.map { .text($0) } ?? .empty, .integer(Int64(total.accounts)),
        unit == nil ? .empty : .integer(Int64(total.insolvent)),
        value(venue.solvency.shortfall), value(total.value.assets),
        value(total.value.liabilities), value(total.value.equity),
        .text(venue.solvency.unpriced.joined(separator: " ")),
      ])
    }
    for unit in Set(venues.compactMap(\.solvency.unit)).sorted(by: bytesPrecede) {
      let same = venues.filter { $0.solvency.unit == unit }
      guard same.count > 1 else { continue }
      var sums = (Decimal18.zero, Decimal18.zero, Decimal18.zero, Decimal18.zero)
      for venue in same {
        let value = venue.solvency.total.value
        sums.0 = try sums.0 + venue.solvency.shortfall
        sums.1 = try sums.1 + value.assets
        sums.2 = try sums.2 + value.liabilities
        sums.3 = try sums.3 + value.equity
      }
      table.rows.append([
        .text("total"), .text(unit),
        .integer(Int64(same.reduce(0) { $0 + $1.solvency.total.accounts })),
        .integer(Int64(same.reduce(0) { $0 + $1.solvency.total.insolvent })),
        .decimal(sums.0.description), .decimal(sums.1.description),
        .decimal(sums.2.description), .decimal(sums.3.description), .empty,
      ])
    }
    return table
  }

  /// One row for each fund of each ledger, by fund and asset: who drew on what others stand behind too.
  private func fundTable() throws -> Table {
    struct Row {
      var fund: String
      var asset: String
      var ledger: String
      var balance: Decimal18
      var paid: Decimal18
    }
    var rows: [Row] = []
    for venue in venues {
      for fund in venue.book.insuranceFunds(names: venue.names) {
        let paid = venue.losses.draws.first { $0.fund == fund.fund && $0.asset == fund.asset }?.paid
        rows.append(
          Row(
            fund: fund.fund, asset: venue.names.assets[fund.asset], ledger: venue.name,
            balance: fund.amount, paid: paid ?? .zero))
      }
    }
    let shared = rows.filter { row in
      rows.contains { $0.fund == row.fund && $0.asset == row.asset && $0.ledger != row.ledger }
    }
    // The order of the ledgers stays among equals.
    let ordered = shared.enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      if x.fund != y.fund { return bytesPrecede(x.fund, y.fund) }
      return x.asset != y.asset ? bytesPrecede(x.asset, y.asset) : a.offset < b.offset
    }.map(\.element)
    var table = Table(
      columns: [
        .id("fund"), .id("asset"), .id("ledger"), .number("balance"), .number("paid"),
        .number("together"),
      ], emptySentence: "No fund occurs in more than one ledger.")
    for row in ordered {
      var together = Decimal18.zero
      for other in shared where other.fund == row.fund && other.asset == row.asset {
        together = try together + other.balance
      }
      table.rows.append([
        .text(row.fund), .text(row.asset), .text(row.ledger), .decimal(row.balance.description),
        .decimal(row.paid.description), .decimal(together.description),
      ])
    }
    return table
  }

  /// Owners with an equity below zero in one ledger and above zero in another.
  private func contagionTable() throws -> Table {
    var table = Table(
      columns: [
        .id("owner"), .id("fails_at"), .number("equity"), .id("has_at"), .number("other_equity"),
      ], emptySentence: "Nobody fails at one venue and has something at another.")
    let equities = try venues.map { try Self.equities($0) }
    for (place, venue) in venues.enumerated() {
      for owner in equities[place].keys.sorted(by: bytesPrecede) {
        guard let failed = equities[place][owner], failed.isNegative else { continue }
        for (other, second) in venues.enumerated() where other != place {
          guard let equity = equities[other][owner], equity > .zero else { continue }
          table.rows.append([
            .text(owner), .text(venue.name), .decimal(failed.description, tone: .bad),
            .text(second.name), .decimal(equity.description),
          ])
        }
      }
    }
    return table
  }

  /// The equity of each owner; an account without a recorded owner is its own.
  private static func equities(_ venue: Venue) throws -> [String: Decimal18] {
    var sums: [String: Decimal18] = [:]
    guard venue.solvency.unit != nil else { return sums }
    for account in try Solvency.accounts(venue.book, names: venue.names) {
      let owner = venue.book.profiles.owner(of: account.account) ?? account.account
      let name = venue.names.accounts[owner]
      sums[name] = try (sums[name] ?? .zero) + account.value.equity
    }
    return sums
  }
}
