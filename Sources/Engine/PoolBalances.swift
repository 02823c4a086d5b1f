internal import FixedPoint
internal import Ledger

/// The balances of the venue's own accounts and of the world outside.
struct PoolBalances: Sendable {
  /// The names of insurance funds and of the pools of socialized losses.
  var names = NameTable()

  private var table = PairTable(initial: Decimal18.zero)

  mutating func add(
    _ amount: Decimal18, of item: Posting.Item, to pool: Pool
  ) throws(ArithmeticError) {
    let place = table.place(Self.number(pool), Self.number(item))
    table.values[place] = try table.values[place] + amount
  }

  func balance(of pool: Pool, _ item: Posting.Item) -> Decimal18 {
    table.find(Self.number(pool), Self.number(item)) ?? .zero
  }

  /// Every balance with its names, sorted by name, then item.
  func all(names known: Names) -> [(name: String, item: Posting.Item, amount: Decimal18)] {
    table.keys.indices
      .map { place in
        let key = table.keys[place]
        return (
          name(of: Int(key.first), known), Self.item(Int(key.second)), table.values[place]
        )
      }
      .sorted { a, b in
        if a.0 != b.0 { return bytesPrecede(a.0, b.0) }
        let (x, y) = (Self.text(of: a.1, known), Self.text(of: b.1, known))
        return bytesPrecede(x, y)
      }
  }

  /// The balances of insurance funds, sorted by the name of the fund, then of the asset.
  func funds(names known: Names) -> [(fund: String, asset: Int, amount: Decimal18)] {
    var funds: [(fund: String, asset: Int, amount: Decimal18)] = []
    for (place, key) in table.keys.enumerated() {
      guard Int(key.first) % Self.sorts == 7, case .asset(let asset) = Self.item(Int(key.second))
      else { continue }
      funds.append((names[Int(key.first) / Self.sorts], asset, table.values[place]))
    }
    return funds.sorted { a, b in
      a.fund != b.fund
        ? bytesPrecede(a.fund, b.fund)
        : bytesPrecede(known.assets[a.asset], known.assets[b.asset])
    }
  }

  /// All balances of all pools, for sums.
  var balances: [(item: Posting.Item, amount: Decimal18)] {
    table.keys.indices.map { (Self.item(Int(table.keys[$0].second)), table.values[$0]) }
  }

  /// Every balance with its pool and item, in the order in which they came up.
  var lines: [Posting] {
    table.keys.indices.map { place in
      let key = table.keys[place]
      return Posting(
        holder: .pool(Self.pool(Int(key.first))), item: Self.item(Int(key.second)),
        amount: table.values[place])
    }
  }

  /// The name of a pool.
  func name(of pool: Pool, _ known: Names) -> String { name(of: Self.number(pool), known) }

  /// A sortable text of an item: assets before contracts of the same name.
  ///
  /// No name holds a tab, so no asset looks like the contracts of a market.
  static func text(of item: Posting.Item, _ names: Names) -> String {
    switch item {
    case .asset(let id): names.assets[id]
    case .contract(let id): names.markets[id] + "\tcontracts"
    }
  }

  // A pool and its qualifier are one number, as are an item's sort and id.
  private static let sorts = 9

  private static func number(_ pool: Pool) -> Int {
    switch pool {
    case .world: 0
    case .fees: 1
    case .penalty: 2
    case .interest: 3
    case .badDebt: 4
    case .clearing(let market): 5 + sorts * market
    case .funding(let market): 6 + sorts * market
    case .insurance(let name): 7 + sorts * name
    case .socialized(let name): 8 + sorts * name
    }
  }

  private static func pool(_ number: Int) -> Pool {
    let qualifier = number / sorts
    return switch number % sorts {
    case 0: .world
    case 1: .fees
    case 2: .penalty
    case 3: .interest
    case 4: .badDebt
    case 5: .clearing(market: qualifier)
    case 6: .funding(market: qualifier)
    case 7: .insurance(qualifier)
    default: .socialized(qualifier)
    }
  }

  private func name(of number: Int, _ known: Names) -> String {
    let qualifier = number / Self.sorts
    return switch number % Self.sorts {
    case 0: "world"
    case 1: "fees"
    case 2: "penalty"
    case 3: "interest"
    case 4: "bad_debt"
    case 5: "clearing:\(known.markets[qualifier])"
    case 6: "funding:\(known.markets[qualifier])"
    case 7: "insurance:\(names[qualifier])"
    default: "socialized:\(names[qualifier])"
    }
  }

  private static func number(_ item: Posting.Item) -> Int {
    switch item {
    case .asset(let id): 2 * id
    case .contract(let id): 2 * id + 1
    }
  }

  private static func item(_ number: Int) -> Posting.Item {
    number % 2 == 0 ? .asset(number / 2) : .contract(number / 2)
  }
}

/// The order of names everywhere in output: by their UTF-8 bytes, never by locale.
package func bytesPrecede(_ a: String, _ b: String) -> Bool {
  a.utf8.lexicographicallyPrecedes(b.utf8)
}
