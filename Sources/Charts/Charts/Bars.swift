/// Amounts side by side: causes, payers, markets; each with its value and its share.
package struct Bars: Chart {
  /// One bar.
  package struct Item: Sendable, Hashable {
    package let name: String
    package let figure: Figure
    package let ink: Ink

    package init(_ name: String, _ figure: Figure, _ ink: Ink = .blue) {
      self.name = name
      self.figure = figure
      self.ink = ink
    }
  }

  package let title: String
  /// What a bar measures, with its unit.
  package let unit: String
  package let items: [Item]
  /// Whether the bars add up, so that each has a share; never where one is below zero.
  package let hasShares: Bool
  package let whenEmpty: String

  package init(
    _ title: String, unit: String, items: [Item], hasShares: Bool = true,
    whenEmpty: String = "No amounts to compare."
  ) {
    self.title = title
    self.unit = unit
    self.items = items
    self.whenEmpty = whenEmpty
    let values = items.compactMap(\.figure.drawn)
    self.hasShares = hasShares && values.allSatisfy { $0 >= 0 } && values.contains { $0 > 0 }
  }

  package var isEmpty: Bool { items.isEmpty }

  package var about: String {
    "\(unit): " + items.map { "\($0.name) \(label($0))" }.joined(separator: ", ") + "."
  }

  package func height(forWidth width: Double) -> Double {
    26 + Double(max(1, items.count)) * rowHeight(Layout(width: width, height: 0))
  }

  package func table() -> ChartTable {
    var head = [ChartColumn(""), ChartColumn(unit, isNumber: true)]
    if hasShares { head.append(ChartColumn("share, %", isNumber: true)) }
    let rows = items.map { item in
      var row = [item.name, item.figure.exact]
      if hasShares { row.append(share(item).map(Bars.percentDigits) ?? NumberText.missing) }
      return row
    }
    return (head, rows)
  }

  package var textLines: [String] {
    TextPicture.bars(items.map { ($0.name, $0.figure.value, label($0)) })
  }

  package func svg(width: Double, height: Double) -> String {
    picture(width, height, least: self.height(forWidth: width)) { svg, layout in
      let unit = TextMetrics.fitted(unit, Layout.tickSize, within: layout.width)
      svg.text(0, 12, unit, .muted, size: Layout.tickSize)
      let row = (layout.height - 26) / Double(items.count)
      let scale = scale(layout)
      if !layout.isNarrow { svg.line(scale(0), 24, scale(0), layout.height - 2, .muted) }
      for (index, item) in items.enumerated() {
        let top = 26 + Double(index) * row
        // Where names stand above the bars the line would run through them.
        if layout.isNarrow { svg.line(scale(0), top + 19, scale(0), top + row - 3, .muted) }
        draw(&svg, item, top: top, row: row, scale, layout)
      }
    }
  }

  // MARK: - Private

  private func rowHeight(_ layout: Layout) -> Double { layout.isNarrow ? 44 : 30 }

  private var total: Double { items.compactMap(\.figure.drawn).reduce(0, +) }

  private func share(_ item: Item) -> Double? {
    guard hasShares, let value = item.figure.drawn else { return nil }
    return value / total
  }

  private static func percentDigits(_ share: Double) -> String {
    NumberText.fixed(share * 100, decimals: 1)
  }

  private func label(_ item: Item) -> String {
    let value = NumberText.short(item.figure.value)
    guard let share = share(item) else { return value }
    return "\(value) · \(NumberText.percent(share))"
  }

  private func nameLimit(_ layout: Layout) -> Double {
    guard !layout.isNarrow else { return 0 }
    let widest = items.map { TextMetrics.width($0.name, Layout.labelSize) }.max() ?? 0
    return min(widest, layout.width * 0.36)
  }

  // Room for the names to the left, and beyond both ends for the values.
  private func scale(_ layout: Layout) -> Scale {
    let (low, high) = Scale.range(items.compactMap(\.figure.drawn), withZero: true)
    let value = items.map { TextMetrics.width(label($0), Layout.labelSize) }.max() ?? 0
    let left = nameLimit(layout) + (layout.isNarrow ? 1 : 12) + (low < 0 ? value + 8 : 0)
    let right = layout.width - value - 8
    return Scale(low, high, from: min(left, right - 40), to: right)
  }

  private func draw(
    _ svg: inout SVG, _ item: Item, top: Double, row: Double, _ scale: Scale, _ layout: Layout
  ) {
    let nameRoom = layout.isNarrow ? 20.0 : 0
    let thickness = min(layout.isNarrow ? 16 : 20, row - nameRoom - 6)
    let middle = layout.isNarrow ? top + nameRoom + thickness / 2 : top + row / 2
    if layout.isNarrow {
      svg.text(
        4, top + 15, TextMetrics.fitted(item.name, Layout.labelSize, within: layout.width - 4))
    } else {
      let limit = nameLimit(layout)
      let name = TextMetrics.fitted(item.name, Layout.labelSize, within: limit + 0.01)
      svg.text(limit, middle + 4.5, name, anchor: .end)
    }
    let value = item.figure.drawn ?? 0
    let (zero, end) = (scale(0), scale(value))
    let box = Box(
      x: min(zero, end), y: middle - thickness / 2, width: abs(end - zero), height: thickness)
    let hint = "\(item.name): \(item.figure.exact)"
    svg.rect(box, item.ink, opacity: 0.85, hint: hint)
    if value < 0 {
      svg.text(end - 6, middle + 4.5, label(item), anchor: .end)
    } else {
      svg.text(end + 6, middle + 4.5, label(item))
    }
  }
}
