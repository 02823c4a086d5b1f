internal import Audit
internal import Console
internal import Engine
internal import Ledger
internal import Margin
internal import Store

/// Judging a ledger: its facts against what must hold of them, and, where it holds a rulebook, what the
/// venue did against what the rules obliged it to.
enum Judging {
  /// Everything that is found in a ledger up to the end of a block; `seeing` is given each event.
  static func judge(
    _ file: LedgerFile, throughBlock block: Int64? = nil, _ io: CommandIO,
    seeing: (borrowing Event) throws(StoreError) -> Void = { _ in }
  ) throws -> AuditResult {
    let hasRulebook = try hasRulebook(file)
    var auditor = hasRulebook ? Auditor(names: file.names) : nil
    var facts = FactAudit(names: file.names, hasRulebook: hasRulebook)
    try replay(file, throughBlock: block, io) { (events) throws(StoreError) in
      for event in events { try seeing(event) }
      try telling(file) { () throws(VenueError) in try auditor?.judge(block: events) }
      do throws(BookError) {
        try facts.take(block: events)
      } catch {
        throw StoreError(.damaged, "\(file.path): \(error)")
      }
    }
    let findings = auditor?.discrepancies.map { Finding($0, names: file.names) } ?? []
    return facts.result(obligations: findings, checked: auditor?.obligations ?? 0)
  }

  /// The log replayed beside its rulebook; `seeing` is given each event.
  static func audit(
    _ file: LedgerFile, throughBlock block: Int64? = nil, _ io: CommandIO,
    seeing: (borrowing Event) -> Void = { _ in }
  ) throws -> Auditor {
    var auditor = Auditor(names: file.names)
    try replay(file, throughBlock: block, io) { (events) throws(StoreError) in
      for event in events { seeing(event) }
      try telling(file) { () throws(VenueError) in try auditor.judge(block: events) }
    }
    return auditor
  }

  /// Whether the log sets any rule, so that what the venue had to do can be told.
  static func hasRulebook(_ file: LedgerFile) throws -> Bool {
    let cursor = try file.events(kinds: [.parameter])
    var event = Event(.note)
    while try cursor.next(into: &event) {
      let (scope, name) = (event.string(.scope) ?? "", event.string(.name) ?? "")
      if RuleSchema.rule(scope: scope, name: name) != nil { return true }
    }
    return false
  }

  /// Gives the events of each block to `body`.
  private static func replay(
    _ file: LedgerFile, throughBlock block: Int64?, _ io: CommandIO,
    _ body: ([Event]) throws(StoreError) -> Void
  ) throws {
    if let block { try file.check(block: block) }
    let last = try block.map { try file.lastEvent(throughBlock: $0) } ?? file.tip.size
    var progress = ProgressLine("auditing", unit: "events", total: last, output: io.words)
    var events: [Event] = []
    try file.replay(through: last, progress: { progress.update($0) }) {
      (event) throws(StoreError) in
      if let first = events.first, first.position.block != event.position.block {
        try body(events)
        events.removeAll(keepingCapacity: true)
      }
      events.append(copy event)
    }
    if !events.isEmpty { try body(events) }
    progress.clear()
  }

  private static func telling(
    _ file: LedgerFile, _ body: () throws(VenueError) -> Void
  ) throws(StoreError) {
    do throws(VenueError) {
      try body()
    } catch {
      throw StoreError(.damaged, "\(file.path): \(error)")
    }
  }
}
