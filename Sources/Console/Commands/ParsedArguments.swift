/// The arguments and options of one command, checked against its table.
///
/// Asking for a name that the table does not declare is a mistake of the program and traps.
package struct ParsedArguments: Sendable, Equatable {
  /// The command to run.
  package let command: CommandSpec
  private var positionals: [String: [String]] = [:]
  private var optionValues: [String: [String]] = [:]

  /// Starts with nothing given.
  init(command: CommandSpec) {
    self.command = command
  }

  // MARK: - Arguments

  /// The value of an argument that takes exactly one.
  package func positional(_ name: String) -> String {
    guard argumentSpec(name).arity == .one, let value = positionals[name]?.first else {
      preconditionFailure("argument '\(name)' of '\(command.name)' is not required")
    }
    return value
  }

  /// The first value of an argument, or nil when it was not given.
  package func optionalPositional(_ name: String) -> String? {
    positionalValues(name).first
  }

  /// All values of an argument, in the order given.
  package func positionalValues(_ name: String) -> [String] {
    positionals[argumentSpec(name).name] ?? []
  }

  // MARK: - Options

  /// Whether a flag was given.
  package func flag(_ name: String) -> Bool {
    precondition(!optionSpec(name).takesValue, "option '--\(name)' takes a value")
    return optionValues[name] != nil
  }

  /// Whether an option was given at all, its default aside.
  package func isGiven(_ name: String) -> Bool {
    optionValues[optionSpec(name).long] != nil
  }

  /// The value of an option, or its default.
  package func option(_ name: String) -> String? {
    values(name).last
  }

  /// All values of an option in the order given, or its default.
  package func values(_ name: String) -> [String] {
    let spec = optionSpec(name)
    precondition(spec.takesValue, "option '--\(name)' is a flag")
    return optionValues[name] ?? spec.defaultValue.map { [$0] } ?? []
  }

  /// The value of an option as a whole number within a range.
  ///
  /// - Throws: ``UsageError`` when the value is no whole number or outside the range.
  package func integer(
    _ name: String, in range: ClosedRange<Int64> = .min ... .max
  ) throws(UsageError) -> Int64? {
    guard let text = option(name) else { return nil }
    let subject = "The value '\(text)' of '--\(name)'"
    guard let number = Int64(text) else { throw error("\(subject) is not a whole number.") }
    guard range.contains(number) else {
      let limits =
        range.upperBound == .max
        ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      throw error("\(subject) must be \(limits).")
    }
    return number
  }

  /// A usage error that points at this command, for checks the table cannot express.
  package func error(_ message: String) -> UsageError {
    UsageError(message, command: command.name)
  }

  // MARK: - Filling

  mutating func add(_ value: String, to argument: ArgumentSpec) {
    positionals[argument.name, default: []].append(value)
  }

  mutating func add(_ value: String?, to option: OptionSpec) {
    optionValues[option.long, default: []].append(contentsOf: value.map { [$0] } ?? [])
  }

  private func argumentSpec(_ name: String) -> ArgumentSpec {
    guard let spec = command.arguments.first(where: { $0.name == name }) else {
      preconditionFailure("'\(command.name)' declares no argument '\(name)'")
    }
    return spec
  }

  private func optionSpec(_ name: String) -> OptionSpec {
    guard let spec = command.option(long: name) else {
      preconditionFailure("'\(command.name)' declares no option '--\(name)'")
    }
    return spec
  }
}
