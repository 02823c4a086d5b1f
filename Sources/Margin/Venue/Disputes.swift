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

  /// What the rules have to do with a judgement.
  package enum Basis: Sendable, Hashable {
    /// They ask for it, as it stands.
    case due
    /// They ask for it with other figures, which are told, and with that penalty.
    case different(String, penalty: Decimal18?)
    /// They do not ask for it.
    case undue
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
    /// What the rules have to do with it.
    package var basis: Basis
    /// What was taken as a penalty and not due, and in which asset; zero once it was given back.
    package var excess = Decimal18.zero
    package var penaltyAsset: Int?
    /// The block.
    package var block: Int64
    /// Whether a dispute of it was decided for the account before.
    package var wasUpheld = false
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
    place(of: event).map { evidence[$0].found }
  }

  private func place(of event: Int64) -> Int? {
    var (low, high) = (0, evidence.count)
    while low < high {
      let middle = (low + high) / 2
      if evidence[middle].event < event { low = middle + 1 } else { high = middle }
    }
    return low < evidence.count && evidence[low].event == event ? low : nil
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
      if event.choice(.ruling) != "rejected" {
        for dispute in open where dispute.id == id { uphold(dispute.event) }
      }
      open.removeAll { $0.id == id }
    } else if let number = event.integer(.event) {
      open.append(Dispute(id: id, event: number, seq: event.seq))
    }
  }

  /// What was taken too much comes back once, however often it is disputed.
  private mutating func uphold(_ event: Int64) {
    guard let place = place(of: event) else { return }
    evidence[place].found.excess = .zero
    evidence[place].found.wasUpheld = true
  }

  /// Whether a dispute of that id is not decided yet.
  package func isOpen(_ id: String) -> Bool { open.contains { $0.id == id } }

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
    _ basis: Disputes.Basis, penaltyAsset: Int?
  ) throws(ArithmeticError) {
    self.init(
      kind: event.kind, account: account, health: health, isBreached: isBreached, basis: basis,
      block: event.position.block)
    guard event.kind == .liquidationFill, let penalty = event.decimal(.penalty) else { return }
    self.penaltyAsset = penaltyAsset
    switch basis {
    case .due: break
    case .different(_, let due): excess = max(.zero, try penalty - (due ?? .zero))
    case .undue: excess = penalty
    }
  }

  /// How a dispute of it is decided.
  var ruling: String {
    switch basis {
    case .due: "rejected"
    case .different: kind == .marginCall ? "upheld" : "partly_upheld"
    case .undue: "upheld"
    }
  }

  /// The figures that decide, as a sentence.
  func text(_ names: Names) throws(ArithmeticError) -> String {
    let coverage = try health.coverage.map { "\($0)" } ?? "none"
    let figures =
      "\(kind.name) of \(names.accounts[account]) in block \(block): equity \(health.equity), "
      + "resources \(health.resources), requirement \(health.requirement), coverage \(coverage), "
      + (isBreached ? "below the maintenance line" : "not below the maintenance line")
    let judgement =
      switch basis {
      case .due: isBreached ? "" : "; a step of what became due before"
      case .different(let figures, _): "; \(figures)"
      case .undue: "; not due by the rules"
      }
    return figures + judgement + (wasUpheld ? "; upheld before" : "")
  }
}

extension VenueState {
  /// How the account stands that an event judges; nil when nobody may dispute that event.
  func evidence(
    for event: borrowing Event, _ basis: Disputes.Basis, _ names: Names
  ) throws(VenueError) -> Disputes.Evidence? {
    guard Disputes.isDisputable(event.kind), let account = event.id(.account) else { return nil }
    do throws(ArithmeticError) {
      let health = try valuation(of: account, names: names).health
      return try Disputes.Evidence(
        event, of: account, health, isBreached: health.isLiquidatable(rulebook.trigger), basis,
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
    var events = [Self.ruling(dispute, found.ruling, try found.text(names))]
    // What was taken too much as a penalty comes back out of the fund, as far as it goes.
    if let asset = found.penaltyAsset, found.excess > .zero {
      let back = min(found.excess, max(.zero, book.insurance(rulebook.losses.fund, asset: asset)))
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
