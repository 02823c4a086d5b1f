package import FixedPoint

extension MarginCase {
  /// A line of what others paid for a case, and what makes that the shortfall.
  package struct SettlementLine: Sendable, Hashable {
    /// What it is.
    package enum Kind: Sendable, Hashable {
      /// Somebody paid, or nobody did: bad debt.
      case payer
      /// What went to others together with the debts that they took over: below zero.
      case collateral
      /// What is left in the account, rounding of what was paid included: below zero.
      case left
      /// What nobody has paid yet.
      case unpaid
      /// What was paid or taken over beyond what was missing.
      case surplus
    }

    package var kind: Kind
    /// Who paid, or what it is.
    package var name: String
    /// What a payer gave, in which asset; nil for the other lines.
    package var asset: Int?
    package var amount: Decimal18?
    /// In the unit of account at market prices.
    package var value: Decimal18
  }

  /// What others paid, and what makes that the shortfall: the values sum to it, to the last unit.
  ///
  /// Empty where nobody paid and nothing is missing, and where the shortfall is not decidable.
  package func settlement() throws(ArithmeticError) -> [SettlementLine] {
    guard let shortfall, !payers.isEmpty || shortfall > .zero else { return [] }
    var lines: [SettlementLine] = []
    var sum = Decimal18.zero
    func add(
      _ kind: SettlementLine.Kind, _ name: String, _ value: Decimal18, of payer: Payer? = nil
    ) throws(ArithmeticError) {
      guard !value.isZero || payer != nil else { return }
      sum = try sum + value
      lines.append(
        SettlementLine(
          kind: kind, name: name, asset: payer?.asset, amount: payer?.amount, value: value))
    }
    for payer in payers {
      guard let value = payer.value else { return [] }
      try add(.payer, payer.name, value, of: payer)
    }
    try add(.collateral, "collateral taken over with the debt", collateralTaken)
    try add(
      remainder > .zero ? .left : .unpaid,
      remainder > .zero ? "left in the account" : "paid by nobody so far", try -remainder)
    try add(.surplus, "more than was missing", try shortfall - sum)
    return lines
  }
}
