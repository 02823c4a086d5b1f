import FixedPoint
import Margin
import Testing

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

@Suite struct MechanismBatchClearingTests {
  private typealias Order = BatchClearing.Order

  /// Orders from texts like `2@100`, with ids from 0.
  private static func orders(_ texts: [String]) throws -> [Order] {
    try texts.enumerated().map { id, text in
      let parts = text.split(separator: "@").map(String.init)
      return Order(id: id, size: try d(parts[0]), limit: try d(parts[1]))
    }
  }

  @Test(
    arguments: [
      // Enough demand: the highest price that still takes all.
      (["10@0"], ["4@100", "6@90", "50@80"], "90", ["10"], ["4", "6"]),
      // Too little demand: the price of the last buyer, not zero.
      (["10@0"], ["2@100", "3@90"], "90", ["5"], ["2", "3"]),
      // A seller's limit below it sets the price when demand is short.
      (["10@70"], ["2@100", "3@90"], "70", ["5"], ["2", "3"]),
      // A seller whose limit is above the price gets nothing.
      (["5@0", "5@95"], ["4@100", "6@90"], "90", ["5"], ["4", "1"]),
      // Buyers at the margin share in proportion.
      (["9@0"], ["3@100", "4@90", "8@90"], "90", ["9"], ["3", "2", "4"]),
      // Sellers at the margin share in proportion.
      (["6@0", "3@0"], ["3@10"], "10", ["2", "1"], ["3"]),
      // Sellers with lower limits go first.
      (["6@10", "3@5"], ["4@10"], "10", ["1", "3"], ["4"]),
      // The same size at 100 and 90, with less left over at 100.
      (["4@0"], ["4@100", "3@90"], "100", ["4"], ["4"]),
      // The same size and nothing left over at 80 and 100: the lowest.
      (["4@80"], ["4@100"], "80", ["4"], ["4"]),
      // No price suits both.
      (["4@101"], ["4@100"], nil, [], []), ([], ["4@100"], nil, [], []),
      (["4@0"], [], nil, [], []), (["0@0"], ["4@100"], nil, [], []),
    ] as [([String], [String], String?, [String], [String])])
  func thePriceClearsTheMost(
    supply: [String], demand: [String], price: String?, sold: [String], bought: [String]
  ) throws {
    let clearing = try BatchClearing(supply: Self.orders(supply), demand: Self.orders(demand))
    #expect(clearing.price == (try price.map { try d($0) }))
    #expect(clearing.sold.map(\.size) == (try sold.map { try d($0) }))
    #expect(clearing.bought.map(\.size) == (try bought.map { try d($0) }))
  }

  @Test func whatRoundingLeavesGoesToTheFirstById() throws {
    let supply = [
      Order(id: 8, size: try d("1"), limit: .zero), Order(id: 3, size: try d("1"), limit: .zero),
      Order(id: 5, size: try d("1"), limit: .zero),
    ]
    let clearing = try BatchClearing(
      supply: supply, demand: [Order(id: 1, size: try d("0.5"), limit: try d("1.01"))],
      decimals: TradeDecimals(size: 2, money: 2))
    // 0.1666… each; 0.02 left for id 3.
    #expect(clearing.sold.map(\.id) == [8, 3, 5])
    #expect(clearing.sold.map(\.size) == (try [d("0.16"), d("0.18"), d("0.16")]))
    // 0.1616, 0.1818, 0.1616 down; 0.505 up.
    #expect(clearing.sold.map(\.value) == (try [d("0.16"), d("0.18"), d("0.16")]))
    #expect(clearing.bought.map(\.value) == [try d("0.51")])
    #expect(clearing.dust == (try d("0.01")))
  }

  @Test func aRestBeyondTheFirstGoesToTheNext() throws {
    let supply = try (0..<4).map { Order(id: $0, size: try d("0.01"), limit: .zero) }
    let clearing = try BatchClearing(
      supply: supply, demand: [Order(id: 1, size: try d("0.03"), limit: .one)],
      decimals: TradeDecimals(size: 2, money: 2))
    #expect(clearing.sold.map(\.id) == [0, 1, 2])
  }

  /// Against every candidate tried one by one; sizes are conserved and limits respected.
  @Test(arguments: 1...150 as ClosedRange<UInt64>)
  func itIsTheBestOfAllPrices(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    let decimals = TradeDecimals(size: Int(random.whole(0...3)), money: Int(random.whole(0...6)))
    func orders(_ count: Int64) -> [Order] {
      (0..<count).map { _ in
        Order(
          id: Int(random.whole(0...5)), size: random.amount(digits: 2, decimals: decimals.size),
          limit: Decimal18(random.whole(0...12)))
      }
    }
    let (supply, demand) = (orders(random.whole(0...7)), orders(random.whole(0...7)))
    let clearing = try BatchClearing(supply: supply, demand: demand, decimals: decimals)

    var best: (price: Decimal18, size: Decimal18, rest: Decimal18)?
    for price in (1...12).map({ Decimal18($0) }) {
      guard (supply + demand).contains(where: { $0.limit == price }) else { continue }
      let offered = try Self.sum(supply.filter { $0.limit <= price }.map(\.size))
      let wanted = try Self.sum(demand.filter { $0.limit >= price }.map(\.size))
      let size = min(offered, wanted)
      let rest = try max(offered, wanted) - size
      if size.isZero { continue }
      if let best, best.size > size || best.size == size && best.rest <= rest { continue }
      best = (price, size, rest)
    }
    #expect(clearing.price == best?.price, "seed \(seed)")
    #expect(clearing.size == (best?.size ?? .zero), "seed \(seed)")
    #expect(try Self.sum(clearing.sold.map(\.size)) == clearing.size, "seed \(seed)")
    #expect(try Self.sum(clearing.bought.map(\.size)) == clearing.size, "seed \(seed)")
    let paid = try Self.sum(clearing.bought.map(\.value))
    #expect(try Self.sum(clearing.sold.map(\.value)) + clearing.dust == paid, "seed \(seed)")
    #expect(!clearing.dust.isNegative, "seed \(seed)")
    guard let price = clearing.price else { return }
    let sellers = supply.filter { $0.limit <= price }
    for fill in clearing.sold {
      #expect(sellers.contains { $0.id == fill.id && $0.size >= fill.size }, "seed \(seed)")
    }
    let buyers = demand.filter { $0.limit >= price }
    for fill in clearing.bought {
      #expect(buyers.contains { $0.id == fill.id && $0.size >= fill.size }, "seed \(seed)")
    }
  }

  private static func sum(_ amounts: [Decimal18]) throws -> Decimal18 {
    try amounts.reduce(.zero) { try $0 + $1 }
  }
}
