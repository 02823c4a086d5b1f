import FixedPoint
import LedgerSupport
import Margin
import Testing

@Suite struct LossLazyIndexTests {
  struct Funding: Sendable, CustomTestStringConvertible {
    var size: String
    var entry: String
    var now: String
    var decimals: Int
    var expected: String

    var testDescription: String { "\(size) from \(entry) to \(now)" }
  }

  static let funding: [Funding] = [
    // The index is what a long position owes for each unit.
    Funding(size: "2", entry: "1", now: "1.5", decimals: 2, expected: "-1"),
    Funding(size: "-2", entry: "1", now: "1.5", decimals: 2, expected: "1"),
    Funding(size: "2", entry: "1.5", now: "-1", decimals: 2, expected: "5"),
    Funding(size: "0", entry: "1", now: "2", decimals: 2, expected: "0"),
    // What is paid goes up, what is received goes down.
    Funding(size: "1", entry: "0", now: "0.001", decimals: 2, expected: "-0.01"),
    Funding(size: "-1", entry: "0", now: "0.019", decimals: 2, expected: "0.01"),
    Funding(
      size: "0.000000000000000001", entry: "0", now: "0.000000000000000000000000001", decimals: 18,
      expected: "-0.000000000000000001"),
    Funding(
      size: "-0.000000000000000001", entry: "0", now: "0.000000000000000000000000001",
      decimals: 18, expected: "0"),
  ]

