import FixedPoint
import Ledger
import Margin

/// Counts attempts by outcome and reason.
struct AttemptCollector: Collector {
  private struct Reason: Hashable, Comparable {
    var outcome: String
    var text: String

    static func < (a: Reason, b: Reason) -> Bool {
      (a.outcome, a.text) < (b.outcome, b.text)
    }
  }

  private struct Tally {
    var count = 0
    var accounts: Set<Int> = []
    var liquidators: Set<Int> = []
    var fees = Decimal18.zero
    var first: Int64 = 0
    var last: Int64 = 0
  }

  private let asked: Asked
  private var attempts = 0
  private var tallies: [Reason: Tally] = [:]
  /// The auctions with neither bid nor fill, and whether they are over.
  private var idle: [String: Bool] = [:]

  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    (attempts, tallies) = (0, [:])
    idle = idle.filter { !$0.value }
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if let auction = event.string(.auction) {
      switch event.kind {
      case .auctionStart:
        if event.id(.account).map(asked.wants(account:)) ?? true { idle[auction] = false }
      case .auctionBid, .liquidationFill: idle[auction] = nil
      case .auctionEnd: if idle[auction] != nil { idle[auction] = true }
      default: break
      }
    }
    guard event.kind == .liquidationAttempt, let account = event.id(.account),
      asked.wants(account: account)
    else { return }
    attempts += 1
    guard let outcome = event.choice(.outcome), outcome != "succeeded" else { return }
    let reason = Reason(outcome: outcome, text: event.string(.reason) ?? "not said")
    var tally = tallies[reason] ?? Tally()
    if tally.count == 0 { tally.first = event.position.block }
    tally.count += 1
    tally.accounts.insert(account)
    if let keeper = event.id(.liquidator) { tally.liquidators.insert(keeper) }
    tally.fees = try tally.fees + (event.decimal(.fee) ?? .zero)
    tally.last = event.position.block
    tallies[reason] = tally
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let unit = venue.unitName
    let ordered = tallies.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    let failed = ordered.reduce(0) { $0 + $1.value.count }
    var fees = Decimal18.zero
    for (_, tally) in ordered { fees = try fees + tally.fees }
    let words = ordered.map { "\($0.value.count) \($0.key.text.replacing("_", with: " "))" }
    return Answer(
      failed == 0
        ? (attempts == 1
          ? "The one attempt did not fail." : "None of \(attempts) attempts failed.")
        : "Of \(Figures.count(attempts, "attempt")) \(failed) failed or were not made: "
          + "\(Figures.words(words)); they cost \(fees) \(unit). "
          + "\(Figures.count(idle.count, "auction")) had neither bid nor fill.",
      DetailTable(
        "Attempts that failed, by reason",
        columns: [
          .init("outcome"), .init("reason"), .init("attempts"), .init("accounts"),
          .init("liquidators"), .init("fees", unit: unit), .init("first_block"),
          .init("last_block"),
        ],
        rows: ordered.map {
          [
            .text($0.key.outcome), .text($0.key.text), .count($0.value.count),
            .count($0.value.accounts.count), .count($0.value.liquidators.count),
            .amount($0.value.fees), .integer($0.value.first), .integer($0.value.last),
          ]
        }))
  }
}
