package import SQLite

/// Why a ledger could not be opened, read or written.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  /// The sort of failure; the list may grow.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The name of the sort.
    public let rawValue: String

    /// A sort by name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// There is no such file.
    public static let missing = Code(rawValue: "missing")
    /// The file is something else than a ledger.
    public static let notALedger = Code(rawValue: "not-a-ledger")
    /// A newer version of plimsoll made the file.
    public static let newerVersion = Code(rawValue: "newer-version")
    /// Another process is writing.
    public static let locked = Code(rawValue: "locked")
    /// The head beside the file knows of events that the file has not.
    public static let lostEvents = Code(rawValue: "lost-events")
    /// The head beside the file is missing or says otherwise.
    public static let head = Code(rawValue: "head")
    /// An event is recorded already, differently.
    public static let conflict = Code(rawValue: "conflict")
    /// What is stored is not what was written.
    public static let damaged = Code(rawValue: "damaged")
    /// A block, time or event outside of what the ledger covers.
    public static let outOfRange = Code(rawValue: "out-of-range")
    /// The operating system or SQLite refused.
    public static let system = Code(rawValue: "system")
  }

  /// The sort of failure.
  public let code: Code
  /// What was wrong, where, and what to do.
  public let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}

extension StoreError: SQLiteErrorWrapper {
  /// A failure of SQLite.
  package init(_ error: SQLiteError) {
    let code: Code =
      switch error.code.primary {
      case .notADatabase: .notALedger
      case .corrupt: .damaged
      default: .system
      }
    self.init(code, error.description)
  }
}

/// Runs `body` and gives errors of SQLite as errors of the store.
func storing<R: ~Copyable>(_ body: () throws(SQLiteError) -> R) throws(StoreError) -> R {
  do throws(SQLiteError) {
    return try body()
  } catch {
    throw StoreError(error)
  }
}
