internal import Ledger
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
    /// With this event some balance would leave the range of amounts.
    public static let tooLarge = Code(rawValue: "too-large")
    /// The operating system or SQLite refused.
    public static let system = Code(rawValue: "system")
  }

  /// The sort of failure.
  public let code: Code
  /// What was wrong, where, and what to do.
  public let description: String

  /// What kept a row from being read, for those who count how often it does.
  let fault: RowFault?

  package init(_ code: Code, _ description: String) {
    self.init(code, description, fault: nil)
  }

  init(_ code: Code, _ description: String, fault: RowFault?) {
    self.code = code
    self.description = description
    self.fault = fault
  }
}

/// What keeps a row from being read.
enum RowFault: Hashable {
  /// It names a row that is not there.
  case name(NameRow)
  /// A column of its table holds what its kind does not allow.
  case column(table: String, String)
  /// Its block is not in the table `block`.
  case block(Int64)
}

extension StoreError: SQLiteErrorWrapper {
  /// A failure of SQLite.
  package init(_ error: SQLiteError) {
    if let part = Self.missingPart(error) {
      self.init(.damaged, Self.missing(part, error.path ?? "the ledger"))
      return
    }
    let code: Code =
      switch error.code.primary {
      case .notADatabase: .notALedger
      case .corrupt: .damaged
      default: .system
      }
    self.init(code, error.description)
  }

  /// What of the schema a statement did not find, as words; nil for other failures.
  private static func missingPart(_ error: SQLiteError) -> String? {
    for what in ["table", "column"] {
      let prefix = "no such \(what): "
      guard error.message.hasPrefix(prefix) else { continue }
      let name = error.message.dropFirst(prefix.count)
      return "\(what) \(name.hasPrefix("main.") ? name.dropFirst(5) : name)"
    }
    return nil
  }

  private static func missing(_ part: String, _ path: String) -> String {
    "\(path): the ledger is damaged: its \(part) is gone; run 'plimsoll verify \(path)', which tells "
      + "what else is wrong"
  }

  /// The failure of somebody's own statement, when it names the table of a kind that is gone.
  package static func ofQuestion(_ error: SQLiteError, path: String) -> StoreError? {
    guard let part = missingPart(error), part.hasPrefix("table "),
      Kind(name: String(part.dropFirst("table ".count))) != nil
    else { return nil }
    return StoreError(.damaged, missing(part, path))
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
