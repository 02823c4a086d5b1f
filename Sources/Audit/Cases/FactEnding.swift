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

  func text(_ entry: MarginCase, isOver: Bool) -> String {
    if !isOver {
      return entry.firstFill == nil ? "the log holds no sale of it" : "it has not ended"
    }
    guard isKnown else {
      return "what is left is not decidable: the log does not hold all that went in"
    }
    if hasOnlyDebt { return "nothing is left, and it owes \(list(debts))" }
    if debts.isEmpty, positions == 0 {
      return "closed: "
        + (assets.isEmpty ? "nothing is left" : "by the log \(list(assets)) is left")
    }
    var parts: [String] = []
    if positions > 0 { parts.append(positions == 1 ? "1 position" : "\(positions) positions") }
    if !assets.isEmpty { parts.append(list(assets)) }
    let owes = debts.isEmpty ? "" : ", and it owes \(list(debts))"
    return "left: \(parts.joined(separator: ", "))\(owes)"
  }

  private func list(_ amounts: [(asset: Int, amount: Decimal18)]) -> String {
    let first = amounts.prefix(3).map { "\($0.amount) \(names.assets[$0.asset])" }
    let rest = amounts.count > 3 ? " and \(amounts.count - 3) more" : ""
    return first.joined(separator: ", ") + rest
  }
}
