extension TimeSeries {
  /// All that is drawn, in the order of time: figures, then moments and intervals.
  package func table() -> ChartTable {
    var head = [ChartColumn("time, UTC")]
    head += lines.map { ChartColumn($0.name, unitOf: unit) }
    if let first = dots.first {
      // Several sorts of points share their columns: a table has less room than a picture.
      let name = dots.count == 1 ? first.name : "points"
      head.append(ChartColumn(name, unitOf: unit))
      head.append(ChartColumn(first.measure, isNumber: true))
    }
    let hasEvents = !marks.isEmpty || !intervals.isEmpty
    if dots.count > 1 {
      head.append(ChartColumn(hasEvents ? "point, event" : "point"))
    } else if hasEvents {
      head.append(ChartColumn("event"))
    }
    let rows = entries(columns: head.count).enumerated().sorted {
      $0.element.time == $1.element.time
        ? $0.offset < $1.offset : $0.element.time < $1.element.time
    }
    return (head, merged(rows.map(\.element), columns: head.count))
  }

  // MARK: - Private

  private typealias Entry = (time: Int64, cells: [(column: Int, text: String)])

  private func entries(columns: Int) -> [Entry] {
    var entries: [Entry] = []
    for (index, line) in lines.enumerated() {
      entries += line.points.map { ($0.time, [(index + 1, $0.figure.exact)]) }
    }
    let column = lines.count + 1
    for group in dots {
      let which = dots.count > 1 ? [(columns - 1, group.name)] : []
      entries += group.dots.map {
        ($0.time, [(column, $0.figure.exact), (column + 1, $0.size.exact)] + which)
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
  private func merged(_ entries: [Entry], columns count: Int) -> [[String]] {
    var rows: [[String]] = []
    var last: Int64?
    for entry in entries {
      // An event may stand beside the sort of a point.
      let joins = entry.cells.count == 1 && entry.cells[0].column == count - 1 && dots.count > 1
      let isFree = rows.last.map { row in
        joins || entry.cells.allSatisfy { row[$0.column].isEmpty }
      }
      if entry.time != last || isFree != true {
        rows.append([TimeText.full(entry.time)] + Array(repeating: "", count: count - 1))
        last = entry.time
      }
      for cell in entry.cells {
        let present = rows[rows.count - 1][cell.column]
        rows[rows.count - 1][cell.column] =
          present.isEmpty ? cell.text : "\(present) · \(cell.text)"
      }
    }
    return rows
  }
}
