package import Audit
package import Console
internal import Engine
package import FixedPoint
package import Ledger
package import Margin

/// How much of everything the largest accounts hold.
package struct ConcentrationReport {
  private let concentration: Concentration
  private let names: Names
  private let top: Int
  private let only: Feed?
  private let slippage: Decimal18
  private let anchor: Anchor

  /// A report of all assets and markets, or of `only` one with its largest accounts; `top` is how many
  /// accounts count as the largest, `slippage` what the concentration was read with.
  package init(
    _ concentration: Concentration, names: Names, top: Int, only: Feed?, slippage: Decimal18,
    anchor: Anchor
  ) {
    self.concentration = concentration
    self.names = names
    self.top = top
    self.only = only
    self.slippage = slippage
    self.anchor = anchor
  }

  private var items: [Concentration.Item] {
    concentration.items.filter { only == nil || $0.feed == only }
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      var members = anchor.members
      members += [
        ("top", .integer(Int64(top))), ("slippage", .string(slippage.description)),
        ("items", try itemTable(format).node), ("holders", try holderTable(format).node),
        ("loops", try loopTable(format).node), ("funds", try fundTable(format).node),
        ("unpriced", .array(concentration.unpriced.map { .string(names.markets[$0]) })),
        ("undecided", .array(concentration.overclosed.map { .string(names.accounts[$0]) })),
      ]
      try output.write(members: members)
    case .csv, .ndjson:
      try (only == nil ? itemTable(format) : holderTable(format)).write(as: format, to: output)
    case .table:
      try writeText(to: output)
    }
  }

  private func writeText(to output: Output) throws {
    try output.write(paragraph: try headline())
    if !items.isEmpty {
      try output.write("\nShares of the largest accounts\n")
      try itemTable(.table).write(as: .table, to: output)
    }
    for (title, table) in [
      (only == nil ? "" : "The \(top) largest accounts of each side", try holderTable(.table)),
      ("Accounts that have and owe the same asset", try loopTable(.table)),
      (
        "Insurance funds, if the account with the largest exposure is closed out "
          + "\(try Self.percent(slippage)) worse than at its bankruptcy price",
        try fundTable(.table)
      ),
    ] where !table.rows.isEmpty {
      try output.write("\n")
      try output.write(paragraph: title)
      try table.write(as: .table, to: output)
    }
    if only == nil, !concentration.unpriced.isEmpty {
      let markets = concentration.unpriced.map { TerminalText.escape(names.markets[$0]) }
      try output.write("\n")
      try output.write(
        paragraph: "Notionals at average cost, as no price was recorded: "
          + markets.joined(separator: ", ") + ".")
    }
    if !concentration.overclosed.isEmpty {
      let accounts = concentration.overclosed.map { TerminalText.escape(names.accounts[$0]) }
      let rest = accounts.count > 3 ? " and \(accounts.count - 3) more" : ""
      try output.write("\n")
      try output.write(
        paragraph: "Not counted, as more was closed of a position than the log opened, so that "
          + "what is held is not decidable: \(accounts.prefix(3).joined(separator: ", "))\(rest).")
    }
    try output.write(anchor)
  }

  private static func percent(_ share: Decimal18) throws -> String {
    try ExactRatio(Int256(share.mantissa), Int256(Decimal18.one.mantissa)).percent
  }

  /// The largest share of one account in anything that several hold, and how much has a single holder.
  private func headline() throws -> String {
    let sides = items.flatMap { item in item.sides.map { (feed: item.feed, side: $0) } }
    let alone = sides.filter { $0.side.parts.count == 1 }
    var best: (feed: Feed, side: Holding, share: ExactRatio)?
    for (feed, side) in sides where side.parts.count > 1 {
      guard let share = try side.share(ofLargest: 1) else { continue }
      if best.map({ $0.share < share }) ?? true { best = (feed, side, share) }
    }
    let single =
      alone.count == 1
      ? "\(whole(alone[0].side, alone[0].feed)) are \(holder(alone[0].side))'s"
      : "\(alone.count) sides have a single holder each"
    guard let best else {
      if !alone.isEmpty { return "\(single.prefix(1).uppercased())\(single.dropFirst())." }
      guard let only else { return "Nobody has or owes anything." }
      return "Nobody has or owes anything of \(TerminalText.escape(only.name(names)))."
    }
    let share =
      "is \(holder(best.side))'s: \(try best.share.percent) of \(whole(best.side, best.feed))"
    return alone.isEmpty
      ? "The largest share \(share)."
      : "The largest share of what several hold \(share); \(single)."
  }

  private func holder(_ side: Holding) -> String {
    TerminalText.escape(names.accounts[side.parts[0].account])
  }

  private func whole(_ side: Holding, _ feed: Feed) -> String {
    let what =
      switch side.side {
      case .deposits: "all deposits of"
      case .borrows: "all borrows of"
      case .long: "all long positions of"
      case .short: "all short positions of"
      }
    return "\(what) \(TerminalText.escape(feed.name(names)))"
  }
}

