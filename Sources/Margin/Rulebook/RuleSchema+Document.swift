extension RuleSchema {
  /// The tables of all rules in Markdown: the generated part of `docs/RULES.md`.
  package static var markdown: String {
    [
      section("The venue", "Scope `venue`.", .venue),
      section(
        "Assets",
        "Scope `asset:NAME`. What is not said of an asset is as in `asset:*`, the terms of all "
          + "others.", .asset),
      section(
        "Markets",
        "Scope `market:NAME`. What is not said of a market is as in `market:*`, the terms of all "
          + "others. A list that is given is given whole.", .market),
    ].joined(separator: "\n")
  }

  private static func section(_ title: String, _ about: String, _ kind: RuleScope.Kind) -> String {
    var text = "### \(title)\n\n\(about)\n\n"
    text += "| name | value | unit | default | meaning | where it is real |\n"
    text += "|---|---|---|---|---|---|\n"
    for rule in rules(of: kind) {
      let cells = [
        "`\(rule.path.replacing("#", with: "N"))`", cell(rule.type), rule.unit,
        rule.standard.isEmpty ? "none" : rule.standard, rule.meaning, rule.real,
      ]
      text += "| \(cells.joined(separator: " | ")) |\n"
    }
    return text
  }

  private static func cell(_ type: RuleType) -> String {
    switch type {
    case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    default: type.allowed
    }
  }
}
