internal import Engine
package import FixedPoint
package import Ledger

/// Open disputes, and what the engine itself found at the events that may be disputed.
package struct Disputes: Sendable {
  /// An open dispute.
  package struct Dispute: Sendable, Hashable {
    /// Its id.
    package var id: String
    /// The number of the disputed event.
    package var event: Int64
  }

  /// What the engine found just before a judgement was carried out.
  package struct Evidence: Sendable, Hashable {
    /// The kind of the judgement.
    package var kind: Kind
    /// Whom it struck.
    package var account: Int
    /// How it stood.
    package var health: Health
    /// Whether it was below the maintenance line.
    package var isBreached: Bool
    /// The equity and the requirement that the event names; nil when it names none.
    package var claimed: (equity: Decimal18, requirement: Decimal18)? {
      claimedEquity.flatMap { equity in claimedRequirement.map { (equity, $0) } }
    }
    /// What was taken as a penalty, and in which asset.
    package var penalty = Decimal18.zero
    package var penaltyAsset: Int?
    /// The block.
    package var block: Int64

    var claimedEquity: Decimal18?
    var claimedRequirement: Decimal18?

    /// Whether the judgement was right: the account was below the line, and the figures are the engine's.
    package var isRight: Bool {
      if kind == .marginCall {
        return claimedEquity == health.equity && claimedRequirement == health.requirement
      }
      return isBreached
    }
  }

  /// The open disputes, the oldest first.
  package private(set) var open: [Dispute] = []

  /// How many judgements evidence is kept of: the last so many at least, never twice as many.
  package static let kept = 4096

  /// The evidence of judgements, the oldest first.
  private var evidence: [(event: Int64, found: Evidence)] = []
  /// That of the judgements before them.
  private var older: [(event: Int64, found: Evidence)] = []

  package init() {}

  /// What the engine found at an event; nil when it is no judgement over an account, or too old.
  package func evidence(of event: Int64) -> Evidence? {
    let list = event < evidence.first?.event ?? .max ? older : evidence
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      if list[middle].event < event { low = middle + 1 } else { high = middle }
    }
    return low < list.count && list[low].event == event ? list[low].found : nil
  }

  /// A judgement over an account is about to be applied; `health` is how the account stands.
  package mutating func note(
    _ event: borrowing Event, _ health: Health, isBreached: Bool, penaltyAsset: Int?
  ) {
    guard let account = event.id(.account) else { return }
    var found = Evidence(
      kind: event.kind, account: account, health: health, isBreached: isBreached,
      block: event.position.block)
    if event.kind == .marginCall {
      found.claimedEquity = event.decimal(.equity)
      found.claimedRequirement = event.decimal(.requirement)
    }
    if event.kind == .liquidationFill, let penalty = event.decimal(.penalty) {
      found.penalty = penalty
      found.penaltyAsset = penaltyAsset
    }
    if evidence.count >= Self.kept {
      older = evidence
      evidence = []
    }
    evidence.append((event.seq, found))
  }

  /// Takes in a dispute or its end.
  package mutating func apply(_ event: borrowing Event) {
    guard let id = event.string(.dispute) else { return }
    if event.kind == .disputeRuling {
      open.removeAll { $0.id == id }
    } else if let number = event.integer(.event) {
      open.append(Dispute(id: id, event: number))
    }
  }

  /// Whether such an event is a judgement over an account that may be disputed.
  package static func isDisputable(_ kind: Kind) -> Bool {
    switch kind {
    case .marginCall, .liquidationStart, .liquidationFill, .deleverage: true
    default: false
    }
  }
}

extension VenueState {
  /// The ruling of a dispute: the engine's own figures, and what is paid back if the account is right.
  func ruling(
    on dispute: Disputes.Dispute, names: Names
  ) throws(ArithmeticError) -> [Event] {
    guard let found = disputes.evidence(of: dispute.event) else {
      return [
        Self.ruling(
          dispute, "rejected",
          "event \(dispute.event) is no call and no liquidation of an account, or too long ago")
      ]
    }
    let coverage = try found.health.coverage.map { "\($0)" } ?? "none"
    var text =
      "\(found.kind.name) of \(names.accounts[found.account]) in block \(found.block): "
      + "equity \(found.health.equity), resources \(found.health.resources), requirement \(found.health.requirement), "
      + "coverage \(coverage), "
      + (found.isBreached ? "below the maintenance line" : "not below the maintenance line")
    if let claimed = found.claimed, found.kind == .marginCall, !found.isRight {
      text += "; the call says equity \(claimed.equity) and requirement \(claimed.requirement)"
    }
    guard !found.isRight else { return [Self.ruling(dispute, "rejected", text)] }
    var events = [Self.ruling(dispute, "upheld", text)]
    // What was taken as a penalty comes back out of the fund, as far as it goes.
    if let asset = found.penaltyAsset, found.penalty > .zero {
      let back = min(found.penalty, max(.zero, book.insurance(rulebook.losses.fund, asset: asset)))
      if back > .zero {
        events.append(
          Drafts.insurance(
            rulebook.losses.fund, asset, try -back, cause: "other", account: found.account))
      }
    }
    return events
  }

  private static func ruling(
    _ dispute: Disputes.Dispute, _ word: String, _ evidence: String
  ) -> Event {
    Drafts.event(.disputeRuling) { event in
      event.set(.dispute, text: dispute.id)
      event.set(.ruling, choice: word)
      event.set(.evidence, text: evidence)
      event.set(.authority, text: Judge.ruleAuthority)
    }
  }
}
