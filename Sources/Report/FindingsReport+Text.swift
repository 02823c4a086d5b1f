internal import Audit
internal import Console
internal import FixedPoint
internal import Ledger

/// The report for people: a table of checks, findings with a sentence each, and what the log lacks.
extension FindingsReport {
  /// Where the sentences of checks find no room beside their numbers.
  private static let wide = 140

  private func isNarrow(_ output: Output) -> Bool {
    output.presentation.width.map { $0 < Self.wide } ?? false
  }

  func writeChecks(to output: Output) throws {
    guard !result.checks.isEmpty else { return }
    try output.write("\nChecks of the recorded facts\n")
    let isNarrow = isNarrow(output)
    var columns = [
      Column("check"), Column("cases", alignment: .right), Column("held", alignment: .right),
      Column("broken", alignment: .right), Column("undecidable", alignment: .right),
    ]
    if !isNarrow { columns.append(Column("result")) }
    let table = Table(
      columns: columns,
      rows: result.checks.map { check in
        [
          .text(check.name), .integer(Int64(check.cases)),
          .integer(Int64(check.held), tone: check.held > 0 ? .good : .plain),
          .integer(Int64(check.broken), tone: check.broken > 0 ? .bad : .plain),
          .integer(Int64(check.undecidable)),
        ] + (isNarrow ? [] : [.text(check.sentence)])
      })
    try write(table, to: output, under: isNarrow ? result.checks.map(\.sentence) : [])
  }

  func writeFindings(to output: Output) throws {
    guard !findings.isEmpty else { return }
    let shown = output.presentation
    let isShort = shown.isTerminal && findings.count > limit
    let list = isShort ? Array(findings.prefix(limit)) : findings
    try output.write("\nFindings\n")
    if isShort { try writeGroups(to: output) }
    let hasSubjects = list.contains { $0.subject != nil }
    var columns = [Column("severity"), Column("code"), Column("when"), .id("account")]
    if hasSubjects { columns.append(Column("subject", shorten: .end)) }
    columns += [.number("at_stake"), Column("unit")]
    let isNarrow = shown.isTerminal
    if !isNarrow { columns.append(Column("sentence")) }
    let table = Table(
      columns: columns,
      rows: list.map { finding in
        [
          .text(finding.severity.rawValue, tone: finding.severity == .high ? .bad : .warn),
          .text(finding.code.rawValue), when(finding),
          finding.account.map { .text(names.accounts[$0]) } ?? .empty,
        ] + (hasSubjects ? [finding.subject.map { .text($0) } ?? .empty] : [])
          + [
            .decimal(finding.stake.map { stake($0, shown) }),
            finding.stake.map { .text($0.unit) } ?? .empty,
          ] + (isNarrow ? [] : [.text(finding.sentence)])
      })
    try write(table, to: output, under: isNarrow ? list.map(\.sentence) : [])
    if isShort {
      try output.write(
        paragraph: "… and \(shown.shown(findings.count - list.count)) more; --all or --format csv")
    }
  }

  /// Where most readers look first: the block, and its time.
  private func when(_ finding: Finding) -> Cell {
    let time = ISOTime.format(finding.time)
    // Sources without blocks count Unix seconds: then the time says it all.
    let isSeconds = finding.block == finding.time / 1000
    return .text(isSeconds ? time : "block \(finding.block) \(time)")
  }

  /// An amount: whole where somebody may copy it, to six decimals for people.
  private func stake(_ stake: Finding.Stake, _ shown: Presentation) -> String {
    guard shown.isTerminal,
      let short = try? stake.amount.rounded(toDecimals: 6, rounding: .halfEven)
    else { return stake.amount.description }
    return short.description
  }

  /// Many alike in a line each: how many of a code, and of what.
  private func writeGroups(to output: Output) throws {
    var order: [FindingCode] = []
    var groups: [FindingCode: [Finding]] = [:]
    for finding in findings {
      if groups[finding.code] == nil { order.append(finding.code) }
      groups[finding.code, default: []].append(finding)
    }
    for code in order {
      let group = groups[code] ?? []
      var subjects: [String: Int] = [:]
      for finding in group { subjects[finding.subject ?? "", default: 0] += 1 }
      let ranked = subjects.filter { $0.key != "" }.sorted { a, b in
        a.value != b.value ? a.value > b.value : a.key < b.key
      }
      let shown = output.presentation
      let few = ranked.prefix(5).map { "\($0.key) \(shown.shown($0.value))" }
      let more = ranked.count > few.count ? ["… \(ranked.count - few.count) more"] : []
      let about = few.isEmpty ? "" : ": " + (few + more).joined(separator: ", ")
      try write(item: "\(code.rawValue) \(shown.shown(group.count))\(about)", to: output)
    }
    try output.write("\n")
  }

  /// A table with a sentence under each of its rows, if there are any.
  private func write(_ table: Table, to output: Output, under sentences: [String]) throws {
    guard !sentences.isEmpty else { return try table.write(as: .table, to: output) }
    let lines = table.text(as: .table, output.presentation).split(separator: "\n")
    let width = output.presentation.width ?? 80
    for (number, line) in lines.enumerated() {
      try output.write(line + "\n")
      let place = number - (lines.count - sentences.count)
      guard place >= 0, !sentences[place].isEmpty else { continue }
      let text = TerminalText.escape(sentences[place])
      for part in TextWrapper.lines(text, width: width - 2) { try output.write("  \(part)\n") }
    }
  }

  func writeCoverage(to output: Output) throws {
    guard !result.coverage.gaps.isEmpty else { return }
    try output.write("\nWhat the log lacks\n")
    for gap in result.coverage.gaps {
      let checks = gap.checks.enumerated().map { place, check in
        "\(check.name) \(place == 0 ? "cannot be decided " : "")in "
          + counted(check.cases, "case", output.presentation)
      }
      try write(item: "no \(gap.kind.words): \(checks.joined(separator: ", "))", to: output)
    }
  }

  /// A line of a list, indented however it is broken.
  private func write(item text: String, to output: Output) throws {
    let text = TerminalText.escape(text)
    let lines = output.presentation.width.map { TextWrapper.lines(text, width: $0 - 2) } ?? [text]
    for line in lines { try output.write("  \(line)\n") }
  }
}
