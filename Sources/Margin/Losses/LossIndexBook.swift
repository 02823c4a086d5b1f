internal import Engine
package import FixedPoint

/// The loss indices of one shape, and where each holder was settled last.
///
/// Items are the ids of assets (deposits) or markets (contracts). It is to losses what ``IndexBook`` is to
/// funding and interest.
package struct LossIndexBook: Sendable {
  private let start: LossIndex
  private var indices: [LossIndex] = []
  private var entries = PairTable<LossIndex.Point?>(initial: nil)
  /// How far each index went: see ``travel(of:)``.
  private var travels: [Ratio27] = []
  /// How often an index went further than is counted.
  package private(set) var leaps = 0

  /// A book whose indices all begin as one.
  package init(_ start: LossIndex) {
    self.start = start
  }

  /// Records a loss over the total of all bases of an item.
  ///
  /// - Throws: ``LossError``; the book is then unchanged.
  /// - Complexity: O(1).
  package mutating func record(
    _ loss: Decimal18, over total: Decimal18, _ item: Int
  ) throws(LossError) {
    while indices.count <= item {
      indices.append(start)
      travels.append(.zero)
    }
    try indices[item].record(loss, over: total)
    if loss > .zero { go(loss, over: total, item) }
  }

  private mutating func go(_ loss: Decimal18, over total: Decimal18, _ item: Int) {
    let part = try? mulDiv(
      loss.mantissa, Ratio27.one.mantissa, total.mantissa, rounding: .up)
    // A unit more, for what rounding takes from the index itself.
    let (far, isFar) = travels[item].mantissa.addingReportingOverflow(1)
    let (place, isBeyond) = far.addingReportingOverflow(part ?? .max)
    if isFar || isBeyond {
      leaps += 1
    } else {
      travels[item] = Ratio27(mantissa: place)
    }
  }

  /// How many items may have an index.
  package var count: Int { indices.count }

  /// How far the index of an item went: Σ ⌈loss ÷ total⌉, and a unit for each loss.
  ///
  /// Between two moments a holder loses at most its base at the first of them times the way between, and
  /// what rounding at the asset's decimals adds; but for ``leaps``.
  package func travel(of item: Int) -> Ratio27 { item < travels.count ? travels[item] : .zero }

  /// What a holder bears of everything recorded since it was settled last, up to the asset's decimals.
  package func owed(
    by account: Int, _ item: Int, base: Decimal18, decimals: Int
  ) throws(ArithmeticError) -> Decimal18 {
    guard item < indices.count, !base.isZero else { return .zero }
    let entry = (entries.find(account, item) ?? nil) ?? start.now
    do throws(LossError) {
      return try indices[item].owed(by: base, since: entry, decimals: decimals)
    } catch {
      throw error.arithmetic
    }
  }

  /// The holder is settled: what follows counts from here.
  package mutating func enter(_ account: Int, _ item: Int) {
    guard item < indices.count else { return }
    entries.values[entries.place(account, item)] = indices[item].now
  }
}
