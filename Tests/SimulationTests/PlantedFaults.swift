import Audit
import FixedPoint
import Ledger
import LedgerSupport
import Margin

@testable import Simulation

/// One fault to be planted into a log: a change of one line, or of two.
struct PlantedFault: CustomStringConvertible {
  /// What is done to the line.
  enum Change: Hashable {
    case delete
    case duplicate
    /// Another value of a field: a little more, much more, another word or name.
    case more(Field)
    case muchMore(Field)
    case other(Field)
    case drop(Field)
    case nextBlock
    case previousBlock
    /// It changes places with another line of its block.
    case swap(Int)
    /// The number in a field changes places with that of another line of its block.
    case exchange(Field, Int)

    var name: String {
      switch self {
      case .delete: "delete"
      case .duplicate: "duplicate"
      case .more(let field): "\(field.rawValue) + 1"
      case .muchMore(let field): "\(field.rawValue) · 1.1"
      case .other(let field): "other \(field.rawValue)"
      case .drop(let field): "no \(field.rawValue)"
      case .nextBlock: "to the next block"
      case .previousBlock: "to the block before"
      case .swap: "swap"
      case .exchange(let field, _): "exchanged \(field.rawValue)"
      }
    }
  }

  var change: Change
  var block: Int
  var place: Int
  var event: Event

  /// The place of the other line that is changed too.
  var other: Int? {
    switch change {
    case .swap(let other), .exchange(_, let other): other
    default: nil
    }
  }

  /// Whether the line names another account, of which its finding is then.
  var isOfAccount: Bool {
    if case .other(let field) = change { return event.id(field) != nil }
    return false
  }

  var description: String {
    "\(event.kind.name) \(change.name) in block \(event.position.block), index "
      + "\(event.position.index), seq \(event.seq)"
  }
}

/// A log that faults are planted into.
struct FaultyLog {
  let names: Names
  let blocks: [[Event]]
  private var calls: [String: Int] = [:]
  private var auctions: [String: Int] = [:]
  /// Audits of the clean log, before some of its blocks.
  private var stops: [(block: Int, auditor: Auditor, facts: FactAudit)] = []
  /// How many differences the clean log has.
  private(set) var differences = 0

  init(_ simulation: Simulation) throws {
    var run = simulation
    var blocks: [[Event]] = []
    while !run.isFinished {
      var events: [Event] = []
      try run.runBlock { event, _ in events.append(copy event) }
      if !events.isEmpty { blocks.append(events) }
    }
    self.blocks = blocks
    names = run.names
    for event in blocks.joined() {
      guard let account = event.id(.account) else { continue }
      if event.kind == .marginCall, let id = event.string(.call) { calls[id] = account }
      if event.kind == .auctionStart, let id = event.string(.auction) { auctions[id] = account }
    }
    var auditor = Auditor(names: names)
    var facts = FactAudit(names: names, hasRulebook: true)
    for (number, events) in blocks.enumerated() {
      if number % 16 == 0 { stops.append((number, auditor, facts)) }
      try auditor.judge(block: events)
      try facts.take(block: events)
    }
    differences = auditor.discrepancies.count
  }

  /// What an audit finds once the fault is planted; nil when the log would refuse it.
  func audit(_ fault: PlantedFault, _ random: inout SeededRandom) throws -> [Finding]? {
    guard let changed = plant(fault, &random) else { return nil }
    let first = max(0, fault.block - 1)
    guard let stop = stops.last(where: { $0.block <= first }) else { return nil }
    var (auditor, facts) = (stop.auditor, stop.facts)
    for events in changed[stop.block...] where !events.isEmpty {
      try auditor.judge(block: events)
      try facts.take(block: events)
    }
    return facts.result(obligations: auditor.discrepancies.map { Finding($0, names: names) })
      .findings
  }

