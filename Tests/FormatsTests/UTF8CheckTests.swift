import Testing

@testable import Formats

@Suite struct UTF8CheckTests {
  @Test(
    arguments: [
      ([], nil), ([0x41], nil), ([0xC3, 0xA9], nil), ([0xE2, 0x82, 0xAC], nil),
      ([0xF0, 0x9F, 0x98, 0x80], nil), ([0xEF, 0xBF, 0xBF], nil), ([0xF4, 0x8F, 0xBF, 0xBF], nil),
      ([0x80], 0), ([0xC3], 0), ([0xC1, 0xBF], 0), ([0xE0, 0x9F, 0xBF], 0),
      ([0xED, 0xA0, 0x80], 0),
      ([0xF0, 0x8F, 0xBF, 0xBF], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0),
      ([0xE2, 0x82], 0), ([0x41, 0xC3, 0xA9, 0xFF], 3), ([0xC3, 0xA9, 0xE2, 0x28, 0xA1], 2),
    ] as [([UInt8], Int?)])
  func theFirstBadByteIsFoundAnywhere(sequence: [UInt8], offset: Int?) {
    for padding in [0, 1, 15, 31, 63, 64, 200] {
      let spaces = [UInt8](repeating: 0x20, count: padding)
      let expected = offset.map { $0 + padding }
      #expect(UTF8Check.firstInvalidOffset(in: spaces + sequence) == expected)
      #expect(UTF8Check.firstInvalidOffset(in: (spaces + sequence).span) == expected)
      // A slice does not begin at its array's first element.
      let slice = ([0xFF] + spaces + sequence)[1...]
      #expect(UTF8Check.firstInvalidOffset(in: slice) == expected)
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func theStandardLibraryAgrees(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let bytes = (0..<Int.random(in: 0...12, using: &generator)).flatMap { _ -> [UInt8] in
        let whole = ["a", "é", "日", "😀"].randomElement(using: &generator) ?? ""
        let byte = UInt8.random(in: 0...255, using: &generator)
        return Bool.random(using: &generator) ? Array(whole.utf8) : [byte]
      }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      #expect((UTF8Check.firstInvalidOffset(in: bytes) == nil) == isValid, "seed \(seed)")
    }
  }
}
