/// A figure at a time.
package struct TimePoint: Sendable, Hashable {
  /// In Unix milliseconds.
  package let time: Int64
  package let figure: Figure
  /// Whether it stood so already when the chart begins: it is drawn at the left edge, before what happened
  /// at its time.
  package let isBefore: Bool

  package init(_ time: Int64, _ figure: Figure, isBefore: Bool = false) {
    self.time = time
    self.figure = figure
    self.isBefore = isBefore
  }
}

/// Makes long series short enough to draw, keeping every height that an eye could see.
enum Thinning {
  /// The number of points above which a series is thinned.
  static let limit = 800
  /// The number of slices of time of which the lowest and the highest point are kept.
  static let slices = 400

  /// The first and the last point, and the lowest and the highest of each slice of time.
  static func extremes(_ points: [TimePoint]) -> [TimePoint] {
    guard points.count > limit, let first = points.first, let last = points.last else {
      return points
    }
    return extremes(
      points.count, slice: { slice(points[$0].time, first.time, last.time) },
      height: { points[$0].figure.drawn ?? 0 }
    ).map { points[$0] }
  }

  /// The slice of time that a moment falls into.
  static func slice(_ time: Int64, _ first: Int64, _ last: Int64) -> Int {
    let span = Double(last) - Double(first)
    guard span > 0 else { return 0 }
    return min(slices - 1, Int((Double(time) - Double(first)) / span * Double(slices)))
  }

  /// The numbers of the elements to keep: the ends, and the lowest and highest of each slice.
  static func extremes(
    _ count: Int, slice: (Int) -> Int, height: (Int) -> Double
  ) -> [Int] {
    guard count > 0 else { return [] }
    var kept = [0]
    var start = 0
    while start < count {
      var end = start
      var (low, high) = (start, start)
      while end < count, slice(end) == slice(start) {
        if height(end) < height(low) { low = end }
        if height(end) > height(high) { high = end }
        end += 1
      }
      for index in [min(low, high), max(low, high), end == count ? end - 1 : low].sorted()
      where index > kept[kept.count - 1] { kept.append(index) }
      start = end
    }
    return kept
  }
}
