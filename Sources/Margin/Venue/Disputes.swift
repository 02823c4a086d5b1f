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
    /// The number of the event that disputes it.
    package var seq: Int64
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

  /// The evidence of judgements, in the order of the log.
  private var evidence: [(event: Int64, found: Evidence)] = []

  package init() {}

  /// What the engine found at an event; nil when it is no judgement over an account, or too old.
  package func evidence(of event: Int64) -> Evidence? {
    var (low, high) = (0, evidence.count)
    while low < high {
      let middle = (low + high) / 2
      if evidence[middle].event < event { low = middle + 1 } else { high = middle }
    }
    return low < evidence.count && evidence[low].event == event ? evidence[low].found : nil
  }

  /// A judgement over an account is about to be carried out.
  package mutating func note(_ found: Evidence, of event: Int64) {
    if evidence.count == 2 * Self.kept - 1 { evidence.removeFirst(Self.kept) }
    // What the rules do not ask for is judged at the end of its block, after the lines behind it.
    var place = evidence.count
    while place > 0, evidence[place - 1].event > event { place -= 1 }
    // What was found first, before anything else was done for that line, is what counts.
    guard place == 0 || evidence[place - 1].event < event else { return }
    evidence.insert((event, found), at: place)
  }

  /// Takes in a dispute or its end.
  package mutating func apply(_ event: borrowing Event) {
    guard let id = event.string(.dispute) else { return }
    if event.kind == .disputeRuling {
      open.removeAll { $0.id == id }
    } else if let number = event.integer(.event) {
      open.append(Dispute(id: id, event: number, seq: event.seq))
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

extension Disputes.Evidence {
  /// What is kept of a judgement; `health` is how the account stands just before it is carried out.
  init(
    _ event: borrowing Event, of account: Int, _ health: Health, isBreached: Bool,
    penaltyAsset: Int?
  ) {
    self.init(
      kind: event.kind, account: account, health: health, isBreached: isBreached,
      block: event.position.block)
    if event.kind == .marginCall {
      claimedEquity = event.decimal(.equity)
      claimedRequirement = event.decimal(.requirement)
    }
    if event.kind == .liquidationFill, let penalty = event.decimal(.penalty) {
      self.penalty = penalty
      self.penaltyAsset = penaltyAsset
    }
  }
}

extension VenueState {
  /// How the account stands that an event judges; nil when nobody may dispute that event.
  func evidence(
    for event: borrowing Event, _ names: Names
  ) throws(VenueError) -> Disputes.Evidence? {
    guard Disputes.isDisputable(event.kind), let account = event.id(.account) else { return nil }
    do throws(ArithmeticError) {
      let health = try valuation(of: account, names: names).health
      return Disputes.Evidence(
        event, of: account, health, isBreached: health.isLiquidatable(rulebook.trigger),
        penaltyAsset: event.id(.repaidAsset) ?? event.id(.market).map { names.market($0).quote })
    } catch {
      throw VenueError(seq: event.seq, position: event.position, reason: "\(error)")
    }
  }

  /// The ruling of a dispute: the engine's own figures, and what is paid back if the account is right.
  func ruling(
    on dispute: Disputes.Dispute, names: Names
  ) throws(ArithmeticError) -> [Event] {
    guard let found = disputes.evidence(of: dispute.event) else {
      let reason =
        dispute.event >= dispute.seq
        ? "there was no event \(dispute.event) when it was disputed"
        : "event \(dispute.event) is no call and no liquidation of an account, or too long ago"
      return [Self.ruling(dispute, "rejected", reason)]
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
