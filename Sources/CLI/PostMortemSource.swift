internal import Audit
internal import Console
internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Report
internal import Store

/// Reads everything that a post-mortem is made from, in as few passes over the log as it needs: one that
/// audits it and gathers its series, and one that follows the accounts of its cases.
enum PostMortemSource {
  static func read(
    _ file: LedgerFile, _ range: EventRange, ledger: String, command: String, _ io: CommandIO
  ) throws -> PostMortem.Source {
    let names = file.names
    let end = try lastBlock(file, range)
    var collector = SeriesCollector(names: names, from: range.first)
    let audit = try Judging.judge(file, throughBlock: end, io) { (event) throws(StoreError) in
      do throws(ArithmeticError) {
        try collector.take(event)
      } catch {
        throw StoreError(.damaged, "\(file.path): event \(event.seq): \(error)")
      }
    }
    var source = PostMortem.Source(
      names: names, series: collector.finish(), anchor: try Anchor(file, throughBlock: end),
      ledger: ledger, command: command)
    source.isWhole = range.first == 1 && range.last == file.tip.size
    source.audit = audit
    let span = source.series.span
    source.audit.findings.removeAll { finding in
      span.map { finding.block < $0.from.block || finding.block > $0.to.block } ?? true
    }
    source.solvency = audit.solvency
    try addCases(to: &source, file, through: range.last, io)
    return source
  }

  /// The block that the window ends with; nil when the ledger is empty.
  private static func lastBlock(_ file: LedgerFile, _ range: EventRange) throws -> Int64? {
    guard range.last < file.tip.size, range.last > 0 else { return nil }
    let cursor = try file.events(from: range.last, to: range.last)
    var event = Event(.note)
    return try cursor.next(into: &event) ? event.position.block : nil
  }

  /// Adds the cases as they stood when the window ended: what came later is not read.
  private static func addCases(
    to source: inout PostMortem.Source, _ file: LedgerFile, through last: Int64, _ io: CommandIO
  ) throws {
    let set = try CaseSource.cases(file, through: last, io)
    if set.basis == .facts {
      source.breachAbsence =
        try Judging.hasRulebook(file)
        ? "When accounts fell below their lines is not decidable: \(set.lacks)."
        : "The log holds no rulebook, so nobody can say who was below which line, or when."
    }
    guard let span = source.series.span else { return }
    source.cases = set.cases.filter { $0.opened.block >= span.from.block }
    source.earlierCases = set.cases.filter { $0.opened.block < span.from.block }
  }
}
