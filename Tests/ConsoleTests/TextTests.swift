@testable import Console
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    (40, ["The quick brown fox jumps over the lazy", "dog."]),
    (20, ["The quick brown fox", "jumps over the lazy", "dog."]),
    (200, ["The quick brown fox jumps over the lazy dog."]),
    (3, ["The", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog."]),
  ])
  func sentencesAreBrokenAtSpaces(width: Int, expected: [String]) {
    let text = "The quick brown fox jumps over the lazy dog."
    #expect(TextWrapper.lines(text, width: width) == expected)
  }

  @Test func indentCountsAsWidth() {
    #expect(TextWrapper.lines("aa bb cc", width: 7, indent: 2) == ["  aa bb", "  cc"])
    #expect(TextWrapper.fill(["a b", "c"], width: 5, indent: 0, hanging: 3) == ["a b c"])
    #expect(TextWrapper.fill(["a b", "c"], width: 4, indent: 0, hanging: 3) == ["a b", "   c"])
    #expect(TextWrapper.lines("", width: 10) == [""])
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("e\u{301}", 1), ("é", 1), ("日本", 4), ("한글", 4), ("０", 2), ("−…", 2),
    ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("a\u{200B}b", 2), ("Ω", 1),
  ])
  func displayWidthCountsColumns(text: String, expected: Int) {
    #expect(DisplayWidth.of(text) == expected)
  }

  @Test(arguments: [
    ("plain", "plain"), ("naïve 日本 −1", "naïve 日本 −1"),
    ("a\u{1B}[31mred", "a\\x1B[31mred"), ("two\nlines\r\t", "two\\x0Alines\\x0D\\x09"),
    ("\0\u{7F}", "\\x00\\x7F"), ("\u{9B}31m", "\\x9B31m"),
    ("abc\u{202E}fdp", "abc\\u{202E}fdp"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
    ("e\u{301}\u{7}", "e\u{301}\\x07"),
  ])
  func hostileTextIsShownNotObeyed(text: String, expected: String) {
    #expect(TerminalText.escape(text) == expected)
  }

  @Test func everyHostileScalarIsEscaped() {
    let values: [UInt32] =
      Array(0...0x1F) + Array(0x7F...0x9F) + Array(0x202A...0x202E) + Array(0x2066...0x2069)
    for scalar in values.compactMap(Unicode.Scalar.init) {
      let escaped = TerminalText.escape("x\(scalar)y")
      #expect(!escaped.unicodeScalars.contains(scalar))
      #expect(escaped.hasPrefix("x\\") && escaped.hasSuffix("y"))
    }
  }

  @Test(arguments: [
    ("0x677d8c9fa2b3f984e7", 13, "0x677d…f984e7"), ("0x677d8c9fa2b3f984e7", 8, "0x67…4e7"),
    ("short", 13, "short"), ("日本語の名前です", 9, "日本…です"), ("abc", 1, "…"), ("abc", 2, "a…"),
  ])
  func idsAreShortenedInTheMiddle(text: String, width: Int, expected: String) {
    #expect(TerminalText.shortenMiddle(text, to: width) == expected)
    #expect(DisplayWidth.of(expected) <= width)
  }

  @Test func sentencesAreShortenedAtTheEnd() {
    #expect(TerminalText.shortenEnd("equity was above", to: 10) == "equity wa…")
    #expect(TerminalText.shortenEnd("equity", to: 6) == "equity")
  }

  @Test(arguments: [
    ("0", "0"), ("999", "999"), ("1000", "1,000"), ("-1234567.891234", "−1,234,567.891234"),
    ("-0.5", "−0.5"), ("123456", "123,456"), ("n/a", "n/a"), ("", ""), ("-", "-"), (".5", ".5"),
  ])
  func numbersAreGroupedForPeople(number: String, expected: String) {
    #expect(NumberText.grouped(number) == expected)
  }
}
