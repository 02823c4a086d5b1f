/// A result code of SQLite, kept exactly as SQLite gave it.
///
/// The type is open: a code that this file does not name keeps its number. The low byte is the
/// primary code, the rest says more (https://sqlite.org/rescode.html).
package struct ResultCode: RawRepresentable, Hashable, Sendable {
  /// The number, extended when SQLite gave an extended code.
  package let rawValue: Int32

  /// Makes a code of a number.
  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The primary code: the kind of failure without its detail.
  package var primary: ResultCode { ResultCode(rawValue: rawValue & 0xff) }
}

// MARK: - Primary codes

extension ResultCode {
  /// `SQLITE_OK`: no error.
  package static let ok = ResultCode(rawValue: 0)
  /// `SQLITE_ERROR`: wrong SQL, or an error of a function called by it.
  package static let error = ResultCode(rawValue: 1)
  /// `SQLITE_INTERNAL`: a fault inside SQLite.
  package static let internalError = ResultCode(rawValue: 2)
  /// `SQLITE_PERM`: a newly created file cannot have the access asked for.
  package static let permission = ResultCode(rawValue: 3)
  /// `SQLITE_ABORT`: the statement was ended by a rollback or a callback.
  package static let abort = ResultCode(rawValue: 4)
  /// `SQLITE_BUSY`: another connection holds a lock.
  package static let busy = ResultCode(rawValue: 5)
  /// `SQLITE_LOCKED`: this connection itself holds a lock that conflicts.
  package static let locked = ResultCode(rawValue: 6)
  /// `SQLITE_NOMEM`: out of memory.
  package static let noMemory = ResultCode(rawValue: 7)
  /// `SQLITE_READONLY`: the database cannot be written.
  package static let readOnly = ResultCode(rawValue: 8)
  /// `SQLITE_INTERRUPT`: the statement was interrupted.
  package static let interrupt = ResultCode(rawValue: 9)
  /// `SQLITE_IOERR`: the operating system reported an error.
  package static let ioError = ResultCode(rawValue: 10)
  /// `SQLITE_CORRUPT`: the database file is damaged.
  package static let corrupt = ResultCode(rawValue: 11)
  /// `SQLITE_NOTFOUND`: an operation code is unknown to the file system layer.
  package static let notFound = ResultCode(rawValue: 12)
  /// `SQLITE_FULL`: the disk, or the limit on pages, is full.
  package static let full = ResultCode(rawValue: 13)
  /// `SQLITE_CANTOPEN`: the file cannot be opened.
  package static let cannotOpen = ResultCode(rawValue: 14)
  /// `SQLITE_PROTOCOL`: the locking of the write-ahead log failed.
  package static let lockProtocol = ResultCode(rawValue: 15)
  /// `SQLITE_SCHEMA`: the schema changed too often while a statement was prepared.
  package static let schema = ResultCode(rawValue: 17)
  /// `SQLITE_TOOBIG`: a text or blob is larger than the limit.
  package static let tooBig = ResultCode(rawValue: 18)
  /// `SQLITE_CONSTRAINT`: a constraint or a trigger refused the change.
  package static let constraint = ResultCode(rawValue: 19)
  /// `SQLITE_MISMATCH`: a value has another type than it must have.
  package static let mismatch = ResultCode(rawValue: 20)
  /// `SQLITE_MISUSE`: the interface is used wrongly.
  package static let misuse = ResultCode(rawValue: 21)
  /// `SQLITE_NOLFS`: the file would be larger than the system allows.
  package static let noLargeFiles = ResultCode(rawValue: 22)
  /// `SQLITE_AUTH`: the connection is not allowed to do this.
  package static let notAuthorized = ResultCode(rawValue: 23)
  /// `SQLITE_RANGE`: there is no parameter with this number.
  package static let range = ResultCode(rawValue: 25)
  /// `SQLITE_NOTADB`: the file is not a SQLite database.
  package static let notADatabase = ResultCode(rawValue: 26)
  /// `SQLITE_ROW`: a row is ready.
  package static let row = ResultCode(rawValue: 100)
  /// `SQLITE_DONE`: the statement has finished.
  package static let done = ResultCode(rawValue: 101)
}

