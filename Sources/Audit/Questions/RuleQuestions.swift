import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let rules: [Question] = [
    Question(
      16, "Which risk parameters were in force, since when, and who set them?",
      incident: "Venus, May 2021", needs: [[.parameter]], options: [.asset, .market, .parameter],
      definition: "In force after the block asked for (--to, or the end of the log). The "
        + "authority is what the record names: a proposal, a transaction. A value that was set "
        + "again is counted as a change; --parameter picks by a part of the name.",
      commands: ["log --kind parameter", "rulebook"], tables: ["v_parameter"]
    ) { ParameterCollector($0) },
    Question(
      21, "What was halted and resumed, when, and what was liquidated afterwards?",
      incident: "Venus, May 2022", needs: [[.halt, .resume]], options: [.account],
      definition: "Of each halt: how long it stood; how many accounts could be liquidated when it "
        + "was lifted, or when the answer is taken while it stands, at the venue's prices and by its "
        + "rules; what they owe (debts, overdrawn balances and notionals); and how many liquidation fills "
        + "came within as long a time again after it. Who owes something and cannot be judged, for want "
        + "of a valid price or of what it had, is counted as undecided. --block tells what a halt's end "
        + "would set free at any block. A halt that stands when the range begins counts from its own "
        + "beginning.",
      commands: ["log --kind halt", "log --kind resume", "health"],
      tables: ["v_halt", "v_resume", "v_liquidation_fill"]
    ) { HaltCollector($0) },
    Question(
      25, "Which emergency powers were granted, used and reversed?",
      incident: "Solend, June 2022",
      needs: [[.halt, .resume, .settlementOverride, .disputeRuling, .parameter]], options: [],
      definition: "Used: a halt, a settlement override, or a ruling. Granted: a parameter that "
        + "somebody set after the first block and that is about a power: a rule of breakers, or one "
        + "whose scope or name holds `emergency`, `guardian`, `power` or `pause`. Reversed: a resume "
        + "of a halt, or such a parameter set back to a value it had before, or to one that switches it "
        + "off (`off`, `false`, `no`, `none`, `0`, `disabled`, `revoked`). What names no authority "
        + "is done by a rule and counted apart; ordinary changes of parameters are only counted.",
      commands: ["log --kind halt", "log --kind settlement_override", "log --kind parameter"],
      tables: ["v_halt", "v_resume", "v_settlement_override", "v_dispute_ruling", "v_parameter"]
    ) { PowerCollector($0) },
    Question(
      35, "How did open interest grow by account or owner, against the margin fraction in force?",
      incident: "dYdX, November 2023", needs: [[.fill, .openingPosition]],
      options: [.account, .market],
      definition: "Open interest is the size of a side: the larger of long and short of the "
        + "accounts of one owner (an account without owner is its own), counted at the end of "
        + "each block. The margin fraction is the initial rate of the first tier then in force. "
        + "The share is of the sizes of all owners. What was open when the range began is its first "
        + "size. With --account the figures are those of its owner.",
      commands: ["concentration", "log --kind fill"],
      tables: ["v_fill", "v_parameter", "v_account"]
    ) { OpenInterestCollector($0) },
  ]
}

