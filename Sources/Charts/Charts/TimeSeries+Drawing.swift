extension TimeSeries {
  package func height(forWidth width: Double) -> Double {
    let isNarrow = width < Layout.narrow
    let flags = Double(min(isNarrow ? 5 : 3, marks.count + intervals.count(where: \.isNamed)))
    return (isNarrow ? 250 : 310) + MarkStrip.laneHeight * flags
  }

  package func svg(width: Double, height: Double) -> String {
    picture(width, height) { svg, layout in
      guard let span else { return }
      let ends = lines.map { endText($0, layout) }
      let room = EndLabel.room(ends, layout)
      let header = headerLines(layout)
      var margins = Frame.Margins()
      margins.right = room.margin
      // The strip's height depends on the places along the axis, those on the numbers beside it.
      let top = 8 + 17 * Double(header.count)
      let first = strip(frame(layout, margins).plot, span, layout, top: top)
      margins.top = max(first.bottom + 4, top + 6)
      let frame = frame(layout, margins)
      let lanes = max(1, first.lanes)
      let x = frame.times(span)
      for (index, line) in header.enumerated() {
        svg.text(0, 12 + 17 * Double(index), line, .muted, size: Layout.tickSize)
      }
      drawIntervals(&svg, frame, x)
      frame.draw(&svg)
      let strip = strip(frame.plot, span, layout, top: top, lanes: lanes...lanes)
      strip.draw(&svg, down: frame.plot.bottom)
      for line in lines { draw(&svg, line, frame, x) }
      drawDots(&svg, frame, x, stems: strip.items.map(\.x))
      frame.drawEnds(&svg, endLabels(ends, frame), limit: room.limit)
      frame.drawTimes(&svg, span, x, width: layout.width)
    }
  }

  // MARK: - Private

  private func frame(_ layout: Layout, _ margins: Frame.Margins) -> Frame {
    Frame(
      Box(x: 0, y: 0, width: layout.width, height: layout.height), margins,
      range: range, isLogarithmic: isLogarithmic)
  }

  // A little air, so that the highest figure does not lie on the edge.
  private var range: (low: Double, high: Double) {
    let (low, high) = Scale.range(heights, withZero: false)
    if isLogarithmic { return (low * 0.97, high * 1.03) }
    let air = (high - low) * 0.06
    // A circle at zero needs room above the times.
    let lowest = dots.flatMap { $0.dots.compactMap(\.figure.drawn) }.min() ?? high
    return (low >= 0 && low - air < 0 && lowest > air ? 0 : low - air, high + air)
  }

  private func endText(_ line: Line, _ layout: Layout) -> String {
    guard let last = line.points.last(where: { $0.figure.drawn != nil }) else { return "" }
    let isOneOfMany = line.isDashed && lines.count { $0.isDashed } > 1
    let name = isOneOfMany ? "\(DashPattern(line.pattern).words) \(line.name)" : line.name
    return layout.isNarrow ? name : "\(name) \(NumberText.short(last.figure.value))"
  }

  private func endLabels(_ texts: [String], _ frame: Frame) -> [EndLabel] {
    zip(lines, texts).compactMap { line, text in
      line.points.last(where: { $0.figure.drawn != nil })?.figure.drawn.map {
        EndLabel(place: frame.y($0), text: text, ink: line.ink)
      }
    }
  }

  // Circles of one measure share their scale.
  private func largest(_ measure: String) -> Double? {
    dots.filter { $0.measure == measure }.flatMap { $0.dots.compactMap(\.size.drawn) }.max()
  }

  private func headerLines(_ layout: Layout) -> [String] {
    var parts = [isLogarithmic ? "\(unit), logarithmic" : unit]
    var told: Set<String> = []
    for group in dots where told.insert(group.measure).inserted {
      guard let largest = largest(group.measure) else { continue }
      parts.append("area: \(group.measure), at most \(NumberText.short(largest))")
    }
    let line = parts.joined(separator: " · ")
    if TextMetrics.width(line, Layout.tickSize) <= layout.width { return [line] }
    return parts.map { TextMetrics.fitted($0, Layout.tickSize, within: layout.width) }
  }

  private func strip(
    _ plot: Box, _ span: (from: Int64, to: Int64), _ layout: Layout, top: Double,
    lanes: ClosedRange<Int>? = nil
  ) -> MarkStrip {
    let x = Frame.times(span, plot)
    let moments = marks.filter { $0.time >= span.from && $0.time <= span.to }
    let stretches = intervals.filter {
      $0.isNamed && $0.to >= span.from && $0.from <= span.to
    }
    let items =
      moments.map { MarkStrip.Item(x: x(Double($0.time)), text: $0.name, ink: .ink) }
      + stretches.map { MarkStrip.Item(x: x(Double($0.from)), text: $0.name) }
    return MarkStrip(
      items, top: top, from: plot.x, to: layout.width, lanes: lanes ?? 1...(layout.isNarrow ? 5 : 3)
    )
  }

  private func drawIntervals(_ svg: inout SVG, _ frame: Frame, _ x: Scale) {
    var strips: [String] = []
    let shown = intervals.filter { Double($0.to) >= x.low && Double($0.from) <= x.high }
    // Strips lie over what is shaded.
    for interval in shown.filter({ !$0.isStrip }) + shown.filter(\.isStrip) {
      let from = x(Double(interval.from))
      var box = Box(
        x: from, y: frame.plot.y, width: max(2, x(Double(interval.to)) - from),
        height: frame.plot.height)
      let hint =
        "\(interval.name), \(TimeText.full(interval.from)) to \(TimeText.full(interval.to))"
      guard interval.isStrip else {
        svg.rect(box, .shade, hint: hint)
        continue
      }
      if !strips.contains(interval.name) { strips.append(interval.name) }
      let lane = strips.firstIndex(of: interval.name) ?? 0
      box = Box(x: from, y: frame.plot.bottom - 8 - 9 * Double(lane), width: box.width, height: 7)
      svg.rect(box, .orange, opacity: 0.5, hint: hint)
    }
  }

  private func draw(_ svg: inout SVG, _ line: Line, _ frame: Frame, _ x: Scale) {
    let points = places(line, frame, x)
    svg.path(
      points, line.ink, stepped: line.isStepped, dashed: line.isDashed,
      pattern: DashPattern(line.pattern).css)
    for case let point? in points where points.count(where: { $0 != nil }) == 1 {
      svg.circle(point.x, point.y, radius: 3, line.ink)
    }
  }

  private func places(
    _ line: Line, _ frame: Frame, _ x: Scale
  ) -> [(x: Double, y: Double)?] {
    var places: [(x: Double, y: Double)?] = line.points.map { point in
      point.figure.drawn.map {
        (point.isBefore ? frame.plot.x : x(Double(point.time)), frame.y($0))
      }
    }
    // What is known last holds until the chart ends.
    if line.isStepped, let last = places.last, let last, last.x < x.to {
      places.append((x.to, last.y))
    }
    return places
  }

  private func drawDots(_ svg: inout SVG, _ frame: Frame, _ x: Scale, stems: [Double]) {
    var placer = LabelPlacer(within: frame.plot)
    for stem in stems {
      placer.reserve(Box(x: stem - 1, y: frame.plot.y, width: 2, height: frame.plot.height))
    }
    var track = lines.flatMap { Track.samples(places($0, frame, x), stepped: $0.isStepped) }
    let zero = frame.y(0)
    track += Track.samples([(frame.plot.x, zero), (frame.plot.right, zero)], stepped: false)
    let hasHints = dots.reduce(0) { $0 + $1.dots.count } <= 200
    for group in dots {
      let largest = largest(group.measure) ?? 0
      let largestRadius = frame.plot.width < 400 ? 8.0 : 13
      var circles: [(x: Double, y: Double, radius: Double)] = []
      for dot in group.dots {
        guard let height = dot.figure.drawn, let size = dot.size.drawn else { continue }
        let share = largest > 0 ? max(0, size / largest) : 0
        let circle = (
          x: x(Double(dot.time)), y: frame.y(height),
          radius: max(2, largestRadius * share.squareRoot())
        )
        circles.append(circle)
        let hint =
          "\(group.name) \(TimeText.full(dot.time)) UTC: \(dot.figure.exact) · \(dot.size.exact)"
        svg.circle(
          circle.x, circle.y, radius: circle.radius, group.ink, hint: hasHints ? hint : nil)
      }
      label(&svg, group, circles, track, &placer)
    }
  }

  // The name of a group stands beside its largest circle, off the lines where that is possible.
  private func label(
    _ svg: inout SVG, _ group: Dots, _ circles: [(x: Double, y: Double, radius: Double)],
    _ track: [(x: Double, y: Double)], _ placer: inout LabelPlacer
  ) {
    let size = TextMetrics.width(group.name, Layout.labelSize)
    let nearest = circles.enumerated().sorted {
      $0.element.radius == $1.element.radius
        ? $0.offset < $1.offset : $0.element.radius > $1.element.radius
    }.prefix(3)
    let candidates = nearest.flatMap { _, circle in
      LabelPlacer.around(
        x: circle.x, y: circle.y, radius: circle.radius, width: size, height: 16)
    }
    let place = placer.place(candidates) { box in
      let covered = track.count { box.contains(x: $0.x, y: $0.y, gap: 2) }
      return covered + 3 * circles.count { box.contains(x: $0.x, y: $0.y, gap: $0.radius) }
    }
    guard let place else { return }
    let box = candidates[place][0]
    svg.text(box.x, box.y + 12.5, group.name, group.ink)
  }
}

