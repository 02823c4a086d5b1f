extension ToolSpec {
  /// Understands a command line, the tool's own name left out.
  ///
  /// - Throws: ``UsageError`` when a word is unknown, missing or too much.
  package func parse(_ words: [String]) throws(UsageError) -> Invocation {
    let end = words.firstIndex(of: "--") ?? words.count
    let wantsHelp = words[..<end].contains { $0 == "-h" || $0 == "--help" }
    guard let place = commandPlace(in: words[..<end]) else {
      if wantsHelp || words.isEmpty { return .help(.tool) }
      if words[..<end].contains("--version") { return .version }
      throw missingCommand(words[..<end])
    }
    if words[place] == "help" {
      return try parseHelp(words[..<place] + words[(place + 1)...])
    }
    guard let command = command(named: words[place]) else {
      // What looks like a command may be the value of an option that is not known.
      throw unknownOption(in: words[..<place])
        ?? unknown("command", words[place], among: commands.map(\.name) + ["help"])
    }
    if wantsHelp { return .help(.command(command)) }
    if command.option(long: "version") == nil, words[..<end].contains("--version") {
      return .version
    }
    var parser = CommandLineParser(command)
    return .run(try parser.parse(words[..<place] + words[(place + 1)...]))
  }

  /// Where the command stands: the first word that is neither an option nor the value of one.
  private func commandPlace(in words: ArraySlice<String>) -> Int? {
    var index = words.startIndex
    while index < words.endIndex {
      let word = words[index]
      guard word.hasPrefix("-"), word != "-" else { return index }
      index += takesNextWord(word) ? 2 : 1
    }
    return nil
  }

  /// Whether an option before the command takes the next word, by the first command that has it.
  private func takesNextWord(_ word: String) -> Bool {
    for command in commands {
      for option in command.options where option.names.contains(word) { return option.takesValue }
    }
    return false
  }

  private func parseHelp(_ words: ArraySlice<String>) throws(UsageError) -> Invocation {
    let subjects = words.filter { $0 != "-h" && $0 != "--help" && $0 != "--" }
    guard let name = subjects.first else { return .help(.tool) }
    if subjects.count > 1 {
      throw UsageError("Unexpected argument '\(TerminalText.escape(subjects[1]))'.")
    }
    if name == "help" { return .help(.tool) }
    if let command = command(named: name) { return .help(.command(command)) }
    if let topic = topic(named: name) { return .help(.topic(topic)) }
    throw unknown("command or topic", name, among: commands.map(\.name) + topics.map(\.name))
  }

  private func missingCommand(_ words: ArraySlice<String>) -> UsageError {
    unknownOption(in: words) ?? UsageError("Missing command.")
  }

  /// The error about the first option that no command has.
  private func unknownOption(in words: ArraySlice<String>) -> UsageError? {
    let known = ["--help", "--version"] + commands.flatMap { $0.options.flatMap(\.names) }
    for word in words where word.hasPrefix("-") && word != "-" {
      let name = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : String(word.prefix(2))
      if !known.contains(name) { return unknown("option", name, among: known) }
    }
    return nil
  }

  private func unknown(_ what: String, _ word: String, among names: [String]) -> UsageError {
    UsageError(NearestName.message(unknown: what, word, among: names))
  }
}

extension NearestName {
  /// The sentence about an unknown word, with the nearest name if one is near.
  static func message(unknown what: String, _ word: String, among names: [String]) -> String {
    let shown = "Unknown \(what) '\(TerminalText.escape(word))'."
    return find(word, among: names).map { "\(shown) Did you mean '\($0)'?" } ?? shown
  }
}
