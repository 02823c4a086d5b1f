/// Finds the rows of a line of a text file.
struct TextRows {
  private let layout: MapTextLayout
  private let lineSlots: [Int?]
  private let repeatedSlots: [Int?]
  /// The place among the names of `line` whose text holds several rows.
  private let repeatedPlace: Int?
  private var captures: [Range<Int>] = []
  private var inner: [Range<Int>] = []
  private var row: RowBuffer

  init(scope: MapScope, layout: MapTextLayout) {
    self.layout = layout
    func slots(_ pattern: TextPattern?) -> [Int?] {
      (pattern?.names ?? []).map { name in scope.columns.first { $0.name == name }?.slot }
    }
    lineSlots = slots(layout.line)
    repeatedSlots = slots(layout.repeated?.pattern)
    repeatedPlace = layout.repeated.flatMap { layout.line.names.firstIndex(of: $0.name) }
    row = RowBuffer(slots: scope.names.count)
  }

  /// Hands the rows of the line in `range` to `body`; a line that is none is one that does not fit.
  mutating func forEachRow(
    in text: [UInt8], _ range: Range<Int>, line: Int, _ body: RowReader.Body
  ) throws(MapRunError) {
    row.clear()
    row.line = line
    row.source = text[range]
    var end = range.upperBound
    if end > range.lowerBound, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    let found = layout.line.match(text, from: range.lowerBound, to: end, captures: &captures)
    guard found != nil else {
      var unmatched = failure(
        text[range.lowerBound..<end], "the line does not fit the pattern of \"line\"")
      unmatched.isUnmatched = true
      return try body(&row, unmatched)
    }
    guard let repeatedPlace, let repeated = layout.repeated else {
      fill(text)
      return try body(&row, nil)
    }
    let list = captures[repeatedPlace]
    var at = list.lowerBound
    while at < list.upperBound {
      row.clear()
      fill(text)
      let stop = repeated.pattern.match(
        text, from: at, to: list.upperBound, isWhole: false, captures: &inner)
      guard let stop, isSeparated(text, stop, list.upperBound) else {
        let reason = "the text here does not fit the pattern of \"each\""
        return try body(&row, failure(text[at..<list.upperBound], reason))
      }
      for (slot, range) in zip(repeatedSlots, inner) {
        if let slot { row.set(slot, text[range]) }
      }
      try body(&row, nil)
      at = stop + (stop < list.upperBound ? layout.separator.count : 0)
    }
  }

  private mutating func fill(_ text: [UInt8]) {
    for (slot, range) in zip(lineSlots, captures) {
      if let slot { row.set(slot, text[range]) }
    }
  }

  private func isSeparated(_ text: [UInt8], _ at: Int, _ end: Int) -> Bool {
    at == end || TextPattern.stands(layout.separator, in: text, at: at, to: end)
  }

  private func failure(_ text: ArraySlice<UInt8>, _ reason: String) -> RowFailure {
    RowFailure(text: RowReader.excerpt(String(decoding: text, as: UTF8.self)), reason)
  }
}
