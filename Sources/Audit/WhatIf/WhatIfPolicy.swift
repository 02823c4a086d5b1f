package import Margin

/// The policies of a rulebook by names that people use, and the rules that choose them.
package enum WhatIfPolicy {
  /// A policy and what it is to be.
  package struct Choice: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// One policy.
  package struct Entry: Sendable {
    /// The name, as in `adl=off`.
    package let name: String
    /// What it decides, in a few words.
    package let meaning: String
    /// The rule whose words are its values; nil where `off` is the only one.
    let path: String?
    /// What switches it off; nil when it cannot be.
    let off: (@Sendable (Rulebook) -> [Parameter])?
    /// Sentences for values that people ask for and no rule knows: what comes nearest.
    package var instead: [String: String] = [:]

    /// The values it may have.
    package var values: [String] {
      var values: [String] = []
      if let path, case .choice(let words) = RuleSchema.rule(scope: "venue", name: path)?.type {
        values = words
      }
      if off != nil, !values.contains("off") { values.append("off") }
      return values
    }
  }

  /// All policies, in the order of listings.
  package static let all: [Entry] = [
    Entry(
      name: "adl", meaning: "who is deleveraged first; off: nobody is", path: "losses.rank",
      off: { without(.deleverage, $0) },
      instead: [
        "pro_rata": "No rule closes positions pro rata; what comes nearest is --policy adl=off "
          + "--policy loss=explicit, which spreads the loss over all holders."
      ]),
    Entry(
      name: "loss", meaning: "how a loss is spread; off: it is written off",
      path: "losses.method", off: { without(.socialize, $0) }),
    Entry(
      name: "insurance", meaning: "off: the fund pays nothing of its own", path: nil,
      off: { without(.insurance, $0) }),
    Entry(
      name: "priority", meaning: "who is liquidated first", path: "liquidation.priority", off: nil),
    Entry(
      name: "mechanism", meaning: "how collateral and positions are sold; off: not at all",
      path: "liquidation.mechanism", off: { _ in [venue("liquidation.mechanism", "none")] }),
    Entry(name: "size", meaning: "how much is sold", path: "liquidation.size", off: nil),
    Entry(
      name: "penalty", meaning: "what a liquidation costs; off: nothing", path: "penalty.mode",
      off: { _ in
        [
          venue("penalty.mode", "tiered"), venue("penalty.tiers.count", "0"),
          venue("penalty.rate", "0"),
        ]
      }),
    Entry(
      name: "backstop", meaning: "off: no backstop takes positions over", path: nil,
      off: { _ in [venue("liquidation.backstop", ""), venue("liquidation.backstop_below", "0")] }),
    Entry(name: "trigger", meaning: "which side of the line is safe", path: "trigger", off: nil),
    Entry(
      name: "calls", meaning: "off: nobody is called, and there is no grace", path: nil,
      off: { _ in
        [
          venue("calls.levels.count", "0"), venue("calls.grace_blocks", "0"),
          venue("calls.grace_seconds", "0"),
        ]
      }),
    Entry(
      name: "price", meaning: "how one price is made of several sources", path: "oracle.rule",
      off: nil),
    Entry(
      name: "staleness", meaning: "off: an old price is as good as a new one", path: nil,
      off: { _ in [venue("oracle.stale_seconds", "0")] }),
    Entry(
      name: "breakers", meaning: "off: nothing is halted by a rule", path: nil,
      off: { _ in [venue("breakers.count", "0")] }),
    Entry(
      name: "dynamic_margin", meaning: "off: requirements do not follow volatility", path: nil,
      off: { _ in [venue("dynamic_margin.decay", "0"), venue("dynamic_margin.reference", "0")] }),
    Entry(
      name: "incentive", meaning: "off: keepers get neither tip nor chip", path: nil,
      off: { _ in [venue("keepers.tip", "0"), venue("keepers.chip", "0")] }),
  ]

  /// The policy of that name.
  package static func named(_ name: String) -> Entry? { all.first { $0.name == name } }

  /// The parameters that make a choice true under a rulebook; nil when there is no such policy or value.
  package static func parameters(_ choice: Choice, under rulebook: Rulebook) -> [Parameter]? {
    guard let entry = named(choice.name), entry.values.contains(choice.value) else { return nil }
    if choice.value == "off", let off = entry.off { return off(rulebook) }
    guard let path = entry.path else { return nil }
    return [venue(path, choice.value)] + with(choice.name, rulebook)
  }

  /// A policy that is chosen has its step in the waterfall.
  private static func with(_ name: String, _ rulebook: Rulebook) -> [Parameter] {
    let step: LossRules.Step
    switch name {
    case "adl": step = .deleverage
    case "loss": step = .socialize
    default: return []
    }
    var steps = rulebook.losses.waterfall
    if steps.contains(step) { return [] }
    let last = steps.firstIndex(of: .badDebt) ?? steps.endIndex
    let place = step == .deleverage ? steps.firstIndex(of: .socialize) ?? last : last
    steps.insert(step, at: place)
    return waterfall(steps)
  }

  private static func without(_ step: LossRules.Step, _ rulebook: Rulebook) -> [Parameter] {
    waterfall(rulebook.losses.waterfall.filter { $0 != step })
  }

  private static func waterfall(_ steps: [LossRules.Step]) -> [Parameter] {
    [venue("losses.waterfall.count", "\(steps.count)")]
      + steps.enumerated().map { venue("losses.waterfall.\($0.offset)", $0.element.rawValue) }
  }

  private static func venue(_ name: String, _ value: String) -> Parameter {
    Parameter(scope: "venue", name: name, value: value)
  }
}
