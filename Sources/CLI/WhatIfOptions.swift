internal import Audit
internal import Console
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Store

/// The changes that the options of `whatif` ask for.
struct WhatIfOptions {
  /// What is different.
  private(set) var changes = WhatIfChanges()
  /// The same in words, as the user wrote it.
  private(set) var words = ""
  /// Prices that both histories are valued at.
  private(set) var values: [Feed: Decimal18] = [:]

  private let arguments: ParsedArguments
  private let names: Names
  private let path: String

  static let changes: [OptionSpec] = [
    OptionSpec(
      "set", valueName: "path=value",
      help: "Set a rule, for example asset:ETH.weight=0.7; @block at its end: from that block on.",
      repeatable: true),
    OptionSpec(
      "rulebook", valueName: "name",
      help: "Replace all rules by this rulebook: a shipped one, a file, or that of a scenario."),
    OptionSpec(
      "keep", valueName: "path",
      help: "Rules that the rulebook does not replace, for example keepers.", repeatable: true),
    OptionSpec(
      "policy", valueName: "name=value",
      help: "Choose a policy by its name, for example adl=off.", repeatable: true),
    OptionSpec(
      "prices", valueName: "file", kind: .file,
      help:
        "Replace what sources say by a csv file: block or time, asset or market, price, source.",
      repeatable: true),
    OptionSpec(
      "cap", valueName: "asset=price", help: "No source says more than this.", repeatable: true),
    OptionSpec(
      "floor", valueName: "asset=price", help: "No source says less than this.", repeatable: true),
    OptionSpec(
      "price-source", valueName: "name",
      help: "Believe this source alone where it speaks; median takes all, market the market."),
    OptionSpec(
      "oracle-delay", valueName: "delay",
      help: "Sources are heard so many blocks later, or seconds with an s: 90s."),
    OptionSpec(
      "without", valueName: "kind",
      help: "Leave facts of this kind out; :name or :#seq picks some of them.", repeatable: true),
  ]

  init(_ arguments: ParsedArguments, _ file: LedgerFile) throws {
    self.arguments = arguments
    names = file.names
    path = file.path
    changes.first = try SharedOptions.firstBlock("from", arguments, file)
    try readRules()
    try readPrices()
    for text in arguments.values("without") { changes.omissions.append(try omission(text)) }
    for text in arguments.values("value") {
      let (feed, price) = try bound("value", text)
      values[feed] = price
    }
    words = wording()
  }

  // MARK: - Rules

  private mutating func readRules() throws {
    for text in arguments.values("set") {
      changes.settings.append(try RuleSetting.read(text, arguments, names))
    }
    changes.rulebook = try arguments.option("rulebook").map { try RuleSource.read($0) }
    changes.kept = arguments.values("keep")
    if !changes.kept.isEmpty, changes.rulebook == nil {
      throw arguments.error("--keep needs --rulebook: without one nothing is replaced.")
    }
    for path in changes.kept { try RuleSetting.check(kept: path, arguments) }
    for text in arguments.values("policy") { changes.policies.append(try policy(text)) }
  }

  private func policy(_ text: String) throws -> WhatIfPolicy.Choice {
    let (name, value) = try pair("policy", text, "adl=off")
    guard let entry = WhatIfPolicy.named(name) else {
      let names = WhatIfPolicy.all.map(\.name)
      throw arguments.error(
        "--policy: there is no policy \"\(name)\""
          + (NearestName.find(name, among: names).map { "; did you mean \"\($0)\"?" }
            ?? "; there are \(names.joined(separator: ", ")). See 'plimsoll help policies'."))
    }
    guard entry.values.contains(value) else {
      throw arguments.error(
        "--policy \(name): \"\(value)\" is none of \(entry.values.joined(separator: ", "))"
          + (NearestName.find(value, among: entry.values).map { "; did you mean \"\($0)\"?" }
            ?? ".") + (entry.instead[value].map { " \($0)" } ?? ""))
    }
    return .init(name, value)
  }

  // MARK: - Prices

