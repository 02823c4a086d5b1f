@testable import Charts

/// Charts of random figures and names, one of each kind.
struct RandomCharts {
  let all: [any Chart]

  init(seed: Int) {
    var random = SeededRandom(UInt64(seed))
    all = [
      RandomCharts.series(&random), RandomCharts.area(&random), RandomCharts.bars(&random),
      RandomCharts.funnel(&random), RandomCharts.histogram(&random), RandomCharts.map(&random),
      RandomCharts.spark(&random),
    ]
  }

  // MARK: - Private

  private static func figure(_ random: inout SeededRandom, _ scale: Double) -> Figure {
    Figure((random.unit() - 0.3) * scale)
  }

  private static func scale(_ random: inout SeededRandom) -> Double {
    Powers.ten(Int.random(in: -4...13, using: &random))
  }

  private static func points(_ random: inout SeededRandom, _ scale: Double) -> [TimePoint] {
    let span = Int64.random(in: 1...4_000_000_000, using: &random)
    return (0..<Int.random(in: 1...80, using: &random)).map { _ in
      TimePoint(
        SampleCharts.start + Int64.random(in: 0...span, using: &random), figure(&random, scale))
    }
  }

  private static func series(_ random: inout SeededRandom) -> TimeSeries {
    let scale = scale(&random)
    let lines = (0..<Int.random(in: 1...6, using: &random)).map { _ in
      TimeSeries.Line(
        random.name(), .blue, isStepped: Bool.random(using: &random),
        points: points(&random, scale))
    }
    let dots = points(&random, scale).map {
      TimeSeries.Dot($0.time, $0.figure, size: figure(&random, 1e6))
    }
    let marks = points(&random, 1).prefix(9).map { TimeSeries.Mark($0.time, random.name()) }
    let halts = points(&random, 1).prefix(2).map {
      TimeSeries.Interval(from: $0.time, to: $0.time + 90_000, random.name())
    }
    return TimeSeries(
      random.name(), unit: "price, \(random.name())", lines: lines,
      dots: [
        .init(random.name(), .orange, measure: "size in ETH", dots: dots),
        .init(random.name(), .blue, measure: "size in BTC", dots: Array(dots.prefix(5))),
      ],
      marks: marks, intervals: halts, isLogarithmic: Bool.random(using: &random))
  }

  private static func area(_ random: inout SeededRandom) -> Area {
    let scale = scale(&random)
    let layers = (0..<Int.random(in: 1...4, using: &random)).map { _ in
      Area.Layer(random.name(), .orange, points: points(&random, scale))
    }
    return Area(
      random.name(), unit: random.name(), layers: layers, isStacked: Bool.random(using: &random))
  }

  private static func bars(_ random: inout SeededRandom) -> Bars {
    let scale = scale(&random)
    let sign = Bool.random(using: &random)
    let items = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      Bars.Item(random.name(), Figure((random.unit() - (sign ? 0.5 : 0)) * scale))
    }
    return Bars(random.name(), unit: random.name(), items: items)
  }

  private static func funnel(_ random: inout SeededRandom) -> Funnel {
    let breached = Int.random(in: 0...5_000_000, using: &random)
    let called = Int.random(in: 0...breached, using: &random)
    let cured = Int.random(in: 0...called, using: &random)
    return Funnel(
      random.name(), unit: random.name(),
      stages: [.init("breached", breached), .init(random.name(), called)],
      outcomes: [.init("cured", cured), .init("liquidated", called - cured), .init("bankrupt", 0)])
  }

  private static func histogram(_ random: inout SeededRandom) -> Histogram {
    let scale = scale(&random)
    let values = (0..<Int.random(in: 1...300, using: &random)).map { _ in
      scale * random.unit() * random.unit()
    }
    return Histogram(
      random.name(), quantity: random.name(),
      measure: Bool.random(using: &random) ? .seconds : .number(unit: "bps"), noun: random.name(),
      values: values, percentiles: [1, 50, 90, 99])
  }

  private static func map(_ random: inout SeededRandom) -> HeatMap {
    let scale = scale(&random)
    let columns = (0..<Int.random(in: 1...12, using: &random)).map { "−\($0) %" }
    let rows = (0..<Int.random(in: 1...9, using: &random)).map { _ in random.name() }
    let cells = rows.map { _ in
      columns.map { _ in random.unit() < 0.1 ? nil : figure(&random, scale) }
    }
    return HeatMap(
      random.name(), unit: random.name(), columnTitle: random.name(), columns: columns,
      rowTitle: random.name(), rows: rows, cells: cells)
  }

  private static func spark(_ random: inout SeededRandom) -> Sparkline {
    let points = points(&random, 1_000).map(\.figure)
    return Sparkline(random.name(), equity: points, requirement: Array(points.reversed()))
  }
}

/// Charts of the figures that break drawing: none, one, all the same, huge, no numbers.
enum ExtremeCharts {
  static let sets: [[Double]] = [
    [0], [5], [-5], [7, 7, 7], [0, 0], [-1, -2, -3], [1e308, -1e308], [.greatestFiniteMagnitude],
    [.nan], [.infinity, 1, -.infinity], [1e-308, 2e-308], [.leastNonzeroMagnitude],
    [1e15, 1e15 + 1],
    [1, 1e200], [-1e99, 0, 1e-99],
  ]

  static func charts(of values: [Double]) -> [any Chart] {
    let figures = values.map { Figure($0) }
    let points = figures.enumerated().map { TimePoint(Int64($0.offset) * 60_000, $0.element) }
    let far = figures.enumerated().map {
      TimePoint($0.offset == 0 ? .min : .max - Int64($0.offset), $0.element)
    }
    return [
      TimeSeries("a", unit: "u", lines: [.init("line", .blue, points: points)]),
      TimeSeries("b", unit: "u", lines: [.init("far", .blue, points: far)], isLogarithmic: true),
      TimeSeries(
        "c", unit: "u",
        dots: [
          .init(
            "dots", .blue, measure: "m",
            dots: points.map { .init($0.time, $0.figure, size: $0.figure) })
        ]),
      Area(
        "d", unit: "u",
        layers: [.init("x", .blue, points: points), .init("y", .loss, points: far)]),
      Bars("e", unit: "u", items: figures.map { .init("bar", $0) }),
      Funnel("f", unit: "u", stages: values.map { _ in .init("s", 1) }, outcomes: []),
      Histogram("g", quantity: "q", measure: .seconds, noun: "n", values: values),
      Histogram("h", quantity: "q", measure: .number(unit: "u"), noun: "n", values: values),
      HeatMap(
        "i", unit: "u", columnTitle: "c", columns: values.map { _ in "c" }, rowTitle: "r",
        rows: values.isEmpty ? [] : ["r"], cells: [figures]),
      Sparkline("k", equity: figures, requirement: figures),
    ]
  }
}
