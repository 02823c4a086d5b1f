package import Console
package import Engine
internal import FixedPoint
internal import Hashing
package import Ledger

/// The whole book after a block: assets, markets, the venue's own accounts, and every account if asked.
package struct BookReport {
  private let book: Book
  private let names: Names
  private let anchor: Anchor
  private let listsAccounts: Bool

  /// A report of a book.
  package init(_ book: Book, names: Names, anchor: Anchor, listsAccounts: Bool) {
    self.book = book
    self.names = names
    self.anchor = anchor
    self.listsAccounts = listsAccounts
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    let digest = book.digest(names: names).description
    switch format {
    case .json, .ndjson:
      var members = anchor.members
      members.append(("digest", .string(digest)))
      for (name, table) in try sections() { members.append((name, table.node)) }
      try output.write(members: members)
    case .csv:
      try flat().write(as: .csv, to: output)
    case .table:
      try writeText(digest, to: output)
    }
  }

  private func writeText(_ digest: String, to output: Output) throws {
    for (name, table) in try sections() {
      try output.write("\(name.prefix(1).uppercased())\(name.dropFirst())\n")
      try table.write(as: .table, to: output)
      try output.write("\n")
    }
    try output.write("state digest \(digest)\n")
    try output.write(anchor.sentence(for: output.presentation) + "\n")
  }

  /// The parts of the answer.
  ///
  /// What nobody holds and nobody priced is in none of them: the names of a ledger know also what is
  /// declared after the block.
  private func sections() throws -> [(String, Table)] {
    var sections = [
      ("assets", try assetTable()), ("markets", try marketTable()), ("pools", poolTable()),
    ]
    if listsAccounts { sections.append(("accounts", try accountTable())) }
    return sections
  }

  private var accountOrder: [Int] {
    (0..<names.accounts.count).sorted {
      bytesPrecede(names.accounts[$0], names.accounts[$1])
    }
  }

  private func assetTable() throws -> Table {
    var sums = [(assets: Decimal18, debts: Decimal18, holders: Int64)](
      repeating: (.zero, .zero, 0), count: names.assets.count)
    for account in 0..<names.accounts.count {
      for row in book.balances(of: account) where !row.balance.isZero {
        sums[row.asset].assets = try sums[row.asset].assets + row.balance.asset
        sums[row.asset].debts = try sums[row.asset].debts + row.balance.debt
        sums[row.asset].holders += 1
      }
    }
    let order = sums.indices
      .filter { sums[$0].holders > 0 || book.prices.asset($0) != nil }
      .sorted { bytesPrecede(names.assets[$0], names.assets[$1]) }
    return Table(
      columns: [
        .id("asset"), .number("assets"), .number("debts"),
        Column("holders", alignment: .right, priority: 1), .number("price", priority: 2),
      ],
      rows: order.map { asset in
        [
          .text(names.assets[asset]), .decimal(sums[asset].assets.description),
          .decimal(sums[asset].debts.description), .integer(sums[asset].holders),
          .decimal(book.prices.asset(asset)?.value.description),
        ]
      }, emptySentence: "Nobody has or owes anything.")
  }

  private func marketTable() throws -> Table {
    var sums = [(long: Decimal18, short: Decimal18, open: Int64)](
      repeating: (.zero, .zero, 0), count: names.markets.count)
    for account in 0..<names.accounts.count {
      for row in book.positions(of: account) where !row.position.size.isZero {
        let size = row.position.size
        sums[row.market].open += 1
        if size.isNegative {
          sums[row.market].short = try sums[row.market].short - size
        } else {
          sums[row.market].long = try sums[row.market].long + size
        }
      }
    }
    let order = sums.indices
      .filter { sums[$0].open > 0 || book.prices.market($0) != nil }
      .sorted { bytesPrecede(names.markets[$0], names.markets[$1]) }
    return Table(
      columns: [
        .id("market"), .number("long"), .number("short"),
        Column("positions", alignment: .right, priority: 1), .number("price", priority: 2),
      ],
      rows: order.map { market in
        [
          .text(names.markets[market]), .decimal(sums[market].long.description),
          .decimal(sums[market].short.description), .integer(sums[market].open),
          .decimal(book.prices.market(market)?.value.description),
        ]
      }, emptySentence: "No positions and no prices of markets.")
  }

  private func poolTable() -> Table {
    Table(
      columns: [.id("pool"), .id("item"), .number("balance")],
      rows: book.poolBalances(names: names).map { name, item, amount in
        [.text(name), .text(text(of: item)), .decimal(amount.description)]
      }, emptySentence: "Nothing was posted to the venue's own accounts.")
  }

  private func accountTable() throws -> Table {
    var table = Table(
      columns: [
        .id("account"), Column("sort"), .id("item"), .number("amount"), .number("assets"),
        .number("debts"), .number("entry_price"), .number("realized_pnl"),
      ], emptySentence: "No accounts.")
    for account in accountOrder {
      let name = Cell.text(names.accounts[account])
      for row in book.balances(of: account) where !row.balance.isZero {
        table.rows.append([
          name, .text("balance"), .text(names.assets[row.asset]),
          .decimal(try row.balance.net.description), .decimal(row.balance.asset.description),
          .decimal(row.balance.debt.description), .empty, .empty,
        ])
      }
      for row in book.positions(of: account) where row.position != PositionState() {
        table.rows.append([
          name, .text("position"), .text(names.markets[row.market]),
          .decimal(row.position.size.description), .empty, .empty,
          .decimal(try row.position.entryPrice?.description),
          .decimal(row.position.realized.description),
        ])
      }
    }
    return table
  }

  /// Every account's balances and positions, then the pools, as one table for csv.
  private func flat() throws -> Table {
    var table = try accountTable()
    for (name, item, amount) in book.poolBalances(names: names) {
      table.rows.append([
        .text(name), .text("pool"), .text(text(of: item)), .decimal(amount.description), .empty,
        .empty, .empty, .empty,
      ])
    }
    return table
  }

  private func text(of item: Posting.Item) -> String {
    switch item {
    case .asset(let id): names.assets[id]
    case .contract(let id): names.markets[id] + " contracts"
    }
  }
}

extension JSONNode {
  /// A cell as JSON: amounts as strings, whole numbers as numbers.
  package init(_ cell: Cell) {
    switch cell.value {
    case .text(let text): self = .string(text)
    case .decimal(let text): self = .string(text)
    case .integer(let number): self = .integer(number)
    case .bool(let bool): self = .bool(bool)
    case .time(let milliseconds): self = .string(ISOTime.format(milliseconds))
    case .nested(let node, text: _): self = node
    case .empty: self = .null
    }
  }
}
