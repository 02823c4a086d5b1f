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
      definition: "Of each halt: how long it stood, how many accounts could have been liquidated "
        + "when it was lifted, at the venue's prices and by its rules, and how many liquidation "
        + "fills came within as long a time again after it.",
      commands: ["log --kind halt", "log --kind resume", "health"],
      tables: ["v_halt", "v_resume", "v_liquidation_fill"]
    ) { HaltCollector($0) },
    Question(
      25, "Which emergency powers were granted, used and reversed?",
      incident: "Solend, June 2022",
      needs: [[.halt, .resume, .settlementOverride, .disputeRuling, .parameter]], options: [],
      definition: "Used: a halt, a settlement override, or a ruling. Reversed: a resume of a "
        + "halt, or a parameter set back to a value it had before. Granted: a parameter that "
        + "somebody set after the first block. What names no authority is done by a rule, and is "
        + "counted apart.",
      commands: ["log --kind halt", "log --kind settlement_override", "log --kind parameter"],
      tables: ["v_halt", "v_resume", "v_settlement_override", "v_dispute_ruling", "v_parameter"]
    ) { PowerCollector($0) },
    Question(
      35, "How did open interest grow by account or owner, against the margin fraction in force?",
      incident: "dYdX, November 2023", needs: [[.fill, .openingPosition]],
      options: [.account, .market],
      definition: "Open interest is the size of a side: the larger of long and short of the "
        + "accounts of one owner (an account without owner is its own), counted at the end of "
        + "each block. The margin fraction is the initial rate of the first tier then in force.",
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
    var scope: String
    var reason: String
    var authority: String?
    var block: Int64
    var from: Int64
    var to: Int64?
    /// Who could be liquidated when it was lifted; nil when no rule says so.
    var liquidatable: Set<Int>?
    var fills = 0
    var accounts: Set<Int> = []
  }

  private let asked: Asked
  private var halts: [Halt] = []
  private var fills = 0

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    switch event.kind {
    case .halt:
      halts.append(
        Halt(
          scope: event.string(.scope) ?? "", reason: event.string(.reason) ?? "",
          authority: event.string(.authority), block: event.position.block, from: event.time))
    case .resume:
      guard let scope = event.string(.scope),
        let place = halts.lastIndex(where: { $0.to == nil && ($0.scope == scope || scope == "all") }
        )
      else { return }
      halts[place].to = event.time
      halts[place].liquidatable = try liquidatable(venue)
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

  private func liquidatable(_ venue: VenueState) throws(ArithmeticError) -> Set<Int>? {
    guard venue.hasRules else { return nil }
    var accounts: Set<Int> = []
    for account in 0..<asked.names.accounts.count where asked.wants(account: account) {
      let health = try venue.valuation(of: account, names: asked.names).health
      if health.isJudgeable, health.isLiquidatable(venue.rulebook.trigger) {
        accounts.insert(account)
      }
    }
    return accounts
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let longest = halts.max { ($0.to ?? venue.time) - $0.from < ($1.to ?? venue.time) - $1.from }
    let standing = halts.filter { $0.to == nil }.count
    var sentence = "\(Figures.count(halts.count, "halt"))"
    if standing > 0 { sentence += ", \(standing) not lifted when the log ends" }
    if let longest {
      sentence +=
        "; the longest stopped \(longest.scope) for "
        + Figures.duration((longest.to ?? venue.time) - longest.from)
    }
    let due = halts.reduce(into: Set<Int>()) { $0.formUnion($1.liquidatable ?? []) }.count
    sentence +=
      "; \(Figures.count(due, "account")) could be liquidated when they were lifted, "
      + "\(Figures.count(fills, "fill")) followed"
    return Answer(
      sentence + ".",
      DetailTable(
        "Halts",
        columns: [
          .init("scope"), .init("reason"), .init("authority"), .init("block"), .init("halted"),
          .init("resumed"), .init("length", unit: "s"), .init("liquidatable_at_resume"),
          .init("fills_after"), .init("accounts_after"),
        ],
        rows: halts.map {
          [
            .text($0.scope), .text($0.reason), .words($0.authority), .integer($0.block),
            .time($0.from), $0.to.map { .time($0) } ?? .none,
            .integer((($0.to ?? venue.time) - $0.from) / 1000),
            $0.liquidatable.map { .count($0.count) } ?? .none, .count($0.fills),
            .count($0.accounts.count),
          ]
        }))
  }
}

/// Lists what somebody decided.
struct PowerCollector: Collector {
  private let asked: Asked
  private var rows: [[DetailTable.Value]] = []
  private var counts: [String: Int] = [:]
  private var byRule = 0
  private var firstBlock: Int64?
  private var seen: [String: Set<String>] = [:]

  init(_ asked: Asked) { self.asked = asked }

  mutating func follow(_ event: Event) throws(VenueError) {
    if firstBlock == nil { firstBlock = event.position.block }
  }

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

