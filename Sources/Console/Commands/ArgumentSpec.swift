/// One positional argument of a command.
package struct ArgumentSpec: Sendable, Equatable {
  /// How many values an argument takes.
  package enum Arity: Sendable, Equatable {
    /// Exactly one.
    case one
    /// None or one.
    case optional
    /// One or more.
    case many
    /// None or more.
    case any

    /// The fewest values.
    var minimum: Int { self == .one || self == .many ? 1 : 0 }

    /// Whether there is no upper limit.
    var isUnlimited: Bool { self == .many || self == .any }
  }

  /// The name, in lower case, as used in code and shown in angle brackets.
  package let name: String
  /// One sentence for the help screen.
  package let help: String
  /// How many values it takes.
  package let arity: Arity
  /// What the values stand for.
  package let kind: ValueKind

  /// Describes one positional argument.
  package init(_ name: String, help: String, arity: Arity = .one, kind: ValueKind = .text) {
    self.name = name
    self.help = help
    self.arity = arity
    self.kind = kind
  }

  /// The form in a usage line: `<ledger>`, `[<account>]`, `<file> ...`, `[<file> ...]`.
  package var usage: String {
    switch arity {
    case .one: "<\(name)>"
    case .optional: "[<\(name)>]"
    case .many: "<\(name)> ..."
    case .any: "[<\(name)> ...]"
    }
  }
}
