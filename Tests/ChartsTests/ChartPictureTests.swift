import Testing

@testable import Charts

@Suite struct ChartPictureTests {
  private static let widths = [280.0, 360, 480, 840, 1_200]

  @Test(arguments: SampleCharts.all.indices)
  func picturesOfACascadeAreSound(index: Int) throws {
    let chart = SampleCharts.all[index]
    for width in chart is Sparkline ? [120] : ChartPictureTests.widths {
      let picture = chart.svg(width: width, height: chart.height(forWidth: width))
      try PictureCheck.check(picture, "\(chart.title) at \(width)")
      #expect(picture == chart.svg(width: width, height: chart.height(forWidth: width)))
    }
  }

  @Test(arguments: 0..<20)
  func picturesOfRandomFiguresAreSound(seed: Int) throws {
    for chart in RandomCharts(seed: seed).all {
      for width in chart is Sparkline ? [120] : [280.0, 360, 840] {
        let picture = chart.svg(width: width, height: chart.height(forWidth: width))
        try PictureCheck.check(picture, "\(type(of: chart)), seed \(seed) at \(width)")
      }
    }
  }

  @Test(arguments: ExtremeCharts.sets.indices)
  func picturesOfExtremeFiguresAreSound(index: Int) throws {
    for chart in ExtremeCharts.charts(of: ExtremeCharts.sets[index]) {
      for width in [280.0, 840] {
        let picture = chart.svg(width: width, height: chart.height(forWidth: width))
        try PictureCheck.check(picture, "\(type(of: chart)) of \(ExtremeCharts.sets[index])")
        #expect(!picture.contains("nan") && !picture.contains("inf\""))
      }
      _ = chart.table()
    }
  }

  @Test(arguments: [-1, 0, .nan, .infinity, 1e300] as [Double])
  func anySizeCanBeAskedFor(size: Double) throws {
    for chart in SampleCharts.all where !(chart is Sparkline) {
      let svg = chart.svg(width: size, height: size)
      #expect(!svg.contains("nan") && !svg.contains("inf"))
      _ = try XMLChecker.elements(of: svg)
    }
  }

  @Test func emptyChartIsASentence() throws {
    for chart in ExtremeCharts.charts(of: []) {
      #expect(chart.isEmpty, "\(type(of: chart))")
      let words = try XMLChecker.elements(of: chart.svg(width: 840, height: 200))
        .filter { $0.name == "text" }.map(\.text).joined(separator: " ")
      #expect(words == chart.whenEmpty, "\(type(of: chart))")
      #expect(chart.table().rows.isEmpty, "\(type(of: chart))")
    }
  }

