import FixedPoint
import LedgerSupport
import Margin
import Testing

@Suite struct LossBadDebtTests {
  @Test func recoveriesPayTheOldestFirst() throws {
    var book = BadDebtBook()
    try book.record(Decimal18(10), of: 1, 0, seq: 5)
    try book.record(Decimal18(20), of: 2, 0, seq: 6)
    try book.record(Decimal18(30), of: 1, 0, seq: 7)
    try book.record(Decimal18(99), of: 1, 4, seq: 8)
    try book.record(.zero, of: 1, 0, seq: 9)
    #expect(book.items.count == 4)

    // Of account 2 first, though account 1 waits longer.
    let named = try book.recover(Decimal18(5), of: 0, account: 2, seq: 10)
    #expect(named.links == [BadDebtBook.Link(item: 1, amount: Decimal18(5))])
    let any = try book.recover(Decimal18(32), of: 0, seq: 11)
    #expect(
      any.links == [
        BadDebtBook.Link(item: 0, amount: Decimal18(10)),
        BadDebtBook.Link(item: 1, amount: Decimal18(15)),
        BadDebtBook.Link(item: 2, amount: Decimal18(7)),
      ])
    #expect(any.unlinked == .zero)
    #expect(book.outstanding(of: 0) == Decimal18(23))
    #expect(book.outstanding(of: 0, account: 1) == Decimal18(23))
    #expect(book.outstanding(of: 0, account: 2) == .zero)
    #expect(book.outstanding(of: 4) == Decimal18(99))
    #expect(book.open.map(\.seq) == [7, 8])

    let rest = try book.recover(Decimal18(40), of: 0, account: 1, seq: 12)
    #expect(rest.links == [BadDebtBook.Link(item: 2, amount: Decimal18(23))])
    #expect(rest.unlinked == Decimal18(17))
    let none = try book.recover(.one, of: 7, seq: 13)
    #expect(none.links.isEmpty && none.unlinked == .one)
    #expect(book.recoveries.map(\.seq) == [10, 11, 12, 13])
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func equalsAListThatIsSearchedFromItsBeginning(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    var book = BadDebtBook()
    var debts: [(account: Int, asset: Int, left: Int64)] = []
    for seq in 1...60 as ClosedRange<Int64> {
      let amount = Int64.random(in: 1...30, using: &random)
      let (account, asset) = (random.pick([0, 1, 2]), random.pick([0, 1]))
      if random.chance(2) {
        try book.record(Decimal18(amount), of: account, asset, seq: seq)
        debts.append((account, asset, amount))
      } else {
        let isNamed = random.chance(2)
        let recovery = try book.recover(
          Decimal18(amount), of: asset, account: isNamed ? account : nil, seq: seq)
        var rest = amount
        var links: [BadDebtBook.Link] = []
        for (place, debt) in debts.enumerated()
        where debt.asset == asset && debt.left > 0 && (!isNamed || debt.account == account) {
          let paid = min(rest, debt.left)
          if paid == 0 { break }
          rest -= paid
          debts[place].left -= paid
          links.append(BadDebtBook.Link(item: place, amount: Decimal18(paid)))
        }
        #expect(recovery.links == links, "seed \(seed)")
        #expect(recovery.unlinked == Decimal18(rest), "seed \(seed)")
      }
      for asset in 0..<2 {
        let open = debts.filter { $0.asset == asset }
        #expect(
          book.outstanding(of: asset) == Decimal18(open.reduce(0) { $0 + $1.left }), "seed \(seed)")
        for account in 0..<3 {
          let own = open.filter { $0.account == account }.reduce(0) { $0 + $1.left }
          #expect(
            book.outstanding(of: asset, account: account) == Decimal18(own), "seed \(seed)")
        }
      }
    }
    #expect(book.items.map(\.outstanding) == debts.map { Decimal18($0.left) }, "seed \(seed)")
  }
}
