/// How a run ended, as the shell sees it.
package struct ExitStatus: RawRepresentable, Sendable, Hashable {
  /// The number given to `exit`.
  package let rawValue: Int32

  /// An exit status by its number.
  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Everything went well.
  package static let ok = ExitStatus(rawValue: 0)
  /// The operation failed.
  package static let failed = ExitStatus(rawValue: 1)
  /// The operation worked and found defects.
  package static let findings = ExitStatus(rawValue: 2)
  /// The command line was wrong.
  package static let usage = ExitStatus(rawValue: 64)
}
