import Engine
import FixedPoint
import Ledger
import LedgerSupport
import SQLite
import Store
import Testing

/// A log whose balances cannot be summed is refused before it is recorded.
@Suite struct OverflowTests {
  private static let largest = "170141183460469231730"

  private static func line(_ block: Int, _ rest: String) -> String {
    #"{"v":1,"block":\#(block),"index":0,"time":\#(block),"kind":\#(rest)}"#
  }

  private static func deposit(_ block: Int, _ amount: String, of asset: String = "USD") -> String {
    line(block, #""deposit","account":"a","asset":"\#(asset)","amount":"\#(amount)""#)
  }

  private static let declared = [
    line(0, #""asset","asset":"USD","decimals":6"#),
    line(1, #""asset","asset":"BTC","decimals":8"#),
    line(2, #""market","market":"P","base":"BTC","quote":"USD""#),
  ]

  private static func refusal(_ folder: LedgerFolder, _ lines: [String]) -> StoreError? {
    #expect(throws: StoreError.self) { try folder.append(lines) }
  }

  @Test func aSumBeyondTheRangeIsRefusedAndNothingIsRecorded() throws {
    let folder = try LedgerFolder(Self.declared + [Self.deposit(3, Self.largest)])
    let before = try folder.bytes()
    let error = Self.refusal(folder, [Self.deposit(4, "1"), Self.deposit(5, "9")])
    #expect(error?.code == .tooLarge)
    #expect(
      error?.description.hasPrefix(
        "block 5, index 0: with this event (deposit) a balance of USD leaves the range of amounts")
        == true, "\(error?.description ?? "")")
    #expect(try folder.lines().count == 4)
    #expect(try folder.verify().findings == [])
    _ = try LedgerFile(path: folder.ledger).book()
    // Other assets, and what brings the balance down, are taken in.
    try folder.append([Self.deposit(4, Self.largest, of: "BTC")])
    try folder.append([
      Self.line(5, #""withdrawal","account":"a","asset":"USD","amount":"9""#), Self.deposit(6, "9"),
    ])
    #expect(try folder.verify().findings == [])
    #expect(before != (try folder.bytes()))
  }

  @Test func theFirstEventOutOfRangeIsNamedWithWhatItMoves() throws {
    let half = "9999999999999999999"
    let fills = (3..<30).map { block in
      Self.line(
        block,
        #""fill","account":"a","market":"P","side":"buy","size":"\#(half)","price":"10""#)
    }
    let folder = try LedgerFolder(Self.declared + fills[..<1])
    let error = Self.refusal(folder, fills)
    #expect(error?.code == .tooLarge)
    #expect(
      error?.description.contains(
        "block 4, index 0: with this event (fill) a balance of USD or BTC or P")
        == true, "\(error?.description ?? "")")
    #expect(try folder.lines().count == 4)
  }

  /// While the sum of a log is safe nobody folds it: so everything in its book must be in range.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func noBalanceIsFurtherFromZeroThanFourTimesTheSum(seed: UInt64) throws {
    var log = RandomLog(
      seed: 600 + seed, style: seed % 2 == 0 ? .wild : .calm, accounts: 2, isFoldable: true)
    let folder = try LedgerFolder(log.lines(150))
    let file = try LedgerFile(path: folder.ledger)
    let text = try file.connection.queryText("SELECT gross FROM checkpoint")
    let gross = try #require(text.flatMap { UInt128($0) })
    let book = try file.book()
    let bound = gross * 4
    func check(_ amount: Decimal18, _ what: String) {
      let units = amount.mantissa.magnitude / 1_000_000_000_000_000_000
      #expect(units <= bound, "seed \(seed): \(what) \(amount), sum \(gross)")
    }
    for account in 0..<file.names.accounts.count {
      for asset in 0..<file.names.assets.count {
        let balance = book.balance(of: account, asset: asset)
        check(balance.asset, "asset")
        check(balance.debt, "debt")
      }
      for market in 0..<file.names.markets.count {
        let position = book.position(of: account, market: market)
        check(position.size, "size")
        check(position.cost, "cost")
        check(position.realized, "realized")
      }
    }
    for tally in book.assertions.tallies { check(tally.lastDifference, "difference") }
  }

  /// What changes the book counts in the sum.
  @Test(arguments: Kind.allCases) func everyKindWithAnEffectCounts(_ kind: Kind) throws {
    var log = RandomLog(seed: 700)
    let start = log.lines(9).prefix { !$0.contains("deposit") }
    var lines = Array(start)
    for _ in 0..<4 { lines.append(log.line(of: kind, .all)) }
    let folder = try LedgerFolder(lines)
    let file = try LedgerFile(path: folder.ledger)
    let gross = try file.connection.queryText("SELECT gross FROM checkpoint")
    let hasAmounts = gross != "0"
    #expect(hasAmounts || kind.spec.effect.isEmpty, "\(kind.name)")
  }
}
