internal import Engine
package import FixedPoint
package import Ledger

extension VenueState {
  /// Why the rules refuse what an account wants to do: its initial margin, or a halt of trading; nil when
  /// they do not.
  ///
  /// Refused are too an index of interest that falls, a repayment of more than is owed, a withdrawal of more
  /// than an insurance fund or a depositor of the stability pool has, a recovery of more than was written off
  /// and borne by nobody, a price at which accounts could not be valued, and a second dispute of the same id.
  package func refusal(
    of fact: borrowing Event, names: Names
  ) throws(ArithmeticError) -> Refusal? {
    if let refusal = try beyondShare(fact, names) { return refusal }
    let isTrade = fact.kind == .fill || fact.kind == .borrow
    switch fact.kind {
    case .fill, .borrow, .withdrawal, .transfer: break
    case .interestIndex: return fallenIndex(fact, names)
    case .repay: return try overpaid(fact, names)
    case .insurance: return try overdrawn(fund: fact, names)
    case .recovery: return try beyondBadDebt(fact, names)
    case .priceUpdate: return try beyondRange(price: fact, names)
    case .interest, .fundingPayment: return bookedByRules(fact, names)
    case .dispute:
      guard let id = fact.string(.dispute), disputes.isOpen(id) else { return nil }
      return Refusal(.dispute, "of \(id)", "it is open already", rule: "disputes")
    default: return nil
    }
    guard let account = fact.id(fact.kind == .transfer ? .from : .account),
      let feed = Feed(fact)
    else { return nil }
    let name = "of \(names.accounts[account])"
    if isTrade, halts.isHalted(.trading, feed) {
      return Refusal(fact.kind, name, account: account, "trading is halted", rule: "breakers")
    }
    let after = try valuation(of: account, names: names, after: copy fact).health
    guard after.isJudgeable, !after.allowsRisk else { return nil }
    // What lowers the risk is never refused.
    let before = try valuation(of: account, names: names).health
    guard
      after.initialRequirement > before.initialRequirement
        || after.initialResources < before.initialResources
    else { return nil }
    return Refusal(
      fact.kind, name, account: account,
      "initial margin \(after.initialRequirement) is more than \(after.initialResources)",
      rule: "initial_margin")
  }

  /// Why a payment out of the stability pool is refused: it is more than the depositor's share.
  private func beyondShare(
    _ fact: borrowing Event, _ names: Names
  ) throws(ArithmeticError) -> Refusal? {
    guard let limit = try stability.limit(of: fact) else { return nil }
    let hasGained = try !stability.gains(of: limit.depositor).isEmpty
    return Refusal(
      fact.kind, "to \(names.accounts[limit.depositor])", account: limit.depositor,
      "its share of the stability pool is \(limit.share)"
        + (hasGained ? " (a transfer of 0 brings what it gained)" : ""),
      rule: "liquidation.stability_pool", excess: try excess(fact, over: limit.share))
  }

  /// Why a repayment is refused: it is more than the debt with its interest.
  private func overpaid(
    _ fact: borrowing Event, _ names: Names
  ) throws(ArithmeticError) -> Refusal? {
    guard let account = fact.id(.account), let asset = fact.id(.asset),
      let amount = fact.decimal(.amount), amount > .zero
    else { return nil }
    let balance = book.balance(of: account, asset: asset)
    let pending = try accruals.interest(
      account, asset, balance, decimals: names.decimals(ofAsset: asset))
    let owed = max(.zero, try balance.debt + pending.debt)
    guard amount > owed else { return nil }
    return Refusal(
      .repay, "of \(names.accounts[account])", account: account,
      "\(amount) is more than the \(owed) \(names.assets[asset]) that it owes", rule: "repay",
      excess: try excess(fact, over: owed))
  }

  /// Why interest or funding is refused: indices tell it, so the venue books it.
  private func bookedByRules(_ fact: borrowing Event, _ names: Names) -> Refusal? {
    guard accruals.books(fact), let account = fact.id(.account) else { return nil }
    return Refusal(
      fact.kind, "of \(names.accounts[account])", account: account,
      "the venue's indices tell what is due, and it books that itself",
      rule: fact.kind == .interest ? "interest_index" : "funding_index")
  }

  /// Why a payment out of an insurance fund is refused: it is more than the fund has.
  private func overdrawn(
    fund fact: borrowing Event, _ names: Names
  ) throws(ArithmeticError) -> Refusal? {
    guard let fund = fact.string(.fund), let asset = fact.id(.asset),
      let amount = fact.decimal(.amount), amount.isNegative
    else { return nil }
    let held = max(.zero, book.insurance(fund, asset: asset))
    let wanted = try amount.magnitude
    guard wanted > held else { return nil }
    return Refusal(
      .insurance, "of \(fund)",
      "\(wanted) is more than the \(held) \(names.assets[asset]) that it has",
      rule: "insurance", excess: try excess(fact, over: held))
  }

  /// Why a recovery is refused: it is more than nobody has borne yet, or than the account's bad debt.
  private func beyondBadDebt(
    _ fact: borrowing Event, _ names: Names
  ) throws(ArithmeticError) -> Refusal? {
    guard let asset = fact.id(.asset), let amount = fact.decimal(.amount) else { return nil }
    let account = fact.id(.account)
    let left = try badDebts.recoverable(of: asset, account: account, in: book)
    guard amount > left else { return nil }
    return Refusal(
      .recovery, "of \(account.map { names.accounts[$0] } ?? names.assets[asset])",
      account: account,
      "\(amount) is more than the \(left) \(names.assets[asset]) of bad debt that nobody has borne",
      rule: "losses.waterfall", excess: try excess(fact, over: left))
  }

  /// Why an index of interest is refused: what depositors lose is a socialized loss, and what debtors are
  /// spared a bad debt.
  private func fallenIndex(_ fact: borrowing Event, _ names: Names) -> Refusal? {
    guard let asset = fact.id(.asset), let value = fact.ratio(.value),
      let last = accruals.index(before: fact), value < last
    else { return nil }
    let side = fact.choice(.side) ?? "supply"
    return Refusal(
      .interestIndex, "of \(names.assets[asset])",
      "the \(side) index cannot fall from \(last) to \(value); a loss is a socialized_loss",
      rule: "interest_index")
  }

  /// By how much an amount is more than may be.
  private func excess(
    _ fact: borrowing Event, over most: Decimal18
  ) throws(ArithmeticError) -> Refusal.Excess? {
    guard let asset = fact.id(.asset), let amount = fact.decimal(.amount) else { return nil }
    return Refusal.Excess(amount: try amount.magnitude - most, asset: asset)
  }
}
