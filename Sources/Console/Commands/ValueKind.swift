/// What a value stands for: what the parser checks and what completions offer.
package enum ValueKind: Sendable, Equatable {
  /// Any text.
  case text
  /// A whole number, perhaps negative, that fits in 64 bits.
  case integer
  /// The path of any file; `-` is standard input or output.
  case file
  /// The path of the tool's own kind of file, see ``ToolSpec/ledgerSuffix``.
  case ledger
  /// One of a few words.
  case choice([String])

  /// The words to choose from, empty unless this is a choice.
  package var choices: [String] {
    if case .choice(let words) = self { words } else { [] }
  }
}