// MARK: - Extended codes that callers tell apart

extension ResultCode {
  /// `SQLITE_BUSY_SNAPSHOT`: a reader cannot become a writer, as its snapshot is old.
  package static let busySnapshot = ResultCode(rawValue: 517)
  /// `SQLITE_IOERR_READ`: reading failed.
  package static let ioErrorRead = ResultCode(rawValue: 266)
  /// `SQLITE_IOERR_SHORT_READ`: the file ended too early.
  package static let ioErrorShortRead = ResultCode(rawValue: 522)
  /// `SQLITE_IOERR_WRITE`: writing failed.
  package static let ioErrorWrite = ResultCode(rawValue: 778)
  /// `SQLITE_IOERR_FSYNC`: writing through to the disk failed.
  package static let ioErrorSync = ResultCode(rawValue: 1034)
  /// `SQLITE_CONSTRAINT_CHECK`: a `CHECK` refused the change.
  package static let constraintCheck = ResultCode(rawValue: 275)
  /// `SQLITE_CONSTRAINT_FOREIGNKEY`: a foreign key refused the change.
  package static let constraintForeignKey = ResultCode(rawValue: 787)
  /// `SQLITE_CONSTRAINT_NOTNULL`: a `NOT NULL` refused the change.
  package static let constraintNotNull = ResultCode(rawValue: 1299)
  /// `SQLITE_CONSTRAINT_PRIMARYKEY`: a primary key refused the change.
  package static let constraintPrimaryKey = ResultCode(rawValue: 1555)
  /// `SQLITE_CONSTRAINT_TRIGGER`: a trigger refused the change with `RAISE`.
  package static let constraintTrigger = ResultCode(rawValue: 1811)
  /// `SQLITE_CONSTRAINT_UNIQUE`: a unique key refused the change.
  package static let constraintUnique = ResultCode(rawValue: 2067)
  /// `SQLITE_CONSTRAINT_DATATYPE`: a column of a strict table refused the type.
  package static let constraintDataType = ResultCode(rawValue: 3091)
}

// MARK: - For people

extension ResultCode: CustomStringConvertible {
  /// SQLite's name of the primary code and the full number, as `SQLITE_FULL 13`.
  package var description: String {
    guard let name = primary.name else { return "SQLite result code \(rawValue)" }
    return "\(name) \(rawValue)"
  }

  private var name: String? {
    switch self {
    case .ok: "SQLITE_OK"
    case .error: "SQLITE_ERROR"
    case .internalError: "SQLITE_INTERNAL"
    case .permission: "SQLITE_PERM"
    case .abort: "SQLITE_ABORT"
    case .busy: "SQLITE_BUSY"
    case .locked: "SQLITE_LOCKED"
    case .noMemory: "SQLITE_NOMEM"
    case .readOnly: "SQLITE_READONLY"
    case .interrupt: "SQLITE_INTERRUPT"
    case .ioError: "SQLITE_IOERR"
    case .corrupt: "SQLITE_CORRUPT"
    case .notFound: "SQLITE_NOTFOUND"
    case .full: "SQLITE_FULL"
    case .cannotOpen: "SQLITE_CANTOPEN"
    case .lockProtocol: "SQLITE_PROTOCOL"
    case .schema: "SQLITE_SCHEMA"
    case .tooBig: "SQLITE_TOOBIG"
    case .constraint: "SQLITE_CONSTRAINT"
    case .mismatch: "SQLITE_MISMATCH"
    case .misuse: "SQLITE_MISUSE"
    case .noLargeFiles: "SQLITE_NOLFS"
    case .notAuthorized: "SQLITE_AUTH"
    case .range: "SQLITE_RANGE"
    case .notADatabase: "SQLITE_NOTADB"
    case .row: "SQLITE_ROW"
    case .done: "SQLITE_DONE"
    default: nil
    }
  }
}
