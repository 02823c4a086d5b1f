/// What becomes due at each price: amounts that add up away from the present price.
package struct Ladder: Chart {
  /// An amount at a price.
  package struct Rung: Sendable, Hashable {
    package let price: Figure
    package let amount: Figure

    package init(_ price: Figure, _ amount: Figure) {
      self.price = price
      self.amount = amount
    }
  }

  /// One amount over all prices, already summed up from the present price outwards.
  package struct Line: Sendable {
    package let name: String
    package let ink: Ink
    let rungs: [Rung]

    package init(_ name: String, _ ink: Ink, rungs: [Rung]) {
      self.name = name
      self.ink = ink
      self.rungs = rungs.filter { $0.price.drawn != nil && $0.amount.drawn != nil }.sorted {
        $0.price.value < $1.price.value
      }
    }
  }

  package let title: String
  /// What the amounts are in.
  package let unit: String
  /// What the horizontal axis is, with its unit.
  package let priceTitle: String
  package let present: Figure
  package let lines: [Line]
  package let whenEmpty: String

  package init(
    _ title: String, unit: String, priceTitle: String, present: Figure, lines: [Line],
    whenEmpty: String = "Nothing becomes due at any price."
  ) {
    self.title = title
    self.unit = unit
    self.priceTitle = priceTitle
    self.present = present
    self.lines = lines
    self.whenEmpty = whenEmpty
  }

  package var isEmpty: Bool { present.drawn == nil || lines.allSatisfy(\.rungs.isEmpty) }

  package var about: String {
    let parts = lines.compactMap { line -> String? in
      guard let top = line.rungs.max(by: { $0.amount.value < $1.amount.value }) else { return nil }
      let (amount, price) = (top.amount.value, top.price.value)
      return "\(line.name) up to \(NumberText.short(amount)) at \(NumberText.short(price))"
    }
    return "\(unit), from the present price \(NumberText.short(present.value)): "
      + parts.joined(separator: ", ") + "."
  }

  package var notes: [String] {
    hasPanels ? ["The panels differ in scale, as the amounts do by more than ten times."] : []
  }

  package func height(forWidth width: Double) -> Double {
    let panel = width < Layout.narrow ? 180.0 : 200
    return hasPanels ? 44 + panel * Double(lines.count) : width < Layout.narrow ? 260 : 320
  }

  package func table() -> ChartTable {
    let head =
      [ChartColumn(priceTitle, isNumber: true)]
      + lines.map { ChartColumn($0.name, unitOf: unit) }
    var prices: [Double: String] = [:]
    for line in lines { for rung in line.rungs { prices[rung.price.value] = rung.price.exact } }
    if let value = present.drawn, !isEmpty { prices[value] = "\(present.exact)" }
    let rows = prices.keys.sorted().map { price in
      [prices[price] ?? ""]
        + lines.map { line in
          line.rungs.first { $0.price.value == price }?.amount.exact
            ?? (price == present.value ? "present" : "")
        }
    }
    return (head, rows)
  }

  package func svg(width: Double, height: Double) -> String {
    picture(width, height) { svg, layout in
      let groups = hasPanels ? lines.map { [$0] } : [lines]
      let foot = 44.0
      let room = (layout.height - foot) / Double(groups.count)
      for (index, group) in groups.enumerated() {
        let isLast = index == groups.count - 1
        let box = Box(
          x: 0, y: Double(index) * room, width: layout.width, height: room + (isLast ? foot : 0))
        draw(&svg, group, box, isLast: isLast, layout)
      }
    }
  }

  // MARK: - Private

  // Amounts of very different size would flatten the smaller one on one axis.
  private var hasPanels: Bool {
    let sizes = lines.map { $0.rungs.map { abs($0.amount.value) }.max() ?? 0 }.filter { $0 > 0 }
    guard sizes.count == lines.count, let low = sizes.min(), let high = sizes.max() else {
      return false
    }
    return high > low * 10
  }

  private var prices: (low: Double, high: Double) {
    let all = lines.flatMap { $0.rungs.compactMap(\.price.drawn) } + [present.drawn ?? 0]
    let (low, high) = Scale.range(all, withZero: false)
    let air = (high - low) * 0.04
    return (low >= 0 ? max(0, low - air) : low - air, high + air)
  }

  private func draw(
    _ svg: inout SVG, _ group: [Line], _ box: Box, isLast: Bool, _ layout: Layout
  ) {
    let isFirst = box.y == 0
    let heights = group.flatMap { $0.rungs.compactMap(\.amount.drawn) }
    let margins = Frame.Margins(
      top: isFirst ? 48 : 32, bottom: isLast ? 44 : 14, left: numberRoom(layout))
    let frame = Frame(
      box, margins, range: Scale.range(heights, withZero: true), isRounded: true)
    let x = Scale(prices.low, prices.high, from: frame.plot.x, to: frame.plot.right)
    let name = hasPanels ? group.map { "\($0.name), \(unit)" }.joined() : unit
    let ink = hasPanels ? group.first?.ink ?? .muted : .muted
    svg.text(
      0, box.y + 14, TextMetrics.fitted(name, Layout.tickSize, within: layout.width), ink,
      size: Layout.tickSize)
    frame.draw(&svg)
    let words = isFirst ? "present \(NumberText.short(present.value))" : ""
    let mark = MarkStrip.Item(x: x(present.drawn ?? 0), text: words, ink: .ink)
    MarkStrip(
      [mark], top: box.y + 24, from: frame.plot.x, to: layout.width, lanes: 1...1
    ).draw(&svg, down: frame.plot.bottom)
    for line in group { draw(&svg, line, frame, x) }
    if !hasPanels { drawNames(&svg, frame, x) }
    guard isLast else { return }
    let ticks = Ticks.several(
      from: prices.low, to: prices.high, about: max(2, Int(frame.plot.width / 90)))
    frame.drawTicks(
      &svg, Array(zip(ticks.values.map { x($0) }, ticks.labels)), width: layout.width)
    frame.drawTitle(&svg, priceTitle)
  }

  // All panels leave the same room for numbers, so that prices stand one above the other.
  private func numberRoom(_ layout: Layout) -> Double {
    let labels = lines.flatMap { line in
      let range = Scale.range(line.rungs.compactMap(\.amount.drawn), withZero: true)
      let (low, high) = Ticks.rounded(range.low, range.high, about: 3)
      return Ticks.linear(from: low, to: high, about: 3).labels
    }
    let widest = labels.map { TextMetrics.width($0, Layout.tickSize) }.max() ?? 0
    return min(widest + 18, layout.width / 3)
  }

  private func draw(_ svg: inout SVG, _ line: Line, _ frame: Frame, _ x: Scale) {
    for side in sides(line, frame, x) { svg.path(side, line.ink, stepped: true) }
  }

  // From the present price outwards an amount stays until the next rung, on both sides.
  private func sides(
    _ line: Line, _ frame: Frame, _ x: Scale
  ) -> [[(x: Double, y: Double)?]] {
    let start = (x: x(present.value), y: frame.y(0))
    let above = line.rungs.filter { $0.price.value >= present.value }
    let below = Array(line.rungs.filter { $0.price.value < present.value }.reversed())
    return [(below, x.from), (above, x.to)].compactMap { side, end in
      guard let last = side.last else { return nil }
      let rungs = side.map { (x: x($0.price.value), y: frame.y($0.amount.value)) }
      return [start] + rungs + [(x: end, y: frame.y(last.amount.value))]
    }
  }

  // Names stand along their lines, where they cover least.
  private func drawNames(_ svg: inout SVG, _ frame: Frame, _ x: Scale) {
    var placer = LabelPlacer(within: frame.plot)
    placer.reserve(Box(x: x(present.value) - 2, y: frame.plot.y, width: 4, height: 4_000))
    let paths = lines.map { line in
      sides(line, frame, x).flatMap { Track.samples($0, stepped: true) }
    }
    let track = paths.flatMap { $0 }
    for (line, path) in zip(lines, paths) {
      let size = TextMetrics.width(line.name, Layout.labelSize)
      // From the middle of the line outwards, at a few dozen places.
      let middle = path.count / 2
      let places = stride(from: 0, to: path.count, by: path.count / 40 + 1).sorted {
        (abs($0 - middle), $0) < (abs($1 - middle), $1)
      }
      let candidates = places.flatMap { index in
        let point = path[index]
        return LabelPlacer.around(x: point.x, y: point.y, radius: 2, width: size, height: 16)
      }
      let place = placer.place(candidates) { box in
        track.count { box.contains(x: $0.x, y: $0.y, gap: 1) }
      }
      guard let place else { continue }
      let box = candidates[place][0]
      svg.text(box.x, box.y + 12.5, line.name, line.ink)
    }
  }
}
