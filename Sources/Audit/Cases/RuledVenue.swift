internal import Engine
internal import FixedPoint
package import Ledger
package import Margin

/// A venue that is replayed under the rulebook of its log, or under one that stands in for it.
package struct RuledVenue: Sendable {
  /// The venue after the last event.
  package private(set) var state = VenueState()
  /// Whether the last settlement gave a price that the log does not hold.
  package private(set) var hasSettled = false

  /// Whether the rules say which accounts are below the line: what assets or positions count for.
  ///
  /// A source may record parameters of its own, or a part of its rules: that is no rulebook.
  package private(set) var drawsLine = false

  private let names: Names
  private let hasOwnRules: Bool
  private var recordsPrices = false

  /// A venue before its first event.
  ///
  /// - Throws: `VenueError` when the rules that stand in make no rulebook.
  package init(names: Names, rules: [Event]?) throws(VenueError) {
    self.names = names
    hasOwnRules = rules != nil
    for rule in rules ?? [] { try take(rule) }
  }

  /// Takes an event; parameters of the log are passed over where other rules stand in.
  package mutating func apply(_ event: Event) throws(VenueError) {
    if hasOwnRules, event.kind == .parameter {
      state.advance(toBlock: event.position.block, time: event.time)
      return
    }
    if event.kind == .referencePrice { recordsPrices = true }
    try take(event)
  }

  private mutating func take(_ event: Event) throws(VenueError) {
    try state.apply(event, names: names)
    guard !drawsLine, event.kind == .parameter, let scope = event.string(.scope),
      let name = event.string(.name), let rule = RuleSchema.rule(scope: scope, name: name)
    else { return }
    drawsLine = rule.path.hasSuffix("weight") || rule.path.hasPrefix("tiers.")
  }

  /// Settles on the prices that the rules give, in a log that does not record them.
  package mutating func settleOnPrices() throws(VenueError) {
    hasSettled = false
    guard hasOwnRules || drawsLine, !recordsPrices else { return }
    try state.readRules(names: names)
    try state.settleOnPrices(names: names)
    hasSettled = true
  }

  package mutating func readRules() throws(VenueError) { try state.readRules(names: names) }

  /// How an account stands at the venue's prices and at the market's.
  mutating func standing(of account: Int) throws(ArithmeticError) -> CaseTracker.Standing {
    let reference = try state.valuation(of: account, names: names)
    guard state.oracle.hasMarket else {
      return CaseTracker.Standing(reference: reference, market: reference.health)
    }
    // In place: a copy of the state costs more than the valuation.
    state.basis = .market
    defer { state.basis = .reference }
    return CaseTracker.Standing(
      reference: reference, market: try state.valuation(of: account, names: names).health)
  }

  /// Gives the state to somebody who changes it.
  mutating func withState<T>(
    _ body: (inout VenueState) throws(VenueError) -> T
  ) throws(VenueError) -> T {
    try body(&state)
  }
}
