import Glibc

/// How text is to look at the place it goes to.
package struct Presentation: Sendable, Equatable {
  /// Whether a person reads it on a terminal.
  package var isTerminal: Bool
  /// The columns of the terminal; nil where lines may be as long as they like.
  package var width: Int?
  /// Whether colour may be used.
  package var usesColor: Bool
  /// Whether ids and columns are shown whole even if lines become longer than the terminal.
  package var isWide: Bool

  /// A presentation by its parts.
  package init(isTerminal: Bool, width: Int? = nil, usesColor: Bool = false, isWide: Bool = false) {
    self.isTerminal = isTerminal
    self.width = width
    self.usesColor = usesColor
    self.isWide = isWide
  }

  /// A file or a pipe.
  package static let plain = Presentation(isTerminal: false)

  /// What a file descriptor and the environment say.
  ///
  /// - Parameters:
  ///   - descriptor: The file descriptor written to.
  ///   - environment: Looks up an environment variable; the real ones unless given.
  /// - Returns: ``plain`` unless the descriptor is a terminal.
  package static func detect(
    descriptor: Int32, environment: (String) -> String? = Terminal.variable
  ) -> Presentation {
    guard isatty(descriptor) == 1 else { return .plain }
    let isDumb = environment("TERM") == "dumb"
    let forbidsColor = !(environment("NO_COLOR") ?? "").isEmpty
    return Presentation(
      isTerminal: true, width: Terminal.width(descriptor, environment: environment),
      usesColor: !isDumb && !forbidsColor)
  }
}
