internal import Audit
internal import Console
internal import Engine
internal import Ledger
internal import Margin
internal import Store

/// Builds the cases of a ledger, in two passes: who may have a case, and what happened to them.
enum CaseSource {
  /// The cases by the log's own rulebook, by one that the user names, or, where there is none, by the facts.
  ///
  /// The log is read through the event `last`; nil reads all of it.
  static func cases(
    _ file: LedgerFile, rulebook name: String? = nil, through last: Int64? = nil, _ io: CommandIO
  ) throws -> CaseSet {
    let last = last ?? file.tip.size
    let rules = try name.map { RuleSource.events(try RuleSource.read($0)) }
    var scout = try file.telling { () throws(VenueError) in
      try BreachScout(names: file.names, rules: rules)
    }
    try file.follow(through: last, "looking", io) { (event) throws(StoreError) in
      let event = copy event
      try file.telling { () throws(VenueError) in try scout.take(event) }
    }
    try file.telling { () throws(VenueError) in try scout.finish() }
    if let name, !scout.hasRulebook {
      throw CommandFailure("the rulebook \(name) says nothing of assets or markets")
    }
    guard scout.hasRulebook, scout.hasPrices else {
      let lacking = [
        scout.hasRulebook ? nil : "no rulebook", scout.hasPrices ? nil : "no prices",
      ].compactMap { $0 }
      let lacks = "the log holds " + lacking.joined(separator: " and ")
      return try facts(file, through: last, lacks: lacks, io)
    }
    let accounts = scout.accounts
    var builder = try file.telling { () throws(VenueError) in
      try CaseBuilder(names: file.names, accounts: accounts, rules: rules)
    }
    try file.follow(through: last, "following", io) { (event) throws(StoreError) in
      let event = copy event
      try file.telling { () throws(VenueError) in try builder.take(event) }
    }
    try file.telling { () throws(VenueError) in try builder.finish() }
    return CaseSet(
      builder.cases, basis: .rules, unit: builder.state.book.venue?.unit ?? "",
      rulebook: name ?? "log", rules: builder.state.rulebook)
  }

  private static func facts(
    _ file: LedgerFile, through last: Int64, lacks: String, _ io: CommandIO
  ) throws -> CaseSet {
    var builder = FactCaseBuilder(names: file.names)
    try file.follow(through: last, "following", io) { (event) throws(StoreError) in
      let event = copy event
      try file.telling { () throws(VenueError) in try builder.take(event) }
    }
    try file.telling { () throws(VenueError) in try builder.finish() }
    return CaseSet(
      builder.cases, basis: .facts, unit: builder.book.venue?.unit ?? "", rulebook: "",
      lacks: lacks)
  }
}
