/// Writes a table whose numbers line up by their point.
struct TableWriter {
  private let table: PageTable
  /// For each column the most decimals that a number in it has; nil where words stand.
  private let decimals: [Int?]
  /// Whether it shows fewer digits of a number than there are.
  private let isShortened: Bool

  init(_ table: PageTable) {
    self.table = table
    isShortened = table.rows.contains { row in
      zip(table.head, row).contains { TableWriter.short($1, $0) != nil }
    }
    decimals = table.head.indices.map { column in
      guard table.head[column].isNumber else { return nil }
      let counts = table.rows.compactMap { row -> Int? in
        guard row.indices.contains(column), case .text(let text) = row[column] else { return nil }
        return TableWriter.decimals(
          of: TableWriter.short(row[column], table.head[column]) ?? text)
      }
      return counts.max() ?? 0
    }
  }

  func write(to html: inout HTMLText) {
    guard !table.rows.isEmpty else {
      html.element("p", table.whenEmpty, kind: "empty")
      return
    }
    let isFew = table.rows.count <= 15
    html.raw("<div class=\"scroll\(isFew ? " few" : "")\" tabindex=\"0\">\n")
    html.raw(isWide ? "<table class=\"many\">\n" : "<table>\n")
    if !table.caption.isEmpty { html.element("caption", table.caption) }
    html.raw("<thead><tr>")
    for column in table.head {
      html.raw(column.isNumber ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
      html.words(TableWriter.unbroken(column.name))
      html.raw("</th>")
    }
    html.raw("</tr></thead>\n<tbody>\n")
    for row in table.rows {
      html.raw("<tr>")
      for (column, cell) in row.enumerated() { write(cell, column, to: &html) }
      html.raw("</tr>\n")
    }
    html.raw("</tbody>\n</table>\n</div>\n")
    guard isShortened, let digits = table.head.compactMap(\.digits).max() else { return }
    html.element(
      "p",
      "Prices are shown with \(digits) significant digits. The exact one is the title of its cell, and stands "
        + "in the Markdown and JSON forms.", kind: "note")
  }

  /// The number of digits after the point; none in what has no point.
  static func decimals(of text: String) -> Int {
    guard let point = text.lastIndex(of: ".") else { return 0 }
    return text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }.count
  }

  // MARK: - Private

  // What stands in a cell instead of a number of more digits than its column shows; nil where it stands itself.
  private static func short(_ cell: PageTable.Cell, _ column: ChartColumn) -> String? {
    guard case .text(let text) = cell, let digits = column.digits else { return nil }
    return NumberText.significant(text, digits)
  }

  // Whether it would hardly fit, so that its columns stand closer and words break on paper.
  private var isWide: Bool {
    var width = 0.0
    for column in table.head.indices {
      let widths = table.rows.map { row -> Double in
        guard row.indices.contains(column) else { return 0 }
        switch row[column] {
        case .sparkline: return 120
        case .text(let text):
          let shown = Self.short(row[column], table.head[column]) ?? text
          return TextMetrics.width(shown, 11)
        }
      }
      width += 12 + max(widths.max() ?? 0, min(60, TextMetrics.width(table.head[column].name, 11)))
    }
    return width > 600
  }

  // Times stay in one line, and short names do not break at their hyphen; a sentence has more room than a name.
  private static func kind(of text: String) -> StaticString? {
    if isTime(text) { return "t" }
    if text.count <= 16, text.contains("-"), !text.contains(" ") { return "t" }
    return text.count > 80 ? "l" : text.count > 16 ? "w" : nil
  }

  /// Whether it is a date and a time of the day, as `2020-03-12 14:02:11`.
  private static func isTime(_ text: String) -> Bool {
    let time = text.hasPrefix(TimeText.before) ? text.dropFirst(TimeText.before.count) : text[...]
    let shape = Array(time.utf8.prefix(19)).map {
      (0x30...0x39).contains($0) ? UInt8(ascii: "0") : $0
    }
    return time.utf8.count <= 23 && shape == Array("0000-00-00 00:00:00".utf8)
  }

  // A short unit stays with the word before it.
  private static func unbroken(_ name: String) -> String {
    guard let comma = name.lastIndex(of: ","), name[comma...].count <= 5 else { return name }
    return name[...comma] + String(name[comma...].dropFirst().map { $0 == " " ? "\u{A0}" : $0 })
  }

  private func write(_ cell: PageTable.Cell, _ column: Int, to html: inout HTMLText) {
    switch cell {
    case .sparkline(let line): html.raw("<td class=\"spark\">\(line.svg())</td>")
    case .text(let text):
      guard decimals.indices.contains(column), let most = decimals[column] else {
        // Short words stay in one line, sentences break.
        html.inline("td", text, kind: Self.kind(of: text))
        return
      }
      // The missing decimals take their room unseen, and are neither read out nor copied.
      let short = Self.short(cell, table.head[column])
      let shown = short ?? text
      let own = TableWriter.decimals(of: shown)
      let pad = String(repeating: "0", count: max(0, most - own))
      let filler = text.isEmpty || pad.isEmpty ? "" : own == 0 ? "." + pad : pad
      html.raw("<td class=\"n\"")
      if short != nil { html.raw(" title=\"\(Markup.escaped(text))\"") }
      html.raw(filler.isEmpty ? ">" : " data-p=\"\(filler)\">")
      html.words(shown)
      html.raw("</td>")
    }
  }
}
