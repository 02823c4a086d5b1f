import Testing

@testable import Formats

@Suite struct CSVReaderTests {
  private struct Table: Equatable {
    var header: [String] = []
    var rows: [[String]] = []
    var numbers: [Int] = []
    var lines: [Int] = []
    var error: InputError?
  }

  private func read(
    _ bytes: [UInt8], chunkSize: Int = 4096, blockSize: Int = 4096,
    _ configure: (inout CSVReader.Options) -> Void = { _ in }
  ) -> Table {
    var options = CSVReader.Options()
    options.blockSize = blockSize
    configure(&options)
    var table = Table()
    table.error = inputError { () throws(InputError) in
      let source = try ByteSource(bytes: bytes, name: "x.csv", chunkSize: chunkSize)
      let reader = try CSVReader(source, options: options)
      table.header = reader.header
      while let block = try reader.nextBlock() {
        for row in block.rows {
          table.rows.append(row.strings)
          table.numbers.append(row.number)
          table.lines.append(row.line)
        }
      }
    }
    return table
  }

  private func read(
    _ text: String, _ configure: (inout CSVReader.Options) -> Void = { _ in }
  ) -> Table {
    read(Array(text.utf8), configure)
  }

  @Test(
    arguments: [
      ("a,b\n1,2\n", [["1", "2"]], [2]),
      ("a,b\n1,2", [["1", "2"]], [2]),
      ("a,b\r\n1,2\r\n3,4", [["1", "2"], ["3", "4"]], [2, 3]),
      ("\u{FEFF}a,b\n1,2\n", [["1", "2"]], [2]),
      ("a,b\n", [], []),
      ("a,b\n,\n", [["", ""]], [2]),
      ("a,b\n1,", [["1", ""]], [2]),
      ("a,b\n\n1,2\n\r\n3,4\n\n", [["1", "2"], ["3", "4"]], [3, 5]),
      ("a,b\n1,2\r", [["1", "2"]], [2]),
      ("a,b\n1,2\n\r", [["1", "2"]], [2]),
      ("a,b\n\"1\",\"2\"\n", [["1", "2"]], [2]),
      (
        "a,b\n\"1,\n2\",\"say \"\"hi\"\"\"\nx,y\n", [["1,\n2", "say \"hi\""], ["x", "y"]], [2, 4]
      ),
      ("a,b\n\"\"\"\",\"\"\n", [["\"", ""]], [2]),
      ("a,b\n\"x\r\ny\",2\r\n5,6", [["x\r\ny", "2"], ["5", "6"]], [2, 4]),
      ("a,b\n1\"2, \"3\"\n", [["1\"2", " \"3\""]], [2]),
      ("a,b\n1,\"2\"", [["1", "2"]], [2]),
      ("a,b\n1,\"2\"\r", [["1", "2"]], [2]),
      ("\"a\",\"b\"\né,日本\n", [["é", "日本"]], [2]),
      ("\n\na,b\n1,2\n", [["1", "2"]], [4]),
      ("a,b\n1\r2,3\n", [["1\r2", "3"]], [2]),
    ] as [(String, [[String]], [Int])])
  func wellFormedTextIsRead(text: String, rows: [[String]], lines: [Int]) {
    for size in [1, 2, 3, 5, 4096] {
      let table = read(Array(text.utf8), chunkSize: size, blockSize: size)
      #expect(table.error == nil)
      #expect(table.header == ["a", "b"])
      #expect(table.rows == rows, "size \(size)")
      #expect(table.lines == lines, "size \(size)")
      #expect(table.numbers == Array(rows.indices.map { $0 + 1 }))
    }
  }

  @Test(arguments: [
    ("", 0, "x.csv is empty: a row with the names of the columns was expected"),
    ("\n\r\n", 0, "x.csv is empty: a row with the names of the columns was expected"),
    ("a,b\n1,2\n3\n", 1, "x.csv, line 3: the row has 1 field, the header has 2"),
    ("a,b\n1,2,3\n", 0, "x.csv, line 2: the row has 3 fields, the header has 2"),
    ("a,b\n1,2\n\"3\n4\n5,6\n", 1, "x.csv, line 3: the quote that opens here is never closed"),
    ("a,b\n1,\"x\ny\",\"\n", 0, "x.csv, line 3: the quote that opens here is never closed"),
    (
      "a,b\n1,2\n\"3\"4,5\n", 1,
      "x.csv, line 3: '4' follows a closing quote; a quote inside of quotes is written twice"
    ),
    ("a,b,a\n1,2,3\n", 0, "x.csv, line 1: the columns 1 and 3 are both named \"a\""),
    (
      "a,b\r1,2\r", 0,
      "x.csv, line 1: lines end with a carriage return alone;"
        + " save the file with LF or CRLF line ends"
    ),
  ])
  func brokenTextIsRefused(text: String, rowsBefore: Int, message: String) {
    for size in [1, 2, 3, 5, 4096] {
      let table = read(Array(text.utf8), chunkSize: size, blockSize: size)
      #expect(table.error?.description == message, "size \(size)")
      #expect(table.rows.count == rowsBefore, "size \(size)")
    }
  }

