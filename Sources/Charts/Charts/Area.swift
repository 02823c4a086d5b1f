/// Amounts over time as filled steps: stacked where they add up, over each other where not.
package struct Area: Chart {
  /// One amount over time.
  package struct Layer: Sendable {
    package let name: String
    package let ink: Ink
    let points: [TimePoint]
    let given: Int

    /// Creates a layer; points are taken in the order of their times.
    package init(_ name: String, _ ink: Ink, points: [TimePoint]) {
      self.name = name
      self.ink = ink
      self.given = points.count
      self.points = Thinning.extremes(TimeSeries.inOrder(points))
    }
  }

  package let title: String
  /// What the vertical axis measures, with its unit.
  package let unit: String
  package let layers: [Layer]
  package let isStacked: Bool
  package let whenEmpty: String

  package init(
    _ title: String, unit: String, layers: [Layer], isStacked: Bool = true,
    whenEmpty: String = "No amounts in this time."
  ) {
    self.title = title
    self.unit = unit
    self.layers = layers
    self.isStacked = isStacked
    self.whenEmpty = whenEmpty
  }

  package var isEmpty: Bool {
    layers.allSatisfy { $0.points.allSatisfy { $0.figure.drawn == nil } }
  }

  package var about: String {
    let parts = layers.compactMap { layer in
      layer.points.last { $0.figure.drawn != nil }.map {
        "\(layer.name) \(NumberText.short($0.figure.value)) at the end"
      }
    }
    return "\(unit): " + parts.joined(separator: ", ") + "."
  }

  package var notes: [String] {
    layers.filter { $0.points.count < $0.given }.map {
      "\($0.name): \(NumberText.whole($0.points.count)) of \(NumberText.whole($0.given)) points, "
        + "the extremes of each of \(NumberText.whole(Thinning.slices)) slices of time."
    }
  }

  package func table() -> ChartTable {
    let lines = layers.map { TimeSeries.Line($0.name, $0.ink, points: $0.points) }
    return TimeSeries(title, unit: unit, lines: lines).table()
  }

  package var textLines: [String] {
    TextPicture.series(layers.map { ($0.name, $0.points) })
  }

  package func svg(width: Double, height: Double) -> String {
    picture(width, height) { svg, layout in
      let bands = bands
      guard let from = bands.times.first?.time, let to = bands.times.last?.time else { return }
      let names = bands.layers.map { endText($0, layout) }
      let room = EndLabel.room(names, layout)
      let heights = bands.layers.flatMap { $0.low + $0.high }
      let frame = Frame(
        Box(x: 0, y: 0, width: layout.width, height: layout.height),
        Frame.Margins(top: 30, right: room.margin, bottom: 44),
        range: Scale.range(heights, withZero: true), isRounded: true)
      let x = frame.times((from, to))
      let unit = TextMetrics.fitted(unit, Layout.tickSize, within: layout.width)
      svg.text(0, 12, unit, .muted, size: Layout.tickSize)
      frame.draw(&svg)
      for band in bands.layers { draw(&svg, band, bands.times, frame, x) }
      let ends = zip(bands.layers, names).map { band, text in
        let (low, high) = (band.low.last ?? 0, band.high.last ?? 0)
        return EndLabel(
          place: isStacked ? frame.y((low + high) / 2) : frame.y(high == 0 ? low : high),
          text: text, ink: band.layer.ink)
      }
      frame.drawEnds(&svg, ends, limit: room.limit)
      frame.drawTimes(&svg, (from, to), x, width: layout.width)
    }
  }

  // MARK: - Private

  /// A layer as its lower and upper edge at each time.
  private struct Band {
    let layer: Layer
    var low: [Double] = []
    var high: [Double] = []
  }

  /// A time, or how it was before it.
  private struct Moment: Hashable, Comparable {
    let time: Int64
    let isBefore: Bool

    init(_ point: TimePoint) { (time, isBefore) = (point.time, point.isBefore) }

    static func < (a: Moment, b: Moment) -> Bool {
      a.time == b.time ? a.isBefore && !b.isBefore : a.time < b.time
    }

    func place(_ frame: Frame, _ x: Scale) -> Double {
      isBefore ? frame.plot.x : x(Double(time))
    }
  }

  // At each time every layer has its latest amount. What is below zero stacks downwards.
  private var bands: (times: [Moment], layers: [Band]) {
    var bands = layers.map { Band(layer: $0) }
    let times = Set(layers.flatMap { $0.points.map(Moment.init) }).sorted()
    var next = Array(repeating: 0, count: layers.count)
    var amounts = Array(repeating: 0.0, count: layers.count)
    for time in times {
      var (above, below) = (0.0, 0.0)
      for index in layers.indices {
        let points = layers[index].points
        while next[index] < points.count, Moment(points[next[index]]) <= time {
          amounts[index] = points[next[index]].figure.drawn ?? amounts[index]
          next[index] += 1
        }
        let amount = amounts[index]
        let base = isStacked ? (amount < 0 ? below : above) : 0
        bands[index].low.append(min(base, base + amount))
        bands[index].high.append(max(base, base + amount))
        if amount < 0 { below += amount } else { above += amount }
      }
    }
    return (times, bands)
  }

  private func endText(_ band: Band, _ layout: Layout) -> String {
    guard let last = band.layer.points.last(where: { $0.figure.drawn != nil }) else { return "" }
    let name = band.layer.name
    return layout.isNarrow ? name : "\(name) \(NumberText.short(last.figure.value))"
  }

  private func draw(
    _ svg: inout SVG, _ band: Band, _ times: [Moment], _ frame: Frame, _ x: Scale
  ) {
    let upper = corners(times, band.high, frame, x)
    let lower = corners(times, band.low, frame, x)
    svg.area(upper + lower.reversed(), band.layer.ink, opacity: isStacked ? 0.3 : 0.15)
    svg.path(edge(band, upper, lower), band.layer.ink, stepped: false, width: 1.5)
  }

  // The edge away from zero, and none where the band has no height for a while.
  private func edge(
    _ band: Band, _ upper: [(x: Double, y: Double)], _ lower: [(x: Double, y: Double)]
  ) -> [(x: Double, y: Double)?] {
    let isNegative = band.high.allSatisfy { $0 <= 0 }
    let isFlat = zip(upper, lower).map { abs($0.y - $1.y) < 0.01 }
    return upper.indices.map { index in
      let near = isFlat[max(0, index - 1)...min(isFlat.count - 1, index + 1)]
      if near.allSatisfy({ $0 }) { return nil }
      return isNegative ? lower[index] : upper[index]
    }
  }

  // The corners of steps; the last step reaches the end of the axis.
  private func corners(
    _ times: [Moment], _ heights: [Double], _ frame: Frame, _ x: Scale
  ) -> [(x: Double, y: Double)] {
    var corners: [(x: Double, y: Double)] = []
    for (index, time) in times.enumerated() {
      let place = times.count == 1 ? x.from : time.place(frame, x)
      let height = frame.y(heights[index])
      if let last = corners.last { corners.append((place, last.y)) }
      corners.append((place, height))
    }
    if times.count == 1, let last = corners.last { corners.append((x.to, last.y)) }
    return corners
  }
}
