import Foundation
import Testing

/// `whatif` as a user runs it.
@Suite struct WhatIfCommandTests {
  private static let scenarios = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "fixtures/scenarios")

  private static func simulated(
    _ folder: LedgerFolder, _ scenario: String = "fixed-spread"
  ) async throws -> String {
    let ledger = folder.path("s.plimsoll")
    let file = scenarios.appending(path: "\(scenario).json").path
    #expect(await CommandRun.run(["simulate", file, "-o", ledger]).status == 0)
    return ledger
  }

  @Test func aChangeWithoutEffectIsSaid() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let plain = await CommandRun.run(["whatif", ledger])
    #expect(plain.status == 0, "\(plain.words)")
    #expect(plain.output.hasPrefix("Nothing is changed, and no event differs.\n"))
    let again = await CommandRun.run(["whatif", ledger, "--policy", "breakers=off"])
    #expect(again.status == 0)
    #expect(again.output.hasPrefix("Under breakers=off: no event differs"))
  }

  @Test func aLogThatDoesNotSayThatItStoodStillIsSaidSo() async throws {
    let folder = try LedgerFolder()
    let file = folder.path("halted.json")
    try Self.halted.write(toFile: file, atomically: true, encoding: .utf8)
    let ledger = folder.path("halted.plimsoll")
    #expect(await CommandRun.run(["simulate", file, "-o", ledger]).status == 0)
    let own = await CommandRun.run(["whatif", ledger])
    #expect(own.output.hasPrefix("Nothing is changed, and no event differs.\n"), "\(own.output)")
    let lines = await CommandRun.run(["export", ledger]).output.split(separator: "\n")
    let silent = folder.path("silent.ndjson")
    try lines.filter { !$0.contains("\"scope\":\"blocks\"") }.map { $0 + "\n" }.joined()
      .write(toFile: silent, atomically: true, encoding: .utf8)
    let copy = folder.path("silent.plimsoll")
    #expect(await CommandRun.run(["import", copy, silent]).status == 0)
    #expect(await CommandRun.run(["audit", copy]).status == 0)
    let run = await CommandRun.run(["whatif", copy])
    #expect(
      run.output.hasPrefix(
        "Nothing is changed, and the rules of the record do not give the record: "))
    #expect(run.output.contains("--blocks recorded leaves them out"), "\(run.output)")
    let recorded = await CommandRun.run(["whatif", copy, "--blocks", "recorded"])
    #expect(recorded.output.hasPrefix("Nothing is changed, and no event differs.\n"))
  }

  /// A price goes stale while there are no blocks.
  private static let halted = """
    { "scenario": "halted", "venue": { "name": "v", "unit": "USD" }, "assets": { "USD": 6, "ETH": 9 },
      "rulebook": { "rulebook": "halted", "oracle": { "rule": "last", "stale_seconds": 150 } },
      "start": "2024-01-01", "block_seconds": 10, "blocks": 40,
      "prices": { "ETH": { "steps": [[0, "2000"], [14, "1500"], [30, "1450"]] } },
      "faults": [{ "kind": "halted_block", "from": 12, "to": 21 }] }
    """

  @Test func whatEverythingNamesCannotBeLeftOut() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    for kind in ["venue", "asset", "market", "asset:WETH"] {
      let run = await CommandRun.run(["whatif", ledger, "--without", kind])
      #expect(run.status == 64)
      #expect(run.words.contains("cannot be left out"), "\(run.words)")
    }
  }

  @Test func theAlternativeIsALedgerLikeAnyOther() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let lines = folder.path("other.ndjson")
    let words = ["whatif", ledger, "--set", "liquidation.close_factor=0.9", "--record", lines]
    let run = await CommandRun.run(words)
    #expect(run.status == 0, "\(run.words)")
    #expect(run.words.contains("events written to"))
    let copy = folder.path("other.plimsoll")
    #expect(await CommandRun.run(["import", copy, lines]).status == 0)
    let audit = await CommandRun.run(["audit", copy])
    #expect(audit.status == 0, "\(audit.output)")
    // What is there already is not written over.
    let second = await CommandRun.run(words)
    #expect(second.status == 1)
    #expect(second.words.contains("there is a file of that name already"))
  }

  @Test func everyFormHasTheSameAccounts() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let change = ["whatif", ledger, "--set", "liquidation.close_factor=0.9"]
    let rows = await CommandRun.run(change + ["--format", "csv"]).output.split(separator: "\n")
    #expect(rows.first?.hasPrefix("account,before,after,equity_before,equity_after") == true)
    #expect(rows.count > 1)
    let json = await CommandRun.run(change + ["--format", "json"]).output
    let answer = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect((answer["list"] as? [Any])?.count == rows.count - 1)
    #expect((answer["control"] as? [String: Any])?["same"] as? Bool == true)
    #expect(answer["changes"] as? String == "liquidation.close_factor=0.9")
    let lines = await CommandRun.run(change + ["--format", "ndjson"]).output.split(separator: "\n")
    #expect(lines.count == rows.count - 1)
    let few = await CommandRun.run(change + ["--format", "ndjson", "--limit", "1"]).output
    #expect(few.split(separator: "\n").count == 1)
  }

  /// Options that are wrong, and what must be said of them.
  private static let wrong: [(words: [String], said: String)] = [
    (["--set", "liquidation.close_facto=0.5"], "did you mean \"liquidation.close_factor\"?"),
    (["--set", "liquidation.close_factor=2"], "must be a number above 0 and at most 1, not \"2\""),
    (["--set", "close_factor"], "is not like liquidation.close_factor=0.25"),
    (["--set", "asset:WETHH.weight=0.5"], "no asset \"WETHH\"; did you mean \"WETH\"?"),
    (["--set", "asset:WETH.wight=0.5"], "did you mean \"asset:WETH.weight\"?"),
    (["--set", "liquidation.priority=worst_helth"], "did you mean \"worst_health\"?"),
    (["--set", "asset:WETH.weight=0.1"], "the changed rules do not fit together"),
    (["--policy", "adle=off"], "did you mean \"adl\"?"),
    (["--policy", "adl=bitmx"], "did you mean \"bitmex\"?"),
    (["--rulebook", "lendin"], "did you mean \"lending\"?"),
    (["--keep", "keepers"], "--keep needs --rulebook"),
    (["--cap", "WETTH=1"], "did you mean \"WETH\"?"),
    (["--cap", "WETH=cheap"], "\"cheap\" is no price above 0"),
    (["--oracle-delay", "soon"], "neither a number of blocks nor of seconds"),
    (["--price-source", "chainlnk"], "no source \"chainlnk\" says prices"),
    (["--without", "depositt"], "did you mean \"deposit\"?"),
    (["--without", "margin_call"], "is decided by the rules"),
    (["--policy", "adl=pro_rata"], "what comes nearest is --policy adl=off"),
  ]

  @Test func whatIsWrongIsSaidWithTheNearestName() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    for (words, said) in Self.wrong {
      let run = await CommandRun.run(["whatif", ledger] + words)
      #expect(run.status != 0, "\(words)")
      let text = run.words.replacing("\n", with: " ")
      #expect(text.contains(said), "\(words): \(text)")
    }
  }

  /// Files of prices that are wrong, and what must be said of them.
  private static let files: [(lines: [String], said: String)] = [
    (["block,price", "1,2"], ":1: the columns are block, price"),
    (["block,asset,price", "1,WETH,0"], ":2: \"0\" is no price above 0"),
    (["block,asset,price", "1,WETH,5", "x,WETH,5"], ":3: \"x\" is no number of a block"),
    (["time,asset,price", "tomorrow,WETH,5"], ":2: time:"),
    (["block,asset,price", "1,WETHH,5"], "did you mean \"WETH\"?"),
    (["block,asset,price"], "there are no prices in it"),
  ]

  @Test func aWrongFileOfPricesIsToldByLine() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    for (lines, said) in Self.files {
      let file = try folder.write("prices.csv", lines)
      let run = await CommandRun.run(["whatif", ledger, "--prices", file])
      #expect(run.status == 1, "\(lines)")
      #expect(run.words.contains(said), "\(lines): \(run.words)")
    }
  }

  /// Whom it is about comes before those who only earn by it.
  @Test func accountsThatAreSparedOrNewlyHitComeFirst() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "stability-pool")
    let run = await CommandRun.run(
      ["whatif", ledger, "--policy", "mechanism=off", "--format", "csv"])
    #expect(run.status == 0, "\(run.words)")
    let rows = run.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let changed = rows.map { ($0[1] == "untouched") != ($0[2] == "untouched") }
    #expect(changed.first == true && changed.contains(false), "\(run.output)")
    #expect(changed == changed.sorted { $0 && !$1 }, "\(run.output)")
  }

  @Test func aLogWithoutARulebookNeedsOne() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let run = await CommandRun.run(["whatif", ledger])
    #expect(run.status == 1)
    #expect(run.words.contains("name one with --rulebook"))
    // It is refused before the log is read: wrong prices are not looked for.
    let delayed = await CommandRun.run(["whatif", ledger, "--price-source", "nobody"])
    #expect(delayed.words.contains("name one with --rulebook"))
    let named = await CommandRun.run(["whatif", ledger, "--rulebook", "perpetual"])
    #expect(named.status == 0, "\(named.words)")
    #expect(named.output.contains("The log holds no rulebook"))
  }
}
