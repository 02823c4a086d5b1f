package import Console
package import Engine
internal import FixedPoint
package import Ledger

/// What one account has, owes and holds after a block.
package struct StateReport {
  private let account: Int
  private let book: Book
  private let names: Names
  private let anchor: Anchor
  private let absence: String?

  /// The state of an account in a book.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - book: The book after the block of `anchor`.
  ///   - names: The names of the ledger.
  ///   - anchor: Where the book was read.
  ///   - absence: What to say instead of balances and positions when the account had not appeared yet.
  package init(
    account: Int, book: Book, names: Names, anchor: Anchor, absence: String? = nil
  ) {
    self.account = account
    self.absence = absence
    self.book = book
    self.names = names
    self.anchor = anchor
  }

  private var balances: [Book.AccountBalance] {
    book.balances(of: account).sorted {
      bytesPrecede(names.assets[$0.asset], names.assets[$1.asset])
    }
  }

  private var positions: [Book.AccountPosition] {
    book.positions(of: account).sorted {
      bytesPrecede(names.markets[$0.market], names.markets[$1.market])
    }
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json, .ndjson:
      try output.write(node())
    case .csv:
      try everything().write(as: .csv, to: output)
    case .table:
      try writeText(to: output)
    }
  }

  private func writeText(to output: Output) throws {
    try output.write("Account \(TerminalText.escape(names.accounts[account]))\n")
    for (title, value) in profile {
      try output.write("  \(title) \(TerminalText.escape(value))\n")
    }
    try output.write("\n")
    if let absence {
      try output.write(paragraph: TerminalText.escape(absence))
    } else {
      try balanceTable().write(as: .table, to: output)
      try output.write("\n")
      try positionTable().write(as: .table, to: output)
    }
    try output.write(anchor)
  }

  private var profile: [(String, String)] {
    var lines: [(String, String)] = []
    if let owner = book.profiles.owner(of: account) {
      lines.append(("owner", names.accounts[owner]))
    }
    if let name = book.profiles.className(of: account) { lines.append(("class", name)) }
    if let pool = book.profiles.pool(of: account) {
      lines.append(("pool", book.profiles.poolNames[pool]))
    }
    return lines
  }

  private func balanceTable() throws -> Table {
    Table(
      columns: [
        .id("asset"), .number("balance"), .number("assets", priority: 2),
        .number("debts", priority: 1),
      ],
      rows: try balances.map { row in
        [
          .text(names.assets[row.asset]), .decimal(try row.balance.net.description),
          .decimal(row.balance.asset.description), .decimal(row.balance.debt.description),
        ]
      }, emptySentence: "No balances.")
  }

  private func positionTable() throws -> Table {
    Table(
      columns: [
        .id("market"), .number("size"), .number("entry_price"), .number("realized_pnl"),
        .number("cost", priority: 1),
      ],
      rows: try positions.map { row in
        [
          .text(names.markets[row.market]), .decimal(row.position.size.description),
          .decimal(try row.position.entryPrice?.description),
          .decimal(row.position.realized.description), .decimal(row.position.cost.description),
        ]
      }, emptySentence: "No positions.")
  }

  /// Balances and positions as rows of one table, for csv.
  private func everything() throws -> Table {
    var table = Table(columns: [
      .id("account"), Column("block"), Column("sort"), .id("item"), .number("amount"),
      .number("assets"), .number("debts"), .number("entry_price"), .number("realized_pnl"),
      .number("cost"),
    ])
    let head: [Cell] = [.text(names.accounts[account]), .integer(anchor.block)]
    for row in balances {
      table.rows.append(
        head + [
          .text("balance"), .text(names.assets[row.asset]),
          .decimal(try row.balance.net.description), .decimal(row.balance.asset.description),
          .decimal(row.balance.debt.description), .empty, .empty, .empty,
        ])
    }
    for row in positions {
      table.rows.append(
        head + [
          .text("position"), .text(names.markets[row.market]),
          .decimal(row.position.size.description), .empty, .empty,
          .decimal(try row.position.entryPrice?.description),
          .decimal(row.position.realized.description), .decimal(row.position.cost.description),
        ])
    }
    return table
  }

  private func node() throws -> JSONNode {
    func object(_ amount: (Book.AccountBalance) throws -> Decimal18) throws -> JSONNode {
      .object(try balances.map { (names.assets[$0.asset], .string(try amount($0).description)) })
    }
    var members: [(String, JSONNode)] = [("account", .string(names.accounts[account]))]
    members += anchor.members
    members += profile.map { ($0.0, JSONNode.string($0.1)) }
    members.append(("balances", try object { try $0.balance.net }))
    members.append(("assets", try object { $0.balance.asset }))
    members.append(("debts", try object { $0.balance.debt }))
    members.append(
      (
        "positions",
        .object(
          try positions.map { row in
            (
              names.markets[row.market],
              .object([
                ("size", .string(row.position.size.description)),
                (
                  "entry_price",
                  try row.position.entryPrice.map { .string($0.description) } ?? .null
                ),
                ("realized_pnl", .string(row.position.realized.description)),
                ("cost", .string(row.position.cost.description)),
              ])
            )
          })
      ))
    return .object(members)
  }
}
