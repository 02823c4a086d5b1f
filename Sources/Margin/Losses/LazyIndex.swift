package import FixedPoint

/// A cumulative index, so that funding and interest cost nothing until an account is looked at.
///
/// | growth     | the index                               | accrued since an entry at I₀ |
/// |------------|-----------------------------------------|------------------------------|
/// | `perUnit`  | quote asset owed by one unit of a long  | −size·(I − I₀)               |
/// | `compound` | what one unit at the start has grown to | principal·I/I₀ − principal   |
///
/// What an account earns is rounded down, and what it owes up, so that settling often is never
/// better for it than settling once, and what rounding leaves over is never below zero.
package struct LazyIndex: Sendable, Hashable {
  /// How it grows.
  package enum Growth: Sendable, Hashable {
    /// By amounts per unit, from 0: funding.
    case perUnit
    /// By factors, from 1: interest.
    case compound
  }

  /// Whose side an amount stands on: what it owes is rounded up, what it has down.
  package enum Side: Sendable, Hashable {
    case owes, has
  }

  /// How it grows.
  package let growth: Growth
  /// Where it stands.
  package private(set) var value: Ratio27

  /// An index at its start.
  package init(_ growth: Growth) {
    self.growth = growth
    value = Self.start(of: growth)
  }

  /// Where an index starts.
  package static func start(of growth: Growth) -> Ratio27 { growth == .perUnit ? .zero : .one }

  /// Takes the value that was recorded.
  package mutating func set(_ value: Ratio27) {
    self.value = value
  }

  /// Adds an amount per unit to a funding index: the price times the rate, down or up as the venue
  /// says.
  package mutating func advance(by amount: Ratio27) throws(ArithmeticError) {
    precondition(growth == .perUnit, "an index of interest grows by factors")
    value = try value + amount
  }

  /// Grows an index of interest by a rate: up for debts, down for deposits.
  package mutating func grow(by rate: Ratio27, side: Side) throws(ArithmeticError) {
    precondition(growth == .compound, "a funding index grows by amounts")
    let factor = try Ratio27.one + rate
    value = try value.multiplied(by: factor, rounding: side == .owes ? .up : .down)
  }

  /// Spreads an amount over deposits, down: the index of what borrowers paid to those who lent.
  ///
  /// What rounding leaves over stays with the venue.
  package mutating func distribute(
    _ amount: Decimal18, over total: Decimal18
  ) throws(ArithmeticError) {
    precondition(growth == .compound, "a funding index grows by amounts")
    let rise = Ratio27(
      mantissa: try mulDiv(value.mantissa, amount.mantissa, total.mantissa, rounding: .down))
    value = try value + rise
  }

  // MARK: - Accounts

  /// What a position receives (above zero) or pays (below zero) in funding since its entry, down.
  package static func funding(
    size: Decimal18, entry: Ratio27, now: Ratio27, decimals: Int
  ) throws(ArithmeticError) -> Decimal18 {
    let owed = try size.multiplied(by: now - entry, rounding: .up)
    return try -(owed.rounded(toDecimals: decimals, rounding: .up))
  }

  /// What interest added to a principal since its entry: up for a debt, down for a deposit.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero`` for an entry of zero, where nothing can be held.
  package static func interest(
    principal: Decimal18, entry: Ratio27, now: Ratio27, side: Side, decimals: Int
  ) throws(ArithmeticError) -> Decimal18 {
    if entry == now { return .zero }
    let rounding: Rounding = side == .owes ? .up : .down
    let exact = try mulDiv(principal.mantissa, now.mantissa, entry.mantissa, rounding: rounding)
    // The growth is what is rounded: the principal may have more decimals than its asset, from trades.
    return try (Decimal18(mantissa: exact) - principal)
      .rounded(toDecimals: decimals, rounding: rounding)
  }
}
