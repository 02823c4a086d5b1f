extension Rulebook {
  /// The rulebook that the parameters in force make.
  ///
  /// What no parameter says is as in an empty rulebook; for an asset or market of its own, as in
  /// the terms of all others (`asset:*`, `market:*`). Parameters that no rule is about are passed
  /// over.
  ///
  /// - Parameters:
  ///   - parameters: The parameters in force.
  ///   - reported: Parameters that are known to be wrong: nothing more is said of them, nor of what
  ///     depends on them.
  /// - Throws: ``RuleError`` with everything that is wrong.
  package init(
    _ parameters: ParameterBook, except reported: Set<RuleKey> = []
  ) throws(RuleError) {
    var reader = RuleReader(parameters.parameters, except: reported)
    self.init()
    reader.fill(&self, RuleSchema.venue, .venue)
    reader.fill(&anyAsset, RuleSchema.asset, .asset(RuleScope.others))
    for name in reader.names(of: .asset) {
      var terms = anyAsset
      reader.fill(&terms, RuleSchema.asset, .asset(name))
      assets[name] = terms
    }
    reader.fill(&anyMarket, RuleSchema.market, .market(RuleScope.others))
    for name in reader.names(of: .market) {
      var terms = anyMarket
      reader.fill(&terms, RuleSchema.market, .market(name))
      markets[name] = terms
    }
    let problems = reader.problems + RuleChecks.problems(of: self, except: reader.refused)
    if !problems.isEmpty { throw RuleError(problems: problems) }
  }

  /// The rulebook that these parameters make, all set at once.
  ///
  /// - Throws: ``RuleError`` with everything that is wrong.
  package init(_ parameters: [Parameter]) throws(RuleError) {
    try self.init(ParameterBook(parameters))
  }

  /// Which rules are written out.
  package enum Detail: Sendable {
    /// Those that say something else than an empty rulebook, or than the terms of all others.
    case changes
    /// All.
    case everything
  }

  /// The parameters that make this rulebook, in the order of the rules.
  package func parameters(_ detail: Detail = .changes) -> [Parameter] {
    var writer = RuleWriter(detail: detail)
    writer.write(self, RuleSchema.venue, .venue, base: Rulebook(), standard: Rulebook())
    let others = RuleScope.others
    writer.write(
      anyAsset, RuleSchema.asset, .asset(others), base: AssetTerms(), standard: AssetTerms())
    for (name, terms) in assets.sorted(by: { $0.key < $1.key }) {
      writer.write(
        terms, RuleSchema.asset, .asset(name), base: anyAsset, standard: AssetTerms(),
        isOwn: true)
    }
    writer.write(
      anyMarket, RuleSchema.market, .market(others), base: MarketTerms(), standard: MarketTerms())
    for (name, terms) in markets.sorted(by: { $0.key < $1.key }) {
      writer.write(
        terms, RuleSchema.market, .market(name), base: anyMarket, standard: MarketTerms(),
        isOwn: true)
    }
    return writer.parameters
  }

  /// Everything that is wrong with the rulebook; none when a venue can be run by it.
  package var problems: [RuleProblem] {
    let outside = parameters(.everything).compactMap { parameter -> RuleProblem? in
      guard let rule = RuleSchema.rule(scope: parameter.scope, name: parameter.name),
        rule.type.value(of: parameter.value) == nil
      else { return nil }
      return RuleProblem(parameter, must: "must be \(rule.type.allowed)")
    }
    let refused = Set(outside.map { RuleKey(scope: $0.scope, name: $0.name) })
    return outside + RuleChecks.problems(of: self, except: refused)
  }
}
