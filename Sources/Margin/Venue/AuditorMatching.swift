internal import Engine
internal import FixedPoint
internal import Ledger

/// Which recorded event is meant by which expected one.
extension AuditorTrack {
  func identity(_ event: Event, _ obligation: Int? = nil) -> AuditorIdentity {
    AuditorIdentity(event, subject: register.account(of: event) ?? obligation)
  }

  /// Whom an event is about: whoever it names, or whom its call or auction is about, or else whom the
  /// obligation is about.
  func account(of event: Event, _ obligation: Int? = nil) -> Int? {
    if let account = event.id(.account) ?? register.account(of: event) { return account }
    if event.kind == .transfer {
      let dust = names.accounts.id(of: state.rulebook.losses.dustAccount)
      return event.id(.to) == dust ? event.id(.from) : event.id(.to)
    }
    return obligation
  }

  /// Whom a recorded event is about: the account of the line before it where its own says nothing.
  func account(ofRecorded place: Int) -> Int? {
    if let account = account(of: block[place]) { return account }
    guard block[place].kind == .insurance else { return nil }
    return block[..<place].last { $0.isJudgement && account(of: $0) != nil }.flatMap {
      account(of: $0)
    }
  }

  /// What an event is about beside its account.
  func subject(of event: Event) -> String? {
    switch event.kind {
    case .referencePrice, .interestIndex: Feed(event)?.name(names)
    case .halt, .resume, .parameter: event.string(.scope)
    case .insurance: event.string(.fund)
    case .socializedLoss, .lossShare: event.string(.pool)
    case .dispute, .disputeRuling: event.string(.dispute)
    case .marginCall, .marginCallClosed, .notice: event.string(.call)
    default: event.string(.auction)
    }
  }

  // MARK: - Candidates

  /// The place in what waits of the recorded event that is most like an expected one: the same step, or else
  /// one of the same kind and account of which little differs; nil when there is none.
  func candidate(for expected: Event, _ obligation: Int?) -> Int? {
    let wanted = identity(expected, obligation)
    let whom = account(of: expected, obligation)
    var best: (index: Int, cost: Int)?
    for (index, place) in waiting.enumerated() where block[place].kind == expected.kind {
      let event = block[place]
      var cost = difference(expected, event)
      if identity(event) != wanted {
        // The price of another feed is asked for on its own.
        guard cost <= Self.likeness, event.kind != .referencePrice,
          account(of: event, obligation) == whom
        else { continue }
        cost += 100
      }
      if best.map({ cost < $0.cost }) ?? true { best = (index, cost) }
    }
    return best?.index
  }

  /// Events of one kind in which no more fields differ may mean the same.
  private static let likeness = 2

  private func difference(_ a: Event, _ b: Event) -> Int { differences(a, b).count }

  /// The fields that differ.
  func differences(_ expected: Event, _ event: Event) -> [Discrepancy.Difference] {
    guard !event.isSame(as: expected) else { return [] }
    return event.kind.spec.fields.compactMap { spec in
      guard spec.field != .ref else { return nil }
      let (a, b) = (expected.text(of: spec, names), event.text(of: spec, names))
      guard a != b else { return nil }
      let (x, y) = (expected.decimal(of: spec), event.decimal(of: spec))
      return .init(
        field: spec.field, expected: a, recorded: b,
        unit: unit(of: spec.field, event) ?? unit(of: spec.field, expected),
        isMore: (y ?? .zero) > (x ?? .zero))
    }
  }

  // MARK: - The end of a block

  /// Pairs what is left of a block, and says what it found.
  mutating func closeBlock() {
    var pairs: [(absence: Absence, surplus: Surplus)] = []
    for isClose in [{ $0.same }, { $0.identity }, { $0.alike }] as [(Likeness) -> Bool] {
      pair(&pairs, isClose)
    }
    // In the order of the rules: what comes first may be the cause of what follows.
    var told = differing.map { (step: $0.step, difference: Difference.line($0.item)) }
    told += pairs.map { ($0.absence.step, .line(self.told($0.absence, $0.surplus))) }
    told += missing.map { ($0.step, .absence($0)) }
    for entry in told.enumerated().sorted(by: { ($0.1.step, $0.0) < ($1.1.step, $1.0) }) {
      switch entry.element.difference {
      case .line(let item): found.append(item)
      case .absence(let absence): noteMissing(absence)
      }
    }
    for surplus in extra { noteSurplus(surplus) }
    let absences = pairs.map(\.absence) + missing
    // Of lines that say the same as one that is missing nobody can tell which it is, nor in which order
    // they stand.
    if !absences.isEmpty {
      matched.removeAll { match in
        absences.contains { block[match.place].isSame(as: $0.event) }
      }
    }
    found += turnsNotTaken()
    memory.advance()
  }

  /// What differs at one step of the rules.
  private enum Difference {
    case line(Discrepancy)
    case absence(Absence)
  }

  /// A line that was required with other figures, or at another place.
  private func told(_ absence: Absence, _ surplus: Surplus) -> Discrepancy {
    let event = block[surplus.place]
    let fields = differences(absence.event, event)
    return fields.isEmpty
      ? misplaced(event, absence)
      : different(absence.event, event, fields, absence.health, absence.obligation)
  }

  private struct Likeness {
    var same: Bool
    var identity: Bool
    var alike: Bool
  }

