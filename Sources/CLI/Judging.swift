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
    try file.followBlocks(through: try file.end(ofBlock: block), "auditing", io) {
      (events) throws(StoreError) in
      for event in events { try seeing(event) }
      try file.telling { () throws(VenueError) in try auditor?.judge(block: events) }
      try file.telling { () throws(BookError) in try facts.take(block: events) }
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
    try file.followBlocks(through: try file.end(ofBlock: block), "auditing", io) {
      (events) throws(StoreError) in
      for event in events { seeing(event) }
      try file.telling { () throws(VenueError) in try auditor.judge(block: events) }
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
}
