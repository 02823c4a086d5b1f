import Testing

@testable import Charts

@Suite struct LayoutTests {
  @Test(arguments: 0..<200)
  func spreadLabelsNeverOverlapAndKeepTheirOrder(seed: Int) {
    var random = SeededRandom(UInt64(seed))
    let wanted = (0..<Int.random(in: 0...20, using: &random)).map { _ in random.unit() * 300 - 50 }
    let places = LabelPlacer.spread(wanted, height: 17, from: 0, to: 200)
    #expect(places.count { $0 != nil } == min(wanted.count, 11), "seed \(seed)")
    let kept = zip(wanted, places).compactMap { wanted, place in place.map { (wanted, $0) } }
      .sorted { $0.1 < $1.1 }
    for (first, second) in zip(kept, kept.dropFirst()) {
      #expect(second.1 - first.1 >= 17 - 1e-9, "seed \(seed)")
      #expect(first.0 <= second.0, "seed \(seed)")
    }
    #expect(kept.allSatisfy { $0.1 >= 8.5 - 1e-9 && $0.1 <= 191.5 + 1e-9 }, "seed \(seed)")
  }

  @Test func labelTakesTheFreePlaceThatCoversLeast() {
    var placer = LabelPlacer(within: Box(x: 0, y: 0, width: 100, height: 40))
    let places = [
      [Box(x: 90, y: 0, width: 20, height: 10)], [Box(x: 0, y: 0, width: 20, height: 10)],
      [Box(x: 50, y: 0, width: 20, height: 10)],
    ]
    #expect(placer.place(places) { $0.x < 30 ? 4 : 1 } == 2)
    #expect(placer.place(places) { $0.x < 30 ? 4 : 1 } == 1)
    #expect(placer.place(places) == nil)
  }

  @Test(arguments: 0..<100)
  func flagsKeepOffEachOtherAndTheirStems(seed: Int) {
    var random = SeededRandom(UInt64(seed))
    let items = (0..<Int.random(in: 0...12, using: &random)).map { _ in
      MarkStrip.Item(x: 40 + random.unit() * 500, text: random.name())
    }
    let strip = MarkStrip(items, top: 10, from: 40, to: 560, lanes: 1...3)
    let flags = zip(items, strip.flags).compactMap { item, flag in flag.map { (item, $0) } }
    for (index, (item, flag)) in flags.enumerated() {
      #expect(flag.box.x >= 40 && flag.box.right <= 560, "seed \(seed)")
      for (other, (_, second)) in flags.enumerated() where other != index {
        #expect(!flag.box.touches(second.box), "seed \(seed)")
        let stem = Box(
          x: item.x - 0.5, y: flag.box.y, width: 1, height: strip.bottom - flag.box.y)
        #expect(!stem.touches(second.box), "seed \(seed)")
      }
    }
  }

  @Test func textIsCutWhereItDoesNotFit() {
    #expect(TextMetrics.fitted("short", 13, within: 100) == "short")
    let cut = TextMetrics.fitted("a name much too long for its room", 13, within: 100)
    #expect(cut.hasSuffix("…") && TextMetrics.width(cut, 13) <= 100)
    #expect(TextMetrics.fitted("wide", 13, within: 5) == "")
    #expect(TextMetrics.lines("one two three", 10, within: 45) == ["one two", "three"])
  }

  @Test func stepsGoAcrossBeforeTheyGoUp() {
    let points: [(x: Double, y: Double)?] = [(0, 5), (10, 5), (10, 2), nil, (20, 1), (30.126, 4)]
    #expect(PathData.open(points, stepped: true) == "M0 5H10V2M20 1H30.13V4")
    #expect(PathData.open(points, stepped: false) == "M0 5H10V2M20 1L30.13 4")
  }

  /// Of more names than there is room for, moments have theirs before stretches.
  @Test func momentsAreNamedBeforeStretches() throws {
    let halts = (0..<8).map { MarkStrip.Item(x: 60 + Double($0) * 6, text: "liquidation halted") }
    let strip = MarkStrip(
      halts + [MarkStrip.Item(x: 85, text: "first breach", ink: .ink)], top: 0, from: 40, to: 240,
      lanes: 1...3)
    #expect(strip.flags.contains { $0 == nil })
    #expect(try #require(strip.flags.last) != nil)
  }

  /// Names that begin alike are cut where they do not differ.
  @Test func endsOfNamesThatBeginAlikeAreKept() {
    var svg = SVG()
    let frame = Frame(Box(x: 0, y: 0, width: 360, height: 250), .init(), range: (0, 10))
    let names = ["fund insurance", "fund insurance-eth", "fund insurance-btc"]
    frame.drawEnds(
      &svg, names.map { EndLabel(place: 100, text: $0, ink: .blue) }, limit: 108)
    let text = svg.document(width: 360, height: 250, title: "t", about: "a")
    #expect(text.contains(">fund insurance<"))
    #expect(text.contains("-eth<") && text.contains("-btc<"))
  }
}
