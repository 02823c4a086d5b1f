/// Sorts the words after a command's name into arguments and options.
struct CommandLineParser {
  private let command: CommandSpec
  private var parsed: ParsedArguments
  private var arguments: [String] = []
  private var words: ArraySlice<String> = []

  init(_ command: CommandSpec) {
    self.command = command
    self.parsed = ParsedArguments(command: command)
  }

  mutating func parse(_ words: ArraySlice<String>) throws(UsageError) -> ParsedArguments {
    self.words = words
    while let word = self.words.popFirst() {
      if word == "--" {
        arguments += self.words
        break
      } else if word.hasPrefix("--") {
        try parseLong(word.dropFirst(2))
      } else if isShortOptions(word) {
        try parseShort(word.dropFirst())
      } else {
        arguments.append(word)
      }
    }
    try placeArguments()
    return parsed
  }

  // MARK: - Options

  private mutating func parseLong(_ body: Substring) throws(UsageError) {
    let name = body.prefix { $0 != "=" }
    guard let option = command.option(long: name) else { throw unknownOption("--\(name)") }
    if name.count < body.count {
      let value = String(body.dropFirst(name.count + 1))
      guard option.takesValue else { throw error("The flag '--\(name)' takes no value.") }
      try add(value, to: option)
    } else {
      try add(option.takesValue ? nextValue(of: "--\(name)") : nil, to: option)
    }
  }

  /// One or more letters: flags together, or one option with its value attached or following.
  private mutating func parseShort(_ letters: Substring) throws(UsageError) {
    var rest = letters
    while let letter = rest.popFirst() {
      guard let option = command.option(short: letter) else { throw unknownOption("-\(letter)") }
      guard option.takesValue else {
        try add(nil, to: option)
        continue
      }
      let attached = rest.first == "=" ? rest.dropFirst() : rest
      try add(rest.isEmpty ? nextValue(of: "-\(letter)") : String(attached), to: option)
      return
    }
  }

  private mutating func nextValue(of name: String) throws(UsageError) -> String {
    guard let next = words.first, next == "-" || !next.hasPrefix("-") || isNegativeNumber(next)
    else { throw error("Missing value for '\(name)'.") }
    words.removeFirst()
    return next
  }

  private mutating func add(_ value: String?, to option: OptionSpec) throws(UsageError) {
    if option.takesValue, !option.repeatable, parsed.isGiven(option.long) {
      throw error("The option '--\(option.long)' is given twice.")
    }
    if let value { try check(value, option.kind, of: "--\(option.long)") }
    parsed.add(value, to: option)
  }

  /// Whether a word holds one-letter options; `-`, negative numbers and shares are ordinary words.
  private func isShortOptions(_ word: String) -> Bool {
    guard word.count > 1, word.hasPrefix("-") else { return false }
    return !isNegativeNumber(word)
  }

  private func isNegativeNumber(_ word: String) -> Bool {
    guard word.first == "-" else { return false }
    let bytes = word.utf8.dropFirst().dropLast(word.hasSuffix("%") ? 1 : 0)
    let points = bytes.count { $0 == UInt8(ascii: ".") }
    return points <= 1 && bytes.count > points
      && bytes.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
  }

  // MARK: - Arguments

  /// Gives each argument its values in order, leaving enough for those that come later.
  private mutating func placeArguments() throws(UsageError) {
    var rest = arguments[...]
    for (index, argument) in command.arguments.enumerated() {
      let reserved = command.arguments[(index + 1)...].reduce(0) { $0 + $1.arity.minimum }
      let spare = max(argument.arity.minimum, rest.count - reserved)
      let count = min(rest.count, argument.arity.isUnlimited ? spare : min(1, spare))
      guard count >= argument.arity.minimum else {
        throw error("Missing expected argument '<\(argument.name)>'.")
      }
      for value in rest.prefix(count) {
        try check(value, argument.kind, of: "<\(argument.name)>")
        parsed.add(value, to: argument)
      }
      rest = rest.dropFirst(count)
    }
    guard let extra = rest.first else { return }
    throw error("Unexpected argument '\(TerminalText.escape(extra))'.")
  }

  // MARK: - Checks

  private func check(_ value: String, _ kind: ValueKind, of name: String) throws(UsageError) {
    let subject = "The value '\(TerminalText.escape(value))' of '\(name)'"
    switch kind {
    case .text: break
    case .file, .ledger:
      if value.isEmpty { throw error("The value of '\(name)' is empty; it must be a file.") }
    case .integer:
      if Int64(value) == nil { throw error("\(subject) is not a whole number.") }
    case .choice(let choices):
      guard !choices.contains(value) else { break }
      let near = NearestName.find(value, among: choices).map { " Did you mean '\($0)'?" } ?? ""
      throw error("\(subject) is not one of \(choices.joined(separator: ", ")).\(near)")
    }
  }

  private func unknownOption(_ name: String) -> UsageError {
    error(
      NearestName.message(
        unknown: "option", name, among: command.allOptions.flatMap(\.names)))
  }

  private func error(_ message: String) -> UsageError {
    UsageError(message, command: command.name)
  }
}
