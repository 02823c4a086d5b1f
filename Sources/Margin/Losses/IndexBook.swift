internal import Engine
package import FixedPoint

/// The indices of one kind, and where each account was settled last.
///
/// Items are the ids of markets (funding) or assets (interest); a book holds one kind of growth and
/// one side. Nothing is ever listed in the order of hashing.
package struct IndexBook: Sendable {
  /// How all its indices grow.
  package let growth: LazyIndex.Growth
  /// The side of its holdings; funding has none.
  package let side: LazyIndex.Side

  private var indices: [LazyIndex] = []
  private var entries = PairTable<Ratio27?>(initial: nil)

  private init(growth: LazyIndex.Growth, side: LazyIndex.Side) {
    self.growth = growth
    self.side = side
  }

  /// The book of cumulative funding.
  package static var funding: IndexBook { IndexBook(growth: .perUnit, side: .owes) }

  /// The book of interest on debts, or on deposits.
  package static func interest(_ side: LazyIndex.Side) -> IndexBook {
    IndexBook(growth: .compound, side: side)
  }

  /// How many items may have an index.
  package var count: Int { indices.count }

  /// The index of an item.
  package subscript(item item: Int) -> LazyIndex {
    get { item < indices.count ? indices[item] : LazyIndex(growth) }
    set {
      while indices.count <= item { indices.append(LazyIndex(growth)) }
      indices[item] = newValue
    }
  }

  /// Where an account was settled last; one that never was holds what it has since the start.
  package func entry(of account: Int, _ item: Int) -> Ratio27 {
    (entries.find(account, item) ?? nil) ?? LazyIndex.start(of: growth)
  }

  /// The account is settled: what follows counts from here.
  package mutating func enter(_ account: Int, _ item: Int) {
    guard item < indices.count else { return }
    entries.values[entries.place(account, item)] = indices[item].value
  }

  /// What has accrued to a holding: its size for funding, its principal for interest.
  package func accrued(
    to account: Int, _ item: Int, holding: Decimal18, decimals: Int
  ) throws(ArithmeticError) -> Decimal18 {
    if holding.isZero || item >= indices.count { return .zero }
    let (entry, now) = (entry(of: account, item), self[item: item].value)
    return switch growth {
    case .perUnit:
      try LazyIndex.funding(size: holding, entry: entry, now: now, decimals: decimals)
    case .compound:
      try LazyIndex.interest(
        principal: holding, entry: entry, now: now, side: side, decimals: decimals)
    }
  }

  /// Gives what has accrued and moves the entry to the present; to be called before a holding
  /// changes.
  ///
  /// - Throws: ``ArithmeticError``; the entry is then unchanged.
  package mutating func settle(
    _ account: Int, _ item: Int, holding: Decimal18, decimals: Int
  ) throws(ArithmeticError) -> Decimal18 {
    let amount = try accrued(to: account, item, holding: holding, decimals: decimals)
    enter(account, item)
    return amount
  }
}
