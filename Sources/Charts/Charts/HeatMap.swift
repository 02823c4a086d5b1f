/// A figure for each pair of two things, as shocks of two assets: each printed, with its colour.
package struct HeatMap: Chart {
  package let title: String
  /// What a cell holds, with its unit.
  package let unit: String
  /// What the columns and the rows are.
  package let columnTitle: String
  package let rowTitle: String
  package let columns: [String]
  package let rows: [String]
  /// The figures, a row at a time; nil where there is none.
  package let cells: [[Figure?]]
  package let ink: Ink
  package let whenEmpty: String

  package init(
    _ title: String, unit: String, columnTitle: String, columns: [String], rowTitle: String,
    rows: [String], cells: [[Figure?]], ink: Ink = .loss, whenEmpty: String = "No figures to map."
  ) {
    self.title = title
    self.unit = unit
    self.columnTitle = columnTitle
    self.rowTitle = rowTitle
    self.columns = columns
    self.rows = rows
    self.cells = cells
    self.ink = ink
    self.whenEmpty = whenEmpty
  }

  package var isEmpty: Bool { columns.isEmpty || rows.isEmpty || values.isEmpty }

  package var about: String {
    guard let low = values.min(), let high = values.max() else { return whenEmpty }
    return "\(unit) by \(rowTitle) and \(columnTitle), between \(NumberText.short(low)) and "
      + "\(NumberText.short(high))."
  }

  package func height(forWidth width: Double) -> Double {
    60 + Double(max(1, rows.count)) * (width < Layout.narrow ? 30 : 34)
  }

  package func table() -> ChartTable {
    let head =
      [ChartColumn("\(rowTitle) \\ \(columnTitle)")]
      + columns.map { ChartColumn($0, isNumber: true) }
    let body = rows.indices.map { row in
      [rows[row]] + columns.indices.map { cell(row, $0)?.exact ?? NumberText.missing }
    }
    return (head, body)
  }

  package func svg(width: Double, height: Double) -> String {
    picture(width, height, least: self.height(forWidth: width)) { svg, layout in
      let names = HeatMap.bare(rows, rowTitle).0
      let widest = names.map { TextMetrics.width($0, Layout.tickSize) }.max() ?? 0
      let left = min(max(widest, 20) + 12, layout.width * 0.3)
      let grid = Box(
        x: left, y: 52, width: layout.width - left, height: layout.height - 54)
      drawHead(&svg, grid, layout)
      let scaled = texts
      let size = cellSize(scaled, grid)
      for row in rows.indices {
        for column in columns.indices {
          draw(&svg, row, column, scaled[row][column], grid, size: size)
        }
      }
    }
  }

  // MARK: - Private

  private static let thousands = ["thousands", "millions", "billions", "trillions"]

  // A percent sign that all names end with moves to the title, where it takes no room.
  private static func bare(_ names: [String], _ title: String) -> ([String], String) {
    guard names.allSatisfy({ $0.hasSuffix(" %") }) else { return (names, title) }
    return (names.map { String($0.dropLast(2)) }, title + ", %")
  }

  private var values: [Double] { cells.flatMap { $0.compactMap { $0?.drawn } } }

  private func cell(_ row: Int, _ column: Int) -> Figure? {
    guard cells.indices.contains(row), cells[row].indices.contains(column) else { return nil }
    return cells[row][column]
  }

  // One power of a thousand for all cells, so that they can be compared at a glance.
  private var group: Int {
    let largest = values.map(abs).max() ?? 0
    guard largest >= 10_000 else { return 0 }
    return min(4, Powers.decade(of: largest) / 3)
  }

  private var texts: [[String]] {
    let divisor = Powers.ten(3 * group)
    let largest = (values.map(abs).max() ?? 0) / divisor
    let isWhole = group == 0 && values.allSatisfy { $0 == $0.rounded() }
    let decimals = isWhole || largest >= 1_000 ? 0 : largest >= 10 ? 1 : 2
    return rows.indices.map { row in
      columns.indices.map { column in
        guard let value = cell(row, column)?.drawn else { return NumberText.missing }
        if value == 0 { return "0" }
        let text = NumberText.fixed(value / divisor, decimals: decimals)
        return text.utf8.count > 12 ? NumberText.short(value) : text
      }
    }
  }

  private func drawHead(_ svg: inout SVG, _ grid: Box, _ layout: Layout) {
    let unit = group == 0 ? unit : "\(unit), in \(HeatMap.thousands[group - 1])"
    let tick = Layout.tickSize
    let (rows, rowTitle) = HeatMap.bare(rows, rowTitle)
    let (columns, columnTitle) = HeatMap.bare(columns, columnTitle)
    svg.text(0, 12, TextMetrics.fitted(unit, tick, within: layout.width), .muted, size: tick)
    // Above the names of rows, and what the columns are to the right of it.
    let rowName = TextMetrics.fitted(rowTitle, tick, within: layout.width * 0.45) + " ↓"
    svg.text(0, grid.y - 21, rowName, .muted, size: tick)
    let start = TextMetrics.width(rowName, tick) + 16
    let columnName = TextMetrics.fitted(columnTitle, tick, within: layout.width - start - 20) + " →"
    svg.text(layout.width, grid.y - 21, columnName, .muted, size: tick, anchor: .end)
    let slot = grid.width / Double(columns.count)
    let size = [12.0, 11, 10, 9].first { size in
      columns.allSatisfy { TextMetrics.width($0, size) <= slot - 3 }
    }
    for (index, name) in columns.enumerated() {
      let fitted = TextMetrics.fitted(name, size ?? 9, within: slot - 3)
      let x = grid.x + (Double(index) + 0.5) * slot
      svg.text(x, grid.y - 5, fitted, size: size ?? 9, anchor: .middle)
    }
    let row = grid.height / Double(rows.count)
    for (index, name) in rows.enumerated() {
      let fitted = TextMetrics.fitted(name, tick, within: grid.x - 8)
      let y = grid.y + (Double(index) + 0.5) * row + 4
      svg.text(grid.x - 8, y, fitted, size: tick, anchor: .end)
    }
  }

  // The largest size at which every cell's text fits; nil when none does.
  private func cellSize(_ texts: [[String]], _ grid: Box) -> Double? {
    let slot = grid.width / Double(columns.count) - 4
    let row = grid.height / Double(rows.count)
    return [13.0, 12, 11, 10, 9].first { size in
      row >= size + 4
        && texts.allSatisfy { $0.allSatisfy { TextMetrics.width($0, size) <= slot } }
    }
  }

  // Text stays in the ink of the page, so the colour below it never gets deeper than half.
  private func draw(
    _ svg: inout SVG, _ row: Int, _ column: Int, _ text: String, _ grid: Box, size: Double?
  ) {
    let (wide, high) = (grid.width / Double(columns.count), grid.height / Double(rows.count))
    let box = Box(
      x: grid.x + Double(column) * wide + 1, y: grid.y + Double(row) * high + 1, width: wide - 2,
      height: high - 2)
    let value = cell(row, column)?.drawn
    let largest = values.map(abs).max() ?? 0
    let part = value.map { largest > 0 ? abs($0) / largest : 0 } ?? 0
    let hint =
      "\(rowTitle) \(rows[row]), \(columnTitle) \(columns[column]): "
      + (cell(row, column)?.exact ?? NumberText.missing)
    let isGain = ink == .loss && (value ?? 0) < 0
    if part == 0 {
      svg.rect(box, .shade, hint: hint)
    } else {
      svg.rect(box, isGain ? .blue : ink, opacity: 0.06 + 0.44 * part.squareRoot(), hint: hint)
    }
    guard let size else { return }
    svg.text(
      box.middle.x, box.middle.y + size * 0.35, text, part == 0 ? .muted : .ink, size: size,
      anchor: .middle)
  }
}
