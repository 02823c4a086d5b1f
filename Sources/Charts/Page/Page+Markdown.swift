extension Page {
  /// The longest table that Markdown shows; the rest is counted.
  private static let mostRows = 60

  /// The same page as Markdown: headings, tables, and charts as lines of text.
  package var markdown: String {
    var text = "# \(MarkdownText.escaped(title))\n\n"
    if !lead.isEmpty { text += MarkdownText.escaped(lead) + "\n\n" }
    for headline in headlines {
      let exact = headline.exact.isEmpty ? "" : " (\(headline.exact))"
      let line =
        "**\(MarkdownText.escaped(headline.value))** \(MarkdownText.escaped(headline.unit + exact))"
      text += "- \(MarkdownText.escaped(headline.label)): \(line)\n"
    }
    if !headlines.isEmpty { text += "\n" }
    for section in sections {
      text += "## \(MarkdownText.escaped(section.heading))\n\n"
      for block in section.blocks { text += markdown(block, under: section.heading) }
    }
    if !anchor.isEmpty { text += "---\n\n\(MarkdownText.escaped(anchor))\n" }
    return text
  }

  // MARK: - Private

  private func markdown(_ block: Block, under heading: String) -> String {
    switch block {
    case .paragraph(let text), .footnote(let text): return MarkdownText.escaped(text) + "\n\n"
    case .subheading(let text): return "### \(MarkdownText.escaped(text))\n\n"
    case .table(let table): return markdown(table)
    case .definitions(let list):
      return list.map {
        "- **\(MarkdownText.escaped($0.term))**: \(MarkdownText.escaped($0.meaning))\n"
      }.joined() + "\n"
    case .folded(let summary, let blocks):
      return "### \(MarkdownText.escaped(summary))\n\n"
        + blocks.map { markdown($0, under: heading) }.joined()
    case .drawing(let chart): return markdown(chart, under: heading)
    case .chart(let chart):
      let table = chart.isEmpty ? "" : markdown(PageTable("", chart.table()))
      return markdown(chart, under: heading) + table
    }
  }

  private func markdown(_ chart: any Chart, under heading: String) -> String {
    if chart.isEmpty { return MarkdownText.escaped(chart.whenEmpty) + "\n\n" }
    var text = chart.title == heading ? "" : "**\(MarkdownText.escaped(chart.title))**\n\n"
    let lines = chart.textLines
    if !lines.isEmpty { text += MarkdownText.fenced(lines) }
    return text + chart.notes.map { MarkdownText.escaped($0) + "\n\n" }.joined()
  }

  private func markdown(_ table: PageTable) -> String {
    guard !table.rows.isEmpty else { return MarkdownText.escaped(table.whenEmpty) + "\n\n" }
    var text = table.caption.isEmpty ? "" : "**\(MarkdownText.escaped(table.caption))**\n\n"
    text += MarkdownText.row(table.head.map(\.name))
    text += "|" + table.head.map { $0.isNumber ? "---:|" : "---|" }.joined() + "\n"
    for row in table.rows.prefix(Page.mostRows) {
      text += MarkdownText.row(
        row.map { cell in
          switch cell {
          case .text(let words): words
          case .sparkline(let line): line.text()
          }
        })
    }
    let rest = table.rows.count - Page.mostRows
    if rest > 0 {
      text += "\n… and \(NumberText.whole(rest)) more rows; they are in the HTML and JSON forms.\n"
    }
    return text + "\n"
  }
}

/// Text as Markdown: what Markdown or HTML gives a meaning is escaped.
enum MarkdownText {
  /// The text in one line, safe anywhere between marks of ours.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in Markup.plain(text) {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "|", "#", "~": result += "\\\(character)"
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }

  /// A row of a table.
  static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
  }

  /// Lines that are shown as they are.
  static func fenced(_ lines: [String]) -> String {
    let body = lines.map { Markup.plain($0).replacing("```", with: "'''") }
    return "```\n" + body.joined(separator: "\n") + "\n```\n\n"
  }
}
