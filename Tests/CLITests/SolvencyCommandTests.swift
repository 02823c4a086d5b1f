import CLI
import Foundation
import Testing

/// `solvency` on records that have gaps, and on several ledgers.
@Suite struct SolvencyCommandTests {
  private static let head = [
    #"{"v":1,"block":1,"index":0,"time":1700000000000,"kind":"venue","name":"Lender","unit":"USD"}"#,
    #"{"v":1,"block":1,"index":1,"time":1700000000000,"kind":"asset","asset":"USD","decimals":6}"#,
    #"{"v":1,"block":1,"index":2,"time":1700000000000,"kind":"asset","asset":"ETH","decimals":18}"#,
    #"{"v":1,"block":1,"index":3,"time":1700000000000,"kind":"price_update","asset":"ETH","source":"feed","price":"2000"}"#,
  ]

  /// More ETH left the account `gone` than arrived, and nobody was told what it had to begin with.
  private static let overdrawn =
    head + [
      #"{"v":1,"block":2,"index":0,"time":1700000060000,"kind":"deposit","account":"whole","asset":"USD","amount":"10"}"#,
      #"{"v":1,"block":2,"index":1,"time":1700000060000,"kind":"borrow","account":"sunk","asset":"USD","amount":"50"}"#,
      #"{"v":1,"block":3,"index":0,"time":1700000120000,"kind":"withdrawal","account":"gone","asset":"ETH","amount":"1"}"#,
    ]

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func anIncompleteRecordStatesNoInsolvency() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Self.overdrawn)
    let text = await CommandRun.run(["solvency", ledger])
    #expect(
      text.output.hasPrefix(
        "1 of 3 accounts is insolvent; it holds -50 USD; the record of 1 of them is not complete. "
          + "All accounts hold -2040 USD net, as far as the record goes."))
    #expect(text.output.contains("the log lacks opening balances"))
    let json = try object(
      await CommandRun.run(["solvency", ledger, "--format", "json"]).output)
    #expect(json["insolvent_accounts"] as? Int == 1)
    #expect(json["insolvent_equity"] as? String == "-50")
    #expect(json["undecided_accounts"] as? Int == 1)
    let undecided = await CommandRun.run(
      ["solvency", ledger, "--by", "undecided", "--format", "csv"])
    #expect(undecided.output.split(separator: "\n").last?.hasPrefix("gone,-2000,") == true)
  }

  /// What has no price is worth no figure, and what the log never opened is nobody's position.
  @Test func healthStatesNoFigureThatItDoesNotKnow() async throws {
    let folder = try LedgerFolder()
    let lines =
      Self.head.prefix(3) + [
        #"{"v":1,"block":1,"index":3,"time":1700000000000,"kind":"market","market":"M","base":"ETH","quote":"USD"}"#,
        #"{"v":1,"block":1,"index":4,"time":1700000000000,"kind":"deposit","account":"a","asset":"USD","amount":"10"}"#,
        #"{"v":1,"block":1,"index":5,"time":1700000000000,"kind":"liquidation_fill","account":"a","mechanism":"order_book","market":"M","side":"sell","size":"1","price":"100"}"#,
        #"{"v":1,"block":2,"index":0,"time":1700000060000,"kind":"price_update","market":"M","source":"mark","price":"90"}"#,
      ]
    let ledger = try await folder.ledger(Array(lines))
    let health = ["health", ledger, "--rulebook", "perpetual", "--format", "csv"]
    let before = await CommandRun.run(health + ["--block", "1"])
    #expect(before.output.contains("a,no valid price,,,,,,"), "\(before.output)")
    let after = await CommandRun.run(health)
    #expect(after.output.contains("\na,not decidable,"), "\(after.output)")
    #expect(after.output.contains(#""fee,opening_position,funding_payment""#), "\(after.output)")
    let positions = await CommandRun.run(["health", ledger, "a"] + health.dropFirst(2))
    #expect(positions.output.contains(",not decidable,"), "\(positions.output)")
    let shares = await CommandRun.run(["concentration", ledger, "--format", "json"])
    let members = try object(shares.output)
    #expect(members["undecided"] as? [String] == ["a"])
    let items = try #require(members["items"] as? [[String: Any]])
    #expect(items.allSatisfy { $0["item"] as? String != "M" })
  }

  @Test func aRulebookOfTheUserDoesNotMakeARecordComplete() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Self.overdrawn)
    let caution =
      "Of 1 account it is not decidable whether it is below zero: the log lacks opening balances."
    let more = [
      "health": [], "ladder": ["--asset", "ETH"], "stress": ["--shock", "ETH=-10%"],
    ]
    for (command, options) in more.sorted(by: { $0.key < $1.key }) {
      let asked = [command, ledger, "--rulebook", "lending"] + options
      let text = await CommandRun.run(asked)
      #expect(text.output.replacing("\n", with: " ").contains(caution), "\(text.output)")
      let json = try object(await CommandRun.run(asked + ["--format", "json"]).output)
      #expect(json["undecided_accounts"] as? Int == 1, "\(command)")
      #expect(json["lacks"] as? [String] == ["opening_balance"], "\(command)")
    }
    let health = await CommandRun.run(
      ["health", ledger, "--rulebook", "lending", "--format", "csv"])
    let states = health.output.split(separator: "\n").map { $0.split(separator: ",").prefix(2) }
    #expect(states.contains(["gone", "not decidable"]))
    #expect(!states.contains { $0.first == "sunk" && $0.last == "not decidable" })
    // The caution is of the account that was asked for.
    let one = await CommandRun.run(["health", ledger, "sunk", "--rulebook", "lending"])
    #expect(!one.output.contains("decidable"))
  }

  @Test func theSeriesTheAuditAndTheQuestionSayTheSame() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Self.overdrawn)
    let series = await CommandRun.run(["solvency", ledger, "--series", "--format", "ndjson"])
    let last = try object(String(try #require(series.output.split(separator: "\n").last)))
    #expect(last["insolvent"] as? Int == 1)
    #expect(last["undecided"] as? Int == 1)
    #expect(last["insolvent_equity"] as? String == "-50")
    let audit = await CommandRun.run(["audit", ledger, "--check", "unpaid-shortfall"])
    #expect(
      audit.output.contains(
        "1 of 3 accounts is below zero when the log ends, by 50 USD; the record of 1 of "
          + "them is not complete"))
    let answer = await CommandRun.run(["ask", ledger, "46"])
    #expect(
      answer.output.hasPrefix(
        "1 account with an equity below zero, -50 USD together. Of 1 more account the record is not "
          + "complete"))
  }

  @Test func theOnlyAccountIsNotOneOfOne() async throws {
    let folder = try LedgerFolder()
    for (kind, sentence) in [
      ("borrow", "the only account is below zero when the log ends, by 5 USD"),
      ("withdrawal", "the record of the only account is not complete"),
    ] {
      let ledger = try await folder.ledger(
        Self.head + [
          #"{"v":1,"block":2,"index":0,"time":1700000060000,"kind":"deposit","account":"a","asset":"USD","amount":"1"}"#,
          #"{"v":1,"block":2,"index":1,"time":1700000060000,"kind":"\#(kind)","account":"a","asset":"USD","amount":"6"}"#,
        ], named: kind)
      let audit = await CommandRun.run(["audit", ledger])
      #expect(audit.output.contains(sentence), "\(audit.output)")
    }
  }

  @Test func whatHasNoPriceIsNotCalledSolvent() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(
      Array(Self.head.dropLast()) + [
        #"{"v":1,"block":2,"index":0,"time":1700000060000,"kind":"deposit","account":"has","asset":"ETH","amount":"1"}"#,
        #"{"v":1,"block":2,"index":1,"time":1700000060000,"kind":"borrow","account":"owes","asset":"ETH","amount":"1"}"#,
      ])
    let text = await CommandRun.run(["solvency", ledger])
    #expect(
      text.output.hasPrefix(
        "0 of 2 accounts are known to be insolvent; the record of 1 of them is not complete."))
    #expect(text.output.contains("the log lacks some prices"))
    #expect(text.output.contains("Not valued, as no price was recorded: ETH."))
  }

  @Test func whatNoFundReceivedOfPenaltiesIsTheReserve() async throws {
    let folder = try LedgerFolder()
    let ledger = folder.path("english.plimsoll")
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "fixtures/scenarios/english.json").path
    #expect(await CommandRun.run(["simulate", file, "-o", ledger]).status == 0)
    let json = try object(
      await CommandRun.run(["solvency", ledger, "--format", "json"]).output)
    func sum(_ table: String, _ column: String) throws -> Decimal {
      let rows = try #require(json[table] as? [[String: Any]])
      return try rows.reduce(0) { sum, row in
        let figure = try #require(row[column] as? String)
        return try sum + #require(Decimal(string: figure))
      }
    }
    let reserve = try sum("penalty_reserve", "balance")
    #expect(reserve > 0)
    // Nobody contributed to a fund, so what funds had came out of penalties.
    #expect(
      try reserve
        == sum("losses_by_asset", "penalties") - sum("funds", "balance") - sum("funds", "paid"))
  }

  @Test func aLogNamedTwiceIsRefused() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let twice = await CommandRun.run(["solvency", ledger, ledger])
    #expect(twice.status == 1)
    #expect(twice.words.contains("hold the same log"))
    let early = try await folder.ledger(Array(Harbour.lines.dropLast(3)), named: "early.plimsoll")
    let earlier = await CommandRun.run(["solvency", ledger, early])
    #expect(earlier.status == 1)
    #expect(earlier.words.contains("holds an earlier state of the log in"))
  }

  @Test func theTotalsOfSeveralLedgersAddUp() async throws {
    let folder = try LedgerFolder()
    let other = try await folder.ledger(Self.overdrawn, named: "other.plimsoll")
    let ledger = try await folder.ledger(Harbour.lines)
    let run = await CommandRun.run(["solvency", ledger, other, "--format", "csv"])
    let rows = run.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let head = try #require(rows.first)
    func figure(_ row: Int, _ name: String) throws -> Decimal {
      let place = try #require(head.firstIndex(of: name))
      return try #require(Decimal(string: rows[row][place]))
    }
    #expect(rows.map { $0[0] } == ["ledger", "Harbour", "Lender", "total"])
    for row in 1...3 {
      #expect(
        try figure(row, "assets") - figure(row, "liabilities") + figure(row, "unrealized")
          == figure(row, "equity"))
    }
    for column in ["accounts", "insolvent", "undecided", "assets", "unrealized", "equity"] {
      #expect(try figure(1, column) + figure(2, column) == figure(3, column))
    }
  }

  @Test func parametersThatAreNoRulebookAreRefused() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(
      Self.overdrawn + [
        #"{"v":1,"block":4,"index":0,"time":1700000180000,"kind":"parameter","scope":"ETH","name":"liquidation_bonus","value":"1.05"}"#
      ])
    for command in ["health", "ladder", "stress"] {
      let more =
        switch command {
        case "ladder": ["--asset", "ETH"]
        case "stress": ["--shock", "ETH=-10%"]
        default: [String]()
        }
      let run = await CommandRun.run([command, ledger] + more)
      #expect(run.status == 1, "\(command)")
      #expect(run.words.contains("the log holds no rulebook"), "\(command)")
    }
    #expect(await CommandRun.run(["solvency", ledger]).status == 0)
  }
}
