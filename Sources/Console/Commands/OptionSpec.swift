/// One option of a command: a flag, or a name with a value.
package struct OptionSpec: Sendable, Equatable {
  /// The long name without its dashes.
  package let long: String
  /// The one-letter name, if there is one.
  package let short: Character?
  /// What the value is called in help; nil makes the option a flag.
  package let valueName: String?
  /// What the value stands for.
  package let kind: ValueKind
  /// One sentence for the help screen.
  package let help: String
  /// Whether the option may be given more than once.
  package let repeatable: Bool
  /// The value when the option is not given.
  package let defaultValue: String?

  /// Describes one option; with neither `valueName` nor `choices` it is a flag.
  package init(
    _ long: String, short: Character? = nil, valueName: String? = nil, kind: ValueKind = .text,
    choices: [String]? = nil, help: String, repeatable: Bool = false, default: String? = nil
  ) {
    self.long = long
    self.short = short
    self.valueName = valueName ?? (choices == nil ? nil : long)
    self.kind = choices.map { .choice($0) } ?? kind
    self.help = help
    self.repeatable = repeatable
    self.defaultValue = `default`
  }

  /// Whether the option takes a value.
  package var takesValue: Bool { valueName != nil }

  /// The names as typed: `-o, --output`.
  var names: [String] { (short.map { ["-\($0)"] } ?? []) + ["--\(long)"] }

  /// The form in a usage line: `[--map <map>]`, `[--map <map> ...]`, `[--wide]`.
  package var usage: String {
    guard let valueName else { return "[--\(long)]" }
    return "[--\(long) <\(valueName)>\(repeatable ? " ..." : "")]"
  }

  /// The form in a list of options: `-o, --output <file>`.
  package var label: String {
    let joined = names.joined(separator: ", ")
    return valueName.map { "\(joined) <\($0)>" } ?? joined
  }

  /// The help sentence with the choices and the default in parentheses.
  package var fullHelp: String {
    var notes: [String] = []
    if !kind.choices.isEmpty { notes.append("values: " + kind.choices.joined(separator: ", ")) }
    if let defaultValue { notes.append("default: \(defaultValue)") }
    return notes.isEmpty ? help : "\(help) (\(notes.joined(separator: "; ")))"
  }
}

extension OptionSpec {
  /// The option that every command has.
  package static let help = OptionSpec("help", short: "h", help: "Show help information.")
  /// The option of the tool itself.
  package static let version = OptionSpec("version", help: "Show the version.")
}
