@testable import Console
import Testing

@Suite struct TableStreamTests {
  private static let columns = [
    Column.id("id"), Column.number("amount"), Column("note", shorten: .end),
  ]

  private static func rows(_ count: Int, _ random: inout SeededRandom) -> [[Cell]] {
    (0..<count).map { _ in
      [
        .text(String(random.next(), radix: 16)),
        .decimal("\(Int32.random(in: -9999...9999, using: &random)).\(random.next() % 9 + 1)"),
        .text(String(repeating: "n", count: Int.random(in: 0...30, using: &random))),
      ]
    }
  }

  @Test(arguments: OutputFormat.allCases)
  func streamedRowsEqualTheWholeTable(format: OutputFormat) throws {
    let seed: UInt64 = 20_200_312
    var random = SeededRandom(seed)
    let rows = Self.rows(50, &random)
    let presentation = Presentation(isTerminal: true, width: 50)
    let output = Output(memory: presentation)
    var stream = TableStream(
      columns: Self.columns, format: format, output: output, sampleRows: 50)
    for row in rows { try stream.append(row) }
    try stream.finish()
    let table = Table(columns: Self.columns, rows: rows)
    #expect(output.text == table.text(as: format, presentation), "seed \(seed)")
  }

  @Test func widthsComeFromTheFirstRows() throws {
    let output = Output(memory: Presentation(isTerminal: true, width: 24))
    var stream = TableStream(
      columns: Self.columns, format: .table, output: output, sampleRows: 2)
    try stream.append([.text("0x1234567890abcdef"), .decimal("1.5"), .text("a")])
    #expect(output.text == "")
    try stream.append([.text("b"), .decimal("22"), .text("b")])
    #expect(output.text.split(separator: "\n").count == 3)
    try stream.append([.text("0xfedcba0987654321"), .decimal("123456789.25"), .text("late")])
    try stream.finish()
    #expect(
      output.text == """
        id             amount  note
        0x1234…abcdef     1.5  a
        b                22    b
        0xfedc…654321  123,456,789.25  late

        """)
  }

  @Test func nothingIsWrittenBeforeTheEndOfAnEmptyStream() throws {
    let texts = ["None.\n", "id,amount,note\n", "[]\n", ""]
    for (format, expected) in zip(OutputFormat.allCases, texts) {
      let output = Output(memory: .plain)
      var stream = TableStream(
        columns: Self.columns, format: format, output: output, emptySentence: "None.")
      #expect(output.text == "")
      try stream.finish()
      #expect(output.text == expected)
    }
  }

  @Test func rowsOfAnotherLengthTrap() async {
    await #expect(processExitsWith: .failure) {
      var stream = TableStream(
        columns: [Column("a")], format: .csv, output: Output(memory: .plain))
      try stream.append([.empty, .empty])
    }
  }
}
