/// Figures over time: lines, circles sized by their area, moments, and shaded intervals.
package struct TimeSeries: Chart {
  /// A line through figures.
  package struct Line: Sendable {
    package let name: String
    package let ink: Ink
    /// Whether it keeps its height until the next point, as a price does.
    package let isStepped: Bool
    package let isDashed: Bool
    /// Which pattern of dashes it has, so that several can be told apart.
    let pattern: Int
    let points: [TimePoint]
    let given: Int

    /// Creates a line; points are taken in the order of their times.
    package init(
      _ name: String, _ ink: Ink, isStepped: Bool = true, isDashed: Bool = false, pattern: Int = 0,
      points: [TimePoint]
    ) {
      self.pattern = pattern
      self.name = name
      self.ink = ink
      self.isStepped = isStepped
      self.isDashed = isDashed
      self.given = points.count
      self.points = Thinning.extremes(TimeSeries.inOrder(points))
    }
  }

  /// A circle at a time and a height, its area in proportion to a size.
  package struct Dot: Sendable, Hashable {
    package let time: Int64
    package let figure: Figure
    package let size: Figure

    package init(_ time: Int64, _ figure: Figure, size: Figure) {
      self.time = time
      self.figure = figure
      self.size = size
    }
  }

  /// Circles of one kind, as the fills of a market.
  package struct Dots: Sendable {
    package let name: String
    package let ink: Ink
    /// What the area of a circle measures, with its unit.
    package let measure: String
    let dots: [Dot]
    let given: Int

    package init(_ name: String, _ ink: Ink, measure: String, dots: [Dot]) {
      self.name = name
      self.ink = ink
      self.measure = measure
      self.given = dots.count
      self.dots = Dots.thinned(dots)
    }
  }

  /// A moment with a name.
  package struct Mark: Sendable, Hashable {
    package let time: Int64
    package let name: String

    package init(_ time: Int64, _ name: String) {
      self.time = time
      self.name = name
    }
  }

  /// A stretch of time with a name, as a halt.
  package struct Interval: Sendable, Hashable {
    package let from: Int64
    package let to: Int64
    package let name: String
    /// Whether its name stands above the chart; where there are many, the table alone has them all.
    package let isNamed: Bool
    /// Whether it is a strip at the foot of the chart, one for each name, and not shaded over its height.
    package let isStrip: Bool

    package init(
      from: Int64, to: Int64, _ name: String, isNamed: Bool = true, isStrip: Bool = false
    ) {
      self.isStrip = isStrip
      self.from = from
      self.to = max(from, to)
      self.name = name
      self.isNamed = isNamed
    }
  }

  package let title: String
  /// What the vertical axis measures, with its unit.
  package let unit: String
  package let lines: [Line]
  package let dots: [Dots]
  package let marks: [Mark]
  package let intervals: [Interval]
  package let whenEmpty: String
  /// The time that the chart is about; nil for that of its figures.
  let window: ClosedRange<Int64>?
  /// Whether equal ratios are equally high; only where every figure is above zero.
  let isLogarithmic: Bool
  let wantsLogarithmic: Bool
  /// The significant digits that the table on a page shows of what the vertical axis measures; nil for all.
  let digits: Int?

  package init(
    _ title: String, unit: String, lines: [Line] = [], dots: [Dots] = [], marks: [Mark] = [],
    intervals: [Interval] = [], window: ClosedRange<Int64>? = nil, isLogarithmic: Bool = false,
    digits: Int? = nil, whenEmpty: String = "No figures in this time."
  ) {
    self.digits = digits
    self.window = window
    self.title = title
    self.unit = unit
    self.lines = lines
    self.dots = dots
    self.marks = marks
    self.intervals = intervals
    self.whenEmpty = whenEmpty
    self.wantsLogarithmic = isLogarithmic
    let heights = TimeSeries.heights(lines, dots)
    self.isLogarithmic = isLogarithmic && heights.allSatisfy { $0 > 0 }
  }

  package var isEmpty: Bool { TimeSeries.heights(lines, dots).isEmpty }

  package var about: String {
    guard let (from, to) = span, let low = heights.min(), let high = heights.max() else {
      return whenEmpty
    }
    let names = (lines.map(\.name) + dots.map(\.name)).joined(separator: ", ")
    return "\(unit): \(names), \(TimeText.full(from)) to \(TimeText.full(to)) UTC, "
      + "between \(NumberText.short(low)) and \(NumberText.short(high))."
  }

  package var notes: [String] {
    var notes: [String] = []
    let series =
      lines.map { ($0.name, $0.given, $0.points.count) }
      + dots.map { ($0.name, $0.given, $0.dots.count) }
    for (name, given, kept) in series where kept < given {
      notes.append(
        "\(name): \(NumberText.whole(kept)) of \(NumberText.whole(given)) points, "
          + "the extremes of each of \(NumberText.whole(Thinning.slices)) slices of time.")
    }
    if wantsLogarithmic, !isLogarithmic {
      notes.append("The axis is not logarithmic, as some figures are zero or below.")
    }
    return notes
  }

  package var textLines: [String] {
    TextPicture.series(lines.map { ($0.name, $0.points) })
  }

  // MARK: - Figures

  var heights: [Double] { TimeSeries.heights(lines, dots) }

  /// The first and the last time of the figures, and of what the chart is about.
  var span: (from: Int64, to: Int64)? {
    let times = lines.flatMap { $0.points.map(\.time) } + dots.flatMap { $0.dots.map(\.time) }
    guard let from = times.min(), let to = times.max() else { return nil }
    return (min(from, window?.lowerBound ?? from), max(to, window?.upperBound ?? to))
  }

  // A stable order, so that points of one moment stay as they were given.
  static func inOrder(_ points: [TimePoint]) -> [TimePoint] {
    points.enumerated().sorted {
      $0.element.time == $1.element.time
        ? $0.offset < $1.offset : $0.element.time < $1.element.time
    }.map(\.element)
  }

  private static func heights(_ lines: [Line], _ dots: [Dots]) -> [Double] {
    lines.flatMap { $0.points.compactMap(\.figure.drawn) }
      + dots.flatMap { $0.dots.compactMap(\.figure.drawn) }
  }
}

extension TimeSeries.Dots {
  // Of each slice of time the lowest, the highest, and the largest circle.
  fileprivate static func thinned(_ dots: [TimeSeries.Dot]) -> [TimeSeries.Dot] {
    let ordered = dots.enumerated().sorted {
      $0.element.time == $1.element.time
        ? $0.offset < $1.offset : $0.element.time < $1.element.time
    }.map(\.element)
    guard ordered.count > Thinning.limit, let first = ordered.first, let last = ordered.last else {
      return ordered
    }
    let slice = { Thinning.slice(ordered[$0].time, first.time, last.time) }
    let heights = Thinning.extremes(
      ordered.count, slice: slice, height: { ordered[$0].figure.drawn ?? 0 })
    let sizes = Thinning.extremes(
      ordered.count, slice: slice, height: { ordered[$0].size.drawn ?? 0 })
    return Set(heights + sizes).sorted().map { ordered[$0] }
  }
}
