extension TimeSeries {
  /// All that is drawn, in the order of time: figures, then moments and intervals.
  package func table() -> ChartTable {
    var head = [ChartColumn("time, UTC")]
    head += lines.map { ChartColumn($0.name, unitOf: unit) }
    for dots in dots {
      head.append(ChartColumn(dots.name, unitOf: unit))
      head.append(ChartColumn(dots.measure, isNumber: true))
    }
    let hasEvents = !marks.isEmpty || !intervals.isEmpty
    if hasEvents { head.append(ChartColumn("event")) }
    let rows = entries(columns: head.count).enumerated().sorted {
      $0.element.time == $1.element.time
        ? $0.offset < $1.offset : $0.element.time < $1.element.time
    }
    return (head, merged(rows.map(\.element)))
  }

  // MARK: - Private

  private typealias Entry = (time: Int64, cells: [(column: Int, text: String)])

  private func entries(columns: Int) -> [Entry] {
    var entries: [Entry] = []
    for (index, line) in lines.enumerated() {
      entries += line.points.map { ($0.time, [(index + 1, $0.figure.exact)]) }
    }
    for (index, group) in dots.enumerated() {
      let column = lines.count + 1 + 2 * index
      entries += group.dots.map {
        ($0.time, [(column, $0.figure.exact), (column + 1, $0.size.exact)])
      }
    }
    entries += marks.map { ($0.time, [(columns - 1, $0.name)]) }
    for interval in intervals {
      entries.append((interval.from, [(columns - 1, "\(interval.name): begins")]))
      entries.append((interval.to, [(columns - 1, "\(interval.name): ends")]))
    }
    return entries
  }

  // Entries of one time share a row where they do not take the same cell.
  private func merged(_ entries: [Entry]) -> [[String]] {
    let count = 1 + lines.count + 2 * dots.count + (marks.isEmpty && intervals.isEmpty ? 0 : 1)
    var rows: [[String]] = []
    var last: Int64?
    for entry in entries {
      let isFree = rows.last.map { row in entry.cells.allSatisfy { row[$0.column].isEmpty } }
      if entry.time != last || isFree != true {
        rows.append([TimeText.full(entry.time)] + Array(repeating: "", count: count - 1))
        last = entry.time
      }
      for cell in entry.cells { rows[rows.count - 1][cell.column] = cell.text }
    }
    return rows
  }
}