// MARK: - Tables

extension ConcentrationReport {
  private func itemTable(_ format: OutputFormat) throws -> Table {
    var table = Table(
      columns: [
        .id("item"), Column("side"), .number("total"),
        Column("holders", alignment: .right, priority: 1), .id("largest"),
        .number("largest_share"), .number("top_share", title: "top \(top) share"),
        .number("herfindahl", priority: 2),
      ], emptySentence: "Nobody has or owes anything.")
    for item in items {
      for side in item.sides {
        table.rows.append([
          .text(item.feed.name(names)), .text(side.side.rawValue),
          .decimal(side.total.description), .integer(Int64(side.parts.count)),
          side.parts.first.map { .text(names.accounts[$0.account]) } ?? .empty,
          try .share(side.share(ofLargest: 1), format),
          try .share(side.share(ofLargest: top), format), try .share(side.herfindahl, format),
        ])
      }
    }
    return table
  }

  private func holderTable(_ format: OutputFormat) throws -> Table {
    var table = Table(
      columns: [
        .id("item"), Column("side"), Column("rank", alignment: .right), .id("account"),
        .number("amount"), .number("share"), .number("cumulative_share"),
      ], emptySentence: "Nobody has or owes anything of it.")
    guard only != nil else { return table }
    for item in items {
      for side in item.sides {
        for (place, part) in side.parts.prefix(top).enumerated() {
          let before = try side.share(ofLargest: place) ?? .zero
          let after = try side.share(ofLargest: place + 1) ?? .zero
          table.rows.append([
            .text(item.feed.name(names)), .text(side.side.rawValue), .integer(Int64(place + 1)),
            .text(names.accounts[part.account]), .decimal(part.amount.description),
            try .share(after - before, format), try .share(after, format),
          ])
        }
      }
    }
    return table
  }

  private func loopTable(_ format: OutputFormat) throws -> Table {
    var table = Table(
      columns: [
        .id("asset"), .id("account"), .number("supplied"), .number("borrowed"),
        .number("looped"), .number("share_of_deposits"), .number("share_of_borrows"),
      ])
    for loop in concentration.loops where only == nil || only == .asset(loop.asset) {
      func share(_ side: Holding.Side) throws -> ExactRatio? {
        guard
          let total = concentration.item(.asset(loop.asset))?.sides.first(where: {
            $0.side == side
          })?.total
        else { return nil }
        return try ExactRatio(Int256(loop.looped.mantissa), Int256(total.mantissa))
      }
      table.rows.append([
        .text(names.assets[loop.asset]), .text(names.accounts[loop.account]),
        .decimal(loop.supplied.description), .decimal(loop.borrowed.description),
        .decimal(loop.looped.description), try .share(share(.deposits), format),
        try .share(share(.borrows), format),
      ])
    }
    return table
  }

  private func fundTable(_ format: OutputFormat) throws -> Table {
    var table = Table(
      columns: [
        .id("fund"), .id("asset"), .number("balance"), .id("account"), .number("exposure"),
        .number("loss"), .number("share_of_fund"),
      ])
    for cover in concentration.covers where only == nil || only == .asset(cover.asset) {
      let isMore = cover.loss > cover.balance
      table.rows.append([
        .text(cover.fund), .text(names.assets[cover.asset]),
        .decimal(cover.balance.description),
        cover.account.map { .text(names.accounts[$0]) } ?? .empty,
        .decimal(cover.exposure.description), .decimal(cover.loss.description),
        try .share(cover.share, format, tone: isMore ? .bad : .plain),
      ])
    }
    return table
  }
}