/// Lists parameters with who set them.
struct ParameterCollector: Collector {
  private let asked: Asked
  private var changes: [String: Int] = [:]

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard event.kind == .parameter, let scope = event.string(.scope),
      let name = event.string(.name)
    else { return }
    changes["\(scope)\t\(name)", default: 0] += 1
  }

  private func wants(_ parameter: Parameter) -> Bool {
    let names = [
      asked.asset.map { asked.names.assets[$0] }, asked.market.map { asked.names.markets[$0] },
    ]
    .compactMap { $0 }
    if !names.isEmpty {
      let matches = names.contains { name in
        parameter.scope == name || parameter.scope.hasSuffix(":\(name)")
          || parameter.scope.hasSuffix(":*")
      }
      guard matches else { return false }
    }
    return asked.parameter.map { parameter.name.contains($0) } ?? true
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    var rows: [[DetailTable.Value]] = []
    var authorities: [String: Int] = [:]
    var anonymous = 0
    var latest: ParameterBook.Entry?
    for parameter in venue.parameters.parameters where wants(parameter) {
      guard let entry = venue.parameters.entry(scope: parameter.scope, name: parameter.name) else {
        continue
      }
      if let authority = entry.authority {
        authorities[authority, default: 0] += 1
      } else {
        anonymous += 1
      }
      if entry.seq > latest?.seq ?? 0 { latest = entry }
      rows.append([
        .text(parameter.scope), .text(parameter.name), .text(parameter.value),
        .integer(entry.block), .integer(entry.seq), .words(entry.authority),
        .count(changes["\(parameter.scope)\t\(parameter.name)"] ?? 0),
      ])
    }
    var sentence = "\(Figures.count(rows.count, "parameter")) in force"
    if rows.count == 1, let latest {
      sentence =
        "\(latest.parameter.scope) \(latest.parameter.name) is \(latest.parameter.value) since "
        + "block \(latest.block), set by \(latest.authority ?? "nobody that the record names")"
    } else if !rows.isEmpty {
      let most = authorities.min { ($1.value, $0.key) < ($0.value, $1.key) }
      if let most { sentence += ", \(most.value) of them set by \(most.key)" }
      if anonymous > 0 { sentence += ", \(anonymous) by nobody that the record names" }
      if let latest {
        sentence += "; the last change was \(latest.parameter.name) in block \(latest.block)"
      }
    }
    return Answer(
      sentence + ".",
      DetailTable(
        "Parameters in force",
        columns: [
          .init("scope"), .init("name"), .init("value"), .init("since_block"), .init("seq"),
          .init("authority"), .init("times_set"),
        ], rows: rows))
  }
}

/// Follows halts and what happened when they were lifted.
struct HaltCollector: Collector {
  private struct Halt {
    let seq: Int64
    var scope: String
    var reason: String
    var authority: String?
    var block: Int64
    var from: Int64
    var to: Int64?
    /// Who could be liquidated when it was lifted; nil when no rule says so.
    var liquidatable: Set<Int>?
    /// What they owe: debts, overdrawn balances and notionals.
    var exposure: Decimal18?
    /// Who owes something, and could not be judged then.
    var undecided: Set<Int> = []
    var fills = 0
    var accounts: Set<Int> = []

    /// Whether nobody is known to be liquidatable, and some may be.
    var isUndecided: Bool { liquidatable?.isEmpty == true && !undecided.isEmpty }
  }

  private let asked: Asked
  /// What is in force, by the rules of what a resume lifts.
  private var board = HaltBoard()
  private var halts: [Halt] = []
  private var fills = 0
  private var beganBefore = 0
  private var gaps: RecordGaps
  private var lacks: Set<Kind> = []

  init(_ asked: Asked) {
    self.asked = asked
    gaps = RecordGaps(asked.counts)
  }

