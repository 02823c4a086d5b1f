/// A table of a page.
package struct PageTable: Sendable {
  /// A cell: words, or a small picture in the line.
  package enum Cell: Sendable {
    case text(String)
    case sparkline(Sparkline)
  }

  /// What the table shows; none where the heading above says so.
  package let caption: String
  package let head: [ChartColumn]
  package let rows: [[Cell]]
  /// The sentence that stands in its place when it has no rows.
  package let whenEmpty: String

  package init(
    _ caption: String = "", head: [ChartColumn], rows: [[Cell]], whenEmpty: String = "No rows."
  ) {
    self.caption = caption
    self.head = head
    self.rows = rows
    self.whenEmpty = whenEmpty
  }

  /// Creates a table of words alone, as a chart gives it.
  package init(_ caption: String, _ table: ChartTable, whenEmpty: String = "No rows.") {
    self.init(
      caption, head: table.head, rows: table.rows.map { $0.map { .text($0) } },
      whenEmpty: whenEmpty)
  }
}

extension PageTable.Cell: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) {
    self = .text(text)
  }
}