  @Test func wordsOfStrangersAreEscaped() throws {
    let name = "<script>alert(\"1\")</script> & 'x'\u{0}\u{202E}"
    let chart = Bars(name, unit: name, items: [.init(name, 3), .init("b", 4)])
    let svg = chart.svg(width: 840, height: 100)
    #expect(!svg.contains("<script"))
    let title = try XMLChecker.elements(of: svg).first { $0.name == "title" && $0.text == "b: 4" }
    #expect(title != nil)
    #expect(
      Markup.escaped(name)
        == "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;\u{FFFD}\u{FFFD}")
  }

  @Test func everyFigureOfATimeSeriesIsInItsTable() {
    var random = SeededRandom(8)
    let points = (0..<20_000).map { TimePoint(Int64($0) * 1_000, Figure(random.unit())) }
    let chart = TimeSeries("t", unit: "u", lines: [.init("a", .blue, points: points)])
    let drawn = chart.lines[0].points
    #expect(drawn.count <= 2 * Thinning.slices + 2)
    #expect(chart.table().rows.map { $0[1] } == drawn.map(\.figure.exact))
    #expect(drawn.map(\.figure.value).max() == points.map(\.figure.value).max())
    #expect(drawn.map(\.figure.value).min() == points.map(\.figure.value).min())
    #expect(drawn.first == points.first && drawn.last == points.last)
    #expect(chart.notes.count == 1)
    #expect(chart.svg(width: 840, height: 300).utf8.count < 60_000)
  }

  @Test func tableOfATimeSeriesMergesWhatIsAtOneTime() {
    let chart = TimeSeries(
      "t", unit: "price, DAI",
      lines: [
        .init("market", .ink, points: [.init(0, 1), .init(1_000, 2)]),
        .init("oracle", .blue, points: [.init(1_000, 1.5)]),
      ],
      dots: [.init("fills", .orange, measure: "size, ETH", dots: [.init(1_000, 1.8, size: 40)])],
      marks: [.init(1_000, "halt")], intervals: [.init(from: 0, to: 2_000, "closed")])
    let table = chart.table()
    #expect(
      table.head.map(\.name)
        == ["time, UTC", "market, DAI", "oracle, DAI", "fills, DAI", "size, ETH", "event"])
    #expect(
      table.rows == [
        ["1970-01-01 00:00:00", "1", "", "", "", "closed: begins"],
        ["1970-01-01 00:00:01", "2", "1.5", "1.8", "40", "halt"],
        ["1970-01-01 00:00:02", "", "", "", "", "closed: ends"],
      ])
  }

  /// However many sorts of points there are, the table is no wider; an event stands beside the point.
  @Test func tableOfATimeSeriesHasOneSetOfColumnsForAllPoints() {
    let chart = TimeSeries(
      "t", unit: "price, DAI", lines: [.init("market", .ink, points: [.init(0, 1)])],
      dots: [
        .init("fills", .orange, measure: "size, ETH", dots: [.init(0, 1.8, size: 40)]),
        .init("bankrupt", .loss, measure: "size, ETH", dots: [.init(0, 2.5, size: 7)]),
      ], marks: [.init(0, "first loss")])
    let table = chart.table()
    #expect(
      table.head.map(\.name)
        == ["time, UTC", "market, DAI", "points, DAI", "size, ETH", "point, event"])
    #expect(
      table.rows == [
        ["1970-01-01 00:00:00", "1", "1.8", "40", "fills"],
        ["1970-01-01 00:00:00", "", "2.5", "7", "bankrupt · first loss"],
      ])
  }

  /// What stood before the window is a row of its own, and lines that change twice at once stay in step.
  @Test func tableOfATimeSeriesTellsWhatStoodBefore() throws {
    let chart = TimeSeries(
      "t", unit: "price, USD",
      lines: [
        .init("venue", .blue, points: [.init(0, 6, isBefore: true), .init(0, 5), .init(0, 4)]),
        .init("market", .muted, points: [.init(0, 60, isBefore: true), .init(0, 50)]),
        .init("late", .muted, points: [.init(0, 51), .init(0, 41)]),
      ], window: 0...9_000)
    #expect(
      chart.table().rows == [
        ["before 1970-01-01 00:00:00", "6", "60", ""],
        ["1970-01-01 00:00:00", "5", "50", "51"], ["1970-01-01 00:00:00", "4", "", "41"],
      ])
    #expect(chart.span.map { $0.to } == 9_000)
    let area = Area("t", unit: "u", layers: [.init("fund", .blue, points: chart.lines[1].points)])
    // It is drawn left of the beginning, then falls.
    let left = try XMLChecker.elements(of: area.svg(width: 840, height: 300))
      .compactMap { $0.name == "path" ? $0.attributes["d"] : nil }
    #expect(left.contains { $0.split(separator: "H").count > 1 && $0.contains("V") }, "\(left)")
  }

  @Test func logarithmicAxisNeedsFiguresAboveZero() {
    let points = [TimePoint(0, 0), TimePoint(1_000, 5)]
    let chart = TimeSeries(
      "t", unit: "u", lines: [.init("a", .blue, points: points)], isLogarithmic: true)
    #expect(!chart.isLogarithmic)
    #expect(chart.notes == ["The axis is not logarithmic, as some figures are zero or below."])
  }

  /// Lines of several sources differ by their dashes, and what was silent is a strip, not a shade.
  @Test func severalDashedLinesAreToldApart() throws {
    let points: [TimePoint] = [.init(0, 5), .init(9_000, 5)]
    let chart = TimeSeries(
      "t", unit: "u",
      lines: (0..<3).map {
        .init("s\($0)", .orange, isDashed: true, pattern: $0, points: points)
      },
      intervals: [.init(from: 1_000, to: 3_000, "s0 silent", isStrip: true)])
    let elements = try XMLChecker.elements(of: chart.svg(width: 840, height: 300))
    let dashes = elements.filter { $0.name == "path" }
      .compactMap { $0.attributes["stroke-dasharray"] }
    #expect(Set(dashes).count == 3, "\(dashes)")
    #expect(elements.contains { $0.name == "text" && $0.text == "· · · s1 5" })
    let strip = elements.first { $0.name == "rect" && $0.attributes["fill"] == "var(--orange)" }
    #expect(strip?.attributes["height"] == "7")
  }

  /// There is no half of a case.
  @Test(arguments: [[1.0], [1, 1], [1, 1, 3, 3]])
  func countsHaveWholeTicks(values: [Double]) throws {
    let chart = Histogram(
      "h", quantity: "delay", measure: .seconds, noun: "cases", values: values)
    let elements = try XMLChecker.elements(of: chart.svg(width: 840, height: 300))
    let ticks = elements.filter { $0.attributes["text-anchor"] == "end" }.map(\.text)
    #expect(!ticks.contains { $0.contains(".") }, "\(ticks)")
    #expect(ticks.contains("1"))
  }

  @Test func percentilesAreByNearestRank() {
    let values = (1...200).map(Double.init)
    let chart = Histogram(
      "h", quantity: "delay", measure: .seconds, noun: "cases", values: values.shuffled())
    #expect([50, 90, 99].map(chart.percentile) == [100, 180, 198])
    #expect(chart.bins.reduce(0) { $0 + $1.count } == 200)
    #expect(chart.table().rows.prefix(2).map { $0[2] } == ["1", "3"])
  }

  @Test(arguments: 0..<40)
  func binsHoldEveryValue(seed: Int) {
    var random = SeededRandom(UInt64(seed))
    let values = (0..<200).map { _ in
      (random.unit() - 0.2) * Powers.ten(Int.random(in: -40...40, using: &random))
    }.sorted()
    for isTime in [true, false] {
      let bins = LogBins.bins(values, isTime: isTime)
      #expect(bins.reduce(0) { $0 + $1.count } == 200, "seed \(seed)")
      #expect(bins.count <= 140, "seed \(seed)")
    }
  }

  @Test func sparklineIsTextToo() {
    #expect(SampleCharts.equity.text() == "██▇▆▅▄▁")
    #expect(SampleCharts.equity.text(isASCII: true) == "##*+=:_")
    #expect(SampleCharts.equity.text(width: 3) == "█▆▁")
    #expect(Sparkline("s", equity: []).text() == "")
    #expect(Sparkline("s", equity: [3, 3]).text() == "▅▅")
  }

  /// A circle at zero does not reach into the times below, however large it is.
  @Test(arguments: [280.0, 360, 840])
  func circlesStandAboveTheTimes(width: Double) throws {
    let chart = TimeSeries(
      "t", unit: "price, USD",
      lines: [.init("venue", .blue, points: [.init(0, 200), .init(36_000_000, 120)])],
      dots: [
        .init(
          "bankrupt", .loss, measure: "notional, USD",
          dots: (0...10).map { .init(Int64($0) * 3_600_000, 0, size: 100) })
      ])
    let elements = try XMLChecker.elements(
      of: chart.svg(width: width, height: chart.height(forWidth: width)))
    func number(_ element: XMLElement, _ name: String) -> Double {
      Double(element.attributes[name] ?? "") ?? .nan
    }
    let times = elements.filter { $0.name == "text" && $0.text.hasSuffix(":00") }
    #expect(!times.isEmpty)
    let top = times.map { number($0, "y") - number($0, "font-size") * 0.78 }.min() ?? 0
    let circles = elements.filter { $0.name == "circle" }
    #expect(circles.count == 11)
    for circle in circles {
      #expect(number(circle, "cy") + number(circle, "r") <= top, "\(circle.attributes)")
    }
  }

  /// Where names stand above the bars, the line at zero is broken for them.
  @Test(arguments: [280.0, 360, 480, 840])
  func theLineAtZeroRunsThroughNoName(width: Double) throws {
    let bars = Bars(
      "b", unit: "change, USD",
      items: [
        .init("equity before the breach", -6_000), .init("price gap", 1_000),
        .init("what took most of the equity, by far", 16_000),
      ])
    let elements = try XMLChecker.elements(
      of: bars.svg(width: width, height: bars.height(forWidth: width)))
    func number(_ element: XMLElement, _ name: String) -> Double {
      Double(element.attributes[name] ?? "") ?? .nan
    }
    let lines = elements.filter { $0.name == "line" }
    #expect(!lines.isEmpty)
    for text in elements where text.name == "text" {
      let box = try PictureCheck.box(of: text, "\(width)")
      for line in lines {
        let (x, from, to) = (number(line, "x1"), number(line, "y1"), number(line, "y2"))
        let crosses = x > box.x && x < box.right && from < box.bottom && to > box.y
        #expect(!crosses, "\(text.text) at \(width)")
      }
    }
  }

  /// Two bins may be of unequal width as well as ten.
  @Test(arguments: [([1.0, 4], true), ([1, 1], false)])
  func binsOfUnequalWidthAreSaidToBeSo(values: [Double], isSaid: Bool) {
    let chart = Histogram(
      "h", quantity: "delay", measure: .seconds, noun: "cases", values: values)
    #expect(chart.notes.contains { $0.contains("drawn equally wide") } == isSaid)
  }

  /// What had begun before the window stands with what stood before it, first of all.
  @Test func anIntervalFromBeforeTheWindowHadBegun() {
    let chart = TimeSeries(
      "t", unit: "price, USD",
      lines: [.init("venue", .blue, points: [.init(5_000, 6, isBefore: true), .init(6_000, 5)])],
      intervals: [.init(from: 1_000, to: 6_000, "oracle silent", isStrip: true)],
      window: 5_000...9_000)
    #expect(
      chart.table().rows == [
        ["before 1970-01-01 00:00:05", "6", "oracle silent: had begun"],
        ["1970-01-01 00:00:06", "5", "oracle silent: ends"],
      ])
  }

  /// In a funnel on a telephone names stand above the bars, and no line runs through them.
  @Test func noLineRunsThroughTheNamesOfAFunnel() throws {
    let funnel = Funnel(
      "f", unit: "cases", stages: [.init("breached", 3)],
      outcomes: [.init("liquidated", 1, .orange), .init("bankrupt", 2, .loss)], whole: 0)
    for (width, hasLines) in [(360.0, false), (840, true)] {
      let elements = try XMLChecker.elements(
        of: funnel.svg(width: width, height: funnel.height(forWidth: width)))
      #expect(elements.contains { $0.name == "line" } == hasLines)
    }
  }
}