  @Test(arguments: funding)
  func fundingIsSizeTimesTheIndex(_ test: Funding) throws {
    #expect(
      try LazyIndex.funding(
        size: Decimal18(test.size), entry: Ratio27(test.entry), now: Ratio27(test.now),
        decimals: test.decimals) == Decimal18(test.expected))
  }

  struct Interest: Sendable, CustomTestStringConvertible {
    var principal: String
    var entry: String
    var now: String
    var owed: String
    var earned: String

    var testDescription: String { "\(principal) from \(entry) to \(now)" }
  }

  static let interest: [Interest] = [
    Interest(principal: "100", entry: "1", now: "1.1", owed: "10", earned: "10"),
    Interest(principal: "100", entry: "1.1", now: "1.21", owed: "10", earned: "10"),
    Interest(principal: "1", entry: "3", now: "4", owed: "0.34", earned: "0.33"),
    Interest(principal: "5", entry: "1.7", now: "1.7", owed: "0", earned: "0"),
    Interest(principal: "0", entry: "1", now: "2", owed: "0", earned: "0"),
  ]

  @Test(arguments: interest)
  func interestIsWhatThePrincipalGrewBy(_ test: Interest) throws {
    for (side, expected) in [(LazyIndex.Side.owes, test.owed), (.has, test.earned)] {
      #expect(
        try LazyIndex.interest(
          principal: Decimal18(test.principal), entry: Ratio27(test.entry), now: Ratio27(test.now),
          side: side, decimals: 2) == Decimal18(expected))
    }
  }

  @Test func indicesGrowAgainstWhoeverHoldsThem() throws {
    let tiny = Ratio27.ulp
    var (debt, deposit) = (LazyIndex(.compound), LazyIndex(.compound))
    debt.set(try Ratio27("1.5"))
    deposit.set(try Ratio27("1.5"))
    try debt.grow(by: tiny, side: .owes)
    try deposit.grow(by: tiny, side: .has)
    #expect(debt.value == (try Ratio27("1.500000000000000000000000002")))
    #expect(deposit.value == (try Ratio27("1.500000000000000000000000001")))
    // 10 over 30: 1.5 × 10/30 = 0.5; over 31 it is rounded down.
    deposit.set(try Ratio27("1.5"))
    try deposit.distribute(Decimal18(10), over: Decimal18(30))
    #expect(deposit.value == (try Ratio27("2")))
    try deposit.distribute(Decimal18(1), over: Decimal18(3))
    #expect(deposit.value == (try Ratio27("2.666666666666666666666666666")))
    #expect(throws: ArithmeticError.divisionByZero) {
      try deposit.distribute(.one, over: .zero)
    }
  }

  @Test func aBookSettlesEachAccountAndItemByItself() throws {
    var book = IndexBook.funding
    try book[item: 3].advance(by: Ratio27("0.5"))
    // Who was never settled has held since the start.
    #expect(try book.accrued(to: 1, 3, holding: Decimal18(10), decimals: 2) == Decimal18(-5))
    #expect(try book.settle(1, 3, holding: .zero, decimals: 2) == .zero)
    try book[item: 3].advance(by: Ratio27("0.25"))
    try book[item: 4].advance(by: Ratio27(9))
    #expect(try book.settle(2, 3, holding: Decimal18(10), decimals: 2) == (try Decimal18("-7.5")))
    #expect(book.entry(of: 1, 3) == (try Ratio27("0.5")))
    #expect(try book.settle(1, 3, holding: Decimal18(10), decimals: 2) == (try Decimal18("-2.5")))
    #expect(try book.settle(1, 3, holding: Decimal18(10), decimals: 2) == .zero)
    #expect(book[item: 4].value == (try Ratio27(9)))
    #expect(book[item: 0].value == .zero && book[item: 99].value == .zero)

    var debts = IndexBook.interest(.owes)
    _ = try debts.settle(1, 0, holding: .zero, decimals: 2)
    try debts[item: 0].grow(by: Ratio27("0.333"), side: .owes)
    #expect(try debts.accrued(to: 1, 0, holding: .one, decimals: 2) == (try Decimal18("0.34")))
  }

  /// Two sides of one market: one account settles at every step, its twin only at the end.
  @Test(arguments: 0..<200 as Range<UInt64>)
  func settlingOftenIsNeverBetterAndThePoolIsNeverBelowZero(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    let decimals = random.pick([0, 2, 6, 18])
    let unit = LossFixture.unit(decimals)
    var book = IndexBook.funding
    // Accounts 0 and 1 hold the same, 2 and 3 the opposite.
    let size = try LossFixture.amount(upTo: Decimal18(50), 9, &random)
    let sizes = [size, size, try -size, try -size]
    for account in 0..<4 {
      #expect(try book.settle(account, 0, holding: sizes[account], decimals: decimals) == .zero)
    }
    var paid = [Decimal18](repeating: .zero, count: 4)
    func settle(_ account: Int) throws {
      paid[account] =
        try paid[account]
        + book.settle(account, 0, holding: sizes[account], decimals: decimals)
    }
    let steps = Int.random(in: 1...30, using: &random)
    for _ in 0..<steps {
      let step = Int128.random(in: -9_000_000_000_000_000...9_000_000_000_000_000, using: &random)
      try book[item: 0].advance(by: Ratio27(mantissa: step * 100_000_000_000))
      try settle(0)
      try settle(2)
    }
    for account in 0..<4 { try settle(account) }
    let bound = try unit.multiplied(by: Int64(steps))
    for (often, once) in [(0, 1), (2, 3)] {
      let lead = try paid[once] - paid[often]
      #expect(lead >= .zero && lead <= bound, "seed \(seed)")
    }
    var pool = Decimal18.zero
    for amount in paid { pool = try pool - amount }
    #expect(pool >= .zero, "seed \(seed)")
  }

  /// Borrowers pay what lenders earn; what rounding leaves with the venue is never below nothing.
  @Test(arguments: 0..<150 as Range<UInt64>)
  func interestPaidCoversInterestEarned(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    let decimals = random.pick([2, 6, 18])
    let unit = LossFixture.unit(decimals)
    var (debts, deposits) = (IndexBook.interest(.owes), IndexBook.interest(.has))
    let limit = Decimal18(900)
    var owed = try (0..<4).map { _ in try LossFixture.amount(upTo: limit, decimals, &random) }
    var lent = try (0..<4).map { _ in try LossFixture.amount(upTo: limit, decimals, &random) }
    lent[0] = .one
    let first = owed
    for account in 0..<4 {
      _ = try debts.settle(account, 0, holding: owed[account], decimals: decimals)
      _ = try deposits.settle(account, 0, holding: lent[account], decimals: decimals)
    }
    var pool = Decimal18.zero
    let start = debts[item: 0].value
    var settlements: Int64 = 0
    for _ in 0..<40 {
      // All debts are settled, and what they grew by is spread over the deposits' present values.
      let rate = Ratio27(mantissa: Int128.random(in: 0...(1 << 83), using: &random))
      try debts[item: 0].grow(by: rate, side: .owes)
      if random.chance(3) { continue }
      var interest = Decimal18.zero
      for account in 0..<4 {
        let grown = try debts.settle(account, 0, holding: owed[account], decimals: decimals)
        owed[account] = try owed[account] + grown
        interest = try interest + grown
      }
      settlements += 1
      pool = try pool + interest
      var total = Decimal18.zero
      for account in 0..<4 {
        let earned = try deposits.settle(account, 0, holding: lent[account], decimals: decimals)
        lent[account] = try lent[account] + earned
        pool = try pool - earned
        total = try total + lent[account]
      }
      try deposits[item: 0].distribute(interest, over: total)
    }
    for account in 0..<4 {
      pool =
        try pool
        - deposits.settle(account, 0, holding: lent[account], decimals: decimals)
      // Settled often, a debt is never below the one that is settled once, and above it at most one
      // unit for each settlement, with the interest on that.
      let growth = try debts[item: 0].value.divided(by: start, rounding: .up)
      let last = try debts.settle(account, 0, holding: owed[account], decimals: decimals)
      let often = try owed[account] + last
      let interest = try LazyIndex.interest(
        principal: first[account], entry: start, now: debts[item: 0].value, side: .owes,
        decimals: decimals)
      let once = try first[account] + interest
      let units = try unit.multiplied(by: settlements + 1)
      let most = try once + units.multiplied(by: growth, rounding: .up)
      #expect(often >= once && often <= most, "seed \(seed)")
    }
    #expect(pool >= .zero, "seed \(seed)")
  }
}
