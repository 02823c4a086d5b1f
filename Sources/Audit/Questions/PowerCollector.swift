import FixedPoint
import Ledger
import Margin

/// Lists what somebody decided.
struct PowerCollector: Collector {
  private let asked: Asked
  private var rows: [[DetailTable.Value]] = []
  private var counts: [String: Int] = [:]
  private var byRule = 0
  private var ordinary = 0
  private var firstBlock: Int64?
  private var seen: [String: Set<String>] = [:]

  init(_ asked: Asked) { self.asked = asked }

  mutating func follow(_ event: Event) throws(VenueError) {
    if firstBlock == nil { firstBlock = event.position.block }
  }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) { (rows, counts, byRule, ordinary) = ([], [:], 0, 0) }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    let (act, what): (String, String)
    switch event.kind {
    case .halt: (act, what) = ("used", "halt of \(event.string(.scope) ?? "")")
    case .resume: (act, what) = ("reversed", "resume of \(event.string(.scope) ?? "")")
    case .settlementOverride:
      let market = event.id(.market).map { asked.names.markets[$0] } ?? ""
      (act, what) = ("used", "\(market) settled at \(event.decimal(.price) ?? .zero)")
    case .disputeRuling:
      (act, what) = (
        "used", "dispute \(event.string(.dispute) ?? "") \(event.choice(.ruling) ?? "")"
      )
    case .parameter:
      guard let change = parameter(event, venue) else { return }
      (act, what) = change
    default: return
    }
    let authority = event.string(.authority).flatMap { $0 == Judge.ruleAuthority ? nil : $0 }
    guard authority != nil || event.kind == .settlementOverride else { return byRule += 1 }
    counts[act, default: 0] += 1
    rows.append([
      .text(act), .integer(event.seq), .integer(event.position.block), .time(event.time),
      .text(what), .words(event.has(.reason) ? event.string(.reason) : nil), .words(authority),
    ])
  }

  /// What makes a parameter one of emergency powers: what its name says, or the rules of breakers.
  private static let powers = ["emergency", "guardian", "power", "pause"]

  /// The values that switch a power off.
  private static let offs: Set<String> = [
    "off", "false", "no", "none", "0", "disabled", "revoked",
  ]

  /// What a change of a power by somebody is; nil for other parameters, and what a venue begins with.
  private mutating func parameter(
    _ event: Event, _ venue: VenueState
  ) -> (act: String, what: String)? {
    guard let scope = event.string(.scope), let name = event.string(.name),
      let value = event.string(.value)
    else { return nil }
    let key = "\(scope)\t\(name)"
    let isBack = seen[key]?.contains(value) ?? false
    seen[key, default: []].insert(value)
    let authority = event.string(.authority)
    guard event.position.block != firstBlock, let authority, authority != Judge.ruleAuthority else {
      return nil
    }
    let words = (scope + " " + name).lowercased()
    guard name.hasPrefix("breakers.") || Self.powers.contains(where: { words.contains($0) }) else {
      ordinary += 1
      return nil
    }
    let isTaken = isBack || Self.offs.contains(value.lowercased())
    return (isTaken ? "reversed" : "granted", "\(scope) \(name) = \(value)")
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let parts = ["granted", "used", "reversed"].map { "\($0) \(counts[$0] ?? 0)" }
    var sentence =
      rows.isEmpty
      ? "No emergency power was granted, used or reversed by anybody's decision"
      : "Emergency powers by somebody's decision: \(parts.joined(separator: ", "))"
    if byRule > 0 {
      sentence +=
        "; \(Figures.count(byRule, "halt, resume or ruling", "halts, resumes and rulings")) "
      sentence += byRule == 1 ? "was by a rule" : "were by a rule"
    }
    if ordinary > 0 {
      sentence +=
        "; \(Figures.count(ordinary, "ordinary change")) of parameters by an authority "
        + (ordinary == 1 ? "is" : "are") + " not counted (question 16)"
    }
    return Answer(
      sentence + ".",
      DetailTable(
        "Decisions",
        columns: [
          .init("act"), .init("seq"), .init("block"), .init("time"), .init("what"),
          .init("reason"), .init("authority"),
        ], rows: rows))
  }
}
