package import FixedPoint
package import Ledger

/// A difference between what the rules obliged a venue to do and what its log holds.
package struct Discrepancy: Sendable, Hashable {
  /// What sort of difference.
  package enum Sort: String, Sendable, Hashable, CaseIterable {
    /// The rules required an event and there is none.
    case missing
    /// There is an event and the rules did not require it.
    case unexpected
    /// The event is there with other figures.
    case different
    /// The event came in a later block than the rules required.
    case late
    /// The event came in an earlier block than the rules required.
    case early
    /// The event is right, and stands before or after another that the rules put first.
    case outOfTurn
    /// The world did what the rules refuse, and it was taken.
    case accepted
  }

  /// What sort.
  package var sort: Sort
  /// The kind of the event.
  package var kind: Kind
  /// Whom it concerns: who pays, bears or is called; nil for the venue as a whole.
  package var account: Int?
  /// The name of that account; also where it occurs in no line of the log.
  package var who: String?
  /// What else it is about: a feed, fund, pool, scope, auction or call.
  package var subject: String?
  /// The block in which it was required, or recorded.
  package var block: Int64
  /// The time of the block, in Unix milliseconds.
  package var time: Int64 = 0
  /// The number of the recorded event; nil when it is missing.
  package var seq: Int64?
  /// The fields that differ: what the rules give, and what is recorded.
  package var fields: [Difference] = []
  /// For a late or early event: the block in which it was due.
  package var dueBlock: Int64?
  /// The time of that block.
  package var dueTime: Int64?
  /// What it is about: the difference of two amounts, or the whole of what should have been or should not
  /// be; nil when the event has no amount.
  package var amount: Decimal18?
  /// The name of the asset that the amount is in.
  package var unit: String?
  /// How the account stood just before; nil for the venue as a whole.
  package var health: Health?
  /// Whether the account was below the maintenance line.
  package var isBreached = false
  /// Whether the same line stands in the block once more.
  package var isRepeated = false
  /// For what should have been refused: why.
  package var reason: String?
  /// For one out of turn: the event that it changed places with.
  package var other: Other?
  /// The event as it is recorded; as the rules give it where there is none.
  package var event: Event.Summary
  /// The rule that obliges, by its path.
  package var rule: String

  /// One field that differs.
  package struct Difference: Sendable, Hashable {
    /// Which.
    package var field: Field
    /// What the rules give; nil when they give none.
    package var expected: String?
    /// What is recorded; nil when it is absent.
    package var recorded: String?
    /// The asset that both are in; nil when they are no amounts of one.
    package var unit: String?
    /// Whether more is recorded than the rules give.
    package var isMore = false
  }

  /// What an order goes by.
  package struct Figures: Sendable, Hashable {
    /// What is compared: `coverage`, `gross value`, `time below the line`.
    package var name: String
    package var first: String
    package var second: String
  }

  /// An event that another changed places with.
  package struct Other: Sendable, Hashable {
    package var kind: Kind
    package var who: String?
    package var subject: String?
    package var seq: Int64
    package var event: Event.Summary
    /// What the rules compare two accounts by, of the one that was first and of the one that should have
    /// been; nil for other lines.
    package var figures: Figures?
  }
}

extension Event {
  /// What words for an event depend on.
  package struct Summary: Sendable, Hashable {
    /// Why an insurance fund pays or gets something.
    package var cause: String?
    /// Whether its amount is below zero.
    package var isPayment: Bool
    /// The rung of a call.
    package var tier: Int64?

    init(_ event: borrowing Event) {
      cause = event.kind == .insurance ? event.choice(.cause) : nil
      isPayment = event.kind == .insurance && (event.decimal(.amount)?.isNegative ?? false)
      tier = event.integer(.tier)
    }
  }
}
