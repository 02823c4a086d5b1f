@testable import Charts

/// A page of invented figures with all that a page can hold.
enum SamplePage {
  static var page: Page {
    Page(
      title: "Post-mortem of 12 March 2020, ETH-A",
      lead: "417 of 3,994 called accounts ended bankrupt between 12:05 and 18:00 UTC. The fund "
        + "paid 2.4 million DAI until it was empty; 1.2 million remain as bad debt, half of it "
        + "because attempts were priced out.",
      headlines: [
        .init("bad debt", Figure(1_204_113, exact: "1,204,113.000001"), unit: "DAI", isLoss: true),
        .init("insurance fund used", value: "2.40 M", unit: "DAI", exact: "2,400,000 DAI"),
        .init("accounts liquidated", 2_371, unit: "of 3,994"),
        .init("median delay", value: "7 m 29 s", unit: "breach to fill", exact: "449 s"),
      ],
      sections: sections,
      anchor: "block 19,201,337 · seq 8,412,006 · root 5f3a9be107aa5f3a9be107aa5f3a9be107aa5f3a"
        + "9be107aa5f3ac21e · engine 1.0")
  }

  private static var sections: [Page.Section] {
    [
      .init(
        "What happened",
        [
          .paragraph(
            "The price fell by a third in four hours. The oracle followed in steps, up to 23 "
              + "minutes late; each circle is a fill, and its area the notional it closed."),
          .chart(SampleCharts.timeline),
        ]),
      .init("Who was called, and what became of them", [.chart(SampleCharts.funnel)]),
      .init(
        "Who paid",
        [.chart(SampleCharts.payers), .chart(SampleCharts.solvency), .chart(SampleCharts.markets)]),
      .init(
        "Why",
        [
          .chart(SampleCharts.causes), .footnote("Parts sum to the shortfall, to the last unit."),
          .subheading("How long it took"), .chart(SampleCharts.delays),
        ]),
      .init("Worst cases", [.table(worst)]),
      .init(
        "What would come next",
        [
          .chart(SampleCharts.stress), .chart(SampleCharts.smallStress),
          .chart(SampleCharts.years), .chart(SampleCharts.losses),
          .chart(Bars("Deleveraging by market", unit: "USD", items: [])),
        ]),
      .init(
        "Findings",
        [.table(PageTable(head: [ChartColumn("code")], rows: [], whenEmpty: "No findings."))]),
      .init(
        "Definitions",
        [
          .definitions([
            .init(
              "oracle latency",
              "The change of equity from the moment the market price "
                + "breached to the moment the oracle showed it."),
            .init(
              "congestion",
              "The change of equity while attempts failed, as fees exceeded "
                + "the incentive."),
          ])
        ]),
    ]
  }

  private static var worst: PageTable {
    PageTable(
      "The worst cases by shortfall",
      head: [
        ChartColumn("case", isNumber: true), ChartColumn("account"), ChartColumn("market"),
        ChartColumn("shortfall, DAI", isNumber: true), ChartColumn("share, %", isNumber: true),
        ChartColumn("delay"), ChartColumn("largest cause"), ChartColumn("equity and requirement"),
      ],
      rows: [
        [
          "17", "0x677d…f984e7", "ETH-A", "1,204.113", "50.2", "1 h 12 m", "congestion",
          .sparkline(SampleCharts.equity),
        ],
        [
          "204", "0x17d8…32d6c0", "ETH-A", "98", "4.08", "7 m 29 s", "oracle latency",
          .sparkline(
            Sparkline("Equity of case 204", equity: [5, 4, 4.2, 3], requirement: [4, 4, 4, 4])),
        ],
        [
          "3,112", "0x5bb1…9d02aa", "BAT-A", "−0.25", "<0.1", "12 s", "slippage",
          .sparkline(Sparkline("Equity of case 3,112", equity: [])),
        ],
      ])
  }
}
