/// The shells that completions are written for.
package enum Shell: String, Sendable, CaseIterable {
  case bash
  case zsh
  case fish

  /// Their names.
  package static var names: [String] { allCases.map(\.rawValue) }

  /// The completion script of a tool.
  package func completionScript(for tool: ToolSpec) -> String {
    switch self {
    case .bash: BashCompletion(tool).script
    case .zsh: ZshCompletion(tool).script
    case .fish: FishCompletion(tool).script
    }
  }

  /// A word as it is typed in a shell: in quotes when it holds more than letters, digits and `_./:=@,%+-`.
  package static func word(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"):
        true
      default: "_./:=@,%+-".utf8.contains(byte)
      }
    }
    return isPlain && !word.isEmpty ? word : quoted(word)
  }

  /// A word in single quotes, for bash and zsh.
  static func quoted(_ word: String) -> String {
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }

  /// The tool's name as part of a shell function's name.
  static func functionName(_ tool: ToolSpec) -> String {
    "_" + String(tool.name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}
