import Foundation
import LedgerSupport
import Testing

/// What programs read: the members of JSON answers and their values.
@Suite struct JSONAnswerTests {
  @Test func stateHasItsMembers() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let run = await CommandRun.run(["state", ledger, "alice", "--format", "json"])
    let state = try #require(try run.json() as? NSDictionary)
    let expected: NSDictionary = [
      "account": "alice", "block": 9, "time": "2023-11-14T22:16:20Z", "seq": 13,
      "root": Harbour.root, "engine": "1", "balances": ["USD": "11999"],
      "assets": ["USD": "11999"], "debts": ["USD": "0"],
      "positions": [
        "BTC-PERP": [
          "size": "0.25", "entry_price": "30000", "realized_pnl": "0", "cost": "7500",
        ]
      ],
    ]
    #expect(state == expected)
  }

  @Test func closedPositionHasNoEntryPrice() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(
      Harbour.lines + [
        #"{"v":1,"block":10,"index":0,"time":1700000240000,"kind":"fill","account":"alice","market":"BTC-PERP","side":"sell","size":"0.25","price":"33000"}"#
      ])
    let run = await CommandRun.run(["state", ledger, "alice", "--format", "json"])
    let state = try #require(try run.json() as? [String: Any])
    #expect(
      state["positions"] as? NSDictionary == [
        "BTC-PERP": [
          "size": "0", "entry_price": NSNull(), "realized_pnl": "750", "cost": "0",
        ]
      ])
    #expect(state["balances"] as? NSDictionary == ["USD": "12749"])
  }

  @Test func accountThatComesLaterHasNothing() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let run = await CommandRun.run(["state", ledger, "carol", "--block", "5", "--format", "json"])
    let state = try #require(try run.json() as? [String: Any])
    for key in ["balances", "assets", "debts", "positions"] {
      #expect(state[key] as? NSDictionary == [:], "\(key)")
    }
    #expect(
      run.words == "carol has not appeared up to block 5: its first event is 12, in block 9.\n")
    #expect(run.status == 0)
  }

  @Test func logHasTheMembersOfTheLines() async throws {
    let folder = try LedgerFolder()
    let lines = EventStream(seed: 12).lines(500)
    let ledger = try await folder.ledger(lines)
    let run = await CommandRun.run(["log", ledger, "--format", "json"])
    let events = try #require(try run.json() as? [NSDictionary])
    let stream = await CommandRun.run(["log", ledger, "--format", "ndjson"])
    let rows = stream.output.split(separator: "\n")
    try #require(events.count == lines.count && rows.count == lines.count)
    for (number, line) in lines.enumerated() {
      let expected = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8), options: [.mutableContainers])
          as? NSMutableDictionary)
      expected.removeObject(forKey: "v")
      expected["seq"] = number + 1
      #expect(events[number] == expected)
      let row = try JSONSerialization.jsonObject(with: Data(rows[number].utf8))
      #expect(row as? NSDictionary == expected)
    }
  }

  /// The answer without U+FEFF, which Foundation drops from strings that also hold an escape.
  private static func withoutMarks(_ run: CommandRun) -> CommandRun {
    var output = ""
    output.unicodeScalars.append(
      contentsOf: run.output.unicodeScalars.filter { $0.value != 0xFEFF })
    return CommandRun(status: run.status, output: output, words: run.words)
  }

  /// A terminal gets its JSON another way, because it must not obey what strangers wrote.
  @Test func logIsTheSameJSONOnATerminal() async throws {
    let folder = try LedgerFolder()
    var log = RandomLog(seed: 5, style: .wild, isFoldable: true)
    let ledger = try await folder.ledger(log.lines(400))
    let data = await CommandRun.run(["log", ledger, "--format", "json"])
    let screen = await CommandRun.onTerminal(["log", ledger, "--format", "json"], width: 80)
    let events = try #require(try Self.withoutMarks(data).json() as? [NSDictionary])
    let shown = try #require(try Self.withoutMarks(screen).json() as? [NSDictionary])
    try #require(events.count == 400 && shown.count == 400)
    for (event, other) in zip(events, shown) { #expect(event == other) }
  }

  @Test(arguments: [
    ["info"], ["book"], ["book", "--accounts"], ["solvency"], ["check"], ["verify"], ["log"],
    ["state", "bob"], ["sql", "SELECT * FROM v_event"],
  ])
  func jsonIsOneValueAndNothingElse(command: [String]) async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    var words = command
    words.insert(ledger, at: 1)
    let run = await CommandRun.run(words + ["--format", "json"])
    _ = try run.json()
    #expect(run.output.hasSuffix("\n"))
    #expect(run.status == 0)
    #expect(run.words == "")
  }

  /// Names from strangers: quotes, a tab as JSON writes it, an escape of a terminal, other scripts.
  @Test func strangeNamesStayWholeInDataAndHarmlessOnATerminal() async throws {
    let folder = try LedgerFolder()
    let name = "a\"b\\c \u{1F600} \u{202E}x \u{9B}31m"
    let written = #"a\"b\\c 😀 "# + "\u{202E}x \u{9B}31m"
    let ledger = try await folder.ledger([
      #"{"v":1,"block":1,"index":0,"time":1,"kind":"asset","asset":"USD","decimals":2}"#,
      #"{"v":1,"block":1,"index":1,"time":1,"kind":"deposit","account":"\#(written)","asset":"USD","amount":"5"}"#,
    ])
    let data = await CommandRun.run(["state", ledger, name, "--format", "json"])
    #expect((try data.json() as? [String: Any])?["account"] as? String == name)
    for command in [["state", ledger, name], ["log", ledger], ["book", ledger, "--accounts"]] {
      for format in ["table", "csv", "json"] {
        let run = await CommandRun.onTerminal(command + ["--format", format], width: 100)
        #expect(run.status == 0)
        let hostile = run.output.unicodeScalars.filter { [0x202E, 0x9B, 0x1B].contains($0.value) }
        #expect(hostile.isEmpty, "\(command[0]) \(format)")
      }
    }
  }
}
