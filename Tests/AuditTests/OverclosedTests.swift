import Audit
import Engine
import FixedPoint
import Ledger
import LedgerSupport
import Testing

/// A close of a position that the log never opened is no opposite position.
@Suite struct OverclosedTests {
  private static let head = """
    1 venue name=V unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=BTC decimals=8
    1 market market=M base=BTC quote=USD
    1 deposit account=x asset=USD amount=10
    1 fee account=x asset=USD amount=1
    1 funding_payment account=x market=M amount=0

    """
  private static let sale = "market=M side=sell size=2 price=100"
  private static let long = "1 fill account=x market=M side=buy size=2 price=100\n"

  private static func record(_ text: String) throws -> (SolvencyRecord, Names) {
    var reader = LogReader()
    let events = try FactLog(head + text + "\n9 price_update market=M source=mark price=90").lines
      .map { try reader.read($0) }
    var record = SolvencyRecord()
    for event in events { try record.apply(event, names: reader.names) }
    return (record, reader.names)
  }

  @Test(arguments: [
    ("2 liquidation_fill account=x mechanism=order_book " + sale, ["x"]),
    (long + "2 liquidation_fill account=x mechanism=order_book " + sale, []),
    ("2 deleverage account=x counterparty=y " + sale, ["x", "y"]),
    (long + "2 deleverage account=x counterparty=y " + sale, ["y"]),
    ("2 liquidation_start account=x\n2 fill account=x " + sale, ["x"]),
    (long + "2 liquidation_start account=x\n2 fill account=x " + sale, []),
    // A trade in another block, or of another account, may open what it likes.
    ("2 liquidation_start account=x\n3 fill account=x " + sale, []),
    ("2 liquidation_start account=x\n2 fill account=y " + sale, []),
  ])
  func whoseHoldingsAreNotKnown(text: String, accounts: [String]) throws {
    let (record, names) = try Self.record(text)
    #expect(record.book.overclosedAccounts().map { names.accounts[$0] } == accounts)
    let solvency = try record.solvency(names)
    #expect(Set(solvency.undecided.map { names.accounts[$0.account] }) == Set(accounts))
    #expect(
      record.gaps.lacks(of: solvency, in: record.book)
        == (accounts.isEmpty ? [] : [.openingPosition]))
  }
}