/// A pattern of dashes: how it is drawn, and how a label shows it.
struct DashPattern {
  let css: String
  let words: String

  init(_ number: Int) {
    let all = [("6 3", "– –"), ("2 3", "· · ·"), ("9 3 2 3", "— ·")]
    (css, words) = all[abs(number) % all.count]
  }
}

/// Points all along a line, to know what a label would cover.
enum Track {
  static func samples(
    _ points: [(x: Double, y: Double)?], stepped: Bool
  ) -> [(x: Double, y: Double)] {
    var samples: [(x: Double, y: Double)] = []
    for (first, second) in zip(points, points.dropFirst()) {
      guard let first, let second else { continue }
      let corner = stepped ? (x: second.x, y: first.y) : second
      add(first, corner, to: &samples)
      if stepped { add(corner, second, to: &samples) }
    }
    return samples
  }

  private static func add(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double),
    to samples: inout [(x: Double, y: Double)]
  ) {
    let steps = max(1, Int(max(abs(to.x - from.x), abs(to.y - from.y)) / 6))
    for step in 0...steps {
      let part = Double(step) / Double(steps)
      samples.append((from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part))
    }
  }
}

extension Frame {
  /// The places of times: a little within the area, so that what stood before has room at its edge.
  func times(_ span: (from: Int64, to: Int64)) -> Scale { Frame.times(span, plot) }

  static func times(_ span: (from: Int64, to: Int64), _ plot: Box) -> Scale {
    Scale(Double(span.from), Double(span.to), from: plot.x + 6, to: plot.right - 6)
  }

  /// Draws the times under the area and which days they are of.
  func drawTimes(
    _ svg: inout SVG, _ span: (from: Int64, to: Int64), _ x: Scale, width: Double
  ) {
    let ticks = TimeTicks.between(span.from, span.to, about: max(2, Int(plot.width / 84)))
    drawTicks(&svg, ticks.map { (x(Double($0.0)), $0.1) }, width: width)
    drawTitle(&svg, "\(TimeText.range(span.from, span.to)), UTC")
  }
}
