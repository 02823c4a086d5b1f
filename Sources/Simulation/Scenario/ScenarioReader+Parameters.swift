internal import Formats
internal import Ledger
internal import Margin

/// The facts of a scenario that set rules, and those that make the venue read them.
struct ScriptedParameters {
  /// A rule that is set; nil for any other fact.
  struct Entry {
    let place: Int
    let order: Int
    let parameter: Parameter?
    let scope: ScenarioNode?
    let name: ScenarioNode?
    let value: ScenarioNode?
    let isDeclaration: Bool
  }

  private var entries: [Entry] = []

  /// The entries as the simulation tells them.
  var inOrder: [Entry] { entries.sorted { ($0.place, $0.order) < ($1.place, $1.order) } }

  /// Notes a fact.
  mutating func add(_ members: [ScenarioMember], at place: Int) {
    func node(_ name: String) -> ScenarioNode? { members.first { $0.name == name }?.node }
    let kind = node("kind")?.value.string.flatMap { name in Kind.allCases.first { $0.name == name }
    }
    var parameter: Parameter?
    if kind == .parameter, let scope = node("scope")?.value.string,
      let name = node("name")?.value.string, let value = node("value")?.value.string
    {
      let written = RuleSchema.rule(scope: scope, name: name)?.type.canonical(of: value)
      parameter = Parameter(scope: scope, name: name, value: written ?? value)
    }
    entries.append(
      Entry(
        place: place, order: entries.count, parameter: parameter, scope: node("scope"),
        name: node("name"), value: node("value"), isDeclaration: kind?.isDeclaration ?? false))
  }
}

extension ScenarioReader {
  /// Reads the rules as the venue will: what is set in one go is read together.
  func checkParameters(_ settings: ScriptedParameters) {
    var book = ParameterBook(scenario.parameters)
    var pending: [ScriptedParameters.Entry] = []
    for entry in settings.inOrder {
      let ends = entry.place != pending.last?.place || !entry.isDeclaration
      if ends, !pending.isEmpty {
        guard check(book, pending) else { return }
        pending = []
      }
      guard let parameter = entry.parameter, isRule(parameter, entry) else { continue }
      book.set(
        scope: parameter.scope, name: parameter.name, value: parameter.value, seq: 0, block: 0,
        authority: nil)
      pending.append(entry)
    }
    if !pending.isEmpty { _ = check(book, pending) }
  }

  /// Whether the parameter may have been meant; one that resembles no rule belongs to others.
  private func isRule(_ parameter: Parameter, _ entry: ScriptedParameters.Entry) -> Bool {
    if let node = entry.scope, !isKnown(parameter.scope, node) { return false }
    guard RuleSchema.rule(scope: parameter.scope, name: parameter.name) == nil,
      let near = Self.nearestRule(parameter.name, parameter.scope)
    else { return true }
    entry.name?.fail("\"\(parameter.name)\" is no rule; did you mean \"\(near)\"?")
    return false
  }

  /// Whether the rules in force are a rulebook; what is wrong is noted where it was set last.
  private func check(_ book: ParameterBook, _ set: [ScriptedParameters.Entry]) -> Bool {
    do throws(RuleError) {
      _ = try Rulebook(book)
      return true
    } catch {
      for problem in error.problems {
        let own = set.last {
          $0.parameter?.scope == problem.scope && $0.parameter?.name == problem.name
        }
        let node = own == nil ? set.last?.name : own?.value
        node?.fail(problem.sentence)
      }
      return false
    }
  }

  /// Whether what the changed rules name is there.
  func checkOverrides() {
    let assets = scenario.assets.map(\.name)
    let feeds = scenario.markets.map(\.name) + assets
    for change in overrides where !change.parameter.value.isEmpty {
      let parts = change.parameter.name.split(separator: ".").map(String.init)
      let value = change.parameter.value
      let (what, names): (String, [String])
      switch (parts.first, parts.last) {
      case ("oracle", _) where parts.count == 3 && parts[1] == "sources" && parts[2] != "count":
        (what, names) = ("source", sourceNames)
      case ("keepers", "gas_asset"): (what, names) = ("asset", assets)
      case ("breakers", "watches"): (what, names) = ("asset or market", feeds)
      default: continue
      }
      if names.contains(value) { continue }
      change.member.node.fail(
        "the \(what) \"\(value)\" is unknown" + LocatedNode.hint(value, names))
    }
  }
}
