/// A failure of a call to SQLite.
package struct SQLiteError: Error, Hashable, Sendable {
  /// What kind of failure it is, with SQLite's detail.
  package let code: ResultCode

  /// SQLite's own words, or ours where SQLite has none.
  package let message: String

  /// The statement that failed, without the values bound to it.
  package let sql: String?

  /// The file of the database; nil for a database in memory.
  package let path: String?

  /// The error number of the operating system behind the failure; nil when there is none.
  package let systemError: Int32?

  /// Makes an error.
  package init(
    code: ResultCode, message: String, sql: String? = nil, path: String? = nil,
    systemError: Int32? = nil
  ) {
    self.code = code
    self.message = message
    self.sql = sql
    self.path = path
    self.systemError = systemError
  }
}

/// An error type that has room for a failure of SQLite.
///
/// ``Connection/transaction(_:_:)`` throws the error of its body or its own, in the type of the
/// body's errors.
package protocol SQLiteErrorWrapper: Error {
  /// Makes an error of a failure of SQLite.
  init(_ error: SQLiteError)
}

extension SQLiteError: SQLiteErrorWrapper {
  /// Makes a copy of an error.
  package init(_ error: SQLiteError) {
    self = error
  }
}

// MARK: - For people

extension SQLiteError: CustomStringConvertible {
  /// A sentence for people: where, what is wrong, and SQLite's code and words.
  package var description: String {
    var text = path ?? "the database in memory"
    text += ": "
    if let reason {
      text += "\(reason) (\(message), \(code))"
    } else {
      text += "\(message) (\(code))"
    }
    if let sql {
      text += ", in: \(Self.shortened(sql))"
    }
    return text
  }

  /// What the code means to somebody who does not know SQLite; nil when SQLite's words do.
  private var reason: String? {
    switch code.primary {
    case .full: "the disk is full; free some space, then try again"
    case .readOnly: "the database is read-only; check the permissions of the file and its folder"
    case .cannotOpen: openReason
    case .notADatabase: "the file is not a SQLite database"
    case .busy, .lockProtocol: "another process is using the database; try again when it is done"
    case .locked: "another statement of this connection is still using the table"
    case .corrupt: "the database file is damaged"
    case .ioError: "reading or writing the file failed"
    case .noMemory: "out of memory"
    case .notAuthorized: "this connection may only read"
    case .interrupt: "the statement was stopped before it finished"
    case .tooBig: "a text, a blob or the statement is too long"
    default: nil
    }
  }

  /// Why a file could not be opened, as far as the operating system said.
  private var openReason: String {
    switch systemError {
    case 2: "there is no such file or folder"
    case 13: "permission to open the file is denied"
    case 21: "this is a folder, not a file"
    default: "the file cannot be opened; check that it and its folder exist and may be used"
    }
  }

  /// One line of a statement, cut where it gets long.
  private static func shortened(_ sql: String) -> String {
    let limit = 300
    let words = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count <= limit ? words : words.prefix(limit) + "…"
  }
}
