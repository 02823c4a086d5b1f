/// How many came how far: each stage a part of the one above, and the last split into outcomes.
package struct Funnel: Chart {
  /// A stage or an outcome with its number of cases.
  package struct Stage: Sendable, Hashable {
    package let name: String
    package let count: Int
    package let ink: Ink

    package init(_ name: String, _ count: Int, _ ink: Ink = .muted) {
      self.name = name
      self.count = max(0, count)
      self.ink = ink
    }
  }

  package let title: String
  /// What is counted, as `cases`.
  package let unit: String
  package let stages: [Stage]
  package let outcomes: [Stage]
  /// The place of the stage that the outcomes are parts of.
  package let whole: Int
  package let whenEmpty: String

  /// Creates a funnel; its outcomes are parts of the last stage unless `whole` names another.
  package init(
    _ title: String, unit: String, stages: [Stage], outcomes: [Stage], whole: Int? = nil,
    whenEmpty: String = "No cases in this time."
  ) {
    self.whole = min(whole ?? stages.count - 1, stages.count - 1)
    self.title = title
    self.unit = unit
    self.stages = stages
    self.outcomes = outcomes
    self.whenEmpty = whenEmpty
  }

  package var isEmpty: Bool { (stages + outcomes).allSatisfy { $0.count == 0 } }

  package var about: String {
    "\(unit): " + rows.map { "\($0.stage.name) \(label($0))" }.joined(separator: ", ") + "."
  }

  package func height(forWidth width: Double) -> Double {
    26 + Double(max(1, rows.count)) * (width < Layout.narrow ? 48 : 38)
  }

  package func table() -> ChartTable {
    let head = [
      ChartColumn(""), ChartColumn(unit, isNumber: true), ChartColumn("share, %", isNumber: true),
      ChartColumn("of"),
    ]
    let cells = rows.map { row in
      [
        row.stage.name, NumberText.whole(row.stage.count),
        row.whole.map { NumberText.fixed(ratio(row.stage, $0) * 100, decimals: 1) } ?? "",
        row.whole?.name ?? "",
      ]
    }
    return (head, cells)
  }

  package var textLines: [String] {
    TextPicture.bars(rows.map { ($0.stage.name, Double($0.stage.count), label($0)) })
  }

  package func svg(width: Double, height: Double) -> String {
    picture(width, height, least: self.height(forWidth: width)) { svg, layout in
      let unit = TextMetrics.fitted(unit, Layout.tickSize, within: layout.width)
      svg.text(0, 12, unit, .muted, size: Layout.tickSize)
      let height = (layout.height - 26) / Double(rows.count)
      let scale = scale(layout)
      var above: Box?
      for (index, row) in rows.enumerated() {
        let box = box(row, top: 26 + Double(index) * height, height, scale, layout)
        // Where names stand above the bars the lines would run through them.
        if let above, row.parent == index - 1, !layout.isNarrow {
          connect(&svg, above, box, scale, row)
        }
        draw(&svg, row, box, layout)
        above = box
      }
    }
  }

  // MARK: - Private

  /// A bar: its stage, the stage it is a part of, and where it begins within that one.
  private struct Row {
    let stage: Stage
    var whole: Stage?
    var parent: Int?
    var offset = 0
    var isOutcome = false
  }

  private var rows: [Row] {
    var rows: [Row] = []
    for (index, stage) in stages.enumerated() {
      let isFirst = index == 0
      rows.append(
        Row(
          stage: stage, whole: isFirst ? nil : stages[index - 1], parent: isFirst ? nil : index - 1)
      )
    }
    var offset = 0
    for outcome in outcomes {
      rows.append(
        Row(
          stage: outcome, whole: stages.indices.contains(whole) ? stages[whole] : nil,
          parent: stages.isEmpty ? nil : whole, offset: offset, isOutcome: true))
      offset += outcome.count
    }
    return rows
  }

  private func ratio(_ stage: Stage, _ whole: Stage) -> Double {
    whole.count == 0 ? 0 : Double(stage.count) / Double(whole.count)
  }

  private func label(_ row: Row) -> String {
    let count = NumberText.whole(row.stage.count)
    guard let whole = row.whole, whole.count > 0 else { return count }
    return "\(count) · \(NumberText.percent(ratio(row.stage, whole))) of \(whole.name)"
  }

  private func nameLimit(_ layout: Layout) -> Double {
    guard !layout.isNarrow else { return 0 }
    let widest = rows.map { TextMetrics.width($0.stage.name, Layout.labelSize) }.max() ?? 0
    return min(widest, layout.width * 0.25)
  }

  private func scale(_ layout: Layout) -> Scale {
    let largest = rows.map { $0.offset + $0.stage.count }.max() ?? 1
    let left = layout.isNarrow ? 1 : nameLimit(layout) + 12
    let widest = rows.map { TextMetrics.width(label($0), Layout.labelSize) }.max() ?? 0
    let right = layout.isNarrow ? layout.width - 1 : max(left + 120, layout.width - widest - 10)
    return Scale(0, Double(max(1, largest)), from: left, to: right)
  }

  private func box(
    _ row: Row, top: Double, _ height: Double, _ scale: Scale, _ layout: Layout
  ) -> Box {
    let from = scale(Double(row.offset))
    let to = scale(Double(row.offset + row.stage.count))
    let thickness = layout.isNarrow ? 18.0 : 22
    let y = layout.isNarrow ? top + 20 : top + (height - thickness) / 2
    return Box(
      x: from, y: y, width: row.stage.count == 0 ? 0 : max(1, to - from), height: thickness)
  }

  // The part of the bar above that goes on.
  private func connect(_ svg: inout SVG, _ above: Box, _ box: Box, _ scale: Scale, _ row: Row) {
    guard box.width > 0, !row.isOutcome || row.offset == 0 else { return }
    svg.line(box.x, above.bottom, box.x, box.y, .grid)
    svg.line(min(box.right, above.right), above.bottom, box.right, box.y, .grid)
  }

  private func draw(_ svg: inout SVG, _ row: Row, _ box: Box, _ layout: Layout) {
    let baseline = box.middle.y + 4.5
    let text = label(row)
    if box.width > 0 {
      svg.rect(box, row.stage.ink, opacity: 0.85, hint: "\(row.stage.name): \(text)")
    } else {
      svg.line(box.x, box.y, box.x, box.bottom, .muted)
    }
    if layout.isNarrow {
      let line = "\(row.stage.name) \(text)"
      svg.text(0, box.y - 6, TextMetrics.fitted(line, Layout.labelSize, within: layout.width))
      return
    }
    let limit = nameLimit(layout)
    let name = TextMetrics.fitted(row.stage.name, Layout.labelSize, within: limit + 0.01)
    svg.text(limit, baseline, name, anchor: .end)
    let room = layout.width - box.right - 8
    svg.text(
      box.right + 8, baseline, TextMetrics.fitted(text, Layout.labelSize, within: room))
  }
}
