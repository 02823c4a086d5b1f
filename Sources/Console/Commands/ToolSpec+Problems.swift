extension ToolSpec {
  /// What is wrong with the table itself, for a test: names given twice, sentences without an end.
  package func problems() -> [String] {
    var found = repeated(commands.map(\.name) + ["help"]).map { "command '\($0)' is there twice" }
    found += repeated(topics.map(\.name)).map { "topic '\($0)' is there twice" }
    for topic in topics where command(named: topic.name) != nil {
      found.append("topic '\(topic.name)' has the name of a command")
    }
    for command in commands { found += problems(of: command) }
    return found
  }

  private func problems(of command: CommandSpec) -> [String] {
    let sentences =
      [command.summary] + command.arguments.map(\.help) + command.options.map(\.help)
      + command.examples.map(\.explanation) + command.exits.map(\.meaning)
    let names = command.allOptions.flatMap(\.names)
    var found = repeated(names).map { "option '\($0)' is there twice" }
    found += repeated(command.arguments.map(\.name)).map { "argument '\($0)' is there twice" }
    found += sentences.filter { !$0.hasSuffix(".") }.map { "no full stop: '\($0)'" }
    if command.arguments.filter(\.arity.isUnlimited).count > 1 {
      found.append("two arguments take any number of values")
    }
    for option in command.options {
      if let value = option.defaultValue, !option.kind.choices.isEmpty,
        !option.kind.choices.contains(value)
      {
        found.append("default '\(value)' of '--\(option.long)' is not one of its choices")
      }
    }
    return found.map { "\(command.name): \($0)" }
  }

  private func repeated(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { !seen.insert($0).inserted }
  }
}
