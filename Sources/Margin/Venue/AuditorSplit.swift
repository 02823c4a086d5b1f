internal import FixedPoint
internal import Ledger

/// Which lines of a block the world did, and which the venue.
extension AuditorTrack {
  /// Whether an event before the judgements belongs to the settlement before the next fact: among them are
  /// transfers that pay a gain of the stability pool, or give what a share of a loss was rounded up by to
  /// the dust account.
  mutating func isSettlement(
    _ place: Int, before end: Int
  ) throws(VenueError) -> Bool {
    let event = block[place]
    if event.isSettlement { return state.accruals.books(event) }
    guard isSuspect(event) else { return false }
    do throws(ArithmeticError) {
      for fact in block[(place + 1)..<end]
      where !state.accruals.books(fact) && !fact.isJudgement {
        for due in try state.settlements(before: fact, names: &names)
        where due.kind == .transfer && due.id(.from) == event.id(.from)
          && due.id(.to) == event.id(.to) && due.id(.asset) == event.id(.asset)
        {
          if due.decimal(.amount) == event.decimal(.amount) { return true }
          return try state.stability.mayPay(event)
        }
        // Others of its kind may stand between it and the fact.
        if !isSuspect(fact) { return false }
      }
      return false
    } catch {
      throw VenueError(seq: event.seq, position: event.position, reason: "\(error)")
    }
  }

  /// Whether an event that stands among judgements is one.
  ///
  /// Where a judgement comes late, the facts of the block may stand behind it: what moves money of accounts
  /// that the venue judges nothing of is a fact, and so is what moves any before the prices are settled on.
  mutating func mayBeJudgement(_ place: Int) throws(VenueError) -> Bool {
    let event = block[place]
    switch event.kind {
    case .transfer, .withdrawal, .repay: break
    default:
      return event.isJudgement || state.accruals.books(event) || event.kind == .insurance
    }
    let prices = prices.flatMap { place < $0 ? $0 : nil }
    if isSuspect(event) {
      guard let prices else { return true }
      return try isSettlement(place, before: prices)
    }
    guard prices == nil else { return false }
    guard let account = event.id(event.kind == .transfer ? .from : .account) else { return true }
    return state.breaches[account] != nil || state.calls.liquidating[account] != nil
      || judgedAccounts().contains(account)
  }

  /// Whom the judgements of the block name.
  private mutating func judgedAccounts() -> Set<Int> {
    if let involved { return involved }
    var accounts: Set<Int> = []
    for event in block where event.isJudgement {
      if let account = event.id(.account) ?? register.account(of: event) {
        accounts.insert(account)
      }
    }
    involved = accounts
    return accounts
  }

  /// Settlements that stand behind a judgement, before the fact that they belong to.
  mutating func takeBack(_ due: [Event]) {
    for event in due {
      guard let index = judgements.firstIndex(where: { block[$0].isSame(as: event) }) else {
        continue
      }
      waiting.append(judgements.remove(at: index))
    }
  }

  private func isSuspect(_ transfer: Event) -> Bool {
    guard transfer.kind == .transfer, let from = transfer.id(.from), let to = transfer.id(.to)
    else { return false }
    return from == state.stability.account
      || to == names.accounts.id(of: state.rulebook.losses.dustAccount)
  }
}
