import Foundation
import FoundationXML
import LedgerSupport
import Testing

/// `postmortem`: the page, its Markdown and its JSON, on simulated and on hostile logs.
@Suite struct PostMortemTranscriptTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A ledger that a scenario wrote.
  private static func simulated(_ folder: LedgerFolder, _ scenario: String) async throws -> String {
    let ledger = folder.path("\(scenario).plimsoll")
    let file = root.appending(path: "fixtures/scenarios/\(scenario).json").path
    let run = await CommandRun.run(["simulate", file, "-o", ledger])
    try #require(run.status == 0, "\(run.words)")
    return ledger
  }

  private static func page(
    _ ledger: String, _ format: String = "html", _ more: [String] = []
  ) async throws -> String {
    let run = await CommandRun.run(["postmortem", ledger, "--format", format] + more)
    try #require(run.status == 0, "\(run.words)")
    return run.output
  }

  /// The page of a small scenario, byte by byte; `make docs` writes it again.
  @Test(arguments: ["waterfall"])
  func pageIsTheseBytes(scenario: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, scenario)
    for format in ["html", "md"] {
      let file = Self.root.appending(path: "fixtures/postmortem/\(scenario).\(format)")
      let written = try await Self.page(ledger, format)
      if ProcessInfo.processInfo.environment["PLIMSOLL_RECORD"] == "1" {
        try Data(written.utf8).write(to: file)
        Issue.record("\(file.lastPathComponent) was written; look at what changed")
        continue
      }
      #expect(written == (try String(contentsOf: file, encoding: .utf8)), "\(format)")
    }
  }

  @Test(arguments: ["waterfall", "deleverage", "ladder", "breakers", "stability-pool"])
  func pageIsWellFormedAndAlone(scenario: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, scenario)
    let html = try await Self.page(ledger)
    try PageCheck.isWellFormed(html)
    PageCheck.isAlone(html)
    PageCheck.chartsAreInTables(html)
    #expect(html == (try await Self.page(ledger)), "the same bytes again")
    #expect(!html.contains(folder.url.path) && !html.contains("/tmp"), "no places of this machine")
  }

  @Test(arguments: ["waterfall", "deleverage", "ladder", "crash-lending", "stability-pool"])
  func figuresAreThoseOfTheCases(scenario: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, scenario)
    let text = try await Self.page(ledger, "json")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let counts = try #require(json["cases"] as? [String: Any])
    let list = await CommandRun.run(["cases", ledger, "--format", "json"])
    let cases = try #require(
      (try list.json() as? [String: Any])?["cases"] as? [[String: Any]])
    #expect(counts["breached"] as? Int == cases.count)
    for outcome in ["cured", "liquidated", "bankrupt", "open"] {
      let count = cases.count { $0["outcome"] as? String == outcome }
      #expect(counts[outcome] as? Int == count, "\(outcome)")
    }
    let sum = try Self.sum(cases.compactMap { $0["shortfall"] as? String })
    let shortfall = try #require(json["shortfall"] as? [String: Any])
    #expect(try Self.sum([shortfall["total"] as? String ?? "x"]) == sum)
    #expect(shortfall["not_attributed"] as? String == "0")
    let parts = try #require(shortfall["parts"] as? [[String: Any]])
    let cushion = try Self.sum([shortfall["equity_before_the_breach"] as? String ?? "x"])
    #expect(try Self.sum(parts.compactMap { $0["amount"] as? String }) == sum + cushion)
    let paid = try #require(shortfall["settlement"] as? [[String: Any]])
    #expect(try Self.sum(paid.compactMap { $0["value"] as? String }) == sum)
  }

  /// A sum of decimals as a whole number of 18 decimals.
  private static func sum(_ amounts: [String]) throws -> Int128 {
    try amounts.reduce(0) { sum, text in
      let parts = text.drop { $0 == "-" }.split(separator: ".")
      let fraction = parts.count > 1 ? String(parts[1]) : ""
      let digits = parts[0] + fraction + String(repeating: "0", count: 18 - fraction.count)
      let value = try #require(Int128(digits), "\(text)")
      return sum + (text.hasPrefix("-") ? -value : value)
    }
  }

  @Test func namesOfStrangersAreEscaped() async throws {
    let evil = "<script>alert(1)</script>"
    let turned = "\u{202E}evil\u{200F}|`*_"
    var lines = Harbour.lines.map { $0.replacing("Harbour", with: evil) }
    let name = evil + turned
    lines = lines.map { $0.replacing("\"bob\"", with: "\"\(name)\"") }
    lines.append(
      #"{"v":1,"block":10,"index":0,"time":1700000240000,"kind":"halt","scope":"\#(evil)","reason":"a | b \#(turned)\u0001"}"#
    )
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(lines)
    let html = try await Self.page(ledger)
    try PageCheck.isWellFormed(html)
    PageCheck.isAlone(html)
    #expect(html.contains("&lt;script&gt;"))
    let markdown = try await Self.page(ledger, "md")
    for text in [html, markdown] {
      #expect(!text.unicodeScalars.contains("\u{202E}"))
      #expect(!text.unicodeScalars.contains("\u{200F}"))
      #expect(!text.unicodeScalars.contains("\u{1}"))
    }
    #expect(!markdown.contains("<script"))
  }

  @Test func withoutARulebookThePageSaysWhatItCannotSay() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let html = try await Self.page(ledger)
    #expect(html.contains("The log holds no rulebook"))
    #expect(html.contains("the fills of liquidations"))
    for heading in ["How many came how far", "Why they could not pay", "The worst cases"] {
      #expect(!html.contains("<h2>\(heading)</h2>"), "\(heading)")
    }
  }

  @Test func aWindowIsSaidAndFollowed() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "waterfall")
    let text = try await Self.page(ledger, "json", ["--from", "12", "--to", "25"])
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let window = try #require(json["window"] as? [String: Any])
    #expect(window["is_whole_log"] as? Bool == false)
    let cases = try #require(json["cases"] as? [String: Any])
    #expect(cases["breached"] as? Int == 1 && cases["opened_before_window"] as? Int == 1)
    #expect(json["block"] as? Int == window["to_block"] as? Int)
    #expect((json["made_by"] as? String)?.hasSuffix("--from 12 --to 25") == true)
  }

  /// A window from the block in which everything was lost tells of it as the whole log does.
  @Test func aWindowThatBeginsWithTheLossHasIt() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "waterfall")
    for from in ["30", "31"] {
      let part = try Self.payments(
        try await Self.page(ledger, "json", ["--from", from, "--to", "32"]))
      #expect(part == ["fund insurance": "4000", "nobody: bad debt": "1525"], "\(from)")
    }
    let page = try await Self.page(ledger, "md", ["--from", "31", "--to", "32"])
    #expect(page.contains("written off, not made good: **1,525** USD"))
    #expect(page.contains("| before 2024-05-01 00:05:00 | 60,000 | 60,000 |"))
    #expect(page.contains("| 2024-05-01 00:05:00 | 50,000 | 50,000 |"))
  }

  private static func payments(_ text: String) throws -> [String: String] {
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let payments = try #require(json?["payments"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: payments.map {
        ($0["payer"] as? String ?? "", $0["amount"] as? String ?? "")
      })
  }

  /// Who must take accounts over pays as well, as the cases say.
  @Test func theStabilityPoolIsAmongThosePaid() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "stability-pool")
    let paid = try Self.payments(try await Self.page(ledger, "json"))
    let list = await CommandRun.run(["cases", ledger, "--format", "json"])
    let summary = (try list.json() as? [String: Any])?["summary"] as? [String: Any]
    let payers = try #require(summary?["payers"] as? [[String: Any]])
    let pool = try #require(payers.first { $0["payer"] as? String == "stability pool" })
    #expect(paid["the stability pool"] == pool["amount"] as? String)
  }

  /// What was paid in a window is in it, whenever the account fell; two windows together have what the log has.
  @Test(arguments: [
    ("deleverage", 21), ("deleverage", 22), ("stability-pool", 41), ("losses-contracts", 12),
  ])
  func windowsShareWhatWasPaidAmongThem(scenario: String, block: Int) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, scenario)
    let whole = try Self.payments(try await Self.page(ledger, "json"))
    let first = try Self.payments(try await Self.page(ledger, "json", ["--to", "\(block - 1)"]))
    let second = try Self.payments(try await Self.page(ledger, "json", ["--from", "\(block)"]))
    for (payer, amount) in whole {
      let parts = [first[payer], second[payer]].compactMap { $0 }
      #expect(try Self.sum(parts) == Self.sum([amount]), "\(payer)")
    }
    #expect(Set(first.keys).union(second.keys) == Set(whole.keys))
    if block == 21 {
      #expect(second["deleveraged accounts"] == whole["deleveraged accounts"])
      let text = try await Self.page(ledger, "md", ["--from", "\(block)"])
      #expect(text.contains("1 case that had opened before the window is not counted; it had not"))
    }
  }

  /// A window in which a case ended that had opened before denies none of it, and says what it is about.
  @Test func aWindowTellsOfCasesThatWentOnInIt() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "english")
    let page = try await Self.page(ledger, "md", ["--from", "72"])
    #expect(
      page.contains(
        "1 case that had opened before was still open when this time began; 11,000 USD was missing in it."
      ))
    #expect(page.contains("1 case that had opened before lacks 10,999.999999999999999999 USD"))
    #expect(!page.contains("No account ended with less than nothing"))
    #expect(page.contains(" bankrupt |"), "the fill of a case that failed, whenever it opened")
    #expect(page.contains("Findings are those of this time."))
    let late = try await Self.page(ledger, "md", ["--from", "72", "--to", "80"])
    for words in [
      "- had fallen before: **1** case\n", "- missing in them, at market prices: **11,000** USD",
      "- written off, not made good: **9,440** DAI",
      "No account fell below its maintenance line in",
    ] {
      #expect(late.contains(words), "\(words)")
    }
    #expect(!(try await Self.page(ledger, "md")).contains("Findings are those of this time."))
    let empty = try await Self.page(ledger, "md", ["--from", "81", "--to", "90"])
    #expect(empty.contains("no event is recorded in it"), "\(empty)")
  }

  /// The JSON form holds what the page tells: closes, who owes more, how each of the worst cases ended.
  @Test func theValuesHoldWhatThePageTells() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "deleverage")
    let text = try await Self.page(ledger, "json")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let closes = try #require(json["closes"] as? [[String: Any]])
    #expect(closes.count == 10)
    #expect(try Self.sum(closes.compactMap { $0["notional"] as? String }) > 0)
    #expect(json["at_risk"] as? String == "111752.029047")
    let worst = try #require((json["worst_cases"] as? [[String: Any]])?.first)
    let paid = try #require(worst["payers"] as? [[String: Any]])
    #expect(paid.map { $0["payer"] as? String } == ["deleveraging"])
    let settled = try #require(worst["settlement"] as? [[String: Any]])
    #expect(
      try Self.sum(settled.compactMap { $0["value"] as? String })
        == Self.sum([worst["shortfall"] as? String ?? ""]))
    #expect((worst["ending"] as? String)?.hasPrefix("closed") == true)
    #expect((worst["breach"] as? [String: String])?["requirement"] != nil)
    #expect(json["solvency"].map { "\($0)".contains("worst") } == true)
  }

  /// A table that is cut names the command that gives the same rows whole.
  @Test func theCommandUnderATableGivesItsRows() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "order-book")
    for window in [[], ["--from", "20"]] {
      let page = try await Self.page(ledger, "md", window)
      let note = try #require(page.split(separator: "\n").first { $0.contains("all of them: ") })
      let words = try #require(note.split(separator: ": plimsoll ").last).split(separator: " ")
        .map(String.init)
      let run = await CommandRun.run([words[0], ledger] + words.dropFirst(2))
      let rows = run.output.split(separator: "\n").count - 1
      let total = note.split(separator: " ").dropFirst(2).first.flatMap { Int($0) }
      #expect(rows == total, "\(note): \(rows)")
    }
  }

  /// One price and one fill are enough for a picture.
  @Test func whatWasSoldAtAPriceThatNeverChangedIsDrawn() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "lending-pools")
    let page = try await Self.page(ledger, "md")
    #expect(!page.contains("What was sold is not drawn"))
    #expect(page.contains("**ETH**"))
  }

  /// A time stands for the first block at or after it, for the page and for the list of cases.
  @Test(arguments: ["2024-05-01T00:04:59Z", "2024-05-01T00:05:00Z", "2024-05-01T00:05:01Z"])
  func casesFromATimeAreThoseOfThePage(time: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "waterfall")
    let text = try await Self.page(ledger, "json", ["--from", time])
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let counts = json?["cases"] as? [String: Any]
    let list = await CommandRun.run(["cases", ledger, "--from", time, "--format", "json"])
    let cases = (try list.json() as? [String: Any])?["cases"] as? [[String: Any]]
    #expect(counts?["breached"] as? Int == cases?.count)
    #expect(cases?.count == (time.hasSuffix("01Z") ? 0 : 1))
  }

  /// The silences of the page, of an audit and of question 4 are the same ones, by the times of publication.
  @Test(arguments: ["oracle-health", "seed"])
  func silencesAreThoseOfTheAuditAndTheQuestion(scenario: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, scenario)
    let text = try await Self.page(ledger, "json")
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let silences = try #require(json?["oracle_silences"] as? [[String: Any]])
    #expect(silences.count == 2)
    #expect(!silences.contains { $0["source"] as? String == "market" })
    let audit = await CommandRun.run(["audit", ledger])
    #expect(audit.output.contains("\(silences.count) silences were longer"), "\(audit.output)")
    let gaps = await CommandRun.run(["ask", ledger, "4", "--format", "csv"])
    let lines = gaps.output.split(separator: "\n").filter { $0.contains(",heartbeat,") }
    #expect(lines.count == silences.count, "\(gaps.output)")
  }

  /// A source whose last word is older than its heartbeat when the log ends is silent on all three.
  @Test func aSilenceUntilTheLogEndsIsOneEverywhere() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "oracle-health")
    let lines = await CommandRun.run(["export", ledger]).output.split(separator: "\n")
    // Ten hours later somebody deposits, and no source has said anything since.
    let time = { (line: Substring) in
      Int64(line.split(separator: #""time":"#)[1].prefix { $0.isNumber })
    }
    let last = try #require(lines.last)
    let end = try #require(time(last)) + 36_000_000
    let later =
      #"{"v":1,"block":999999,"index":0,"time":\#(end),"kind":"note","text":"later"}"#
    let input = try folder.write("longer.ndjson", lines.map(String.init) + [later])
    let longer = folder.path("longer.plimsoll")
    let run = await CommandRun.run(["import", longer, input])
    #expect(run.status == 0, "\(run.words)")

    let text = try await Self.page(longer, "json")
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let silences = try #require(json?["oracle_silences"] as? [[String: Any]])
    #expect(silences.count > 2)
    let audit = await CommandRun.run(["audit", longer, "--check", "oracle-heartbeat"])
    #expect(audit.output.contains("\(silences.count) silences were longer"), "\(audit.output)")
    let gaps = await CommandRun.run(["ask", longer, "4", "--format", "csv"])
    let heartbeats = gaps.output.split(separator: "\n").filter { $0.contains(",heartbeat,") }
    #expect(heartbeats.count == silences.count, "\(gaps.output)")
  }

  /// What was missing within a block is on the path, though others paid it in the same block.
  @Test func theHoleOfACaseIsOnItsPath() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "deleverage")
    let text = try await Self.page(ledger, "json")
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let worst = try #require((json?["worst_cases"] as? [[String: Any]])?.first)
    let path = try #require(worst["path"] as? [[String: String]])
    #expect(worst["shortfall"] as? String == "958.91168825")
    #expect(path.map { $0["equity"] ?? "" }.contains { $0.hasPrefix("-958.91168825") })
    #expect(path.last?["requirement"] == "0")
    // The headline names the share of what is missing, not of what was lost.
    let lead = json?["lead"] as? String ?? ""
    #expect(lead.contains("87.8 % is in the one case in which keeper delay took most"), "\(lead)")
  }

  /// An account that was liquidated once and failed later was not bankrupt the first time.
  @Test func onlyTheFillsOfTheCaseThatFailedAreThoseOfABankrupt() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "fixed-spread")
    let rows = try await Self.page(ledger, "md").split(separator: "\n")
    let first = try #require(rows.first { $0.hasPrefix("| 2024-01-01 00:06:00 | 1,200") })
    let second = try #require(rows.first { $0.hasPrefix("| 2024-01-01 00:09:00 | 800") })
    #expect(first.contains("| fills |") && !first.contains("bankrupt"), "\(first)")
    #expect(second.contains("| bankrupt"), "\(second)")
  }

  @Test func aFileThatIsNoPageIsNotWrittenOver() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let page = folder.path("page.html")
    for _ in 0..<2 {
      let run = await CommandRun.run(["postmortem", ledger, "-o", page])
      #expect(run.status == 0 && run.output.isEmpty, "\(run.words)")
    }
    let other = try folder.write("notes.txt", ["mine"])
    for path in [other, ledger] {
      let before = try Data(contentsOf: URL(filePath: path))
      let run = await CommandRun.run(["postmortem", ledger, "-o", path])
      #expect(run.status == 1)
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
  }
}

