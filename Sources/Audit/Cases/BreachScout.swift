internal import Engine
internal import FixedPoint
package import Ledger
package import Margin

/// Finds the accounts that a log's cases can be about: those that fell below the line at the end of a block,
/// and those that the venue called, liquidated or wrote off.
package struct BreachScout: Sendable {
  /// The accounts so far.
  package private(set) var accounts: Set<Int> = []

  private let names: Names
  private var venue: RuledVenue
  private var watch = Watch()
  private var looksAtAll = true
  private var hasBegun = false

  /// Whether the log, or what stands in, holds a rulebook that draws a line.
  package var hasRulebook: Bool { venue.drawsLine }

  /// Whether the log holds any price.
  package private(set) var hasPrices = false

  /// A scout of a log with those names; `rules` stand in for the log's own parameters.
  package init(names: Names, rules: [Event]? = nil) throws(VenueError) {
    self.names = names
    venue = try RuledVenue(names: names, rules: rules)
  }

  /// Takes one event; those of a block together, in order.
  package mutating func take(_ event: Event) throws(VenueError) {
    if hasBegun, event.position.block != venue.state.block { try endBlock() }
    hasBegun = true
    try venue.apply(event)
    if event.kind == .priceUpdate || event.kind == .referencePrice { hasPrices = true }
    if let account = Self.subject(of: event) { accounts.insert(account) }
  }

  /// The log is over.
  package mutating func finish() throws(VenueError) {
    if hasBegun { try endBlock() }
  }

  /// Whom an event makes worth following; nil for events that concern nobody's margin.
  package static func subject(of event: borrowing Event) -> Int? {
    switch event.kind {
    case .marginCall, .liquidationStart, .liquidationAttempt, .liquidationFill, .auctionStart,
      .deleverage, .badDebt:
      event.id(.account)
    default: nil
    }
  }

  private mutating func endBlock() throws(VenueError) {
    guard hasRulebook else { return }
    try venue.settleOnPrices()
    try venue.readRules()
    let found = try venue.withState { (state) throws(VenueError) in
      // It must be asked, for it forgets.
      let rulesMoved = state.takeRuleMove()
      defer { looksAtAll = false }
      let touched = state.takeTouched()
      do throws(ArithmeticError) {
        return try watch.look(
          at: state, names: names, touched: touched, all: looksAtAll || rulesMoved,
          except: [])
      } catch {
        throw VenueError(
          seq: state.book.seq, position: Position(block: state.block, index: 0),
          reason: "\(error)")
      }
    }
    accounts.formUnion(found)
    // What rounding leaves over is nobody's.
    if let dust = names.accounts.id(of: venue.state.rulebook.losses.dustAccount) {
      accounts.remove(dust)
    }
  }
}
