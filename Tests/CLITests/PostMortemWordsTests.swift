import Foundation
import LedgerSupport
import Testing

/// What a post-mortem says: its sentences, heads and labels, on small logs written by hand.
@Suite struct PostMortemWordsTests {
  /// Lines of a log, a block every minute from block 1,001 on; each inner list is a block.
  private static func log(_ blocks: [[String]]) -> [String] {
    let head = [
      #""venue","name":"Quay","unit":"USD""#, #""asset","asset":"USD","decimals":6"#,
      #""asset","asset":"ETH","decimals":18"#,
      #""market","market":"ETH-USD","base":"ETH","quote":"USD""#,
    ]
    return ([head] + blocks).enumerated().flatMap { place, bodies in
      bodies.enumerated().map { index, body in
        let time = 1_700_000_000_000 + place * 60_000
        return
          "{\"v\":1,\"block\":\(1_001 + place),\"index\":\(index),\"time\":\(time),\"kind\":\(body)}"
      }
    }
  }

  private static func page(
    _ blocks: [[String]], _ format: String = "md", _ more: [String] = []
  ) async throws -> String {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(log(blocks))
    let run = await CommandRun.run(["postmortem", ledger, "--format", format] + more)
    try #require(run.status == 0, "\(run.words)")
    return run.output
  }

  private static func start(_ account: String) -> String {
    "\"liquidation_start\",\"account\":\"\(account)\""
  }

  private static func fill(_ account: String) -> String {
    "\"liquidation_fill\",\"account\":\"\(account)\",\"mechanism\":\"other\",\"asset\":\"ETH\","
      + #""size":"1","repaid_asset":"USD","repaid":"100""#
  }

