import FixedPoint
import Ledger
import LedgerSupport
import Testing

@testable import Audit

/// What a history is summed up to, from logs written by hand.
@Suite struct HistoryTallyTests {
  private static func tally(_ lines: [String]) throws -> HistoryTally {
    var reader = LogReader()
    var tally = HistoryTally()
    for (index, members) in lines.enumerated() {
      let event = try reader.read(
        #"{"v":1,"block":1,"index":\#(index),"time":1700000000000,\#(members)}"#)
      tally.take(event, reader.names)
    }
    return tally
  }

  private static func step(_ value: String) -> String {
    #""kind":"parameter","scope":"venue","name":"losses.waterfall.0","value":"\#(value)""#
  }

  private static func movement(_ amount: String, _ cause: String) -> String {
    #""kind":"insurance","fund":"f","asset":"USD","amount":"\#(amount)","cause":"\#(cause)""#
  }

  /// The first step of the waterfall, what the fund gets, what it pays; of that the fund's and the reserve's.
  static let draws: [(String, String, String, Int64, Int64)] = [
    ("penalty_reserve", "30", "-30", 0, 30),
    // Another amount is the fund's own.
    ("penalty_reserve", "30", "-31", 31, 0),
    // Where the reserve does not pay, a fund that spends the share of penalties it just got pays itself.
    ("insurance", "30", "-30", 30, 0),
  ]

  @Test(arguments: draws.indices)
  func whatAFundPassesOnIsTheReserves(row: Int) throws {
    let (step, gets, pays, fund, reserve) = Self.draws[row]
    let tally = try Self.tally([
      #""kind":"venue","name":"small","unit":"USD""#,
      #""kind":"asset","asset":"USD","decimals":6"#,
      Self.step(step), Self.movement(gets, "penalty"), Self.movement(pays, "liquidation"),
    ])
    #expect(tally.insurance[0] == Decimal18(fund))
    #expect(tally.reserve[0] == Decimal18(reserve))
  }
}