  /// What a change of a parameter by somebody is; nil for the rules a venue begins with.
  private mutating func parameter(
    _ event: Event, _ venue: VenueState
  ) -> (act: String, what: String)? {
    guard let scope = event.string(.scope), let name = event.string(.name),
      let value = event.string(.value)
    else { return nil }
    let key = "\(scope)\t\(name)"
    let isBack = seen[key]?.contains(value) ?? false
    seen[key, default: []].insert(value)
    guard event.position.block != firstBlock, event.has(.authority) else { return nil }
    return (isBack ? "reversed" : "granted", "\(scope) \(name) = \(value)")
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let parts = ["granted", "used", "reversed"].map { "\($0) \(counts[$0] ?? 0)" }
    return Answer(
      rows.isEmpty
        ? "Nobody used an emergency power; \(byRule) halts and resumes were by a rule."
        : "By somebody's decision: \(parts.joined(separator: ", ")); by a rule: \(byRule).",
      DetailTable(
        "Decisions",
        columns: [
          .init("act"), .init("seq"), .init("block"), .init("time"), .init("what"),
          .init("reason"), .init("authority"),
        ], rows: rows))
  }
}

/// Follows the open interest of owners.
struct OpenInterestCollector: Collector {
  private struct Cluster: Hashable, Comparable {
    var market: Int
    var owner: Int

    static func < (a: Cluster, b: Cluster) -> Bool { (a.market, a.owner) < (b.market, b.owner) }
  }

  private struct Growth {
    var long = Decimal18.zero
    var short = Decimal18.zero
    var first: (block: Int64, size: Decimal18, rate: Decimal18?)?
    var peak: (block: Int64, size: Decimal18, rate: Decimal18?)?

    var size: Decimal18 { max(long, short) }
  }

  private let asked: Asked
  private var growths: [Cluster: Growth] = [:]
  private var changed: Set<Cluster> = []
  private var sizes: [Int: [Int: Decimal18]] = [:]

  init(_ asked: Asked) { self.asked = asked }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let market = event.id(.market), asked.wants(.market(market)) else { return }
    for account in VenueState.accounts(of: event) {
      let now = venue.book.position(of: account, market: market).size
      let before = sizes[market]?[account] ?? .zero
      guard now != before else { continue }
      sizes[market, default: [:]][account] = now
      let cluster = Cluster(
        market: market, owner: venue.book.profiles.owner(of: account) ?? account)
      guard asked.wants(account: cluster.owner) || asked.wants(account: account) else { continue }
      var growth = growths[cluster] ?? Growth()
      growth.long = try growth.long + max(now, .zero) - max(before, .zero)
      growth.short = try growth.short + max(-now, .zero) - max(-before, .zero)
      growths[cluster] = growth
      changed.insert(cluster)
    }
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    for cluster in changed {
      guard var growth = growths[cluster], !growth.size.isZero else { continue }
      let tiers =
        cluster.market < venue.terms.markets.count
        ? venue.terms.markets[cluster.market].tiers : []
      let point = (venue.block, growth.size, venue.hasRules ? tiers.first?.initial : nil)
      if growth.first == nil { growth.first = point }
      if growth.peak.map({ growth.size > $0.size }) ?? true { growth.peak = point }
      growths[cluster] = growth
    }
    changed = []
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    var totals: [Int: Decimal18] = [:]
    for (cluster, growth) in growths {
      totals[cluster.market] = try (totals[cluster.market] ?? .zero) + growth.size
    }
    let ordered = growths.filter { $0.value.peak != nil }.sorted { a, b in
      let (x, y) = (a.value.peak?.size ?? .zero, b.value.peak?.size ?? .zero)
      return a.key.market != b.key.market
        ? a.key.market < b.key.market : x == y ? a.key.owner < b.key.owner : x > y
    }
    // The largest of the market that most accounts trade; sizes of several markets do not compare.
    let busiest = Dictionary(grouping: ordered, by: \.key.market)
      .min { ($1.value.count, $0.key) < ($0.value.count, $1.key) }?.value.first
    var sentence = "No position was opened"
    if let (cluster, growth) = busiest, let first = growth.first, let peak = growth.peak {
      let market = names.markets[cluster.market]
      sentence =
        "\(names.accounts[cluster.owner]) grew from \(first.size) \(market) in block "
        + "\(first.block) to \(peak.size) in block \(peak.block)"
        + (peak.rate.map { ", at an initial margin of \($0)" } ?? "")
        + "; \(Figures.count(ordered.count, "owner and market", "owners and markets")) in all"
    }
    var answer = Answer(
      sentence + ".",
      DetailTable(
        "Open interest by owner",
        columns: [
          .init("market"), .init("owner"), .init("first_block"), .init("first_size"),
          .init("peak_block"), .init("peak_size"), .init("last_size"),
          .init("share_at_the_end", unit: "%"), .init("initial_margin_at_peak"),
        ],
        rows: try ordered.map { (cluster, growth) throws(ArithmeticError) in
          [
            .text(names.markets[cluster.market]), .account(cluster.owner),
            growth.first.map { .integer($0.block) } ?? .none, .amount(growth.first?.size),
            growth.peak.map { .integer($0.block) } ?? .none, .amount(growth.peak?.size),
            .amount(growth.size),
            .amount(try Figures.share(growth.size, of: totals[cluster.market] ?? .zero)),
            .amount(growth.peak?.rate),
          ]
        }))
    if !venue.hasRules { answer.lacks = [.parameter] }
    return answer
  }
}