  /// Three starts and five fills, which are four cases of three accounts.
  private static func quay(hasStarts: Bool) -> [[String]] {
    let deposits = ["a", "b", "c"].flatMap {
      [
        "\"deposit\",\"account\":\"\($0)\",\"asset\":\"ETH\",\"amount\":\"10\"",
        "\"borrow\",\"account\":\"\($0)\",\"asset\":\"USD\",\"amount\":\"1500\"",
      ]
    }
    let blocks = [
      deposits, [start("a"), fill("a"), fill("a")], [start("b"), fill("b")],
      [fill("c"), fill("c")],
      [start("a")], [#""note","text":"end""#],
    ]
    return hasStarts ? blocks : blocks.map { $0.filter { !$0.contains("liquidation_start") } }
  }

  /// The figures of the first chart's table in Markdown: the last cell of each row.
  private static func counts(_ page: String, of title: String) throws -> [String] {
    let chart = try #require(page.range(of: "**\(title)**"))
    let rest = page[chart.upperBound...]
    let end = rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex
    return rest[..<end].split(separator: "\n").filter {
      $0.hasPrefix("| 20") || $0.hasPrefix("| b")
    }
    .compactMap { $0.split(separator: "|").last.map { $0.trimmingCharacters(in: .whitespaces) } }
  }

  /// A log without prices draws how many starts there were until then: not fills, not cases.
  @Test func startsSoFarCountStarts() async throws {
    let page = try await Self.page(Self.quay(hasStarts: true))
    #expect(
      try Self.counts(page, of: "Starts of liquidations so far") == ["0", "1", "2", "3"])
    #expect(!page.contains("Fills of liquidations so far"))
    #expect(
      page.contains("4 cases of liquidation of 3 accounts are recorded, on "))
    #expect(page.contains("- liquidations recorded: **4** cases"))
    #expect(page.contains("- filled: **5** fills"))
    #expect(page.contains("1 of 4 cases has no recorded start."))
    #expect(
      page.contains("How one of them ended is not recorded.") || page.contains("How 1 of them"))
    // A window counts from its own beginning.
    let late = try await Self.page(Self.quay(hasStarts: true), "md", ["--from", "1004"])
    #expect(try Self.counts(late, of: "Starts of liquidations so far") == ["0", "1", "2"])
  }

  /// Only where the log has no start at all the fills are drawn.
  @Test func fillsSoFarCountFills() async throws {
    let page = try await Self.page(Self.quay(hasStarts: false))
    #expect(
      try Self.counts(page, of: "Fills of liquidations so far")
        == ["0", "1", "2", "3", "4", "5"])
    #expect(!page.contains("Starts of liquidations so far"))
    #expect(page.contains("3 cases of liquidation of 3 accounts are recorded"))
    #expect(!page.contains("no recorded start"))
  }

  /// The largest liquidations have a size beside them; without any size they are the first ones.
  @Test func liquidationsAreTheLargestOnlyWhereTheirSizeIsKnown() async throws {
    let sized = try await Self.page(Self.quay(hasStarts: true))
    #expect(sized.contains("## The largest liquidations"))
    #expect(sized.contains("| outcome | fills | repaid, USD |"))
    let rows = sized.split(separator: "\n").filter { $0.contains(":20 | liquidated | ") }
    #expect(rows.prefix(3).map { $0.hasSuffix("| 200 |") } == [true, true, false], "\(rows)")
    let bare = try await Self.page([[Self.start("a")], [Self.start("b")]])
    #expect(bare.contains("## The first liquidations"))
    #expect(bare.contains("the log does not say how large they were"))
  }

  /// What is lacking is said once, and fills that the page itself shows are not called lacking.
  @Test func whatIsLackingDoesNotContradictThePage() async throws {
    let trade = #","size":"1","price":"100""#
    func side(_ side: String) -> String { #","market":"ETH-USD","side":"\#(side)""# + trade }
    let page = try await Self.page([
      [#""deposit","account":"a","asset":"USD","amount":"5""#],
      [#""fill","account":"a""# + side("buy")],
      [
        #""liquidation_start","account":"a","notional":"80","equity":"-3""#,
        #""fill","account":"a""# + side("sell"),
      ],
    ])
    #expect(page.contains("| which fills were liquidations |"))
    #expect(!page.contains("| the fills of liquidations |"))
    let table = try #require(page.range(of: "the log lacks"))
    let lacks = page[table.upperBound...].split(separator: "\n").filter { $0.hasPrefix("|") }
      .compactMap { $0.split(separator: "|").first.map { $0.trimmingCharacters(in: .whitespaces) } }
    #expect(lacks.count == Set(lacks).count, "\(lacks)")
    #expect(lacks.count { $0.contains("price") } == 1, "\(lacks)")
    #expect(!lacks.contains("what the check needs"))
    let unsold = try await Self.page([[Self.start("a")]])
    #expect(unsold.contains("| the fills of liquidations |"))
  }

  /// Halts are named in words, and by what is halted; silences are drawn apart from them.
  @Test func haltsAreNamedInWords() async throws {
    let price = #""price_update","market":"ETH-USD","source":"oracle","price":"100""#
    let blocks = [
      [price, Self.start("a")],
      [
        #""halt","scope":"liquidation:ETH-USD","reason":"ETH-USD moved by 0.066666666666666666 within 30 s""#
      ],
      [#""resume","scope":"liquidation:ETH-USD","reason":"calm""#],
      [#""halt","scope":"blocks","reason":"no blocks","authority":"chain""#],
      [#""resume","scope":"blocks","reason":"calm""#],
      [#""halt","scope":"all:ETH-USD","reason":"review","authority":"board""#], [price],
    ]
    let html = try await Self.page(blocks, "html")
    for name in ["liquidation halted", "no blocks", "all halted"] {
      #expect(html.contains(">\(name)</text>"), "\(name)")
      #expect(html.contains("<title>\(name), 2023-11-14"), "\(name)")
    }
    #expect(!html.contains("halt of"))
    let page = try await Self.page(blocks)
    #expect(
      page.contains(
        "| liquidation of ETH-USD | ETH-USD moved by 6.67\u{A0}% within 30 s | a rule |"))
    #expect(page.contains("| no blocks | chain |"))
    #expect(page.contains("| everything of ETH-USD | review | board |"))
    #expect(!page.contains("0.0666"))
  }

  /// Of those without a fill the delays say nothing, and the page says how many they are.
  @Test func casesWithoutAFillAreCounted() async throws {
    let folder = try LedgerFolder()
    let lines =
      Pier.lines + [
        #"{"v":1,"block":4,"index":0,"time":1700000048000,"kind":"price_update","asset":"ETH","source":"oracle","price":"40"}"#,
        #"{"v":1,"block":5,"index":0,"time":1700000060000,"kind":"liquidation_fill","account":"ben","mechanism":"fixed_spread","asset":"ETH","size":"1.1","repaid_asset":"USD","repaid":"40"}"#,
      ]
    let ledger = try await folder.ledger(lines)
    let run = await CommandRun.run(["postmortem", ledger, "--format", "md"])
    #expect(run.output.contains("The one case took 12 s."), "\(run.output)")
    #expect(run.output.contains("1 of 2 cases has no fill."))
    // 1.1 ETH at 40 for 40 USD: no event names the bonus.
    #expect(
      run.output.contains("beyond their debts, at the venue's own prices, is 4 USD."),
      "\(run.output)")
    // What is missing is at market prices, who owes more at the venue's: both are named.
    #expect(run.output.contains("missing so far, at market prices"))
    #expect(
      run.output.contains(
        "at the last recorded prices of the venue; the cases are at market prices"))
  }

  /// Where nothing is left unpaid by rules, a code's meaning does not speak of rules that there are none of.
  @Test func aLossIsNotSaidToBreakRulesThatThereAreNoneOf() async throws {
    let page = try await Self.page([
      [#""deposit","account":"a","asset":"ETH","amount":"1""#],
      [#""borrow","account":"a","asset":"USD","amount":"15000.5""#],
      [
        #""liquidation_fill","account":"a","mechanism":"other","asset":"ETH","size":"1","repaid_asset":"USD","repaid":"100""#
      ],
    ])
    #expect(page.contains("The log holds no rulebook"))
    #expect(page.contains("was not written off as the rules require, or at all."))
    #expect(!page.contains("of 1 cases"))
    // Sentences of the audit are grouped as all else on the page.
    let result = try #require(
      page.split(separator: "\n").last { $0.hasPrefix("| unpaid-shortfall ") })
    #expect(result.contains("14,900.5 USD"), "\(result)")
    #expect(!page.contains("14900.5"))
  }

  /// One thing is one thing: counts agree with their nouns, and all numbers are grouped.
  @Test func oneIsNotMany() async throws {
    let page = try await Self.page([
      [#""deposit","account":"a","asset":"ETH","amount":"1""#],
      [#""borrow","account":"a","asset":"USD","amount":"1500""#],
      [
        Self.start("a"), Self.fill("a"),
        #""bad_debt","account":"a","asset":"USD","amount":"1400""#,
      ],
    ])
    #expect(page.contains("1 case of liquidation of 1 account is recorded"))
    #expect(page.contains("It left something unpaid."))
    #expect(page.contains("- liquidations recorded: **1** case\n"))
    #expect(page.contains("- left something unpaid: **1** case\n"))
    #expect(page.contains(" 1 debt of 1,400 USD was written off."))
    let footer = page.split(separator: "\n").last ?? ""
    #expect(footer.hasPrefix("block 1,004 · 2023-11-14T22:16:20Z · seq 9 · root"), "\(footer)")
    for words in ["1 cases", "1 accounts", "1 debts", "All 1", "the 1 case", "together 1,400"] {
      #expect(!page.contains(words), "\(words)")
    }
  }

  /// Shares of causes sum to a hundred.
  @Test func sharesOfCausesSumToAHundred() async throws {
    let folder = try LedgerFolder()
    let lines =
      Pier.lines + [
        #"{"v":1,"block":4,"index":0,"time":1700000048000,"kind":"price_update","asset":"ETH","source":"oracle","price":"37"}"#,
        #"{"v":1,"block":5,"index":0,"time":1700000060000,"kind":"price_update","asset":"ETH","source":"oracle","price":"31"}"#,
        #"{"v":1,"block":6,"index":0,"time":1700000072000,"kind":"liquidation_fill","account":"ann","mechanism":"fixed_spread","asset":"ETH","size":"10","repaid_asset":"USD","repaid":"281"}"#,
        #"{"v":1,"block":6,"index":1,"time":1700000072000,"kind":"bad_debt","account":"ann","asset":"USD","amount":"219"}"#,
        #"{"v":1,"block":6,"index":2,"time":1700000072000,"kind":"insurance","fund":"safety","asset":"USD","amount":"-40","cause":"bad_debt"}"#,
      ]
    let ledger = try await folder.ledger(lines)
    let run = await CommandRun.run(["postmortem", ledger, "--format", "md"])
    let table = try #require(run.output.range(of: "| of what was lost, % |"))
    let shares = run.output[table.upperBound...].prefix { $0 != "*" }.split(separator: "\n")
      .compactMap { row in
        row.split(separator: "|").last.map { $0.trimmingCharacters(in: .whitespaces) }
      }
      .compactMap { Double($0.replacingOccurrences(of: "−", with: "-")) }
    #expect(shares.count > 1)
    #expect(abs(shares.reduce(0, +) - 100) < 0.01, "\(shares)")
    #expect(run.output.contains("1 debt of 219 USD was written off, of which 40 was taken over"))
  }

  /// An empty log is called so.
  @Test func anEmptyLogHasNoBlock() async throws {
    let folder = try LedgerFolder()
    let made = await CommandRun.run(["init", folder.path("e.plimsoll")])
    try #require(made.status == 0, "\(made.words)")
    let run = await CommandRun.run(["postmortem", folder.path("e.plimsoll"), "--format", "md"])
    #expect(run.output.contains("- **up to**: nothing: the log is empty"))
    #expect(!run.output.contains("−1"))
  }
}
