internal import Audit
internal import Console
internal import FixedPoint
internal import Ledger
internal import Margin

/// A rule that the command line sets: `liquidation.close_factor=0.25`, `asset:ETH.weight=0.7@120`.
enum RuleSetting {
  /// Reads a rule, its value, and the block it holds from.
  static func read(
    _ text: String, _ arguments: ParsedArguments, _ names: Names
  ) throws -> WhatIfChanges.Setting {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw arguments.error("--set: \"\(text)\" is not like liquidation.close_factor=0.25.")
    }
    let path = String(text[..<equals])
    var value = String(text[text.index(after: equals)...])
    var block: Int64?
    if let at = value.lastIndex(of: "@"), let number = Int64(value[value.index(after: at)...]),
      number >= 0
    {
      block = number
      value = String(value[..<at])
    }
    guard let (scope, name) = key(path), let rule = RuleSchema.rule(scope: scope, name: name) else {
      throw arguments.error("--set: \(unknown(path))")
    }
    try check(scope, names)
    if case .decimal = rule.type, let number = PriceFile.decimal(value) { value = "\(number)" }
    guard rule.type.value(of: value) != nil else {
      var near: String?
      if case .choice(let words) = rule.type { near = NearestName.find(value, among: words) }
      throw arguments.error(
        "--set: \(path) must be \(rule.type.allowed), not \"\(value)\""
          + (near.map { "; did you mean \"\($0)\"?" } ?? "."))
    }
    return .init(Parameter(scope: scope, name: name, value: value), from: block)
  }

  /// Checks the beginning of a path that is kept.
  static func check(kept path: String, _ arguments: ParsedArguments) throws {
    let paths = RuleSchema.rules(of: .venue).map(\.path)
    if path.hasPrefix("asset:") || path.hasPrefix("market:") { return }
    let start = path.hasSuffix(".") ? path : path + "."
    guard !paths.contains(where: { ($0 + ".").hasPrefix(start) }) else { return }
    throw arguments.error("--keep: \(unknown(path))")
  }

  /// The scope and the name in it; nil when there is no such rule.
  private static func key(_ path: String) -> (scope: String, name: String)? {
    guard path.hasPrefix("asset:") || path.hasPrefix("market:") else { return ("venue", path) }
    // The name of a market may have points in it.
    for dot in path.indices where path[dot] == "." {
      let key = (String(path[..<dot]), String(path[path.index(after: dot)...]))
      if RuleSchema.rule(scope: key.0, name: key.1) != nil { return key }
    }
    return nil
  }

  private static func check(_ scope: String, _ names: Names) throws {
    let (what, name, table): (String, String, NameTable)
    switch RuleScope(scope) {
    case .asset(let asset): (what, name, table) = ("asset", asset, names.assets)
    case .market(let market): (what, name, table) = ("market", market, names.markets)
    case .venue, nil: return
    }
    guard name != RuleScope.others, table.id(of: name) == nil else { return }
    let near = NearestName.find(name, among: (0..<table.count).map { table[$0] })
    throw CommandFailure(
      "--set: the ledger has no \(what) \"\(name)\""
        + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
  }

  /// Why a path is no rule, with the nearest one.
  private static func unknown(_ path: String) -> String {
    var (prefix, rest, kind) = ("", path, RuleScope.Kind.venue)
    for (word, other) in [("asset:", RuleScope.Kind.asset), ("market:", .market)]
    where path.hasPrefix(word) {
      let dot = path.firstIndex(of: ".") ?? path.endIndex
      prefix = String(path[..<dot]) + "."
      rest = dot < path.endIndex ? String(path[path.index(after: dot)...]) : ""
      kind = other
    }
    let numbers = rest.split(separator: ".").filter { Int($0) != nil }.map(String.init)
    let paths = RuleSchema.rules(of: kind).map { rule in
      rule.path.replacing("#", with: numbers.first ?? "0")
    }
    let near =
      NearestName.find(rest, among: paths)
      ?? paths.first { $0.hasSuffix("." + rest) }
    return "there is no rule \"\(path)\""
      + (near.map { "; did you mean \"\(prefix)\($0)\"?" } ?? "; docs/RULES.md lists them all.")
  }
}