  private mutating func pair(
    _ pairs: inout [(absence: Absence, surplus: Surplus)], _ isClose: (Likeness) -> Bool
  ) {
    guard !missing.isEmpty, !extra.isEmpty else { return }
    var rest: [Absence] = []
    for absence in missing {
      var best: (index: Int, cost: Int)?
      for (index, surplus) in extra.enumerated()
      where block[surplus.place].kind == absence.event.kind {
        let event = block[surplus.place]
        let cost = difference(absence.event, event)
        let isIdentical = identity(event) == identity(absence.event, absence.obligation)
        let likeness = Likeness(
          same: cost == 0, identity: isIdentical,
          alike: cost <= Self.likeness && mayBeMeant(absence, event))
        if isClose(likeness), best.map({ cost < $0.cost }) ?? true { best = (index, cost) }
      }
      if let best {
        pairs.append((absence, extra.remove(at: best.index)))
      } else {
        rest.append(absence)
      }
    }
    missing = rest
  }

  /// Whether a block of which the log has nothing lacks something that was not found missing before.
  ///
  /// The probe adds no finding: it would copy all that there are.
  func isLacking(inBlock number: Int64, at time: Int64) throws(VenueError) -> Bool {
    var probe = self
    probe.policy = .recorded
    probe.isProbe = true
    probe.begin(block: number, time: time, [])
    _ = try probe.proceed()
    for absence in probe.missing {
      let identity = probe.identity(absence.event, absence.obligation)
      if !probe.memory.isStillMissing(absence.event, identity),
        probe.memory.cameEarly(absence.event) == nil
      {
        return true
      }
    }
    return false
  }

  /// Whether a line may mean another account than it names: not where it takes something from it.
  private func mayBeMeant(_ absence: Absence, _ event: Event) -> Bool {
    switch event.kind {
    case .liquidationFill, .liquidationStart, .deleverage, .badDebt:
      event.id(.account) == absence.event.id(.account)
    default: true
    }
  }

  private mutating func noteMissing(_ absence: Absence) {
    let identity = identity(absence.event, absence.obligation)
    if memory.isStillMissing(absence.event, identity) { return }
    if let early = memory.cameEarly(absence.event) {
      found[early].sort = .early
      found[early].dueBlock = state.block
      found[early].dueTime = state.time
      return
    }
    memory.note(missing: absence.event, identity, finding: found.count)
    let whom = account(of: absence.event, absence.obligation)
    found.append(discrepancy(.missing, absence.event, whom, absence.health))
  }

  private mutating func noteSurplus(_ surplus: Surplus) {
    let event = block[surplus.place]
    if let late = memory.met(by: event, identity(event)) {
      found[late].makeLate(event, [])
      return
    }
    memory.note(surplus: event, finding: found.count)
    var item = discrepancy(
      .unexpected, event, account(ofRecorded: surplus.place), surplus.health)
    item.seq = event.seq
    item.isRepeated = block.contains { $0.seq != event.seq && $0.isSame(as: event) }
    found.append(item)
  }
}

// MARK: - Discrepancies

extension AuditorTrack {
  func different(
    _ expected: Event, _ event: Event, _ fields: [Discrepancy.Difference], _ health: Health?,
    _ obligation: Int?
  ) -> Discrepancy {
    var item = discrepancy(.different, event, account(of: expected, obligation), health)
    item.seq = event.seq
    item.fields = fields
    item.subject = subject(of: expected)
    item.rule = rule(for: expected, fields.map(\.field))
    item.amount = nil
    item.unit = nil
    for difference in fields {
      guard let unit = difference.unit else { continue }
      let (a, b) = (
        expected.decimal(difference.field) ?? .zero, event.decimal(difference.field) ?? .zero
      )
      do throws(ArithmeticError) {
        item.amount = try (a - b).magnitude
        item.unit = unit
        break
      } catch { continue }
    }
    return item
  }

  func discrepancy(
    _ sort: Discrepancy.Sort, _ event: Event, _ account: Int?, _ health: Health?
  ) -> Discrepancy {
    let isBreached =
      health?.isLiquidatable(state.rulebook.trigger) ?? false
      || account.map(obliged.contains) ?? false
    var item = Discrepancy(
      sort: sort, kind: event.kind, account: account.flatMap { $0 < known ? $0 : nil },
      who: account.map { names.accounts[$0] }, subject: subject(of: event), block: moment.block,
      time: moment.time, health: health, isBreached: isBreached, event: .init(event),
      rule: rule(for: event, []))
    for field in [Field.amount, .repaid, .debt, .size, .requirement, .notional] {
      if let amount = event.decimal(field), let unit = unit(of: field, event) {
        item.amount = amount.isNegative ? (try? amount.magnitude) ?? .zero : amount
        item.unit = unit
        break
      }
    }
    return item
  }

  /// The name of the asset that a field of an event is in; nil when it is no amount.
  func unit(of field: Field, _ event: Event) -> String? {
    let market = event.id(.market).map { names.market($0) }
    let asset: Int? =
      switch field {
      case .equity, .requirement, .notional: state.terms.unit
      case .amount: event.id(.asset) ?? market?.quote
      case .size: market?.base ?? event.id(.asset) ?? register.asset(of: event)
      case .repaid: event.id(.repaidAsset) ?? register.debtAsset(of: event)
      case .debt: event.id(.debtAsset)
      case .penalty: market?.quote ?? event.id(.repaidAsset)
      case .fee:
        event.kind == .liquidationAttempt
          ? state.terms.unit : market?.quote ?? event.id(.asset)
      default: nil
      }
    return asset.map { names.assets[$0] }
  }
}

extension Discrepancy {
  /// The event that was missing came later.
  mutating func makeLate(_ event: Event, _ differences: [Difference]) {
    sort = .late
    seq = event.seq
    dueBlock = block
    dueTime = time
    block = event.position.block
    time = event.time
    fields = differences
  }
}

extension Event {
  /// The number in a field; nil when it is absent or no decimal.
  fileprivate func decimal(of spec: FieldSpec) -> Decimal18? {
    switch spec.type {
    case .amount, .size, .quote, .decimal: decimal(spec.field)
    default: nil
    }
  }
}
