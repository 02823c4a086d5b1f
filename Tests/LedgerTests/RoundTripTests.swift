import Ledger
import LedgerSupport
import Testing

/// Random events of every kind, and what happens to their lines when a byte changes.
@Suite struct RoundTripTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func randomLinesComeBackByteForByte(seed: UInt64) throws {
    var log = RandomLog(seed: seed, style: seed % 2 == 0 ? .wild : .calm)
    var reader = LogReader()
    var packed = PackedEvents()
    var lines: [String] = []
    for _ in 0..<600 {
      let line = log.line()
      lines.append(line)
      do {
        let event = try reader.read(line)
        #expect(reader.line(event) == line, "seed \(seed)")
        packed.append(event)
      } catch {
        Issue.record("seed \(seed): \(error): \(line)")
        return
      }
    }
    var event = Event(.note)
    #expect(packed.count == lines.count)
    for (number, line) in lines.enumerated() {
      packed.read(number, into: &event)
      #expect(reader.line(event) == line, "seed \(seed), packed")
    }
  }

  @Test func aLineIsReadWithinItsRangeOnly() throws {
    var log = RandomLog(seed: 5)
    let lines = log.lines(50)
    let text = LineText(lines)
    var decoder = LineDecoder(names: Names())
    var event = Event(.note)
    for (line, range) in zip(lines, text.ranges) {
      try decoder.decode(text.bytes.span, range, into: &event)
      #expect(LineEncoder.line(of: event, names: decoder.names) == line)
    }
    let last = try #require(text.ranges.last)
    do {
      try decoder.decode(
        text.bytes.span, last.lowerBound..<last.upperBound + 1, into: &event)
      Issue.record("a line with its line feed was read")
    } catch {
      #expect(error.column == last.count + 1)
    }
  }

  /// A changed line is an error, or it is the canonical line of another event.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func aChangedByteIsRefusedOrCanonical(seed: UInt64) throws {
    var log = RandomLog(seed: 7_000 + seed, style: .wild)
    var random = SeededRandom(seed)
    var reader = LogReader()
    for _ in 0..<300 {
      let line = Array(log.line().utf8)
      _ = try reader.read(line)
      let names = reader.names
      for _ in 0..<40 {
        var changed = line
        let at = Int.random(in: 0..<line.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: changed[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: changed.remove(at: at)
        case 2: changed.insert(UInt8.random(in: 0...255, using: &random), at: at)
        default: changed[at] = UInt8.random(in: 0...255, using: &random)
        }
        var other = LogReader(names: names)
        do {
          let event = try other.read(changed)
          let again = Array(other.line(event).utf8)
          #expect(again == changed, "seed \(seed): \(String(decoding: changed, as: UTF8.self))")
        } catch {
          #expect(other.names.mark == names.mark, "seed \(seed): a refused line left names behind")
        }
      }
    }
  }

  @Test func everyCutLineIsAnError() throws {
    for kind in Kind.allCases {
      var log = RandomLog(seed: 11 + UInt64(kind.rawValue), style: .wild)
      var reader = LogReader()
      for line in log.lines(9) { _ = try reader.read(line) }
      let line = Array(log.line(of: kind, .all).utf8)
      for count in 0..<line.count {
        #expect(throws: LineError.self, "\(kind.name) cut to \(count) bytes") {
          _ = try reader.read(Array(line[..<count]))
        }
      }
      _ = try reader.read(line)
    }
  }
}
