internal import FixedPoint
internal import Ledger

/// What was missing or too much in the blocks before: what comes late, or came early.
struct AuditorMemory: Sendable {
  /// Something that was missing.
  private struct Absent: Sendable {
    var event: Event
    /// The block, counted among those judged.
    var ordinal: Int
    /// The last judged block in which it was due.
    var dueUntil: Int
    /// The place of its finding.
    var finding: Int
  }

  /// What was missing, by what makes it the same step, in the order in which it was.
  ///
  /// Thousands may stay due from block to block, so that none is looked for among the others.
  private var absent: [AuditorIdentity: [Absent]] = [:]
  private var surplus: [(event: Event, ordinal: Int, finding: Int)] = []
  private var ordinal = 0

  /// Whether nothing was missing.
  var isComplete: Bool { absent.isEmpty }

  /// For how many judged blocks it is remembered.
  private static let span = 64

  /// The next block is judged.
  mutating func advance() {
    ordinal += 1
    if !surplus.isEmpty { surplus.removeAll { $0.ordinal < ordinal - Self.span } }
    guard ordinal % Self.span == 0, !absent.isEmpty else { return }
    let kept = absent.mapValues { $0.filter(isRemembered) }
    absent = kept.filter { !$0.value.isEmpty }
  }

  private func isRemembered(_ entry: Absent) -> Bool {
    entry.ordinal >= ordinal - Self.span || entry.dueUntil >= ordinal - 1
  }

  /// The finding of what was missing before, and is met now by an event: it stayed due in every judged block
  /// since, or it is the very event.
  mutating func met(by event: Event, _ identity: AuditorIdentity) -> Int? {
    guard
      let place = absent[identity]?.firstIndex(where: {
        $0.ordinal < ordinal && isRemembered($0)
          && ($0.event.isSame(as: event)
            || ($0.dueUntil >= ordinal - 1 && !event.kind.isValue))
      })
    else { return nil }
    let found = absent[identity]?.remove(at: place)
    if absent[identity]?.isEmpty ?? true { absent[identity] = nil }
    return found?.finding
  }

  /// Whether what is missing was missing in the judged block before too, and is no new finding.
  mutating func isStillMissing(_ event: Event, _ identity: AuditorIdentity) -> Bool {
    guard
      let place = absent[identity]?.firstIndex(where: {
        $0.dueUntil == ordinal - 1 && (!event.kind.isValue || $0.event.isSame(as: event))
      })
    else { return false }
    absent[identity]?[place].dueUntil = ordinal
    return true
  }

  /// The finding of what was too much in a block before, and is due now.
  mutating func cameEarly(_ event: Event) -> Int? {
    guard let place = surplus.firstIndex(where: { $0.event.isSame(as: event) }) else { return nil }
    return surplus.remove(at: place).finding
  }

  mutating func note(missing event: Event, _ identity: AuditorIdentity, finding: Int) {
    absent[identity, default: []].append(
      Absent(event: event, ordinal: ordinal, dueUntil: ordinal, finding: finding))
  }

  mutating func note(surplus event: Event, finding: Int) {
    surplus.append((event, ordinal, finding))
  }
}

/// What makes two events the same step, whatever their figures.
struct AuditorIdentity: Hashable, Sendable {
  private let kind: Kind
  private let subject: Int?
  private let ids: [Int?]
  private let texts: [String?]
  private let tier: Int64?

  /// `subject` is whom the call or auction is about that the event names.
  init(_ event: borrowing Event, subject: Int?) {
    kind = event.kind
    let isOfCall = event.has(.call) || event.has(.auction)
    self.subject = isOfCall ? subject : nil
    var ids: [Int?] = []
    for field in Self.fields { ids.append(event.id(field)) }
    for field in Self.choices { ids.append(event.choiceIndex(field)) }
    self.ids = ids
    var texts: [String?] = []
    for field in Self.words { texts.append(event.string(field)) }
    self.texts = texts
    tier = event.integer(.tier)
  }

  private static let fields: [Field] = [
    .account, .asset, .market, .counterparty, .liquidator, .from, .to, .repaidAsset, .debtAsset,
  ]
  private static let choices: [Field] = [.side]
  private static let words: [Field] = [.fund, .pool, .scope, .channel, .name, .dispute]
}

extension Kind {
  /// Whether another of its kind, with other figures, is another event and not the same one late.
  var isValue: Bool {
    switch self {
    case .referencePrice, .parameter, .interest, .fundingPayment, .insurance, .lossShare,
      .socializedLoss, .badDebt, .transfer, .withdrawal, .repay, .fee:
      true
    default: false
    }
  }
}
