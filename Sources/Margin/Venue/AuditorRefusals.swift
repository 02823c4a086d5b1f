internal import FixedPoint
internal import Ledger

/// What the world wanted, and the venue should not have taken.
extension AuditorTrack {
  /// Takes in what the world did; what the rules refuse did not happen where only lines are wrong.
  mutating func takeIn(_ fact: Event, isRefused: Bool) throws(VenueError) {
    facts.append(fact)
    if isRefused, policy == .expected { return }
    try state.apply(fact, names: names)
  }

  /// Says that the rules refuse what is recorded as taken; nothing is refused before there are rules.
  ///
  /// - Returns: Whether they do.
  mutating func noteRefusal(of fact: Event) throws(VenueError) -> Bool {
    guard isRuled(by: fact) else { return false }
    let refusal: Refusal?
    do throws(ArithmeticError) {
      refusal = try state.refusal(of: fact, names: names)
    } catch {
      throw VenueError(seq: fact.seq, position: fact.position, reason: "\(error)")
    }
    guard let refusal else { return false }
    var item = discrepancy(.accepted, fact, refusal.account, nil)
    item.seq = fact.seq
    item.block = fact.position.block
    item.time = fact.time
    item.rule = refusal.rule
    item.reason = refusal.reason
    item.amount = refusal.excess?.amount
    item.unit = refusal.excess.map { names.assets[$0.asset] }
    found.append(item)
    return true
  }

  /// Whether rules are in force; a fact may be the first of them.
  private mutating func isRuled(by fact: Event) -> Bool {
    if !isRuled, fact.kind == .parameter, let scope = fact.string(.scope),
      let name = fact.string(.name), RuleSchema.rule(scope: scope, name: name) != nil
    {
      isRuled = true
    }
    return isRuled
  }
}
