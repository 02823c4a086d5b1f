internal import Engine
internal import FixedPoint
internal import Ledger

/// What is left of an account when a liquidation of it is over, as the book has it.
struct FactEnding {
  private let debts: [(asset: Int, amount: Decimal18)]
  private let assets: [(asset: Int, amount: Decimal18)]
  private let positions: Int
  private let isKnown: Bool
  private let names: Names

  /// `isKnown` tells that the log shows where the account's money came from.
  init(_ account: Int, _ book: Book, _ names: Names, isKnown: Bool) {
    let balances = book.balances(of: account)
    assets = balances.filter { !$0.balance.asset.isZero }.map { ($0.asset, $0.balance.asset) }
    debts = balances.filter { !$0.balance.debt.isZero }.map { ($0.asset, $0.balance.debt) }
    positions = book.positions(of: account).filter { !$0.position.size.isZero }.count
    self.names = names
    // A log that lacks deposits or loans gives balances that nobody can have.
    self.isKnown =
      isKnown && debts.allSatisfy { $0.amount.isPositive }
      && (positions > 0 || debts.isEmpty || assets.allSatisfy { $0.amount.isPositive })
  }

  /// Whether it owes and has nothing to pay with.
  var hasOnlyDebt: Bool { isKnown && !debts.isEmpty && assets.isEmpty && positions == 0 }

  /// Whether nothing at all is left.
  var isNothing: Bool { isKnown && debts.isEmpty && assets.isEmpty && positions == 0 }

  /// What it could not pay, and what is left, in the unit of account; nil where that is not decidable.
  func shortfall(
    _ entry: MarginCase, _ unit: Int?
  ) throws(ArithmeticError) -> (shortfall: Decimal18, remainder: Decimal18)? {
    guard isKnown, positions == 0 else { return nil }
    if entry.payers.isEmpty, debts.isEmpty, assets.allSatisfy({ $0.amount.isPositive }) {
      return (.zero, .zero)
    }
    guard let unit, (assets + debts).allSatisfy({ $0.asset == unit }),
      entry.payers.allSatisfy({ $0.asset == unit })
    else { return nil }
    var remainder = Decimal18.zero
    for (_, amount) in assets { remainder = try remainder + amount }
    for (_, amount) in debts { remainder = try remainder - amount }
    var paid = Decimal18.zero
    for payer in entry.payers { paid = try paid + payer.amount }
    return (max(.zero, try paid - remainder), remainder)
  }

  /// How it ended, in words; `lacks` names charges that the log does not hold.
  func text(_ entry: MarginCase, isOver: Bool, lacks: [String] = []) -> String {
    if !isOver {
      return entry.firstFill == nil ? "the log holds no sale of it" : "it has not ended"
    }
    guard isKnown else {
      return "what is left is not decidable: the log does not hold all that went in"
    }
    if hasOnlyDebt { return "nothing is left, and it owes \(list(debts))" }
    if debts.isEmpty, positions == 0, lacks.isEmpty {
      let missing = assets.filter(\.amount.isNegative)
      return "closed: "
        + (assets.isEmpty
          ? "nothing is left"
          : missing.isEmpty
            ? "by the log \(list(assets)) is left"
            : "by the log it owes \(list(missing.map { ($0.asset, negated($0.amount)) }))")
    }
    if debts.isEmpty, positions == 0 {
      let sum = assets.isEmpty ? "nothing" : list(assets)
      return "closed: the record sums to \(sum); what was left is not decidable without "
        + lacks.joined(separator: " and ")
    }
    var parts: [String] = []
    if positions > 0 { parts.append(positions == 1 ? "1 position" : "\(positions) positions") }
    if !assets.isEmpty { parts.append(list(assets)) }
    let owes = debts.isEmpty ? "" : ", and it owes \(list(debts))"
    return "left: \(parts.joined(separator: ", "))\(owes)"
  }

  private func negated(_ amount: Decimal18) -> Decimal18 { (try? -amount) ?? amount }

  private func list(_ amounts: [(asset: Int, amount: Decimal18)]) -> String {
    let first = amounts.prefix(3).map { "\($0.amount) \(names.assets[$0.asset])" }
    let rest = amounts.count > 3 ? " and \(amounts.count - 3) more" : ""
    return first.joined(separator: ", ") + rest
  }
}
