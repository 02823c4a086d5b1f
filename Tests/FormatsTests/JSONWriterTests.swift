import Testing

@testable import Formats

@Suite struct JSONWriterTests {
  private func sample(_ layout: JSONWriter.Layout) -> String {
    var writer = JSONWriter(layout)
    writer.object { object in
      object.member("b", "x")
      object.member("a", 1)
      object.key("list")
      object.array { list in
        list.number("1.50")
        list.null()
        list.array { _ in }
        list.object { $0.member("ok", true) }
      }
      object.member("none", nil as String?)
      object.key("raw")
      object.raw(Array("[1, 2]".utf8))
    }
    writer.endLine()
    return writer.text
  }

  @Test func compactTextHasNoSpaces() {
    #expect(
      sample(.compact)
        == #"{"b":"x","a":1,"list":[1.50,null,[],{"ok":true}],"none":null,"raw":[1, 2]}"# + "\n")
  }

  @Test func prettyTextHasOneMemberPerLine() {
    #expect(
      sample(.pretty) == """
        {
          "b": "x",
          "a": 1,
          "list": [
            1.50,
            null,
            [],
            {
              "ok": true
            }
          ],
          "none": null,
          "raw": [1, 2]
        }

        """)
  }

  @Test func onlyWhatMustBeIsEscaped() {
    var writer = JSONWriter()
    writer.string("\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é日😀<>&\u{2028}")
    #expect(
      writer.text
        == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}é日😀<>&\u{2028}\"")
  }

  @Test func valuesCanFollowEachOtherOnLines() {
    var writer = JSONWriter()
    for number in 1...3 {
      writer.array { $0.number(number) }
      writer.endLine()
    }
    #expect(writer.take() == Array("[1]\n[2]\n[3]\n".utf8))
    #expect(writer.bytes.isEmpty)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func whatTheWriterWritesTheParserReads(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let strings = (0..<20).map { _ in
      String(
        String.UnicodeScalarView(
          (0..<Int.random(in: 0...90, using: &generator)).compactMap { _ in
            let limit: UInt32 = Bool.random(using: &generator) ? 0x80 : 0x11_0000
            return Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator))
          }))
    }
    for layout in [JSONWriter.Layout.compact, .pretty] {
      var writer = JSONWriter(layout)
      writer.array { list in
        for (index, string) in strings.enumerated() {
          list.object { $0.member("\(index)" + string, string) }
        }
      }
      let root = try JSONDocument(parsing: writer.bytes).root
      #expect(root.elements.map { $0.members.map(\.value.string) } == strings.map { [$0] })
      let names = root.elements.flatMap { $0.members.map(\.name) }
      #expect(names == strings.enumerated().map { "\($0)" + $1 }, "seed \(seed)")
    }
  }
}

@Suite struct CSVWriterTests {
  @Test func quotesAreWrittenWhereTheyAreNeeded() {
    var writer = CSVWriter()
    writer.row(["a", "b,c", "say \"hi\"", "two\nlines", "cr\r", "", " "])
    writer.row([""])
    writer.row(["", ""])
    #expect(
      writer.text == "a,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",\"cr\r\",, \n\"\"\n,\n")
  }

  @Test func theSeparatorDecidesWhatIsQuoted() {
    var writer = CSVWriter(separator: UInt8(ascii: ";"))
    writer.row(["a,b", "c;d"])
    #expect(writer.take() == Array("a,b;\"c;d\"\n".utf8))
  }
}
