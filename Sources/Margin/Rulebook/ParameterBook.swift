/// The parameters of a venue: what each is, was, and who set it.
///
/// It keeps every parameter, also those of other sources that no rule is about. Setting the number
/// of entries of a list (`tiers.count`) withdraws what was set for entries beyond it, so that a
/// list that shrinks and grows again does not bring back old terms.
package struct ParameterBook: Sendable, Hashable {
  /// A value that was set.
  package struct Entry: Sendable, Hashable {
    /// The parameter and its value; the value is empty when it was withdrawn.
    package let parameter: Parameter
    /// Whether the parameter has no value from here on.
    package let isWithdrawn: Bool
    /// The event that set it.
    package let seq: Int64
    /// Its block.
    package let block: Int64
    /// Who set it, if the event says so.
    package let authority: String?
  }

  private struct Key: Sendable, Hashable {
    let scope: String
    let name: String
  }

  /// What was set for each parameter, oldest first.
  private var histories: [Key: [Entry]] = [:]
  /// Whether any of them is a rule of a rulebook.
  package private(set) var holdsRules = false

  /// No parameters.
  package init() {}

  /// Parameters that were all set at once, before the first event.
  package init(_ parameters: [Parameter]) {
    for parameter in parameters {
      set(
        scope: parameter.scope, name: parameter.name, value: parameter.value, seq: 0, block: 0,
        authority: nil)
    }
  }

  /// Sets a parameter, as a `parameter` event says.
  ///
  /// - Complexity: O(1); O(*n*) in the number of parameters for the length of a list.
  package mutating func set(
    scope: String, name: String, value: String, seq: Int64, block: Int64, authority: String?
  ) {
    if let list = RuleSchema.list(countedBy: name, in: scope), let count = Int(value) {
      // Each goes to a history of its own, so the order of the keys does not matter.
      for key in Array(histories.keys) where key.scope == scope {
        guard let place = RuleSchema.place(of: key.name, in: list), place >= count,
          entry(scope: scope, name: key.name) != nil
        else { continue }
        let parameter = Parameter(scope: scope, name: key.name, value: "")
        append(
          Entry(
            parameter: parameter, isWithdrawn: true, seq: seq, block: block, authority: authority))
      }
    }
    if !holdsRules, RuleSchema.rule(scope: scope, name: name) != nil { holdsRules = true }
    let parameter = Parameter(scope: scope, name: name, value: value)
    append(
      Entry(
        parameter: parameter, isWithdrawn: false, seq: seq, block: block, authority: authority))
  }

  /// The value in force, and who set it; nil when there is none.
  package func entry(scope: String, name: String) -> Entry? {
    guard let entry = histories[Key(scope: scope, name: name)]?.last else { return nil }
    return entry.isWithdrawn ? nil : entry
  }

  /// The value that was in force just after an event, and who set it.
  package func entry(scope: String, name: String, atSeq seq: Int64) -> Entry? {
    let entry = history(scope: scope, name: name).last { $0.seq <= seq }
    return entry.flatMap { $0.isWithdrawn ? nil : $0 }
  }

  /// The value in force; nil when there is none.
  package func value(scope: String, name: String) -> String? {
    entry(scope: scope, name: name)?.parameter.value
  }

  /// Everything that was set for a parameter, oldest first.
  package func history(scope: String, name: String) -> [Entry] {
    histories[Key(scope: scope, name: name)] ?? []
  }

  /// The parameters in force, in the order of ``Parameter``.
  ///
  /// - Complexity: O(*n* log *n*).
  package var parameters: [Parameter] {
    let parameters = histories.values.compactMap { history in
      history.last.flatMap { $0.isWithdrawn ? nil : $0.parameter }
    }
    return Parameter.sorted(parameters)
  }

  /// The parameters in force that no rule is about.
  package var foreign: [Parameter] {
    parameters.filter { RuleSchema.rule(scope: $0.scope, name: $0.name) == nil }
  }

  private mutating func append(_ entry: Entry) {
    let key = Key(scope: entry.parameter.scope, name: entry.parameter.name)
    histories[key, default: []].append(entry)
  }
}
