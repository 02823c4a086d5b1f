/// Every rule of a rulebook: the one declaration that reading, checking, writing and the document
/// of the rules are made from.
package enum RuleSchema {
  /// The most entries that a list may have.
  package static let longestList = 256

  /// What is known of one rule.
  package struct Rule: Sendable {
    /// The scopes it belongs to.
    package let scope: RuleScope.Kind
    /// The dotted path; `#` stands for the place in a list.
    package let path: String
    /// What its value may be.
    package let type: RuleType
    /// The unit of a number; empty for other values.
    package let unit: String
    /// The meaning in one sentence.
    package let meaning: String
    /// Where it is real.
    package let real: String
    /// The value where nothing is said, in canonical text.
    package let standard: String
    /// Whether it is the number of entries of a list.
    package let isCount: Bool
    /// The path of the list it counts or is an entry of; nil outside lists.
    package let list: String?
  }

  /// All rules in the order of documents and listings: of the venue, of assets, of markets.
  package static let rules: [Rule] =
    described(venue, .venue, Rulebook()) + described(asset, .asset, AssetTerms())
    + described(market, .market, MarketTerms())

  /// The rules of one sort of scope.
  package static func rules(of kind: RuleScope.Kind) -> [Rule] {
    rules.filter { $0.scope == kind }
  }

  /// The rule that a parameter sets; nil when it is one of another source.
  package static func rule(scope: String, name: String) -> Rule? {
    guard let kind = RuleScope(scope)?.kind else { return nil }
    return index[Key(kind: kind, path: pathOfName(name))].map { rules[$0] }
  }

  /// The list whose number of entries the parameter is.
  static func list(countedBy name: String, in scope: String) -> String? {
    guard name.hasSuffix(".count"), let rule = rule(scope: scope, name: name), rule.isCount else {
      return nil
    }
    return rule.list
  }

  /// The place of a parameter in a list; nil when it is not of an entry of the list.
  static func place(of name: String, in list: String) -> Int? {
    guard name.hasPrefix(list + ".") else { return nil }
    let part = name.dropFirst(list.count + 1).prefix { $0 != "." }
    return number(part)
  }

  // MARK: - Details

  private struct Key: Hashable {
    let kind: RuleScope.Kind
    let path: String
  }

  private static let index: [Key: Int] = Dictionary(
    uniqueKeysWithValues: rules.enumerated().map {
      (Key(kind: $0.element.scope, path: $0.element.path), $0.offset)
    })

  /// The path of a name: places in lists become `#`, which no name has.
  private static func pathOfName(_ name: String) -> String {
    if name.contains("#") { return "" }
    return name.split(separator: ".", omittingEmptySubsequences: false)
      .map { number($0) == nil ? String($0) : "#" }
      .joined(separator: ".")
  }

  /// The number of a part of a name in canonical text.
  private static func number(_ part: Substring) -> Int? {
    guard let number = Int(part), number >= 0, String(number) == part else { return nil }
    return number
  }

  private static func described<Owner>(
    _ fields: [RuleField<Owner>], _ kind: RuleScope.Kind, _ standard: Owner
  ) -> [Rule] {
    fields.map { field in
      Rule(
        scope: kind, path: field.path, type: field.type, unit: field.unit,
        meaning: field.meaning, real: field.real,
        standard: entryStandard(of: field, fields, standard).text, isCount: field.isCount,
        list: field.list)
    }
  }

  /// The value of a field where nothing is said, in a list that of a new entry.
  static func entryStandard<Owner>(
    of field: RuleField<Owner>, _ fields: [RuleField<Owner>], _ standard: Owner
  ) -> RuleValue {
    guard !field.isCount, let list = field.list else { return field.get(standard, 0) }
    var sample = standard
    fields.first { $0.isCount && $0.list == list }?.set(&sample, 0, .integer(1))
    return field.get(sample, 0)
  }
}
