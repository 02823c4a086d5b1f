/// The type of a value as SQLite stores it.
package enum ValueType: Int32, Sendable {
  /// A signed 64-bit integer.
  case integer = 1
  /// A 64-bit binary floating point number.
  case real = 2
  /// Text, in principle UTF-8, but SQLite does not check it.
  case text = 3
  /// Bytes.
  case blob = 4
  /// No value.
  case null = 5
}

extension ValueType: CustomStringConvertible {
  /// SQLite's name of the type.
  package var description: String {
    switch self {
    case .integer: "INTEGER"
    case .real: "REAL"
    case .text: "TEXT"
    case .blob: "BLOB"
    case .null: "NULL"
    }
  }
}

/// A value of SQLite that owns its bytes, for code where speed does not matter.
package enum Value: Hashable, Sendable {
  /// No value.
  case null
  /// An integer.
  case integer(Int64)
  /// A floating point number, as in the results of somebody's own query.
  case real(Double)
  /// A text of valid UTF-8.
  case text(String)
  /// Bytes.
  case blob([UInt8])
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  /// Makes an integer.
  package init(integerLiteral value: Int64) {
    self = .integer(value)
  }

  /// Makes a text.
  package init(stringLiteral value: String) {
    self = .text(value)
  }
}
