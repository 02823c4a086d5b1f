internal import Hashing
internal import SQLite

/// Brings the schema of a ledger up to what this binary was built with.
///
/// Migrations only go forward. Each runs in a transaction of its own, in which its name and the
/// SHA-256 of its text are recorded (https://sqlite.org/pragma.html#pragma_user_version counts them).
enum Migrator {
  /// The application id in the header of every ledger: "PLIM".
  static let applicationID: Int64 = 0x504c_494d

  /// How many migrations this binary knows.
  static var knownVersion: Int64 { Int64(EmbeddedFiles.migrations.count) }

  /// The oldest version that can be read as it is; the next writer brings it up to date.
  static let oldestReadable: Int64 = 2

  /// Checks that an open file is a ledger that this binary can read.
  ///
  /// - Returns: Its version.
  /// - Throws: `StoreError` with `notALedger` or `newerVersion`.
  static func version(
    of connection: borrowing Connection, path: String
  ) throws(StoreError) -> Int64 {
    let (application, version) = try storing { () throws(SQLiteError) in
      (
        try connection.queryInt64("SELECT application_id FROM pragma_application_id"),
        try connection.queryInt64("SELECT user_version FROM pragma_user_version") ?? 0
      )
    }
    guard application == applicationID else {
      throw StoreError(
        .notALedger, "\(path): this is a SQLite database, but not a plimsoll ledger")
    }
    guard version <= knownVersion else {
      throw StoreError(
        .newerVersion,
        "\(path): a newer plimsoll made this ledger (its schema is version \(version), this "
          + "program knows \(knownVersion)); use that newer plimsoll")
    }
    return version
  }

  /// Applies the migrations that are missing, up to a version.
  static func migrate(
    _ connection: borrowing Connection, to version: Int64 = knownVersion
  ) throws(StoreError) {
    let files = Array(EmbeddedFiles.migrations.prefix(Int(version)))
    let applied = try storing { () throws(SQLiteError) in
      try connection.queryInt64("SELECT user_version FROM pragma_user_version") ?? 0
    }
    guard applied < files.count else { return }
    let sha = SHA256()
    for number in Int(applied)..<files.count {
      let file = files[number]
      let digest = sha.hash(file.bytes.span).description
      try storing { () throws(SQLiteError) in
        try connection.transaction(.immediate) { () throws(SQLiteError) in
          try connection.execute(file.text)
          try connection.execute(opening)
          var insert = try connection.prepare("INSERT INTO migration VALUES (?1, ?2, ?3)")
          try insert.bind([.integer(Int64(number + 1)), .text(file.name), .text(digest)])
          try insert.run()
          try connection.execute(gate)
          try connection.setPragma("user_version", to: Int64(number + 1))
        }
      }
    }
  }

  /// Makes the table of migrations if it is not there, and opens its gate.
  private static let opening = """
    CREATE TABLE IF NOT EXISTS migration (
      version INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER IF NOT EXISTS migration_no_update BEFORE UPDATE ON migration
    BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
    CREATE TRIGGER IF NOT EXISTS migration_no_delete BEFORE DELETE ON migration
    BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
    DROP TRIGGER IF EXISTS migration_gate;
    """

  private static let gate = """
    CREATE TRIGGER migration_gate BEFORE INSERT ON migration
    BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;
    """

  /// A migration and its digest.
  struct Migration: Hashable {
    let version: Int64
    let name: String
    let sha256: String
  }

  /// The migrations of this binary.
  static var known: [Migration] {
    let sha = SHA256()
    return EmbeddedFiles.migrations.enumerated().map { number, file in
      Migration(
        version: Int64(number + 1), name: file.name, sha256: sha.hash(file.bytes.span).description)
    }
  }

  /// The migrations that a ledger says it went through.
  static func applied(_ connection: borrowing Connection) throws(StoreError) -> [Migration] {
    try storing { () throws(SQLiteError) in
      var rows = try connection.prepare(
        "SELECT version, name, sha256 FROM migration ORDER BY version")
      var migrations: [Migration] = []
      while try rows.step() {
        migrations.append(
          Migration(
            version: try rows.int64(at: 0), name: try rows.string(at: 1),
            sha256: try rows.string(at: 2)))
      }
      return migrations
    }
  }
}
