import Engine
import Foundation
import FixedPoint
import Ledger
import LedgerSupport
import Testing

/// The book against the reference book, over random logs.
@Suite struct BookTests {
  /// Every kind that moves something, some more often.
  private static let busy: [Kind] =
    Kind.allCases.filter { !$0.spec.effect.isEmpty }
    + [.fill, .fill, .fill, .fill, .deleverage, .account, .balanceAssertion, .positionAssertion]
    + [.liquidationFill, .liquidationFill, .liquidationFill, .insurance, .lossShare]

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func theBookIsTheReferenceBook(seed: UInt64) throws {
    var log = RandomLog(seed: seed, accounts: 5, kinds: Self.busy)
    var reader = LogReader()
    var book = Book()
    var reference = ReferenceBook()
    for number in 1...250 {
      var line = log.line()
      if number > 20, number % 10 == 0 { line = Self.trueAssertion(&log, reference) ?? line }
      let event = try reader.read(line)
      try reference.apply(line)
      try book.apply(event, names: reader.names)
      try book.checkInvariants(names: reader.names)
      if number % 25 == 0 { Self.compare(book, reference, reader.names, "seed \(seed)") }
    }
    #expect(book.seq == 250)
    Self.compareAssertions(book, reference, "seed \(seed)")
  }

  /// An assertion of what the reference book has, if a line can say it.
  private static func trueAssertion(
    _ log: inout RandomLog, _ reference: ReferenceBook
  ) -> String? {
    let account = log.random.pick(log.accounts)
    let asset = log.random.pick(log.assets)
    let balance = reference.balance(account, asset.name)
    let (side, value): (String, Int128) = log.random.pick([
      ("asset", balance.asset), ("debt", balance.debt), ("net", balance.asset - balance.debt),
    ])
    let amount = Decimal18(mantissa: value)
    guard amount.decimals <= asset.decimals else { return nil }
    let line = log.line(of: .note)
    guard let end = line.range(of: ",\"kind\"") else { return nil }
    return line[..<end.lowerBound]
      + ",\"kind\":\"balance_assertion\",\"account\":\"\(account)\",\"asset\":\"\(asset.name)\","
      + "\"side\":\"\(side)\",\"amount\":\"\(amount)\"}"
  }

  private static func compare(
    _ book: Book, _ reference: ReferenceBook, _ names: Names, _ comment: Comment
  ) {
    for account in 0..<names.accounts.count {
      let name = names.accounts[account]
      for asset in 0..<names.assets.count {
        let own = book.balance(of: account, asset: asset)
        let expected = reference.balance(name, names.assets[asset])
        #expect(own.asset.mantissa == expected.asset, comment)
        #expect(own.debt.mantissa == expected.debt, comment)
      }
      for market in 0..<names.markets.count {
        let own = book.position(of: account, market: market)
        let expected = reference.position(name, names.markets[market])
        let found = ReferenceBook.Position(
          size: own.size.mantissa, cost: own.cost.mantissa, realized: own.realized.mantissa)
        #expect(found == expected, comment)
        #expect(own.cost >= .zero && (own.cost.isZero || !own.size.isZero), comment)
      }
    }
    for pool in ["core", "isolated-1", "isolated-2"] {
      for asset in 0..<names.assets.count {
        let own = book.total(ofPool: pool, asset: asset) ?? Balance()
        let expected = reference.poolTotal(pool, names.assets[asset])
        #expect(own.asset.mantissa == expected.asset, comment)
        #expect(own.debt.mantissa == expected.debt, comment)
      }
    }
    comparePools(book, reference, names, comment)
  }

  private static func comparePools(
    _ book: Book, _ reference: ReferenceBook, _ names: Names, _ comment: Comment
  ) {
    var own: [String: [String: Int128]] = [:]
    for (pool, item, amount) in book.poolBalances(names: names) where !amount.isZero {
      let text =
        switch item {
        case .asset(let id): names.assets[id]
        case .contract(let id): names.markets[id] + " contracts"
        }
      own["pool:" + pool, default: [:]][text] = amount.mantissa
    }
    let expected = reference.holdings.filter { $0.key.hasPrefix("pool:") }
      .mapValues { $0.filter { $0.value != 0 } }.filter { !$0.value.isEmpty }
    #expect(own == expected, comment)
  }

  private static func compareAssertions(
    _ book: Book, _ reference: ReferenceBook, _ comment: Comment
  ) {
    let log = book.assertions
    #expect(log.tallies.reduce(0) { $0 + $1.count } == reference.checks.count, comment)
    #expect(
      log.tallies.reduce(0) { $0 + $1.held } == reference.checks.count(where: \.held), comment)
    let failed = reference.checks.filter { !$0.held }
    #expect(log.failures.count == failed.count, comment)
    #expect(reference.checks.contains { $0.held }, comment)
    for (own, expected) in zip(log.failures, failed) {
      #expect((try? own.asserted - own.found)?.mantissa == expected.difference, comment)
      #expect(log.tallies.indices.contains(own.tally))
    }
    for (place, tally) in log.tallies.enumerated() where tally.held == tally.count {
      #expect(tally.lastDifference.isZero)
      #expect(!log.failures.contains { $0.tally == place })
    }
  }
}
