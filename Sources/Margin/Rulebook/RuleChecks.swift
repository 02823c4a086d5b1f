internal import FixedPoint

/// The checks over several rules: what each alone allows may still not fit together.
struct RuleChecks {
  let rulebook: Rulebook
  /// Rules whose own value is wrong; nothing more is said of what depends on them.
  private let refused: Set<RuleKey>
  /// What the rules say, for messages: made when there is something to say.
  private lazy var values: [RuleKey: String] = Dictionary(
    uniqueKeysWithValues: rulebook.parameters(.everything).map {
      (RuleKey(scope: $0.scope, name: $0.name), $0.value)
    })
  private var problems: [RuleProblem] = []

  /// Everything that does not fit together.
  static func problems(of rulebook: Rulebook, except refused: Set<RuleKey>) -> [RuleProblem] {
    var checks = RuleChecks(rulebook, refused)
    checks.checkAll()
    return checks.problems
  }

  private init(_ rulebook: Rulebook, _ refused: Set<RuleKey>) {
    self.rulebook = rulebook
    self.refused = refused
  }

  private mutating func checkAll() {
    checkCalls()
    checkLiquidation()
    checkMechanism()
    checkPenalty()
    checkKeepers()
    checkLosses()
    checkOracle()
    checkDynamicMargin()
    checkBreakers()
    checkAsset(rulebook.anyAsset, .asset(RuleScope.others))
    for (name, terms) in rulebook.assets.sorted(by: { $0.key < $1.key }) {
      checkAsset(terms, .asset(name), unless: rulebook.anyAsset)
    }
    checkMarket(rulebook.anyMarket, .market(RuleScope.others))
    for (name, terms) in rulebook.markets.sorted(by: { $0.key < $1.key }) {
      checkMarket(terms, .market(name), unless: rulebook.anyMarket)
    }
  }

  /// Says that a rule must be something else, unless it or one it is compared with is refused.
  mutating func expect(
    _ holds: Bool, _ name: String, _ must: String, with others: [String] = [],
    in scope: RuleScope = .venue
  ) {
    if holds { return }
    let keys = ([name] + others).map { RuleKey(scope: scope.text, name: $0) }
    if keys.contains(where: refused.contains) { return }
    let inherited = keys.map { RuleKey(scope: Self.others(scope), name: $0.name) }
    if inherited.contains(where: refused.contains) { return }
    problems.append(
      RuleProblem(
        scope: scope.text, name: name, value: values[keys[0]] ?? "", allowed: must))
  }

  private static func others(_ scope: RuleScope) -> String {
    switch scope {
    case .venue: scope.text
    case .asset: RuleScope.asset(RuleScope.others).text
    case .market: RuleScope.market(RuleScope.others).text
    }
  }

  // MARK: - Terms

  private mutating func checkAsset(
    _ terms: AssetTerms, _ scope: RuleScope, unless others: AssetTerms? = nil
  ) {
    if terms == others { return }
    expect(
      terms.initialWeight <= terms.weight, "initial_weight",
      "must be at most weight, which is \(terms.weight)", with: ["weight"], in: scope)
    expect(
      terms.initialLiabilityWeight >= terms.liabilityWeight, "initial_liability_weight",
      "must be at least liability_weight, which is \(terms.liabilityWeight)",
      with: ["liability_weight"], in: scope)
  }

  private mutating func checkMarket(
    _ terms: MarketTerms, _ scope: RuleScope, unless others: MarketTerms? = nil
  ) {
    if terms.tiers != others?.tiers { checkTiers(terms.tiers, scope) }
    let (lower, upper) = (terms.openInterestLower, terms.openInterestUpper)
    if let others, others.openInterestLower == lower, others.openInterestUpper == upper { return }
    expect(
      lower.isZero ? upper.isZero : upper > lower, "open_interest_upper",
      lower.isZero
        ? "must be 0, as open_interest_lower is 0" : "must be above open_interest_lower, \(lower)",
      with: ["open_interest_lower"], in: scope)
  }

  private mutating func checkTiers(_ tiers: [MarketTerms.Tier], _ scope: RuleScope) {
    for (place, tier) in tiers.enumerated() {
      let name = "tiers.\(place)"
      if place == 0 {
        expect(
          tier.above.isZero, "\(name).above", "must be 0: the first tier begins there", in: scope)
      } else {
        let last = tiers[place - 1]
        expect(
          tier.above > last.above, "\(name).above",
          "must be above that of the last tier, \(last.above)",
          with: ["tiers.\(place - 1).above"], in: scope)
        expect(
          tier.maintenance >= last.maintenance, "\(name).maintenance",
          "must be at least that of the last tier, \(last.maintenance)",
          with: ["tiers.\(place - 1).maintenance"], in: scope)
        expect(
          tier.initial >= last.initial, "\(name).initial",
          "must be at least that of the last tier, \(last.initial)",
          with: ["tiers.\(place - 1).initial"], in: scope)
      }
      expect(
        tier.maintenance <= tier.initial, "\(name).maintenance",
        "must be at most initial, which is \(tier.initial)", with: ["\(name).initial"], in: scope)
    }
  }
}