  private mutating func readPrices() throws {
    for name in arguments.values("prices") {
      changes.prices += try PriceFile.read(name, names: names)
    }
    for (option, isFloor) in [("cap", false), ("floor", true)] {
      for text in arguments.values(option) {
        let (feed, price) = try bound(option, text)
        changes.bounds.append(.init(feed, isFloor: isFloor, price: price))
      }
    }
    switch arguments.option("price-source") {
    case "median":
      for (name, value) in [("oracle.sources.count", "0"), ("oracle.rule", "median")] {
        changes.settings.append(.init(Parameter(scope: "venue", name: name, value: value)))
      }
    case let source: changes.source = source
    }
    changes.delay = try arguments.option("oracle-delay").map { try delay($0) }
  }

  private func delay(_ text: String) throws -> WhatIfChanges.Delay {
    let isTime = text.hasSuffix("s")
    let number = isTime ? String(text.dropLast()) : text
    guard let count = Int64(number), (0...1_000_000_000).contains(count) else {
      throw arguments.error(
        "--oracle-delay: \"\(text)\" is neither a number of blocks nor of seconds (90s).")
    }
    return isTime ? .time(count * 1000) : .blocks(count)
  }

  private func bound(_ option: String, _ text: String) throws -> (Feed, Decimal18) {
    let (name, value) = try pair(option, text, "ETH=200")
    guard let feed = Feed(name, names: names) else {
      throw CommandFailure("--\(option): \(Self.unknown(name, names, path))")
    }
    guard let price = PriceFile.decimal(value), price > .zero else {
      throw arguments.error("--\(option) \(name): \"\(value)\" is no price above 0.")
    }
    return (feed, price)
  }

  /// Why a name is no asset and no market of a ledger.
  static func unknown(_ name: String, _ names: Names, _ path: String) -> String {
    let all =
      (0..<names.assets.count).map { names.assets[$0] }
      + (0..<names.markets.count).map { names.markets[$0] }
    return "\(path) has no asset and no market \"\(name)\""
      + (NearestName.find(name, among: all).map { "; did you mean \"\($0)\"?" } ?? "")
  }

  // MARK: - Facts

  private func omission(_ text: String) throws -> WhatIfChanges.Omission {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let kind = Kind(name: name) else {
      let near = NearestName.find(name, among: Kind.allCases.map(\.name))
      throw arguments.error(
        "--without: there is no kind \"\(name)\""
          + (near.map { "; did you mean \"\($0)\"?" } ?? "; see 'plimsoll help kinds'."))
    }
    guard Event(kind).mayBeFact else {
      throw arguments.error(
        "--without: a \(name) is decided by the rules, not by the world; change the rules instead.")
    }
    if kind == .venue || kind == .asset || kind == .market {
      throw arguments.error(
        "--without: what a venue, asset or market is cannot be left out: everything else names it.")
    }
    return .init(kind, id: parts.count > 1 ? String(parts[1]) : nil)
  }

  private func pair(_ option: String, _ text: String, _ example: String) throws -> (String, String)
  {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw arguments.error("--\(option): \"\(text)\" is not like \(example).")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  // MARK: - Words

  /// The changes in the order of their strength, as the user wrote them.
  private func wording() -> String {
    var parts: [String] = []
    if let name = arguments.option("rulebook") { parts.append("rulebook \(name)") }
    parts += arguments.values("keep").map { "\($0) kept" }
    parts += arguments.values("policy") + arguments.values("set")
    parts += arguments.values("prices").map { "prices of \($0)" }
    parts += arguments.values("cap").map { "\($0) at most" }
    parts += arguments.values("floor").map { "\($0) at least" }
    if let name = arguments.option("price-source") { parts.append("prices of \(name)") }
    if let delay = arguments.option("oracle-delay") {
      let unit = delay.hasSuffix("s") ? "" : delay == "1" ? " block" : " blocks"
      parts.append("oracles \(delay)\(unit) late")
    }
    parts += arguments.values("without").map { "no \($0)" }
    if let from = arguments.option("from"), !parts.isEmpty { parts.append("from \(from) on") }
    return parts.joined(separator: ", ")
  }
}
