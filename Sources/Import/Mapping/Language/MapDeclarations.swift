internal import Formats
internal import Ledger

/// What a map says of names: the declarations that are written before names are used.
struct MapDeclarations: Sendable {
  /// What is said of the names that match a pattern.
  struct Rule: Sendable {
    /// Nil is every name.
    let pattern: TextPattern?
    /// The values by the names of their fields, such as `decimals`, `base` or `owner`.
    ///
    /// The slots of their row are the whole name and what the pattern captured.
    let fields: [String: MapValue]
    let slotCount: Int
    let slotNames: [String]
  }

  var venueName: String?
  var venueUnit: String?
  var notes: [String] = []
  var assets: [Rule] = []
  var markets: [Rule] = []
  var accounts: [Rule] = []

  /// Whether the map says how many decimals an asset of that name has.
  func declares(asset name: String) -> Bool {
    let text = Array(name.utf8)
    var captures: [Range<Int>] = []
    return assets.contains { rule in
      rule.pattern.map { pattern in
        pattern.match(text, from: 0, to: text.count, captures: &captures) != nil
      } ?? true
    }
  }
}

extension MapReader {
  /// The rules for the names of assets, markets or accounts.
  func rules(
    _ node: LocatedNode?, _ what: String, required: [String], optional: [String] = []
  ) throws(InputError) -> [MapDeclarations.Rule] {
    guard let node else { return [] }
    var rules: [MapDeclarations.Rule] = []
    for member in try node.table("\"\(what)\"") where member.name != "about" {
      rules.append(try rule(member, what, required: required, optional: optional))
    }
    // The rule for every other name comes last, wherever it stands.
    return rules.filter { $0.pattern != nil } + rules.filter { $0.pattern == nil }
  }

  /// Checks what can be known of a declaration without a name.
  private func check(_ value: MapValue, _ field: LocatedMember) throws(InputError) {
    for text in value.constants ?? [] {
      switch field.name {
      case "decimals":
        let most = Int(Limits.assetDecimals)
        guard let decimals = Int(text), (0...most).contains(decimals) else {
          throw field.node.error(
            "the decimals of an asset are a whole number from 0 to \(most), not \(text)")
        }
      case "base", "quote":
        if text.isEmpty { throw field.node.error("\"\(field.name)\" must not be empty") }
      case "type":
        guard ["perpetual", "spot", ""].contains(text) else {
          throw field.node.error(
            "the type of a market is \"perpetual\" or \"spot\", not \"\(text)\"")
        }
      default: break
      }
    }
  }

  private func rule(
    _ member: LocatedMember, _ what: String, required: [String], optional: [String]
  ) throws(InputError) -> MapDeclarations.Rule {
    var pattern: TextPattern?
    if member.name != "*" {
      do throws(TextPattern.Problem) {
        let read = try TextPattern(member.name)
        try read.checkMatchable()
        pattern = read
      } catch {
        throw member.key.error(error.message)
      }
    }
    let names = ["name"] + (pattern?.names ?? [])
    if Set(names).count != names.count {
      throw member.key.error("{name} is the whole name: choose another word for a part of it")
    }
    var scope = MapScope(closed: names)
    let object = try member.node.mapObject("an entry of \"\(what)\"", keys: required + optional)
    for key in required { _ = try object.required(key) }
    var fields: [String: MapValue] = [:]
    for field in object.members where field.name != "about" {
      let value = try value(field.node, &scope)
      try check(value, field)
      fields[field.name] = value
    }
    return MapDeclarations.Rule(
      pattern: pattern, fields: fields, slotCount: names.count, slotNames: names)
  }
}
