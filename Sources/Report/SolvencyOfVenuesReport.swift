package import Console
internal import Engine
package import FixedPoint
package import Ledger
package import Audit

/// The solvency of several venues at once: totals, shared funds, and who fails at one of them.
package struct SolvencyOfVenuesReport {
  /// One ledger.
  package struct Venue {
    let name: String
    let record: SolvencyRecord
    let names: Names
    let solvency: Solvency
    let anchor: Anchor

    /// The record of a ledger; no two have the same name.
    ///
    /// - Throws: `ArithmeticError` when a value leaves its range.
    package init(
      _ name: String, _ record: SolvencyRecord, names: Names, anchor: Anchor
    ) throws(ArithmeticError) {
      self.name = name
      self.record = record
      self.names = names
      self.anchor = anchor
      solvency = try record.solvency(names)
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
        Column("insolvent", alignment: .right), Column("undecided", alignment: .right),
        .number("insolvent_equity"), .number("assets", priority: 2),
        .number("liabilities", priority: 2), .number("unrealized", priority: 2),
        .number("equity"), Column("unpriced", priority: 1),
      ])
    for venue in venues {
      let (total, unit) = (venue.solvency.total, venue.solvency.unit)
      func value(_ amount: Decimal18) -> Cell {
        unit == nil ? .empty : .decimal(amount.description)
      }
      table.rows.append([
        .text(venue.name), unit.map { .text($0) } ?? .empty, .integer(Int64(total.accounts)),
        unit == nil ? .empty : .integer(Int64(total.insolvent)),
        unit == nil ? .empty : .integer(Int64(total.undecided)),
        value(venue.solvency.shortfall), value(total.value.assets),
        value(total.value.liabilities), value(total.value.unrealized), value(total.value.equity),
        .text(venue.solvency.unpriced.joined(separator: " ")),
      ])
    }
    for unit in Set(venues.compactMap(\.solvency.unit)).sorted(by: bytesPrecede) {
      let same = venues.filter { $0.solvency.unit == unit }
      guard same.count > 1 else { continue }
      func sum(_ part: (Solvency) -> Decimal18) throws -> Cell {
        var sum = Decimal18.zero
        for venue in same { sum = try sum + part(venue.solvency) }
        return .decimal(sum.description)
      }
      table.rows.append([
        .text("total"), .text(unit),
        .integer(Int64(same.reduce(0) { $0 + $1.solvency.total.accounts })),
        .integer(Int64(same.reduce(0) { $0 + $1.solvency.total.insolvent })),
        .integer(Int64(same.reduce(0) { $0 + $1.solvency.total.undecided })),
        try sum(\.shortfall), try sum(\.total.value.assets), try sum(\.total.value.liabilities),
        try sum(\.total.value.unrealized), try sum(\.total.value.equity), .empty,
      ])
    }
    return table
  }

  /// One row for each ledger of each fund that occurs in several, by fund and asset, and one of all together:
  /// who drew on what others stand behind too.
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
      for fund in venue.record.book.insuranceFunds(names: venue.names) {
        let paid = venue.record.losses.draws.first {
          $0.fund == fund.fund && $0.asset == fund.asset
        }?.paid
        rows.append(
          Row(
            fund: fund.fund, asset: venue.names.assets[fund.asset], ledger: venue.name,
            balance: fund.amount, paid: paid ?? .zero))
      }
    }
    var table = Table(
      columns: [
        .id("fund"), .id("asset"), .id("ledger"), .number("balance"), .number("paid"),
      ], emptySentence: "No fund occurs in more than one ledger.")
    for fund in Set(rows.map(\.fund)).sorted(by: bytesPrecede) {
      let same = rows.filter { $0.fund == fund }
      for asset in Set(same.map(\.asset)).sorted(by: bytesPrecede) {
        let shared = same.filter { $0.asset == asset }
        guard shared.count > 1 else { continue }
        var sum = Row(fund: fund, asset: asset, ledger: "total", balance: .zero, paid: .zero)
        for row in shared {
          sum.balance = try sum.balance + row.balance
          sum.paid = try sum.paid + row.paid
        }
        for row in shared + [sum] {
          table.rows.append([
            .text(row.fund), .text(row.asset), .text(row.ledger),
            .decimal(row.balance.description), .decimal(row.paid.description),
          ])
        }
      }
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

  /// The equity of each owner of whom everything is on record; an account without a recorded owner is its own.
  private static func equities(_ venue: Venue) throws -> [String: Decimal18] {
    var sums: [String: Decimal18] = [:]
    guard venue.solvency.unit != nil else { return sums }
    let (book, gaps) = (venue.record.book, venue.record.gaps)
    let accounts = try Solvency.accounts(
      book, names: venue.names, isKnown: { gaps.isKnown($0, in: book) },
      isComplete: { gaps.isComplete($0, in: book) })
    func name(_ account: Solvency.Account) -> String {
      venue.names.accounts[book.profiles.owner(of: account.account) ?? account.account]
    }
    let undecided = Set(accounts.filter { !$0.isDecided }.map(name))
    for account in accounts {
      let name = name(account)
      if undecided.contains(name) { continue }
      sums[name] = try (sums[name] ?? .zero) + account.value.equity
    }
    return sums
  }
}
