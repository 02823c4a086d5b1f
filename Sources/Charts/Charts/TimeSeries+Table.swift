extension TimeSeries {
  /// All that is drawn, in the order of time: figures, then moments and intervals.
  package func table() -> ChartTable {
    var head = [ChartColumn("time, UTC")]
    head += lines.map { ChartColumn($0.name, unitOf: unit, digits: digits) }
    if let first = dots.first {
      // Several sorts of points share their columns: a table has less room than a picture.
      let name = dots.count == 1 ? first.name : "points"
      head.append(ChartColumn(name, unitOf: unit, digits: digits))
      head.append(ChartColumn(first.measure, isNumber: true))
    }
    let hasEvents = !marks.isEmpty || !intervals.isEmpty
    if dots.count > 1 {
      head.append(ChartColumn(hasEvents ? "point, event" : "point"))
    } else if hasEvents {
      head.append(ChartColumn("event"))
    }
    let rows = entries(columns: head.count).enumerated().sorted { a, b in
      (a.element.time, a.element.rank, a.offset) < (b.element.time, b.element.rank, b.offset)
    }
    return (head, merged(rows.map(\.element), columns: head.count))
  }

  // MARK: - Private

  /// What stands in one row, or beside others in it.
  ///
  /// Of one time what stood before it comes first, then the points of the lines by their number within that
  /// time, then everything else.
  private struct Entry {
    var time: Int64
    var rank = Int.max
    var cells: [(column: Int, text: String)]
  }

  private func entries(columns: Int) -> [Entry] {
    var entries: [Entry] = []
    for (index, line) in lines.enumerated() {
      var last: (time: Int64, rank: Int)?
      for point in line.points {
        let rank = point.isBefore ? 0 : last?.time == point.time ? max(1, (last?.rank ?? 0) + 1) : 1
        last = (point.time, rank)
        entries.append(
          Entry(time: point.time, rank: rank, cells: [(index + 1, point.figure.exact)]))
      }
    }
    let column = lines.count + 1
    for group in dots {
      let which = dots.count > 1 ? [(columns - 1, group.name)] : []
      entries += group.dots.map {
        Entry(
          time: $0.time, cells: [(column, $0.figure.exact), (column + 1, $0.size.exact)] + which)
      }
    }
    entries += marks.map { Entry(time: $0.time, cells: [(columns - 1, $0.name)]) }
    for interval in intervals {
      if let start = window?.lowerBound, interval.from < start {
        entries.append(
          Entry(time: start, rank: 0, cells: [(columns - 1, "\(interval.name): had begun")]))
      } else {
        entries.append(
          Entry(time: interval.from, cells: [(columns - 1, "\(interval.name): begins")]))
      }
      entries.append(Entry(time: interval.to, cells: [(columns - 1, "\(interval.name): ends")]))
    }
    return entries
  }

  // Entries of one time share a row where they do not take the same cell.
  private func merged(_ entries: [Entry], columns count: Int) -> [[String]] {
    var rows: [[String]] = []
    var last: (time: Int64, isBefore: Bool)?
    for entry in entries {
      let isBefore = entry.rank == 0
      // An event may stand beside the sort of a point.
      let joins = entry.cells.count == 1 && entry.cells[0].column == count - 1 && dots.count > 1
      let isFree = rows.last.map { row in
        joins || entry.cells.allSatisfy { row[$0.column].isEmpty }
      }
      if last?.time != entry.time || last?.isBefore != isBefore || isFree != true {
        let time = (isBefore ? TimeText.before : "") + TimeText.full(entry.time)
        rows.append([time] + Array(repeating: "", count: count - 1))
        last = (entry.time, isBefore)
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