  /// The accounts and subjects that a finding may name: those of the line before and after the change.
  func subjects(of event: Event) -> (accounts: Set<Int>, subjects: Set<String>) {
    var accounts: Set<Int> = []
    var subjects: Set<String> = []
    for field in [Field.account, .from, .to] {
      if let id = event.id(field) { accounts.insert(id) }
    }
    if let id = event.string(.call) { subjects.insert(id) }
    if let id = event.string(.auction) { subjects.insert(id) }
    if let account = event.string(.call).flatMap({ calls[$0] }) { accounts.insert(account) }
    if let account = event.string(.auction).flatMap({ auctions[$0] }) { accounts.insert(account) }
    for text in [Field.scope, .pool, .dispute] {
      if let text = event.string(text) { subjects.insert(text) }
    }
    if event.kind == .insurance, let fund = event.string(.fund) { subjects.insert(fund) }
    if event.kind == .referencePrice {
      if let asset = event.id(.asset) { subjects.insert(names.assets[asset]) }
      if let market = event.id(.market) { subjects.insert(names.markets[market]) }
    }
    return (accounts, subjects)
  }

  // MARK: - Planting

  /// The blocks with the fault; nil when no log would take it, or it changes nothing.
  private func plant(_ fault: PlantedFault, _ random: inout SeededRandom) -> [[Event]]? {
    var blocks = blocks
    let event = blocks[fault.block][fault.place]
    switch fault.change {
    case .delete: blocks[fault.block].remove(at: fault.place)
    case .duplicate: blocks[fault.block].insert(event, at: fault.place)
    case .swap(let other):
      guard isDifferent(event, blocks[fault.block][other]) else { return nil }
      blocks[fault.block].swapAt(fault.place, other)
    case .exchange(let field, let other):
      guard let pair = exchanged(field, event, blocks[fault.block][other]) else { return nil }
      blocks[fault.block][fault.place] = pair.first
      blocks[fault.block][other] = pair.second
    case .nextBlock, .previousBlock:
      let to = fault.block + (fault.change == .nextBlock ? 1 : -1)
      guard blocks.indices.contains(to), to > 0 else { return nil }
      blocks[fault.block].remove(at: fault.place)
      blocks[to].append(event)
      renumber(&blocks[to], blocks[to][0])
    default:
      guard let changed = changed(event, fault.change, &random) else { return nil }
      blocks[fault.block][fault.place] = changed
    }
    if let first = blocks[fault.block].first { renumber(&blocks[fault.block], first) }
    return blocks
  }

  /// Two lines with each other's number in a field; nil where no log would take both.
  private func exchanged(
    _ field: Field, _ a: Event, _ b: Event
  ) -> (first: Event, second: Event)? {
    guard let one = a.decimal(field), let two = b.decimal(field) else { return nil }
    var (first, second) = (a, b)
    first.set(field, decimal: two)
    second.set(field, decimal: one)
    guard let first = accepted(first, a), let second = accepted(second, b) else { return nil }
    return (first, second)
  }

  private func isDifferent(_ a: Event, _ b: Event) -> Bool {
    var other = b
    (other.seq, other.position, other.time) = (a.seq, a.position, a.time)
    return LineEncoder.line(of: a, names: names) != LineEncoder.line(of: other, names: names)
  }

  private func renumber(_ events: inout [Event], _ first: Event) {
    for index in events.indices {
      events[index].position = Position(block: first.position.block, index: Int64(index))
      events[index].time = first.time
    }
  }

  private func changed(
    _ event: Event, _ change: PlantedFault.Change, _ random: inout SeededRandom
  ) -> Event? {
    switch change {
    case .drop(let field):
      guard let place = event.kind.position(of: field) else { return nil }
      var changed = event
      changed.present &= ~(1 << UInt32(place))
      return accepted(changed, event)
    case .more(let field):
      guard let spec = spec(field, event) else { return nil }
      for decimals in stride(from: 18, through: 0, by: -1) {
        if let changed = more(event, spec, decimals).flatMap({ accepted($0, event) }) {
          return changed
        }
      }
      return nil
    case .muchMore(let field):
      guard let spec = spec(field, event), let value = event.decimal(field) else { return nil }
      for decimals in stride(from: 18, through: 0, by: -1) {
        let big = try? value.multiplied(by: Decimal18("1.1"), rounding: .up)
          .rounded(toDecimals: decimals, rounding: .up)
        guard let big else { return nil }
        var changed = event
        changed.set(spec.field, decimal: big)
        if let changed = accepted(changed, event) { return changed }
      }
      return nil
    case .other(let field):
      guard let spec = spec(field, event) else { return nil }
      return other(event, spec, &random).flatMap { accepted($0, event) }
    default: return nil
    }
  }

