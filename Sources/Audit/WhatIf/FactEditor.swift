internal import FixedPoint
internal import Ledger
internal import Margin

/// Gives the facts of each block as the alternative history sees them.
struct FactEditor: Sendable {
  /// How often something was changed, dropped or added.
  private(set) var effects = WhatIfEffects()

  let changes: WhatIfChanges
  /// The asset that gas is priced in, which no account is judged by.
  let gasAsset: Int?
  var prices: PriceEditor

  private var isStarted = false
  /// Rules that the changes have set so far; what the record says of them later is left out.
  private var overridden: Set<RuleKey> = []
  private var waiting: [WhatIfChanges.Setting]
  private var replacesRules = false
  private var overrides: [(market: Int, price: Decimal18)] = []
  /// How many assets and markets are declared.
  private var declared = (assets: 0, markets: 0)

  init(_ changes: WhatIfChanges, _ record: RecordedFacts, gasAsset: Int?) {
    self.changes = changes
    self.gasAsset = gasAsset
    prices = PriceEditor(changes, sources: record.sources, gasAsset: gasAsset)
    waiting = changes.settings.filter { $0.block != nil }
      .sorted { ($0.block ?? 0) < ($1.block ?? 0) }
  }

  /// Whether something becomes due by itself, at whatever block.
  var hasWaiting: Bool { !waiting.isEmpty || prices.hasWaiting }

  /// The facts of a block.
  ///
  /// - Parameters:
  ///   - block: Its number.
  ///   - time: Its time in Unix milliseconds.
  ///   - recorded: What the record has; none in a block that it does not have.
  ///   - state: The alternative venue before the block.
  ///   - names: The names of the record.
  /// - Returns: The facts in their order, by the record's ids.
  /// - Throws: `WhatIfError` when the changed rules do not fit together.
  mutating func facts(
    block: Int64, time: Int64, recorded: [Event], state: VenueState, names: Names
  ) throws(WhatIfError) -> [Event] {
    overrides.removeAll()
    let body =
      recorded.firstIndex { !$0.kind.isDeclaration || $0.kind == .account } ?? recorded.endIndex
    let opening = try rules(block, recorded, state)
    var facts: [Event] = []
    for fact in recorded[..<body] {
      if fact.kind == .asset { declared.assets += 1 }
      if fact.kind == .market { declared.markets += 1 }
      facts += edited(fact, block: block, time: time, names)
    }
    facts += opening
    let known = declared
    facts += prices.due(block: block, time: time, &effects) { feed in
      switch feed {
      case .asset(let id): id < known.assets
      case .market(let id): id < known.markets
      }
    }
    for fact in recorded[body...] {
      if fact.kind == .asset { declared.assets += 1 }
      if fact.kind == .market { declared.markets += 1 }
      facts += edited(fact, block: block, time: time, names)
    }
    effects.pricesLate = prices.late
    return facts
  }

  // MARK: - Rules

  /// The parameters that are set in this block.
  private mutating func rules(
    _ block: Int64, _ recorded: [Event], _ state: VenueState
  ) throws(WhatIfError) -> [Event] {
    var parameters: [Parameter] = []
    if !isStarted {
      isStarted = true
      parameters = try opening(recorded, state)
    }
    while let next = waiting.first, let from = next.block, from <= block {
      parameters.append(next.parameter)
      override(next.parameter)
      waiting.removeFirst()
    }
    effects.rulesSet += parameters.count
    return parameters.map { Event.parameter($0) }
  }

  private mutating func opening(
    _ recorded: [Event], _ state: VenueState
  ) throws(WhatIfError) -> [Parameter] {
    var book = state.parameters
    for event in recorded where event.setsRule { Self.set(event, in: &book) }
    var parameters: [Parameter] = []
    if let rulebook = changes.rulebook {
      let old = book.parameters.filter { !isKept($0.scope, $0.name) }
      parameters = try Self.replacement(rulebook, for: old, isFresh: state.parameters == .init())
        .filter { !isKept($0.scope, $0.name) }
      replacesRules = true
      book = ParameterBook(book.parameters.filter { isKept($0.scope, $0.name) } + parameters)
    }
    var chosen: [Parameter] = []
    for choice in changes.policies {
      let rulebook = try WhatIfError.rules { () throws(RuleError) in try Rulebook(book) }
      for parameter in WhatIfPolicy.parameters(choice, under: rulebook) ?? [] {
        chosen.append(parameter)
        Self.set(parameter, in: &book)
      }
    }
    if changes.source != nil {
      // The source alone counts where it speaks; elsewhere whoever does.
      chosen += [
        Parameter(scope: "venue", name: "oracle.sources.count", value: "0"),
        Parameter(scope: "venue", name: "oracle.quorum", value: "1"),
      ]
    }
    chosen += changes.settings.filter { $0.block == nil }.map(\.parameter)
    for parameter in chosen {
      override(parameter)
      Self.set(parameter, in: &book)
    }
    // What is wrong with the changes is said before anything is decided.
    _ = try WhatIfError.rules { () throws(RuleError) in try Rulebook(book) }
    return parameters + chosen
  }