  mutating func follow(_ event: Event) throws(VenueError) { gaps.take(event) }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    halts.removeAll { $0.to != nil }
    beganBefore = halts.count
    fills = 0
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    switch event.kind {
    case .halt:
      board.apply(event, names: asked.names)
      // Said again, a halt is as old as it was.
      guard board.halts.contains(where: { $0.seq == event.seq }) else { return }
      halts.append(
        Halt(
          seq: event.seq, scope: event.string(.scope) ?? "", reason: event.string(.reason) ?? "",
          authority: event.string(.authority), block: event.position.block, from: event.time))
    case .resume:
      board.apply(event, names: asked.names)
      for place in halts.indices where halts[place].to == nil {
        guard !board.halts.contains(where: { $0.seq == halts[place].seq }) else { continue }
        halts[place].to = event.time
        // What was lifted before the range is forgotten.
        if !asked.isBefore(event.seq) { try look(at: place, venue) }
      }
    case .liquidationFill:
      guard let account = event.id(.account), asked.wants(account: account) else { return }
      var isAfter = false
      for place in halts.indices {
        guard let to = halts[place].to, event.time <= to + (to - halts[place].from) else {
          continue
        }
        halts[place].fills += 1
        halts[place].accounts.insert(account)
        isAfter = true
      }
      if isAfter { fills += 1 }
    default: break
    }
  }

  /// Who may be liquidated once a halt is lifted.
  private mutating func look(at place: Int, _ venue: VenueState) throws(ArithmeticError) {
    guard venue.hasRules else { return }
    var (accounts, exposure): (Set<Int>, Decimal18) = ([], .zero)
    for account in 0..<asked.names.accounts.count where asked.wants(account: account) {
      let valuation = try venue.valuation(of: account, names: asked.names)
      if !valuation.health.isJudgeable {
        guard valuation.isBurdened else { continue }
        halts[place].undecided.insert(account)
        lacks.insert(.priceUpdate)
        continue
      }
      guard valuation.health.isLiquidatable(venue.rulebook.trigger) else { continue }
      if let missing = gaps.gaps(of: account, in: venue.book) {
        halts[place].undecided.insert(account)
        lacks.formUnion(missing)
        continue
      }
      accounts.insert(account)
      exposure = try exposure + valuation.owed
    }
    halts[place].liquidatable = accounts
    halts[place].exposure = exposure
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    for place in halts.indices where halts[place].to == nil { try look(at: place, venue) }
    let longest = halts.max { ($0.to ?? venue.time) - $0.from < ($1.to ?? venue.time) - $1.from }
    let standing = halts.filter { $0.to == nil }.count
    var sentence =
      Figures.count(halts.count, "halt") + Asked.before(beganBefore, of: halts.count)
    if standing > 0 { sentence += ", \(standing) not lifted when \(asked.ending)" }
    if let longest {
      sentence +=
        "; the longest stopped \(longest.scope) for "
        + Figures.duration((longest.to ?? venue.time) - longest.from)
    }
    if venue.hasRules {
      let lifted = halts.filter { $0.to != nil }
      let due = lifted.reduce(into: Set<Int>()) { $0.formUnion($1.liquidatable ?? []) }.count
      if !lifted.isEmpty {
        let undecided = lifted.reduce(into: Set<Int>()) { $0.formUnion($1.undecided) }
        let when = "when \(lifted.count == 1 ? "it was" : "they were") lifted"
        sentence +=
          due == 0 && !undecided.isEmpty
          ? "; of \(Figures.count(undecided.count, "account")) it is not decidable whether "
            + "\(undecided.count == 1 ? "it" : "they") could be liquidated \(when)"
          : "; \(Figures.count(due, "account")) could be liquidated \(when)" + more(undecided)
      }
      if let open = halts.last(where: { $0.to == nil }), let accounts = open.liquidatable {
        sentence +=
          "; if \(open.scope) was resumed now, \(Figures.count(accounts.count, "account")) could be "
          + "liquidated, owing \(venue.inUnit(open.exposure ?? .zero))" + more(open.undecided)
      }
    }
    sentence += "; \(Figures.count(fills, "fill")) followed"
    var answer = Answer(
      sentence + ".",
      DetailTable(
        "Halts",
        columns: [
          .init("scope"), .init("reason"), .init("authority"), .init("block"), .init("halted"),
          .init("resumed"), .init("length", unit: "s"), .init("liquidatable"),
          .init("owing", unit: venue.unitName), .init("undecided"), .init("fills_after"),
          .init("accounts_after"),
        ],
        rows: halts.map {
          [
            .text($0.scope), .text($0.reason), .words($0.authority), .integer($0.block),
            .time($0.from), $0.to.map { .time($0) } ?? .none,
            .integer((($0.to ?? venue.time) - $0.from) / 1000),
            $0.isUndecided ? .none : $0.liquidatable.map { .count($0.count) } ?? .none,
            $0.isUndecided ? .none : .amount($0.exposure),
            $0.liquidatable == nil ? .none : .count($0.undecided.count), .count($0.fills),
            .count($0.accounts.count),
          ]
        }))
    answer.lacks = venue.hasRules ? lacks.sorted { $0.rawValue < $1.rawValue } : [.parameter]
    return answer
  }

  /// What is to be said of those who cannot be judged.
  private func more(_ undecided: Set<Int>) -> String {
    undecided.isEmpty
      ? ""
      : ", and of \(undecided.count) more it is not decidable"
  }
}