  private func spec(_ field: Field, _ event: Event) -> FieldSpec? {
    event.kind.spec.fields.first { $0.field == field && event.has(field) }
  }

  private func more(_ event: Event, _ spec: FieldSpec, _ decimals: Int) -> Event? {
    var changed = event
    if let number = event.integer(spec.field), spec.type == .integer || spec.type == .time {
      changed.set(spec.field, integer: number + 1)
      return changed
    }
    guard let value = event.decimal(spec.field),
      let unit = try? Decimal18(1).divided(
        by: Decimal18("1" + String(repeating: "0", count: decimals)), rounding: .up),
      let sum = try? value + unit
    else { return nil }
    changed.set(spec.field, decimal: sum)
    return changed
  }

  private func other(
    _ event: Event, _ spec: FieldSpec, _ random: inout SeededRandom
  ) -> Event? {
    var changed = event
    switch spec.type {
    case .text:
      guard let text = event.string(spec.field) else { return nil }
      changed.set(spec.field, text: text + "x")
    case .choice(let words):
      guard let word = event.choice(spec.field) else { return nil }
      changed.set(spec.field, choice: random.pick(words.filter { $0 != word }))
    case .account, .asset, .market:
      let count =
        spec.type == .account
        ? names.accounts.count : spec.type == .asset ? names.assets.count : names.markets.count
      let others = (0..<count).filter { $0 != event.id(spec.field) }
      guard !others.isEmpty else { return nil }
      changed.set(spec.field, integer: Int64(random.pick(others)))
    default: return nil
    }
    return changed
  }

  /// The event as a log would have it; nil when it would refuse the line.
  private func accepted(_ event: Event, _ original: Event) -> Event? {
    let line = LineEncoder.line(of: event, names: names)
    guard line != LineEncoder.line(of: original, names: names) else { return nil }
    var decoder = LineDecoder(names: names)
    var decoded = Event(.note)
    let bytes = Array(line.utf8)
    do {
      try decoder.decode(bytes.span, 0..<bytes.count, into: &decoded)
    } catch {
      return nil
    }
    decoded.seq = original.seq
    return decoded
  }

  // MARK: - Choosing

  /// Every change of every judgement that makes sense, by kind and change; a sample of each is planted.
  func faults(perChange: Int, _ random: inout SeededRandom) -> [PlantedFault] {
    var all: [String: [PlantedFault]] = [:]
    for (block, events) in blocks.enumerated() {
      for (place, event) in events.enumerated() where event.isJudgement || event.isSettlement {
        for change in changes(of: event, events, place) {
          all["\(event.kind.name) \(change.name)", default: []].append(
            PlantedFault(change: change, block: block, place: place, event: event))
        }
      }
    }
    var chosen: [PlantedFault] = []
    for key in all.keys.sorted() {
      var faults = all[key] ?? []
      for _ in 0..<min(perChange, faults.count) {
        chosen.append(faults.remove(at: Int.random(in: faults.indices, using: &random)))
      }
    }
    return chosen
  }

  private func changes(
    of event: Event, _ events: [Event], _ place: Int
  ) -> [PlantedFault.Change] {
    var changes: [PlantedFault.Change] = [.delete, .duplicate, .nextBlock, .previousBlock]
    for spec in event.kind.spec.fields where event.has(spec.field) && spec.field != .ref {
      switch spec.type {
      case .amount, .size, .quote, .decimal:
        changes += [.more(spec.field), .muchMore(spec.field)]
      case .integer, .time, .ratio: changes.append(.more(spec.field))
      default: changes.append(.other(spec.field))
      }
      if !spec.isRequired { changes.append(.drop(spec.field)) }
    }
    let later = events.indices.dropFirst(place + 1).filter {
      events[$0].isJudgement && events[$0].kind == event.kind
    }
    guard let other = later.first else { return changes }
    changes.append(.swap(other))
    for change in changes {
      guard case .more(let field) = change, let spec = spec(field, event),
        spec.type != .integer, spec.type != .time, spec.type != .ratio,
        event.decimal(field) != events[other].decimal(field)
      else { continue }
      changes.append(.exchange(field, other))
    }
    return changes
  }
}
