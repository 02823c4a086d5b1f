import Testing

@testable import Charts

@Suite struct GoldenTests {
  @Test func barsAreTheseBytes() {
    let bars = Bars(
      "Who paid", unit: "DAI", items: [.init("fund", 300), .init("debt <none>", 100, .loss)])
    #expect(
      bars.svg(width: 600, height: 80) == """
        <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 600 86" width="600" \
        height="86" font-size="13" font-family="system-ui,sans-serif" fill="currentColor">\
        <title>Who paid</title>\
        <desc>DAI: fund 300 · 75.0 %, debt &lt;none&gt; 100 · 25.0 %.</desc>\
        <text x="0" y="12" fill="var(--muted)" font-size="12">DAI</text>\
        <line x1="105.6" y1="24" x2="105.6" y2="84" stroke="var(--muted)"/>\
        <text x="93.6" y="45.5" text-anchor="end">fund</text>\
        <rect x="105.6" y="31" width="398" height="20" fill="var(--blue)" fill-opacity="0.85">\
        <title>fund: 300</title>\
        </rect>\
        <text x="509.6" y="45.5">300 · 75.0 %</text>\
        <text x="93.6" y="75.5" text-anchor="end">debt &lt;none&gt;</text>\
        <rect x="105.6" y="61" width="132.67" height="20" fill="var(--loss)" \
        fill-opacity="0.85">\
        <title>debt &lt;none&gt;: 100</title>\
        </rect>\
        <text x="244.27" y="75.5">100 · 25.0 %</text>\
        </svg>
        """)
  }

  @Test func sparklineIsTheseBytes() {
    let line = Sparkline("Equity", equity: [4, 3, 1], requirement: [2, 2, 2])
    #expect(
      line.svg() == """
        <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 120 24" width="120" \
        height="24" font-size="13" font-family="system-ui,sans-serif" fill="currentColor">\
        <title>Equity</title>\
        <desc>equity from 4 to 1, 1 of 3 below the requirement</desc>\
        <path d="M78 15H116V21H78Z" fill="var(--loss)" fill-opacity="0.3"/>\
        <path d="M2 15H40H78H116" fill="none" stroke="var(--muted)" stroke-width="1" \
        stroke-linejoin="round" stroke-dasharray="6 3"/>\
        <path d="M2 3H40V9H78V21H116" fill="none" stroke="var(--blue)" stroke-width="1.5" \
        stroke-linejoin="round"/>\
        <circle cx="116" cy="21" r="2" fill="var(--loss)" fill-opacity="0.3" \
        stroke="var(--loss)"/>\
        </svg>
        """)
  }

  @Test func timeSeriesIsTheseBytes() {
    let series = TimeSeries(
      "Price", unit: "price, DAI",
      lines: [
        .init("oracle", .blue, points: [.init(0, 10), .init(60_000, 12), .init(90_000, 11)])
      ],
      marks: [.init(30_000, "call")], intervals: [.init(from: 60_000, to: 70_000, "halt")])
    #expect(
      series.svg(width: 400, height: 160) == """
        <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 400 160" width="400" \
        height="160" font-size="13" font-family="system-ui,sans-serif" fill="currentColor">\
        <title>Price</title>\
        <desc>price, DAI: oracle, 1970-01-01 00:00:00 to 1970-01-01 00:01:30 UTC, between 10 \
        and 12.</desc>\
        <text x="0" y="12" fill="var(--muted)" font-size="12">price, DAI</text>\
        <rect x="236.69" y="46" width="34.22" height="70" fill="var(--shade)">\
        <title>halt, 1970-01-01 00:01:00 to 1970-01-01 00:01:10</title>\
        </rect>\
        <line x1="25.36" y1="112.25" x2="345.35" y2="112.25" stroke="var(--grid)"/>\
        <text x="17.36" y="116.25" fill="var(--muted)" font-size="12" \
        text-anchor="end">10</text>\
        <line x1="25.36" y1="81" x2="345.35" y2="81" stroke="var(--grid)"/>\
        <text x="17.36" y="85" fill="var(--muted)" font-size="12" text-anchor="end">11</text>\
        <line x1="25.36" y1="49.75" x2="345.35" y2="49.75" stroke="var(--grid)"/>\
        <text x="17.36" y="53.75" fill="var(--muted)" font-size="12" text-anchor="end">12</text>\
        <line x1="25.36" y1="116" x2="345.35" y2="116" stroke="var(--muted)"/>\
        <line x1="134.02" y1="25" x2="134.02" y2="116" stroke="var(--ink)" stroke-dasharray="4 \
        3"/>\
        <text x="138.02" y="37.5" font-size="12">call</text>\
        <line x1="236.69" y1="25" x2="236.69" y2="116" stroke="var(--muted)" \
        stroke-dasharray="4 3"/>\
        <text x="240.69" y="37.5" fill="var(--muted)" font-size="12">halt</text>\
        <path d="M31.36 112.25H236.69V49.75H339.35V81" fill="none" stroke="var(--blue)" \
        stroke-width="1.75" stroke-linejoin="round"/>\
        <text x="354.35" y="85.5" fill="var(--blue)">oracle</text>\
        <line x1="31.36" y1="116" x2="31.36" y2="120" stroke="var(--muted)"/>\
        <text x="31.36" y="135" fill="var(--muted)" font-size="12" \
        text-anchor="middle">00:00:00</text>\
        <line x1="134.02" y1="116" x2="134.02" y2="120" stroke="var(--muted)"/>\
        <text x="134.02" y="135" fill="var(--muted)" font-size="12" \
        text-anchor="middle">00:00:30</text>\
        <line x1="236.69" y1="116" x2="236.69" y2="120" stroke="var(--muted)"/>\
        <text x="236.69" y="135" fill="var(--muted)" font-size="12" \
        text-anchor="middle">00:01:00</text>\
        <line x1="339.35" y1="116" x2="339.35" y2="120" stroke="var(--muted)"/>\
        <text x="339.35" y="135" fill="var(--muted)" font-size="12" \
        text-anchor="middle">00:01:30</text>\
        <text x="345.35" y="153" fill="var(--muted)" font-size="12" \
        text-anchor="end">1970-01-01, UTC</text>\
        </svg>
        """)
  }
}
