import Foundation
import SQLite
import Testing

/// `judge`, and the views that show what it saved to any program that reads SQLite.
@Suite struct SavedJudgementTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func simulated(
    _ folder: LedgerFolder, _ scenario: String = "waterfall"
  ) async throws -> String {
    let ledger = folder.path("s.plimsoll")
    let file = root.appending(path: "fixtures/scenarios/\(scenario).json").path
    let run = await CommandRun.run(["simulate", file, "-o", ledger])
    #expect(run.status == 0, "\(run.words)")
    return ledger
  }

  @Test func theBonusOfAFixedSpreadIsTheSameEverywhere() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "fixed-spread")
    // 56.25 WETH at 800 for 42,857.142858 USDC.
    let bonus = "2142.857142"
    let text = await CommandRun.run(["case", ledger, "3", "--wide"])
    #expect(text.output.contains("cost \(bonus) USDC in penalty and bonus"), "\(text.output)")
    let json = await CommandRun.run(["case", ledger, "3", "--format", "json"])
    #expect(json.output.contains(#""cause":"penalty and bonus","amount":"\#(bonus)""#))
    let page = await CommandRun.run(
      ["postmortem", ledger, "--format", "json", "-o", folder.path("page.json")])
    #expect(page.status == 0, "\(page.words)")
    let written = try String(contentsOfFile: folder.path("page.json"), encoding: .utf8)
    #expect(written.contains(bonus))
    #expect(await CommandRun.run(["judge", ledger]).status == 0)
    #expect(
      try Self.rows(
        ledger, "SELECT amount FROM v_case_part WHERE case_id = 3 AND cause = 'incentive'")
        == [[bonus]])
  }

  private static func rows(_ ledger: String, _ sql: String) throws -> [[String]] {
    let connection = try Connection(path: ledger, mode: .readOnly)
    var statement = try connection.prepare(sql)
    var rows: [[String]] = []
    while try statement.step() {
      var row: [String] = []
      for column in 0..<statement.columnCount {
        switch try statement.value(at: column) {
        case .integer(let number): row.append("\(number)")
        case .text(let text): row.append(text)
        default: row.append("")
        }
      }
      rows.append(row)
    }
    return rows
  }

  /// The rows of a csv answer without commas or quotes in its cells.
  private static func csv(_ arguments: [String]) async -> [[String]] {
    let run = await CommandRun.run(arguments + ["--format", "csv"])
    return run.output.split(whereSeparator: \.isNewline).dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test func theViewsGiveTheRowsThatTheCommandsPrint() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    #expect(await CommandRun.run(["judge", ledger]).status == 0)
    let cases = try Self.rows(
      ledger,
      "SELECT case_id, account, opened_block, strftime('%Y-%m-%dT%H:%M:%SZ', opened_time / 1000, "
        + "'unixepoch'), call_delay_seconds, fill_delay_seconds, outcome, shortfall, largest_cause, "
        + "fills, attempts, ending FROM v_case ORDER BY case_id")
    #expect(cases == (await Self.csv(["cases", ledger])))
    #expect(cases.count == 3)
    let steps = try Self.rows(
      ledger, "SELECT block, seq, what, equity, requirement FROM v_case_step WHERE case_id = 3")
    let timeline = await Self.csv(["case", ledger, "3"])
    #expect(steps == timeline.map { [$0[0], $0[2], $0[3], $0[4], $0[6]] })
    let parts = try Self.rows(ledger, "SELECT cause, amount FROM v_case_part WHERE case_id = 3")
    #expect(
      parts == [
        ["equity-before-the-breach", "-4500"], ["gap", "10000"], ["slippage", "25"],
      ])
    let values = try Self.rows(
      ledger, "SELECT payer, asset, value FROM v_case_payer WHERE case_id = 3 ORDER BY place")
    #expect(values == [["insurance:insurance", "USD", "4000"], ["bad debt", "USD", "1525"]])
    let current = try Self.rows(ledger, "SELECT what, as_of_seq, is_current FROM v_judgement")
    #expect(current == [["audit", "145", "1"], ["cases", "145", "1"]])
    #expect(await CommandRun.run(["verify", ledger]).status == 0)
    #expect(await CommandRun.run(["judge", ledger, "--check"]).status == 0)
  }

  @Test func aSavedJudgementThatWasChangedIsTold() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    #expect(await CommandRun.run(["judge", ledger, "--check"]).status == 2)
    #expect(await CommandRun.run(["judge", ledger]).status == 0)
    do {
      let connection = try Connection(path: ledger, mode: .readWrite)
      for statement in [
        "UPDATE judged_case SET shortfall = '0'", "DELETE FROM judged_part",
        "DELETE FROM judgement",
        "INSERT INTO judged_payer SELECT case_id, 9, payer, asset, amount FROM judged_payer",
      ] {
        #expect(throws: SQLiteError.self) { try connection.execute(statement) }
      }
      let gate = try connection.queryText(
        "SELECT sql FROM sqlite_schema WHERE name = 'judged_case_no_update'")
      try connection.execute("DROP TRIGGER judged_case_no_update")
      try connection.execute("UPDATE judged_case SET shortfall = '0'")
      try connection.execute(try #require(gate))
    }
    let verify = await CommandRun.run(["verify", ledger])
    #expect(verify.status == 2)
    #expect((verify.output + verify.words).contains("saved judgement of cases"))
    let check = await CommandRun.run(["judge", ledger, "--check"])
    #expect(check.status == 2)
    #expect(check.words.contains("cases: what is saved was changed"))
    #expect(await CommandRun.run(["judge", ledger]).status == 0)
    #expect(await CommandRun.run(["verify", ledger]).status == 0)
  }

  @Test func aLogThatGrewMakesItOutdated() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    #expect(await CommandRun.run(["judge", ledger]).status == 0)
    let line = #"{"v":1,"block":99,"index":0,"time":1800000000000,"kind":"note","text":"more"}"#
    let input = try folder.write("more.ndjson", [line])
    #expect(await CommandRun.run(["import", ledger, input]).status == 0)
    #expect(try Self.rows(ledger, "SELECT DISTINCT is_current FROM v_case") == [["0"]])
    #expect(await CommandRun.run(["verify", ledger]).status == 0)
    let check = await CommandRun.run(["judge", ledger, "--check"])
    #expect(check.status == 2)
    #expect(
      check.words.contains("cases: saved when the log had 145 of its 146 events"), "\(check.words)")
  }

  @Test func otherRulesAreNotAnotherLog() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    #expect(await CommandRun.run(["judge", ledger]).status == 0)
    let rules = await CommandRun.run(["judge", ledger, "--check", "--rulebook", "vault"])
    #expect(rules.status == 2)
    #expect(rules.words.contains("cases: saved by another rulebook or engine"), "\(rules.words)")
  }

  @Test func aLogWithoutARulebookIsSavedByItsFacts() async throws {
    let folder = try LedgerFolder()
    let ledger = folder.path("hl.plimsoll")
    let fixture = Self.root.appending(path: "fixtures/hyperliquid-2023")
    let files = try FileManager.default.contentsOfDirectory(atPath: fixture.path)
      .filter { $0.hasSuffix(".ndjson.gz") || $0.hasSuffix(".ndjson") }.sorted()
      .map { fixture.appending(path: $0).path }
    #expect(await CommandRun.run(["import", ledger] + files).status == 0)
    #expect(await CommandRun.run(["judge", ledger]).status == 0)
    let found = try Self.rows(ledger, "SELECT count(*), max(basis) FROM v_case")
    let cases = await Self.csv(["cases", ledger])
    #expect(found == [["\(cases.count)", "facts"]])
    #expect(!cases.isEmpty)
    let started = try Self.rows(ledger, "SELECT count(*) FROM v_liquidation")
    #expect(started == [["\(cases.count)"]])
    // Without fees and funding no shortfall of a trader is known, and none is made up.
    let known = try Self.rows(ledger, "SELECT count(shortfall), count(*) FROM v_case")
    #expect(known == [["0", "\(cases.count)"]])
    #expect(cases.allSatisfy { $0[7].isEmpty })
    let json = try await CommandRun.run(["case", ledger, "2", "--format", "json"]).json()
    #expect((json as? [String: Any])?["shortfall"] is NSNull)
    let screen = await CommandRun.run(["case", ledger, "2"]).output
    #expect(screen.contains("shortfall not decidable"))
  }

  @Test func theViewsThatSumExactlyNeedPlimsollAndAgreeWithTheBook() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let fund = await Self.csv(
      ["sql", ledger, "SELECT balance FROM v_insurance_fund WHERE fund = 'insurance' ORDER BY seq"])
    // 6,000 and 213.643125 less what it paid for two bankrupt accounts: the cap of 4,000 each.
    #expect(fund.last == ["259.8575"])
    let debt = await Self.csv(
      ["sql", ledger, "SELECT balance FROM v_bad_debt_balance ORDER BY seq"])
    #expect(debt.last == ["1525"])
    #expect(throws: SQLiteError.self) {
      try Self.rows(ledger, "SELECT balance FROM v_insurance_fund")
    }
  }

  /// A write-off is rounded up, so something is left; a redistributed debt takes its collateral along.
  @Test(arguments: [
    ("losses-contracts", ["left in the account"]),
    ("stability-pool", ["collateral taken over with the debt", "more than was missing"]),
  ])
  func theValuesOfTheViewSumToTheShortfallWithNamedLines(
    scenario: String, lines: [String]
  ) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, scenario)
    #expect(await CommandRun.run(["judge", ledger]).status == 0)
    let sums = await Self.csv([
      "sql", ledger,
      "SELECT c.shortfall, dec_sum(p.value) FROM v_case c JOIN v_case_payer p USING (case_id) "
        + "WHERE p.value IS NOT NULL GROUP BY c.case_id",
    ])
    #expect(!sums.isEmpty && sums.allSatisfy { $0[0] == $0[1] }, "\(sums)")
    let rests = try Self.rows(
      ledger, "SELECT DISTINCT payer FROM v_case_payer WHERE asset IS NULL ORDER BY payer")
    #expect(rests == lines.map { [$0] })
  }

  @Test func anOlderLedgerIsReadAsItIsAndMigratedByTheNextWriter() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let before = await CommandRun.run(["cases", ledger]).output
    try Self.makeOld(ledger)
    #expect(await CommandRun.run(["cases", ledger]).output == before)
    #expect(await CommandRun.run(["verify", ledger]).status == 0)
    #expect(await CommandRun.run(["judge", ledger, "--check"]).status == 2)
    #expect(await CommandRun.run(["judge", ledger]).status == 0)
    #expect(await CommandRun.run(["verify", ledger]).status == 0)
    #expect(try Self.rows(ledger, "SELECT count(*) FROM v_case") == [["3"]])
  }

  /// Takes everything away that the migrations since the third made.
  private static func makeOld(_ ledger: String) throws {
    let connection = try Connection(path: ledger, mode: .readWrite)
    var names: [(String, String)] = []
    do {
      let text = try String(
        contentsOf: root.appending(path: "migrations/0003_judgements.sql"), encoding: .utf8)
      for line in text.split(separator: "\n") where line.hasPrefix("CREATE ") {
        let words = line.split(separator: " ")
        if words[1] != "TRIGGER" { names.append((String(words[1]), String(words[2]))) }
      }
    }
    for (type, name) in names.reversed() { try connection.execute("DROP \(type) \(name)") }
    let gate = try #require(
      try connection.queryText(
        "SELECT group_concat(sql, ';') FROM sqlite_schema WHERE name = 'migration_no_delete'"))
    try connection.execute("DROP TRIGGER migration_no_delete")
    try connection.execute("DELETE FROM migration WHERE version >= 3")
    try connection.execute(gate)
    try connection.execute("PRAGMA user_version = 2")
  }
}
