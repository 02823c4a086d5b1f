import FixedPoint
import Margin
import Testing

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

@Suite struct MechanismDepthBookTests {
  /// Bids 10@100, 5@99, 20@95.5; asks 3@101, 7@102, 100@110.
  private static func sample() throws -> DepthBook {
    var book = DepthBook()
    for (side, price, size) in [
      (DepthBook.Side.bid, "99", "5"), (.ask, "102", "7"), (.bid, "95.5", "20"),
      (.bid, "100", "10"), (.ask, "110", "100"), (.ask, "101", "3"),
    ] {
      book.set(side: side, price: try d(price), size: try d(size))
    }
    return book
  }

  @Test(
    arguments: [
      ("10", nil, "10", "1000", "100", "100"),
      ("12", nil, "12", "1198", "99.833333333333333333", "99"),
      ("16", nil, "16", "1590.5", "99.40625", "95.5"),
      ("100", nil, "35", "3405", "97.285714285714285714", "95.5"),
      ("100", "99", "15", "1495", "99.666666666666666666", "99"),
      ("100", "100.5", "0", "0", nil, nil),
      ("0", nil, "0", "0", nil, nil),
    ] as [(String, String?, String, String, String?, String?)])
  func aSaleWalksDownTheBids(
    size: String, limit: String?, sold: String, value: String, average: String?, worst: String?
  ) throws {
    let taken = try Self.sample().walk(selling: d(size), limit: limit.map { try d($0) })
    #expect(taken.size == (try d(sold)))
    #expect(taken.value == (try d(value)))
    #expect(taken.average == (try average.map { try d($0) }))
    #expect(taken.worst == (try worst.map { try d($0) }))
  }

  @Test(
    arguments: [
      ("3", nil, "3", "303", "101"),
      ("4", nil, "4", "405", "101.25"),
      ("11", nil, "11", "1127", "102.454545454545454546"),
      ("11", "102", "10", "1017", "101.7"),
      ("500", nil, "110", "12017", "109.245454545454545455"),
    ] as [(String, String?, String, String, String)])
  func aPurchaseWalksUpTheAsks(
    size: String, limit: String?, bought: String, value: String, average: String
  ) throws {
    let taken = try Self.sample().walk(buying: d(size), limit: limit.map { try d($0) })
    #expect(taken.size == (try d(bought)))
    #expect(taken.value == (try d(value)))
    #expect(taken.average == (try d(average)))
  }

  @Test func valuesAreRoundedOnceAgainstTheTaker() throws {
    var book = DepthBook()
    for side in DepthBook.Side.allCases {
      book.set(side: side, price: try d("0.333"), size: try d("1"))
    }
    book.set(side: .bid, price: try d("0.332"), size: try d("1"))
    book.set(side: .ask, price: try d("0.334"), size: try d("1"))
    // 0.665 and 0.667: rounded part by part to two decimals they would be 0.66 and 0.68 too; to
    // one decimal part by part 0.6 and 0.8.
    #expect(try book.walk(selling: d("2"), moneyDecimals: 2).value == d("0.66"))
    #expect(try book.walk(buying: d("2"), moneyDecimals: 2).value == d("0.67"))
    #expect(try book.walk(selling: d("2"), moneyDecimals: 1).value == d("0.6"))
    #expect(try book.walk(buying: d("2"), moneyDecimals: 1).value == d("0.7"))
  }

  @Test func aLevelIsReplacedAndRemoved() throws {
    var book = try Self.sample()
    book.set(side: .bid, price: try d("99"), size: try d("6"))
    book.set(side: .bid, price: try d("100"), size: .zero)
    book.set(side: .bid, price: try d("50"), size: .zero)
    #expect(
      book.levels(.bid) == [
        .init(price: try d("99"), size: try d("6")),
        .init(price: try d("95.5"), size: try d("20")),
      ])
    #expect(book.best(.ask) == .init(price: try d("101"), size: try d("3")))
  }

  @Test func aWalkChangesNothingAndATakeDoes() throws {
    var book = try Self.sample()
    let before = book
    let walked = try book.walk(selling: d("12"))
    #expect(book == before)
    #expect(try book.take(selling: d("12")) == walked)
    #expect(book.best(.bid) == .init(price: try d("99"), size: try d("3")))
    #expect(try book.take(buying: d("3")).value == d("303"))
    #expect(book.best(.ask)?.price == (try d("102")))
    _ = try book.take(selling: d("1000"))
    _ = try book.take(buying: d("1000"))
    #expect(book.isEmpty)
  }

  /// Against a list that is sorted anew for every question.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func theBookIsASortedList(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    var book = DepthBook()
    var model: [[Decimal18: Decimal18]] = [[:], [:]]
    for _ in 0..<200 {
      let side = DepthBook.Side.allCases[Int(random.whole(0...1))]
      let at = side == .bid ? 0 : 1
      let price = Decimal18(random.whole(1...20))
      switch random.whole(0...3) {
      case 0:
        let size = random.amount(digits: 2)
        let taken =
          side == .bid ? try book.take(selling: size) : try book.take(buying: size)
        var left = size
        var parts: [DepthBook.Level] = []
        for (price, resting) in model[at].sorted(by: { at == 0 ? $0.key > $1.key : $0.key < $1.key }
        )
        where left.isPositive {
          let part = min(left, resting)
          parts.append(.init(price: price, size: part))
          model[at][price] = part == resting ? nil : try resting - part
          left = try left - part
        }
        #expect(taken.parts == parts, "seed \(seed)")
        #expect(taken.size == (try size - left), "seed \(seed)")
      case 1:
        book.set(side: side, price: price, size: .zero)
        model[at][price] = nil
      default:
        let size = random.amount(digits: 2)
        book.set(side: side, price: price, size: size)
        model[at][price] = size
      }
      let expected = model[at].sorted { at == 0 ? $0.key > $1.key : $0.key < $1.key }
        .map { DepthBook.Level(price: $0.key, size: $0.value) }
      #expect(book.levels(side) == expected, "seed \(seed)")
    }
  }
}
