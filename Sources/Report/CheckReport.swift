package import Console
package import Engine
internal import FixedPoint
package import Ledger

/// What the log asserts of balances and positions, and whether the book agrees.
package struct CheckReport {
  private let book: Book
  private let names: Names
  private let anchor: Anchor
  private let brokenInvariant: String?
  private let limit: Int

  /// How many failures a table shows.
  package static let shownFailures = 20

  /// A report of a folded book; `limit` is the most failures a table shows.
  package init(
    _ book: Book, names: Names, anchor: Anchor, brokenInvariant: String?,
    limit: Int = shownFailures
  ) {
    self.book = book
    self.names = names
    self.anchor = anchor
    self.brokenInvariant = brokenInvariant
    self.limit = limit
  }

  /// Whether everything holds.
  package var isClean: Bool {
    brokenInvariant == nil && book.assertions.failures.isEmpty
  }

  /// Writes the report; in a table only what does not hold, unless everything is asked for.
  package func write(as format: OutputFormat, showsAll: Bool, to output: Output) throws {
    switch format {
    case .json, .ndjson:
      var members = anchor.members
      members += [
        ("clean", .bool(isClean)), ("assertions", .integer(Int64(count))),
        ("failed", .integer(Int64(book.assertions.failures.count))),
        ("broken_invariant", brokenInvariant.map { .string($0) } ?? .null),
        ("subjects", subjectTable(showsAll: true).node), ("residuals", try residualTable().node),
        ("failures", try failureTable(limit: Int.max).node),
      ]
      try output.write(members: members)
    case .csv:
      try (showsAll ? subjectTable(showsAll: true) : failureTable(limit: Int.max))
        .write(as: .csv, to: output)
    case .table:
      try writeText(showsAll: showsAll, to: output)
    }
  }

  private var count: Int {
    book.assertions.tallies.reduce(0) { $0 + $1.count }
  }

  private func writeText(showsAll: Bool, to output: Output) throws {
    if isClean && !showsAll { return }
    if let brokenInvariant {
      try output.write(paragraph: TerminalText.escape("The book is broken: \(brokenInvariant)"))
      try output.write("\n")
    }
    let failures = book.assertions.failures
    try output.write(paragraph: headline(output.presentation))
    let subjects = subjectTable(showsAll: showsAll)
    if !subjects.rows.isEmpty {
      try output.write("\nAssertions by subject\n")
      try subjects.write(as: .table, to: output)
    }
    let residuals = try residualTable()
    if !residuals.rows.isEmpty {
      try output.write("\nThe same residual on both sides: interest that no event records\n")
      try residuals.write(as: .table, to: output)
    }
    if !failures.isEmpty {
      let shown = min(limit, failures.count)
      let number = output.presentation.shown(failures.count)
      try output.write(
        shown < failures.count
          ? "\nThe first \(shown) of the \(number) that do not hold\n" : "\nWhat does not hold\n")
      try failureTable(limit: shown).write(as: .table, to: output)
    }
    try output.write(anchor)
  }

  private func headline(_ presentation: Presentation) -> String {
    guard count > 0 else { return "The log asserts nothing, so nothing was compared." }
    let failed = book.assertions.failures.count
    if count == 1 { return "The one assertion \(failed == 0 ? "holds" : "does not hold")." }
    let held = presentation.shown(count - failed)
    let words = "\(held) of \(presentation.shown(count)) assertions hold"
    return failed == 0
      ? words + "." : words + "; \(presentation.shown(failed)) \(failed == 1 ? "does" : "do") not."
  }

  private func subjectTable(showsAll: Bool) -> Table {
    Table(
      columns: [
        .id("holder"), Column("side"), .id("item"), Column("assertions", alignment: .right),
        Column("held", alignment: .right), .number("last_difference"),
      ],
      rows: book.assertions.tallies.filter { showsAll || $0.held < $0.count }.map { tally in
        [
          .text(holder(tally.subject)), .text(tally.subject.side.rawValue),
          .text(item(tally.subject)), .integer(Int64(tally.count)),
          .integer(Int64(tally.held), tone: tally.held < tally.count ? .bad : .good),
          .decimal(tally.lastDifference.description),
        ]
      }, emptySentence: "The log asserts nothing.")
  }

  private func failureTable(limit: Int) throws -> Table {
    Table(
      columns: [
        Column("seq", alignment: .right), Column("block", alignment: .right), .id("holder"),
        Column("side"), .id("item"), .number("asserted"), .number("book"), .number("difference"),
      ],
      rows: try book.assertions.failures.prefix(limit).map { failure in
        let subject = book.assertions.tallies[failure.tally].subject
        return [
          .integer(failure.seq), .integer(failure.block), .text(holder(subject)),
          .text(subject.side.rawValue), .text(item(subject)),
          .decimal(failure.asserted.description), .decimal(failure.found.description),
          .decimal(try (failure.asserted - failure.found).description),
        ]
      }, emptySentence: "Every assertion holds.")
  }

  private func holder(_ subject: AssertionLog.Subject) -> String {
    switch subject.holder {
    case .account(let id): names.accounts[id]
    case .pool(let name): name
    }
  }

  private func item(_ subject: AssertionLog.Subject) -> String {
    subject.side == .position ? names.markets[subject.item] : names.assets[subject.item]
  }
}

// MARK: - Residuals

extension CheckReport {
  /// A pool whose assets and debts are off by the same amount, block by block: what lenders were
  /// credited is what borrowers were charged.
  private func residualTable() throws -> Table {
    var table = Table(
      columns: [
        .id("pool"), .id("item"), Column("blocks", alignment: .right),
        Column("equal", alignment: .right), .number("residual"),
      ])
    for (place, tally) in book.assertions.tallies.enumerated()
    where tally.subject.side == .asset && tally.held < tally.count {
      let other = AssertionLog.Subject(
        holder: tally.subject.holder, side: .debt, item: tally.subject.item)
      guard case .pool(let pool) = tally.subject.holder,
        let debts = book.assertions.tallies.firstIndex(where: { $0.subject == other })
      else { continue }
      let assetSide = try differences(place)
      let debtSide = try differences(debts)
      let blocks = Set(assetSide.keys).union(debtSide.keys)
      let equal = blocks.count { assetSide[$0] == debtSide[$0] }
      guard equal > 0 else { continue }
      table.rows.append([
        .text(pool), .text(names.assets[tally.subject.item]), .integer(Int64(blocks.count)),
        .integer(Int64(equal)), .decimal(tally.lastDifference.description),
      ])
    }
    return table
  }

  private func differences(_ tally: Int) throws -> [Int64: Decimal18] {
    var differences: [Int64: Decimal18] = [:]
    for failure in book.assertions.failures where failure.tally == tally {
      differences[failure.block] = try failure.asserted - failure.found
    }
    return differences
  }
}
