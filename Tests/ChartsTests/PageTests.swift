import Foundation
import Testing

@testable import Charts

@Suite struct PageTests {
  @Test func pageIsTheSameBytesEveryTime() {
    #expect(SamplePage.page.html == SamplePage.page.html)
  }

  @Test func pageFetchesAndRunsNothing() {
    let html = SamplePage.page.html
    for word in ["<script", "<link", "<img", "url(", "@import", "src=", "href=", "onload", "<a "] {
      #expect(!html.contains(word), "\(word)")
    }
    let fromElsewhere = html.split(separator: "http://").dropFirst().filter {
      !$0.hasPrefix("www.w3.org/2000/svg\"")
    }
    #expect(fromElsewhere.isEmpty && !html.contains("https:"))
  }

  @Test func bodyIsWellFormed() throws {
    let html = SamplePage.page.html
    let body = try #require(html.range(of: "<body>"))
    let end = try #require(html.range(of: "</body>"))
    let elements = try XMLChecker.elements(of: String(html[body.lowerBound..<end.upperBound]))
    #expect(elements.count { $0.name == "h1" } == 1)
    #expect(elements.count { $0.name == "section" } == 8)
    // Both layouts of each chart, and a small picture in each row of the worst cases.
    #expect(elements.count { $0.name == "svg" } == 2 * 11 + 3)
  }

  @Test func styleIsSmall() {
    #expect(Page.style.utf8.count <= 6_144)
    for ink in Ink.allCases { #expect(Page.style.contains("--\(ink.rawValue):#"), "\(ink)") }
  }

  @Test func wordsOfStrangersAreEscaped() {
    let evil = "<b onclick=\"x\">&'"
    let page = Page(
      title: evil, lead: evil,
      headlines: [.init(evil, value: evil, unit: evil, exact: evil)],
      sections: [
        .init(
          evil,
          [
            .paragraph(evil), .subheading(evil), .footnote(evil), .definitions([.init(evil, evil)]),
            .chart(Bars(evil, unit: evil, items: [.init(evil, 1)])),
            .chart(Bars("empty", unit: evil, items: [], whenEmpty: evil)),
            .table(PageTable(evil, head: [ChartColumn(evil)], rows: [[.text(evil)]])),
          ])
      ], anchor: evil)
    #expect(!page.html.contains("<b on"))
    #expect(!page.html.contains("&'"))
  }

  @Test func numbersLineUpByTheirPoint() {
    var html = HTMLText()
    TableWriter(
      PageTable(
        head: [ChartColumn("name"), ChartColumn("amount, DAI", isNumber: true)],
        rows: [["a", "1,204.113"], ["b", "0"], ["c", "−2.5"], ["d", ""]])
    ).write(to: &html)
    #expect(
      html.text == """
        <div class="scroll few" tabindex="0">
        <table>
        <thead><tr><th scope="col">name</th>\
        <th scope="col" class="n">amount,\u{A0}DAI</th></tr></thead>
        <tbody>
        <tr><td>a</td><td class="n">1,204.113</td></tr>
        <tr><td>b</td><td class="n" data-p=".000">0</td></tr>
        <tr><td>c</td><td class="n" data-p="00">−2.5</td></tr>
        <tr><td>d</td><td class="n"></td></tr>
        </tbody>
        </table>
        </div>

        """)
  }

  @Test func emptyChartAndTableAreSentences() {
    let page = Page(
      title: "t", lead: "", headlines: [],
      sections: [
        .init(
          "s",
          [
            .chart(Bars("b", unit: "u", items: [], whenEmpty: "Nobody paid.")),
            .table(PageTable(head: [], rows: [], whenEmpty: "No findings.")),
          ])
      ], anchor: "")
    #expect(page.html.contains("<p class=\"empty\">Nobody paid.</p>"))
    #expect(page.html.contains("<p class=\"empty\">No findings.</p>"))
    #expect(!page.html.contains("<svg") && !page.html.contains("<footer"))
  }

  @Test func longTablesAreFolded() {
    let items = (0..<13).map { Bars.Item("bar \($0)", Figure(Double($0))) }
    let page = Page(
      title: "t", lead: "l", headlines: [],
      sections: [.init("s", [.chart(Bars("b", unit: "u", items: items))])], anchor: "a")
    #expect(page.html.contains("<summary>The figures of this chart, 13 rows</summary>"))
  }