  /// The parameters of a rulebook; where others are in force already, with those that take them back.
  private static func replacement(
    _ rulebook: [Parameter], for old: [Parameter], isFresh: Bool
  ) throws(WhatIfError) -> [Parameter] {
    guard !isFresh else { return rulebook }
    var rules = try WhatIfError.rules { () throws(RuleError) in try Rulebook(rulebook) }
    for parameter in old {
      switch RuleScope(parameter.scope) {
      case .asset(let name) where name != RuleScope.others && rules.assets[name] == nil:
        rules.assets[name] = rules.anyAsset
      case .market(let name) where name != RuleScope.others && rules.markets[name] == nil:
        rules.markets[name] = rules.anyMarket
      default: break
      }
    }
    return rules.parameters(.everything)
  }

  private func isKept(_ scope: String, _ name: String) -> Bool {
    let path = scope == "venue" ? name : "\(scope).\(name)"
    return changes.kept.contains { path == $0 || path.hasPrefix($0.hasSuffix(".") ? $0 : $0 + ".") }
  }

  private mutating func override(_ parameter: Parameter) {
    overridden.insert(RuleKey(scope: parameter.scope, name: parameter.name))
  }

  /// Whether the changes decide a rule, or the length of the list that it is in.
  private func isOverridden(_ scope: String, _ name: String) -> Bool {
    if overridden.contains(RuleKey(scope: scope, name: name)) { return true }
    var path = name[...]
    while let dot = path.lastIndex(of: ".") {
      path = path[..<dot]
      if overridden.contains(RuleKey(scope: scope, name: "\(path).count")) { return true }
    }
    return false
  }

  private static func set(_ event: Event, in book: inout ParameterBook) {
    guard let scope = event.string(.scope), let name = event.string(.name),
      let value = event.string(.value)
    else { return }
    set(Parameter(scope: scope, name: name, value: value), in: &book)
  }

  private static func set(_ parameter: Parameter, in book: inout ParameterBook) {
    book.set(
      scope: parameter.scope, name: parameter.name, value: parameter.value, seq: 0, block: 0,
      authority: nil)
  }

  // MARK: - Facts

  /// What the alternative sees of a fact.
  private mutating func edited(
    _ fact: Event, block: Int64, time: Int64, _ names: Names
  ) -> [Event] {
    if changes.omissions.contains(where: { $0.matches(fact, names) }) || belongsToOmitted(fact) {
      noteOmitted(fact)
      effects.omitted += 1
      switch fact.kind {
      case .deposit, .transfer, .repay, .openingBalance, .openingPosition: effects.meansOmitted += 1
      default: break
      }
      return []
    }
    if fact.setsRule, let scope = fact.string(.scope), let name = fact.string(.name) {
      let isDropped =
        replacesRules && !isKept(scope, name) || isOverridden(scope, name)
      if isDropped { effects.rulesDropped += 1 }
      return isDropped ? [] : [fact]
    }
    if fact.kind == .priceUpdate {
      return prices.edited(fact, block: block, time: time, &effects)
    }
    return [fact]
  }

  private mutating func noteOmitted(_ fact: Event) {
    guard fact.kind == .settlementOverride, let market = fact.id(.market),
      let price = fact.decimal(.price)
    else { return }
    overrides.append((market, price))
  }

  /// Trades of the market at the price of a settlement that is left out are that settlement.
  private func belongsToOmitted(_ fact: Event) -> Bool {
    guard fact.kind == .fill, !overrides.isEmpty, let market = fact.id(.market),
      let price = fact.decimal(.price)
    else { return false }
    return overrides.contains { $0.market == market && $0.price == price }
  }
}

extension WhatIfChanges.Omission {
  /// Whether a fact is left out.
  func matches(_ fact: Event, _ names: Names) -> Bool {
    guard fact.kind == kind else { return false }
    guard let id else { return true }
    if id.hasPrefix("#") { return id.dropFirst() == "\(fact.seq)" }
    return fact.kind.spec.fields.contains { spec in
      (spec.type.isName || spec.type == .text) && fact.text(of: spec, names) == id
    }
  }
}
