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
}