  /// A table of up to fifteen rows, and what is folded, stays whole on paper and with what stands above it.
  @Test func whatBelongsTogetherStaysOnOneSheet() throws {
    func table(_ count: Int) -> PageTable {
      PageTable(head: [ChartColumn("a")], rows: (0..<count).map { [.text("row \($0)")] })
    }
    let page = Page(
      title: "t", lead: "", headlines: [],
      sections: [
        .init(
          "s",
          [.table(table(15)), .table(table(16)), .folded("case 1", [.table(table(2))])])
      ], anchor: "")
    let html = page.html
    let kinds = html.split(separator: "<div class=\"scroll").dropFirst().map {
      $0.prefix { $0 != "\"" }
    }
    #expect(kinds == [" few", "", " few"])
    #expect(html.contains("<details class=\"brief\"><summary>case 1</summary>"))
    let print = try #require(Page.style.split(separator: "@media print").last)
    for rule in [
      ".few,details.brief:has(.few){break-inside:avoid}", "summary{break-after:avoid}",
      "h2,h3,figcaption,caption{break-after:avoid}", "p:has(+figure)", "figure:has(+.few)",
      "figure,tr,.headlines,.terms dd,footer{break-inside:avoid}",
    ] {
      #expect(print.contains(rule), "\(rule)")
    }
  }

  /// No table can make the page wider than a telephone: each scrolls in its own box, whose edge says so.
  @Test func everyTableScrollsInABox() throws {
    let html = SamplePage.page.html
    let tables = html.components(separatedBy: "<table").dropLast()
    #expect(!tables.isEmpty)
    for before in tables {
      let tag = before.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "\n").last
      #expect(tag?.hasPrefix("<div class=\"scroll") == true, "\(tag ?? "")")
      #expect(tag?.hasSuffix("tabindex=\"0\">") == true, "it can be scrolled without a mouse")
    }
    let box = try #require(Page.style.range(of: ".scroll{overflow-x:auto"))
    let rule = Page.style[box.upperBound...].prefix { $0 != "}" }
    #expect(rule.contains("var(--edge)") && rule.contains("no-repeat scroll"))
  }

  /// A price of many digits shows the first eight, and has all of them as the title of its cell.
  @Test func pricesAreShortAndMoneyIsExact() throws {
    let chart = TimeSeries(
      "t", unit: "price, USD",
      lines: [.init("venue", .blue, points: [.init(0, Figure(1_700, exact: "1,700"))])],
      dots: [
        .init(
          "fills", .orange, measure: "notional, USD",
          dots: [
            .init(
              0, Figure(1_682.8, exact: "1,682.813848025660878178"),
              size: Figure(13_698, exact: "13,698.4848484848484852"))
          ])
      ], digits: 8)
    let page = Page(
      title: "t", lead: "", headlines: [], sections: [.init("s", [.chart(chart)])], anchor: "")
    #expect(page.html.contains("<td class=\"n\">1,700</td>"))
    #expect(
      page.html.contains("<td class=\"n\" title=\"1,682.813848025660878178\">1,682.8138</td>"))
    #expect(page.html.contains("<td class=\"n\">13,698.4848484848484852</td>"))
    #expect(page.html.contains("Prices are shown with 8 significant digits"))
    #expect(page.markdown.contains("| 1,682.813848025660878178 | 13,698.4848484848484852 |"))
    #expect(!SamplePage.page.html.contains("significant digits"))
  }

  /// On paper and on narrow screens words break at a hyphen; a name must not.
  @Test func aShortNameStaysInOneLine() {
    let page = Page(
      title: "t", lead: "", headlines: [],
      sections: [
        Page.Section(
          "s",
          [
            .table(
              PageTable(
                head: [ChartColumn("account")],
                rows: [[.text("user-38")], [.text("ETH")], [.text("2 of-three")]]))
          ])
      ], anchor: "")
    let html = page.html
    #expect(html.contains("<td class=\"t\">user-38</td>"))
    #expect(html.contains("<td>ETH</td>") && html.contains("<td>2 of-three</td>"))
  }
}