  @Test(
    arguments: [
      ([0x61, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0xE9, 0x0A], 0, 2, 3, "0xe9"),
      ([0x61, 0x2C, 0xFF, 0x0A], 0, 1, 3, "0xff"),
      (
        Array("a,b\n1,2\n\"x\ny".utf8) + [0xC3, 0x28] + Array("\",3\n4,5\n".utf8), 1, 4, 2, "0xc3"
      ),
      (Array("a,b\n1,2\n3,4".utf8) + [0xE2, 0x82], 1, 3, 4, "0xe2"),
    ] as [([UInt8], Int, Int, Int, String)])
  func invalidEncodingIsLocated(
    bytes: [UInt8], rowsBefore: Int, line: Int, column: Int, byte: String
  ) {
    for size in [1, 2, 3, 5, 4096] {
      let table = read(bytes, chunkSize: size, blockSize: size)
      #expect(table.error?.kind == .encoding)
      #expect(
        table.error?.description
          == "x.csv, line \(line): byte \(column) of the line, the byte \(byte), is not valid"
          + " UTF-8; save the file as UTF-8")
      #expect(table.rows.count == rowsBefore)
    }
  }

  @Test(arguments: [";", "\t", "|"])
  func otherSeparatorsAreRead(separator: String) throws {
    let text = ["a", "b,c"].joined(separator: separator) + "\n1" + separator + "\"2,5\"\n"
    let byte = try #require(separator.utf8.first)
    let table = read(text) { $0.separator = byte }
    #expect(table.header == ["a", "b,c"])
    #expect(table.rows == [["1", "2,5"]])
  }

  @Test func theHeaderCanBeMissing() {
    let table = read("1,2\n3,4\n") { $0.hasHeader = false }
    #expect(table.header == ["1", "2"])
    #expect(table.rows == [["1", "2"], ["3", "4"]])
    #expect(table.numbers == [1, 2])
  }

  @Test func raggedRowsCanBeAllowed() {
    let table = read("a,b\n1\n1,2\n1,2,3\n") { $0.allowsRaggedRows = true }
    #expect(table.error == nil)
    #expect(table.rows == [["1"], ["1", "2"], ["1", "2", "3"]])
  }

  @Test func endlessRowsAreRefused() {
    let text = "a,b\n1,2\n\"3," + String(repeating: "x\n", count: 500)
    let table = read(Array(text.utf8), blockSize: 16) { $0.rowLimit = 100 }
    #expect(table.rows == [["1", "2"]])
    #expect(
      table.error?.description
        == "x.csv, line 3: the row is longer than 100 bytes; is a quote not closed?")
  }

  @Test func fieldsKnowTheirPlaceAndQuotes() throws {
    let source = try ByteSource(bytes: Array("a,b\n\"\",\n".utf8), name: "x")
    let reader = try CSVReader(source)
    #expect(reader.column("b") == 1)
    #expect(reader.column("c") == nil)
    let block = try #require(try reader.nextBlock())
    #expect(block[0].isQuoted(0))
    #expect(!block[0].isQuoted(1))
    #expect(block[0].range(0) == 5..<5)
    #expect(try reader.nextBlock() == nil)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func whatTheWriterWritesTheReaderReads(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let separator = try #require(
      [",", ";", "\t", "|"].randomElement(using: &generator)?.utf8.first)
    let columns = Int.random(in: 1...5, using: &generator)
    let pieces = ["a", "\"", ",", ";", "\n", "\r", "\r\n", "é", "日", " ", "|", "\t", "0.5"]
    func randomText() -> String {
      let count = Int.random(in: 0...6, using: &generator)
      return (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    }
    let header = (0..<columns).map { "c\($0)" }
    let rows = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
      (0..<columns).map { _ in randomText() }
    }
    var writer = CSVWriter(separator: separator)
    writer.row(header)
    for row in rows { writer.row(row) }
    for _ in 0..<6 {
      let size = Int.random(in: 1...64, using: &generator)
      let table = read(writer.bytes, chunkSize: size, blockSize: size) { $0.separator = separator }
      #expect(table.error == nil, "seed \(seed), size \(size)")
      #expect(table.header == header)
      #expect(table.rows == rows, "seed \(seed), size \(size)")
    }
  }
}
