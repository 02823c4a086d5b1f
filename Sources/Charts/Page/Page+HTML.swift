extension Page {
  /// The width that charts are drawn for on a screen and on paper, and on a telephone.
  package static let chartWidths = (wide: 840.0, narrow: 360.0)

  /// The whole file: no script, nothing to fetch, the same bytes for the same page.
  package var html: String {
    var html = HTMLText()
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
    html.raw("<meta http-equiv=\"Content-Security-Policy\" ")
    html.raw("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
    html.element("title", title)
    html.raw("<style>\n\(Page.style)</style>\n</head>\n<body>\n<main>\n<header>\n")
    html.element("h1", title)
    if !lead.isEmpty { html.element("p", lead, kind: "lead") }
    write(headlines, to: &html)
    html.raw("</header>\n")
    for section in sections {
      html.raw("<section>\n")
      html.element("h2", section.heading)
      for block in section.blocks { write(block, under: section.heading, to: &html) }
      html.raw("</section>\n")
    }
    html.raw("</main>\n")
    if !anchor.isEmpty { html.element("footer", anchor) }
    html.raw("</body>\n</html>\n")
    return html.text
  }

  // MARK: - Private

  private func write(_ headlines: [Headline], to html: inout HTMLText) {
    guard !headlines.isEmpty else { return }
    html.raw("<dl class=\"headlines\">\n")
    for headline in headlines {
      html.raw("<div>")
      html.inline("dt", headline.label)
      html.raw(headline.isLoss ? "<dd class=\"loss\">" : "<dd>")
      html.inline("b", headline.value)
      html.raw(" ")
      html.inline("span", headline.unit)
      html.raw("</dd>")
      if !headline.exact.isEmpty {
        html.inline("dd", headline.exact, kind: "exact")
      }
      html.raw("</div>\n")
    }
    html.raw("</dl>\n")
  }

  private func write(_ block: Block, under heading: String, to html: inout HTMLText) {
    switch block {
    case .paragraph(let text): html.element("p", text)
    case .subheading(let text): html.element("h3", text)
    case .chart(let chart):
      write(chart, under: heading, to: &html)
      if !chart.isEmpty { writeFigures(of: chart, to: &html) }
    case .drawing(let chart): write(chart, under: heading, to: &html)
    case .table(let table): TableWriter(table).write(to: &html)
    case .footnote(let text): html.element("p", text, kind: "note")
    case .folded(let summary, let blocks):
      html.raw("<details class=\"brief\">")
      html.inline("summary", summary)
      html.raw("\n")
      for block in blocks { write(block, under: heading, to: &html) }
      html.raw("</details>\n")
    case .definitions(let list):
      html.raw("<dl class=\"terms\">\n")
      for item in list {
        html.inline("dt", item.term)
        html.inline("dd", item.meaning)
        html.raw("\n")
      }
      html.raw("</dl>\n")
    }
  }

  private func write(_ chart: any Chart, under heading: String, to html: inout HTMLText) {
    html.raw("<figure>\n")
    if chart.title != heading { html.element("figcaption", chart.title) }
    if chart.isEmpty {
      html.element("p", chart.whenEmpty, kind: "empty")
      html.raw("</figure>\n")
      return
    }
    for (name, width) in [
      ("wide", Page.chartWidths.wide), ("narrow", Page.chartWidths.narrow),
    ] {
      let picture = chart.svg(width: width, height: chart.height(forWidth: width))
      html.raw("<div class=\"\(name)\">\(picture)</div>\n")
    }
    for note in chart.notes { html.element("p", note, kind: "note") }
    html.raw("</figure>\n")
  }

  // A long table is folded on a screen; a very long one stays so on paper.
  private func writeFigures(of chart: any Chart, to html: inout HTMLText) {
    let table = PageTable("", chart.table())
    let count = table.rows.count
    guard count > 12 else {
      TableWriter(table).write(to: &html)
      return
    }
    html.raw(count <= 40 ? "<details class=\"brief\">" : "<details>")
    html.inline("summary", "The figures of this chart, \(NumberText.whole(count)) rows")
    html.raw("\n")
    TableWriter(table).write(to: &html)
    html.raw("</details>\n")
  }
}

/// HTML being written: every text escaped, tags and classes ours alone.
struct HTMLText {
  private(set) var text = ""

  /// Adds markup that is ours, or already written.
  mutating func raw(_ markup: String) {
    text += markup
  }

  /// Adds a text that belongs between tags.
  mutating func words(_ words: String) {
    text += Markup.escaped(words)
  }

  /// Adds an element with a text, on a line of its own.
  mutating func element(_ name: StaticString, _ words: String, kind: StaticString? = nil) {
    inline(name, words, kind: kind)
    text += "\n"
  }

  /// Adds an element with a text.
  mutating func inline(_ name: StaticString, _ words: String, kind: StaticString? = nil) {
    text += "<\(name)"
    if let kind { text += " class=\"\(kind)\"" }
    text += ">" + Markup.escaped(words) + "</\(name)>"
  }
}
