/// The area that figures are drawn in, with its vertical axis.
struct Frame {
  let plot: Box
  let y: Scale
  let ticks: Ticks

  /// The room around the area: for titles above, times below, labels to the right.
  struct Margins {
    var top = 30.0
    var right = 12.0
    var bottom = 44.0
    /// The least to the left, where charts share a horizontal axis.
    var left = 0.0
  }

  init(
    _ layout: Box, _ margins: Margins, range: (low: Double, high: Double),
    isLogarithmic: Bool = false, isRounded: Bool = false, isWhole: Bool = false
  ) {
    let top = layout.y + margins.top
    let bottom = max(top + 40, layout.bottom - margins.bottom)
    let count = max(2, Int((bottom - top) / 46))
    var (low, high) = range
    if isRounded, !isLogarithmic { (low, high) = Ticks.rounded(low, high, about: count) }
    let all: Ticks =
      isLogarithmic
      ? .logarithmic(from: low, to: high, about: count)
      : .several(from: low, to: high, about: count)
    ticks = isWhole ? all.whole : all
    let widest = ticks.labels.map { TextMetrics.width($0, Layout.tickSize) }.max() ?? 0
    let left = layout.x + max(margins.left, min(widest + 10, layout.width / 3))
    let right = max(left + 60, layout.right - margins.right)
    plot = Box(x: left, y: top, width: right - left, height: bottom - top)
    y = Scale(low, high, from: bottom, to: top, isLogarithmic: isLogarithmic)
  }

  /// Draws the lines across and the numbers beside them.
  func draw(_ svg: inout SVG) {
    var last = Double.infinity
    for (value, label) in zip(ticks.values, ticks.labels) {
      let place = y(value)
      guard abs(last - place) > 14 else { continue }
      last = place
      let isBase = value == 0 || abs(place - plot.bottom) < 0.5
      svg.line(plot.x, place, plot.right, place, isBase ? .muted : .grid)
      let fitted = TextMetrics.fitted(label, Layout.tickSize, within: plot.x - 7.9)
      svg.text(plot.x - 8, place + 4, fitted, .muted, size: Layout.tickSize, anchor: .end)
    }
    if abs(y(ticks.values.first ?? 0) - plot.bottom) > 0.5 {
      svg.line(plot.x, plot.bottom, plot.right, plot.bottom, .muted)
    }
  }

  /// Draws ticks under the area; a label that would touch the one before it is left out.
  func drawTicks(_ svg: inout SVG, _ ticks: [(place: Double, label: String)], width: Double) {
    var end = -Double.infinity
    for tick in ticks {
      svg.line(tick.place, plot.bottom, tick.place, plot.bottom + 4, .muted)
      let size = TextMetrics.width(tick.label, Layout.tickSize)
      let x = min(max(tick.place - size / 2, 0), width - size)
      guard x > end + 6 else { continue }
      end = x + size
      svg.text(
        x + size / 2, plot.bottom + 19, tick.label, .muted, size: Layout.tickSize, anchor: .middle)
    }
  }

  /// Draws what the horizontal axis measures, under its ticks.
  func drawTitle(_ svg: inout SVG, _ title: String) {
    let fitted = TextMetrics.fitted(title, Layout.tickSize, within: plot.right)
    svg.text(plot.right, plot.bottom + 37, fitted, .muted, size: Layout.tickSize, anchor: .end)
  }

  /// Draws the names of lines beside their ends.
  func drawEnds(_ svg: inout SVG, _ ends: [EndLabel], limit: Double) {
    let places = LabelPlacer.spread(
      ends.map(\.place), height: 17, from: plot.y - 8, to: plot.bottom + 8)
    for (end, place) in zip(ends, places) {
      guard let place else { continue }
      if abs(place - end.place) > 9 {
        svg.line(plot.right + 1, end.place, plot.right + 7, place, .muted)
      }
      var text = TextMetrics.fitted(end.text, Layout.labelSize, within: limit)
      // Names that begin alike differ by their ends.
      if text != end.text, ends.count(where: { $0.text.hasPrefix(text.dropLast()) }) > 1 {
        text = TextMetrics.fittedInMiddle(end.text, Layout.labelSize, within: limit)
      }
      svg.text(plot.right + 9, place + 4.5, text, end.ink)
    }
  }
}

/// A name beside the end of a line.
struct EndLabel {
  let place: Double
  let text: String
  let ink: Ink

  /// The room that such names need, at most a share of the width, and the limit of one name.
  static func room(_ texts: [String], _ layout: Layout) -> (margin: Double, limit: Double) {
    let widest = texts.map { TextMetrics.width($0, Layout.labelSize) }.max() ?? 0
    guard widest > 0 else { return (10, 0) }
    let limit = min(widest, layout.width * (layout.isNarrow ? 0.3 : 0.26)) + 0.01
    return (limit + 12, limit)
  }
}
