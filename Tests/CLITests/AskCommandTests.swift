import CLI
import Console
import Foundation
import Testing

/// `ask` as a user runs it, and against the commands that show the same.
@Suite struct AskCommandTests {
  @Test func withoutALedgerItListsAndExplains() async throws {
    let list = await CommandRun.run(["ask"])
    #expect(list.status == 0)
    #expect(list.output.split(separator: "\n").count == 49)
    let one = await CommandRun.run(["ask", "19"])
    #expect(one.status == 0)
    #expect(one.output.contains("liquidation_fill"))
    #expect(one.output.contains("Defined: "))
    let words = await CommandRun.run(["ask", "insurance"])
    #expect(words.output.contains("37 "))
  }

  @Test func aLedgerTellsWhatItLacks() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let list = await CommandRun.run(["ask", ledger])
    #expect(list.status == 0)
    #expect(list.output.hasPrefix("This ledger holds the facts for "))
    #expect(list.output.contains("lacks auction starts"))
    let rows = await CommandRun.run(["ask", ledger, "--format", "csv"])
    #expect(rows.output.split(separator: "\n").count == 50)
    let answer = await CommandRun.run(["ask", ledger, "1"])
    #expect(answer.status == 0)
    #expect(
      answer.output.hasPrefix(
        "Not decidable: this ledger lacks auction starts and liquidation fills."))
    #expect(answer.output.contains(Harbour.anchor))
  }

  /// The list asks every question, so it promises no answer that is then refused.
  @Test(arguments: [nil, "fixed-spread", "waterfall"])
  func whatIsListedAsAnswerableIsAnswered(scenario: String?) async throws {
    let folder = try LedgerFolder()
    let ledger =
      if let scenario { try await Self.simulated(folder, scenario) } else {
        try await folder.ledger(Harbour.lines)
      }
    let list = try await Self.rows(["ask", ledger])
    #expect(list.count == 49)
    for row in list {
      let number = try #require(row["number"])
      let run = await CommandRun.run(["ask", ledger, number, "--format", "json"])
      let answer = try #require(
        JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      let isDecidable = try #require(answer["decidable"] as? Bool)
      #expect(row["answerable"] == (isDecidable ? "1" : "0"), "question \(number)")
      let lacks = (row["lacks"] ?? "").split { $0 == " " || $0 == "|" }.map(String.init)
      #expect(isDecidable || lacks == answer["lacks"] as? [String], "question \(number)")
    }
    let text = await CommandRun.run(["ask", ledger])
    let count = list.count { $0["answerable"] == "1" }
    #expect(text.output.hasPrefix("This ledger holds the facts for \(count) of 49 questions."))
  }

  @Test func allThatWouldDoIsNamed() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let answer = await CommandRun.run(["ask", ledger, "21"])
    #expect(
      answer.output.hasPrefix("Not decidable: this ledger lacks halts or resumptions."))
    let list = await CommandRun.run(["ask", ledger])
    #expect(list.output.contains("lacks halts or resumptions"))
  }

  @Test func mistakesAreNamed() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let number = await CommandRun.run(["ask", ledger, "50"])
    #expect(number.status == 1)
    #expect(number.words.contains("there is no question 50; they go from 1 to 49"))
    #expect(number.words.contains("the nearest is 49"))
    let word = await CommandRun.run(["ask", ledger, "insurence"])
    #expect(word.words.contains(#"did you mean "insurance"?"#))
    let option = await CommandRun.run(["ask", ledger, "46", "--price", "3"])
    #expect(option.status == 64)
    #expect(option.words.contains("Question 46 does not take --price; it takes --account."))
    let bare = await CommandRun.run(["ask", ledger, "13", "--price", "3"])
    #expect(bare.status == 64)
    #expect(bare.words.contains("Question 13 needs --asset or --market beside --price"))
    let price = await CommandRun.run(["ask", ledger, "49", "--price", "0,5"])
    #expect(price.status == 64)
    let account = await CommandRun.run(["ask", ledger, "46", "--account", "alic"])
    #expect(account.words.contains(#"did you mean "alice"?"#))
    let asset = await CommandRun.run(["ask", ledger, "23", "--asset", "btc"])
    #expect(asset.words.contains(#"did you mean "BTC"?"#))
    let both = await CommandRun.run(["ask", ledger, "46", "--block", "5", "--to", "9"])
    #expect(both.status == 64)
  }

  @Test func anAnswerHasFourForms() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let table = await CommandRun.run(["ask", ledger, "23"])
    #expect(table.output.contains("The largest account of each side"))
    #expect(table.output.contains("Defined: "))
    #expect(table.output.hasSuffix(Harbour.anchor + "\n"))
    let csv = await CommandRun.run(["ask", ledger, "23", "--format", "csv"])
    #expect(csv.output.hasPrefix("of,side,account,amount,total,share,accounts\n"))
    let lines = await CommandRun.run(["ask", ledger, "23", "--format", "ndjson"])
    #expect(lines.output.hasPrefix(#"{"of":"USD","side":"deposits""#))
    let json = await CommandRun.run(["ask", ledger, "23", "--format", "json"])
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["question"] as? Int == 23)
    #expect(object["decidable"] as? Bool == true)
    #expect((object["tables"] as? [[String: Any]])?.first?["title"] as? String != nil)
  }

  @Test func onATerminalNumbersAreGroupedAndNamesShortened() async throws {
    let folder = try LedgerFolder()
    let long = "0x677d831aef5328190852e24f13c46cac05f984e7"
    let lines = Harbour.lines.map { $0.replacing("\"alice\"", with: "\"\(long)\"") }
    let ledger = try await folder.ledger(lines)
    let run = await CommandRun.onTerminal(["ask", ledger, "23"], width: 90)
    #expect(run.output.contains("0x677d…f984e7 has "))
    let steps = await CommandRun.onTerminal(["ask", ledger, "11", "--block", "2"], width: 90)
    #expect(steps.output.contains("12,000.5"))
  }

  @Test func theAnswerIsTakenAfterABlock() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let before = await CommandRun.run(["ask", ledger, "46", "--block", "5"])
    #expect(before.output.hasPrefix("No account has an equity below zero."))
    #expect(before.output.contains("\nblock 5 · "))
    let after = await CommandRun.run(["ask", ledger, "46"])
    // Nobody knows what funding bob paid or got.
    #expect(
      after.output.hasPrefix(
        "No account is known to have an equity below zero. Of 1 more account the record is not"))
  }

  @Test func everyCommandAndTableThatIsNamedExists() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let known = Set(CommandLineTool.spec.commands.map(\.name))
    let schema = await CommandRun.run(
      ["sql", ledger, "SELECT name FROM sqlite_schema", "--format", "csv"])
    let tables = Set(schema.output.split(separator: "\n").map(String.init))
    let questions = try await Self.rows(["ask"])
    #expect(questions.count == 49)
    for row in questions {
      for command in (row["commands"] ?? "").split(separator: "·") {
        let name = try #require(command.split(separator: " ").first.map(String.init), "\(row)")
        #expect(known.contains(name), "question \(row["number"] ?? "") names \(name)")
      }
      for table in (row["tables"] ?? "").split(separator: " ") {
        #expect(tables.contains(String(table)), "question \(row["number"] ?? "") names \(table)")
      }
    }
  }

  // MARK: - Beside other commands

  private static let scenarios = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "fixtures/scenarios")

  private static func simulated(
    _ folder: LedgerFolder, _ scenario: String
  ) async throws -> String {
    let ledger = folder.path("\(scenario).plimsoll")
    let file = scenarios.appending(path: "\(scenario).json").path
    let run = await CommandRun.run(["simulate", file, "-o", ledger])
    #expect(run.status == 0, "\(run.words)")
    return ledger
  }

  /// The rows of an answer by the keys of their columns; what is not there is empty.
  private static func rows(_ arguments: [String]) async throws -> [[String: String]] {
    let run = await CommandRun.run(arguments + ["--format", "ndjson"])
    return try run.output.split(separator: "\n").map { line in
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      return object.mapValues { $0 is NSNull ? "" : "\($0)" }
    }
  }

  @Test func theCommandThatDecidesTheLogAgainCanBeRun() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "deleverage")
    let asked = [
      ["43"], ["13"], ["13", "--market", "ETH-USD", "--price", "2900", "--from", "2"],
    ]
    for words in asked {
      let run = await CommandRun.run(["ask", ledger] + words)
      let start = "decided again: plimsoll whatif "
      let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix(start) })
      let again = line.dropFirst(start.count).split(separator: " ").map(String.init)
      let whatIf = await CommandRun.run(["whatif"] + again)
      #expect(whatIf.status == 0, "\(line): \(whatIf.words)")
    }
    let other = await CommandRun.run(["ask", ledger, "46"])
    #expect(!other.output.contains("decided again: "))
  }

  @Test func delaysAreThoseOfTheCases() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "ladder")
    let answers = try await Self.rows(["ask", ledger, "19"])
    let cases = await CommandRun.run(["cases", ledger, "--format", "json"]).output
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(cases.utf8)) as? [String: Any])
    let list = try #require(object["cases"] as? [[String: Any]])
    let filled = list.filter { ($0["fills"] as? Int ?? 0) > 0 }
    #expect(!answers.isEmpty)
    #expect(answers.compactMap { $0["account"] } == filled.compactMap { $0["account"] as? String })
  }

  @Test func deleveragingFollowsTheQueueThatTheRulesMake() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "deleverage")
    let run = await CommandRun.run(["ask", ledger, "42"])
    #expect(run.output.hasPrefix("10 of 10 deleveragings followed the queue"), "\(run.output)")
    // The profit that counterparties gave up is the deficit they covered, but for rounding.
    let closings = try await Self.rows(["ask", ledger, "43"])
    #expect(closings.count == 5)
    for row in closings {
      #expect(row["open"] == row["closed"])
      let excess = row["excess"] ?? ""
      #expect(excess == "0" || excess.hasPrefix("0.00000000000000"), "excess \(excess)")
    }
  }

  @Test func liquidationPricesAreThoseOfTheLadder() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "isolated")
    let lines = try await Self.rows(["ask", ledger, "22", "--account", "maker"])
    #expect(!lines.isEmpty)
    for line in lines {
      let price = line["liquidation_price"] ?? ""
      let ladder = await CommandRun.run(
        ["ladder", ledger, "--account", "maker", "--format", "json"])
      #expect(ladder.status == 0, "\(ladder.words)")
      #expect(price.isEmpty || ladder.output.contains("\"\(price)\""), "\(line)")
    }
  }

  @Test func loopsAndSharesAreThoseOfConcentration() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Pier.lines)
    let concentration = await CommandRun.run(["concentration", ledger, "--format", "json"])
    let (loops, largest) = (
      try await Self.rows(["ask", ledger, "15"]), try await Self.rows(["ask", ledger, "23"])
    )
    #expect(!loops.isEmpty && !largest.isEmpty)
    for amount in loops.compactMap({ $0["looped"] }) + largest.compactMap({ $0["total"] }) {
      #expect(concentration.output.contains("\"\(amount)\""), "\(amount)")
    }
  }

  /// For each question a shipped scenario that has its facts, and the beginning of the answer.
  private static let answers: [(Int, String, String)] = [
    (1, "english", "1 of 3 auctions with a fill cleared below 1 %"),
    (5, "english", "3 auctions had "),
    (8, "keepers", "Of "),
    (12, "oracle-median", "The sources of "),
    (20, "oracle-health", ""),
    (21, "breakers", ""),
    (24, "lending-pools", ""),
    (39, "order-book", ""),
  ]

  @Test(arguments: answers.indices)
  func shippedScenariosAnswer(place: Int) async throws {
    let (number, scenario, begin) = Self.answers[place]
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, scenario)
    let run = await CommandRun.run(["ask", ledger, "\(number)"])
    #expect(run.status == 0, "\(run.words)")
    #expect(!run.output.hasPrefix("Not decidable"), "\(run.output)")
    #expect(run.output.hasPrefix(begin), "\(run.output)")
  }

  /// Answers about shipped scenarios, each with a part of it.
  private static let parts: [(scenario: String, number: Int, part: String)] = [
    ("waterfall", 32, "what they were left owing is 9050 USD."),
    ("keepers", 31, "8 liquidations (7 fills, and 1 start without a fill) of 6 accounts "),
    (
      "deleverage", 43,
      "nothing more than a rounding residue of 0.000000000000000018; 59247.1944735 USD "
    ),
    ("losses-contracts", 38, "10 worse, by 3907.41976429075 USD in all."),
    ("losses-deposits", 44, "then 1 bad debt, and 1 more run."),
    (
      "breakers", 9,
      "The one fill, loan or withdrawal that can be evaluated should not have been stopped; 4 more"
    ),
    (
      "ladder", 13,
      "The one liquidation would have begun all the same at the median of the sources."
    ),
  ]

  @Test(arguments: parts.indices) func answersSayWhatHappened(_ place: Int) async throws {
    let (scenario, number, part) = Self.parts[place]
    let folder = try LedgerFolder()
    let ledger = folder.path("\(scenario).plimsoll")
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "fixtures/scenarios/\(scenario).json").path
    #expect(await CommandRun.run(["simulate", file, "-o", ledger]).status == 0)
    let answer = await CommandRun.run(["ask", ledger, "\(number)"])
    #expect(answer.output.contains(part), "\(answer.output.prefix(400))")
  }
}