/// Holds a page against what every page must be.
enum PageCheck {
  static func isWellFormed(_ html: String) throws {
    let start = try #require(html.range(of: "<body>"))
    let end = try #require(html.range(of: "</body>"))
    let body = String(html[start.lowerBound..<end.upperBound])
    let parser = XMLParser(data: Data(body.utf8))
    #expect(parser.parse(), "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  }

  static func isAlone(_ html: String) {
    let rest = html.replacing("http://www.w3.org/2000/svg", with: "")
    for word in ["<script", "http:", "https:", "<link", "<img", "src=", "href=", "url("] {
      #expect(!rest.contains(word), "\(word)")
    }
  }

  /// Every figure that a shape tells of stands in a table.
  static func chartsAreInTables(_ html: String) {
    let cells = Set(
      html.split(separator: "<td").dropFirst().compactMap { piece -> String? in
        // A price of many digits is the title of the cell that shows the first of them.
        if let title = piece.firstRange(of: "title=\"") {
          return String(piece[title.upperBound...].prefix { $0 != "\"" })
        }
        guard let start = piece.firstIndex(of: ">"), let end = piece.firstIndex(of: "<") else {
          return nil
        }
        return String(piece[piece.index(after: start)..<end])
      })
    var count = 0
    for piece in html.split(separator: "<title>").dropFirst() {
      let hint = piece.prefix { $0 != "<" }
      // Shapes tell `name: figure`, circles `name time UTC: figure · figure`.
      guard let colon = hint.range(of: ": ", options: .backwards) else { continue }
      for figure in hint[colon.upperBound...].split(separator: " · ") {
        let isNumber = figure.allSatisfy { $0.isNumber || "−,.".contains($0) }
        guard isNumber else { continue }
        count += 1
        #expect(cells.contains(String(figure)), "\(hint)")
      }
    }
    #expect(count > 0, "no figure was found")
  }
}
