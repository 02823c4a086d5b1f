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
