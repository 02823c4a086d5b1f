@testable import Console
import Testing

@Suite struct KeyValuesTests {
  private var report: KeyValues {
    var report = KeyValues()
    report.add("events", .integer(36313))
    report.add("bad_debt", unit: "DAI", .decimal("-1204.113"))
    report.add("covers_from", title: "covers", .time(1_584_021_731_000))
    report.add("kinds", .nested(["fill": 2], text: "fill 2"))
    report.add("verdict", .text("broken\u{7}", tone: .bad))
    report.add("owner", .empty)
    return report
  }

  @Test func fileGetsOneLineForEach() {
    #expect(
      report.text(as: .table) == """
        events    36313
        bad debt  -1204.113 DAI
        covers    2020-03-12T14:02:11Z
        kinds     fill 2
        verdict   broken\\x07
        owner

        """)
  }

  @Test func terminalGetsGroupedNumbersAndColour() {
    let text = report.text(as: .table, Presentation(isTerminal: true, width: 80, usesColor: true))
    #expect(text.hasPrefix("events    36,313\nbad debt  −1,204.113 DAI\n"))
    #expect(text.contains("\nverdict   \u{1B}[31mbroken\\x07\u{1B}[0m\n"))
  }

  @Test func csvIsOneRow() {
    #expect(
      report.text(as: .csv) == """
        events,bad_debt,covers_from,kinds,verdict,owner
        36313,-1204.113,2020-03-12T14:02:11Z,"{""fill"":2}",broken\u{7},

        """)
  }

  @Test(arguments: [OutputFormat.json, .ndjson])
  func jsonIsOneObject(format: OutputFormat) {
    #expect(
      report.text(as: format) == #"""
        {"events":36313,"bad_debt":"-1204.113","covers_from":"2020-03-12T14:02:11Z","kinds":{"fill":2},"verdict":"broken\u0007","owner":null}

        """#)
  }
}
