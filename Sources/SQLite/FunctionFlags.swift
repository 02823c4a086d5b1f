internal import CSQLite

/// What SQLite may assume of a function (https://sqlite.org/c3ref/c_deterministic.html).
package struct FunctionFlags: OptionSet, Sendable {
  /// The flags of SQLite.
  package let rawValue: Int32

  /// Makes a set of flags.
  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The same arguments always give the same result: it may be used in an index and computed once.
  package static let deterministic = FunctionFlags(rawValue: SQLITE_DETERMINISTIC)

  /// Only SQL given by the program may call it, nothing in a schema: no view and no trigger.
  package static let directOnly = FunctionFlags(rawValue: SQLITE_DIRECTONLY)

  /// It does nothing but compute its result, so that views and triggers may call it.
  package static let innocuous = FunctionFlags(rawValue: SQLITE_INNOCUOUS)

  /// What a pure function has: it is deterministic and innocuous.
  package static let pure: FunctionFlags = [.deterministic, .innocuous]
}
