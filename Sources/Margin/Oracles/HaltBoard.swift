package import Ledger

/// What is halted, by whom and since when; and what the breakers want halted or resumed.
///
/// In force is what `halt` events say. A halt without authority is a rule's: a `resume` without
/// authority for the same scope lifts it. A decided halt is lifted by a decided `resume` alone; one
/// lifts every halt within its scope, a rule's too, and lets the breakers behind it go.
package struct HaltBoard: Sendable {
  /// A halt that is in force.
  package struct Halt: Sendable, Hashable {
    /// What is halted; nil when the text names nothing known.
    package let scope: HaltScope?
    /// The scope as written.
    package let text: String
    /// Why.
    package let reason: String
    /// Who decided it; nil for a rule.
    package let authority: String?
    /// Since when, in Unix milliseconds.
    package let since: Int64
    /// Since which block.
    package let block: Int64
    /// The number of its event.
    package let seq: Int64
  }

  /// What a venue has to record.
  package enum Change: Sendable, Hashable {
    /// A `halt` without authority.
    case halt(HaltScope, reason: String)
    /// A `resume` without authority.
    case resume(HaltScope, reason: String)
  }

  /// The halts in force, in the order they began.
  package private(set) var halts: [Halt] = []
  /// The breakers.
  package private(set) var breakers = Breakers()

  /// The scopes that a breaker has or had: rules' halts of others are not the breakers' to lift.
  private var watched: [HaltScope] = []

  /// Nothing is halted.
  package init() {}

  /// The reason of a `resume` that breakers ask for.
  package static let calm = "no further trip"

  /// Replaces the rules of the breakers.
  package mutating func configure(_ rules: [BreakerRules], names: borrowing Names) {
    breakers.configure(rules, names: names)
    watch()
  }

  /// Takes an event; those of other kinds change nothing.
  package mutating func apply(_ event: borrowing Event, names: borrowing Names) {
    switch event.kind {
    case .referencePrice:
      breakers.apply(event, names: names)
      watch()
    case .halt: halt(event, names: names)
    case .resume: resume(event, names: names)
    default: break
    }
  }

  private mutating func watch() {
    for scope in breakers.scopes where !watched.contains(scope) { watched.append(scope) }
  }

  private mutating func halt(_ event: borrowing Event, names: borrowing Names) {
    guard let text = event.string(.scope) else { return }
    let halt = Halt(
      scope: HaltScope(text, names: names), text: text, reason: event.string(.reason) ?? "",
      authority: event.string(.authority), since: event.time, block: event.position.block,
      seq: event.seq)
    // Said again, a halt is as old as it was.
    if !halts.contains(where: {
      Self.isSame($0, halt.text, halt.scope) && $0.authority == halt.authority
    }) {
      halts.append(halt)
    }
  }

  private mutating func resume(_ event: borrowing Event, names: borrowing Names) {
    guard let text = event.string(.scope) else { return }
    let scope = HaltScope(text, names: names)
    if event.has(.authority) {
      halts.removeAll { halt in
        if Self.isSame(halt, text, scope) { return true }
        guard let scope, let halted = halt.scope else { return false }
        return scope.contains(halted)
      }
      if let scope { breakers.release(scope) }
    } else {
      halts.removeAll { $0.authority == nil && Self.isSame($0, text, scope) }
    }
  }

  /// Whether a halt has that scope: the same meaning, or where there is none the same text.
  private static func isSame(_ halt: Halt, _ text: String, _ scope: HaltScope?) -> Bool {
    halt.scope == nil || scope == nil ? halt.text == text : halt.scope == scope
  }
}

// MARK: - Questions

extension HaltBoard {
  /// Whether trading or liquidation is halted: everywhere, or of that asset or market.
  ///
  /// `.all` asks whether both are.
  package func isHalted(_ what: BreakerRules.Halts, _ feed: Feed? = nil) -> Bool {
    if what == .all { return isHalted(.trading, feed) && isHalted(.liquidation, feed) }
    return halt(of: what, feed) != nil
  }

  /// The halt that has stopped it for the longest time; nil when nothing stops it.
  package func halt(of what: BreakerRules.Halts, _ feed: Feed? = nil) -> Halt? {
    let asked = HaltScope(what, feed)
    return halts.first { $0.scope?.contains(asked) ?? false }
  }

  /// What the venue has to record at that time: halts in the order of the breakers, then resumes in
  /// the order of the halts.
  package func changes(at time: Int64) -> [Change] {
    let byRule = halts.filter { $0.authority == nil }.compactMap(\.scope)
    var held: [HaltScope] = []
    var changes: [Change] = []
    for hold in breakers.holds(at: time) where !held.contains(hold.scope) {
      held.append(hold.scope)
      if !byRule.contains(hold.scope) {
        changes.append(.halt(hold.scope, reason: hold.reason))
      }
    }
    for scope in byRule where watched.contains(scope) && !held.contains(scope) {
      changes.append(.resume(scope, reason: Self.calm))
    }
    return changes
  }
}
