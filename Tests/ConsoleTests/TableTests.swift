@testable import Console
import Testing

@Suite struct TableTests {
  private static let columns = [
    Column.id("account"), Column("kind", title: "what"),
    Column.number("at_stake", unit: "DAI"), Column("cases", alignment: .right),
    Column("seen"), Column("sentence", shorten: .end),
  ]

  private static let table = Table(
    columns: columns,
    rows: [
      [
        .text("0x677d8c9fa2b3f984e7"), .text("breach", tone: .bad), .decimal("-1234567.5"),
        .integer(1200), .time(1_584_021_731_000), .text("equity was \"low\", and fell"),
      ],
      [
        .text("bob"), .text("called", tone: .warn), .decimal("0.125"), .integer(-3), .empty,
        .text("cured"),
      ],
      [.text("eve"), .empty, .empty, .empty, .time(1_584_021_731_500), .empty],
    ])

  private static func terminal(_ width: Int, color: Bool = false, wide: Bool = false)
    -> Presentation
  {
    Presentation(isTerminal: true, width: width, usesColor: color, isWide: wide)
  }

  @Test func fileGetsPlainAlignedColumns() {
    #expect(
      Self.table.text(as: .table) == """
        account               what    at stake (DAI)  cases  seen                      sentence
        0x677d8c9fa2b3f984e7  breach    -1234567.5     1200  2020-03-12T14:02:11Z      equity was "low", and fell
        bob                   called           0.125     -3                            cured
        eve                                                  2020-03-12T14:02:11.500Z

        """)
  }

  @Test func terminalGetsGroupedNumbersAndShortIds() {
    #expect(
      Self.table.text(as: .table, Self.terminal(100)) == """
        account        what    at stake (DAI)  cases  seen                      sentence
        0x677d…f984e7  breach  −1,234,567.5    1,200  2020-03-12T14:02:11Z      equity was "low", and fell
        bob            called           0.125     −3                            cured
        eve                                           2020-03-12T14:02:11.500Z

        """)
  }

  @Test func sentencesAreCutToTheTerminal() {
    let lines = Self.table.text(as: .table, Self.terminal(90)).split(separator: "\n")
    #expect(lines[1].hasSuffix("equity was \"low\",…"))
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= 90 })
  }

  @Test func wideShowsEverything() {
    let text = Self.table.text(as: .table, Self.terminal(60, wide: true))
    #expect(text.contains("0x677d8c9fa2b3f984e7"))
    #expect(text.contains("equity was \"low\", and fell"))
  }

  @Test func unimportantColumnsLeaveNarrowTerminals() {
    let table = Table(
      columns: [
        Column("a"), Column("b", priority: 1), Column("c", title: "C", unit: "s", priority: 2),
        Column("d", priority: 1),
      ],
      rows: [[.text("aaaaa"), .text("bbbbb"), .text("ccccc"), .text("ddddd")]])
    #expect(
      table.text(as: .table, Self.terminal(19)) == """
        a      b      d
        aaaaa  bbbbb  ddddd
        (no room for: C (s); --wide shows all)

        """)
    #expect(
      table.text(as: .table, Self.terminal(3)) == """
        a
        aaaaa
        (no room for: b, C (s), d; --wide shows all)

        """)
  }

  @Test func colourIsUsedOnlyWhereAllowed() {
    let colored = Self.table.text(as: .table, Self.terminal(200, color: true))
    #expect(colored.contains("  \u{1B}[31mbreach\u{1B}[0m  "))
    #expect(colored.contains("  \u{1B}[33mcalled\u{1B}[0m  "))
    #expect(!Self.table.text(as: .table, Self.terminal(200)).contains("\u{1B}"))
    for format in [OutputFormat.csv, .json, .ndjson] {
      #expect(!Self.table.text(as: format, Self.terminal(200, color: true)).contains("\u{1B}"))
    }
  }

  @Test func csvIsExactAndQuotedWhereNeeded() {
    #expect(
      Self.table.text(as: .csv) == """
        account,kind,at_stake,cases,seen,sentence
        0x677d8c9fa2b3f984e7,breach,-1234567.5,1200,2020-03-12T14:02:11Z,"equity was ""low"", and fell"
        bob,called,0.125,-3,,cured
        eve,,,,2020-03-12T14:02:11.500Z,

        """)
  }

  @Test(arguments: [
    ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""),
    ("", "\"\""), (" a ", " a "), ("=1+1", "=1+1"), ("日本", "日本"), ("a\u{1B}b", "a\u{1B}b"),
  ])
  func csvQuotesAsTheStandardSays(text: String, field: String) {
    let table = Table(columns: [Column("t")], rows: [[.text(text)]])
    #expect(table.text(as: .csv) == "t\n\(field)\n")
  }

  @Test func csvLineWithOneMissingValueIsNotBlank() {
    let table = Table(columns: [Column("t")], rows: [[.empty]])
    #expect(table.text(as: .csv) == "t\n\"\"\n")
  }

  @Test func jsonKeepsKeysInOrderAndAmountsAsStrings() {
    #expect(
      Self.table.text(as: .json) == #"""
        [
        {"account":"0x677d8c9fa2b3f984e7","kind":"breach","at_stake":"-1234567.5","cases":1200,"seen":"2020-03-12T14:02:11Z","sentence":"equity was \"low\", and fell"},
        {"account":"bob","kind":"called","at_stake":"0.125","cases":-3,"seen":null,"sentence":"cured"},
        {"account":"eve","kind":null,"at_stake":null,"cases":null,"seen":"2020-03-12T14:02:11.500Z","sentence":null}
        ]

        """#)
  }

  @Test func ndjsonIsOneObjectALine() {
    let array = Self.table.text(as: .json).split(separator: "\n").dropFirst().dropLast()
    let lines = Self.table.text(as: .ndjson).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(array.map { $0.hasSuffix(",") ? $0.dropLast() : $0 } == lines)
  }

  @Test func otherKindsOfCellsHaveFourForms() {
    let table = Table(
      columns: [Column("ok"), Column("counts")],
      rows: [[.bool(true), .nested(["fill": 2, "deposit": 1], text: "fill 2 · deposit 1")]])
    #expect(table.text(as: .table) == "ok   counts\nyes  fill 2 · deposit 1\n")
    #expect(table.text(as: .csv) == "ok,counts\ntrue,\"{\"\"fill\"\":2,\"\"deposit\"\":1}\"\n")
    #expect(table.text(as: .ndjson) == "{\"ok\":true,\"counts\":{\"fill\":2,\"deposit\":1}}\n")
  }

  @Test(
    arguments: zip(
      OutputFormat.allCases, ["No liquidation.\n", "a,b\n", "[]\n", ""]))
  func emptyTableSaysSo(format: OutputFormat, expected: String) {
    let table = Table(columns: [Column("a"), Column("b")], emptySentence: "No liquidation.")
    #expect(table.text(as: format) == expected)
  }

  @Test func emptyTableWithoutSentenceShowsItsHead() {
    #expect(Table(columns: [Column("a"), Column("b")]).text(as: .table) == "a  b\n")
  }

  @Test func hostileTextDoesNotReachATable() {
    let table = Table(
      columns: [Column("t", title: "t\u{1B}")], rows: [[.text("\u{1B}[2J\nx\u{202E}")]])
    for presentation in [Presentation.plain, Self.terminal(80)] {
      #expect(table.text(as: .table, presentation) == "t\\x1B\n\\x1B[2J\\x0Ax\\u{202E}\n")
    }
  }

  @Test func hostileTextDoesNotReachATerminalInAnyForm() {
    let text = "\u{1B}\u{7F}\u{9B}\u{202E}é\u{2066}"
    let table = Table(columns: [Column("t")], rows: [[.text(text)]])
    #expect(
      table.text(as: .csv, Self.terminal(80)) == "t\n\\x1B\\x7F\\x9B\\u{202E}é\\u{2066}\n")
    #expect(
      table.text(as: .ndjson, Self.terminal(80))
        == "{\"t\":\"\\u001b\\u007f\\u009b\\u202eé\\u2066\"}\n")
    #expect(
      table.text(as: .ndjson) == "{\"t\":\"\\u001b\u{7F}\u{9B}\u{202E}é\u{2066}\"}\n")
  }

  @Test func numbersAlignWithWords() {
    let table = Table(
      columns: [Column.number("n")],
      rows: [[.decimal("1.25")], [.decimal("100")], [.text("undecidable")], [.integer(7)]])
    #expect(
      table.text(as: .table) == """
                  n
               1.25
             100
        undecidable
               7

        """)
  }

  @Test func wideLettersKeepColumnsStraight() {
    let table = Table(
      columns: [Column("name"), Column("n", alignment: .right)],
      rows: [[.text("日本"), .integer(1)], [.text("ab"), .integer(22)]])
    #expect(table.text(as: .table) == "name   n\n日本   1\nab    22\n")
  }
}
