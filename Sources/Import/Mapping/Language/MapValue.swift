internal import FixedPoint
internal import Ledger

/// A value that a map computes from a row: a text, empty when there is none.
indirect enum MapValue: Sendable {
  enum Part: Sendable {
    case literal([UInt8])
    case slot(Int)
  }

  /// The text of one slot of the row.
  case slot(Int)
  case constant([UInt8])
  case template([Part])
  /// A decimal number with its point moved to the left.
  case raw(MapValue, decimals: MapValue, Rounding)
  case round(MapValue, decimals: MapValue, Rounding)
  case negate(MapValue)
  case absolute(MapValue)
  case add([MapValue])
  case subtract(MapValue, MapValue)
  case multiply(MapValue, MapValue, Rounding)
  case divide(MapValue, MapValue, Rounding)
  case cases(MapValue, MapCases, otherwise: MapValue?)
  case lower(MapValue)
  case upper(MapValue)
  /// Without white space and control characters at both ends.
  case trim(MapValue)
  /// The first that is not empty.
  case first([MapValue])
  /// The entry of a lookup table.
  case lookup(Int, key: MapValue)

  /// Whether it is computed as a number.
  var isArithmetic: Bool {
    switch self {
    case .raw, .round, .negate, .absolute, .add, .subtract, .multiply, .divide: true
    default: false
    }
  }

  /// The texts it can give, when they are all known without a row.
  var constants: [String]? {
    switch self {
    case .constant(let bytes): return [String(decoding: bytes, as: UTF8.self)]
    case .cases(_, let cases, let otherwise):
      var all: [String] = []
      for value in cases.values + (otherwise.map { [$0] } ?? []) {
        guard let constants = value.constants else { return nil }
        all += constants
      }
      return all
    default: return nil
    }
  }
}

/// The table of a `cases` value.
struct MapCases: Sendable {
  private(set) var keys = NameTable()
  private(set) var values: [MapValue] = []

  /// Adds a case; false when there is one for that text.
  mutating func add(_ key: String, _ value: MapValue) -> Bool {
    guard keys.intern(key) == values.count else { return false }
    values.append(value)
    return true
  }
}

/// A computed value of a row that other values use by name.
struct MapLet: Sendable {
  enum Origin: Sendable {
    case value(MapValue)
    /// The change of a value since the row before with the same key, from zero.
    case delta(of: MapValue, by: MapValue, table: Int)
  }

  let slot: Int
  let source: Origin
}

/// Whether something of a map applies to a row.
struct MapCondition: Sendable {
  enum Comparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    func holds(_ left: Decimal18, _ right: Decimal18) -> Bool {
      switch self {
      case .equal: left == right
      case .notEqual: left != right
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual: left >= right
      }
    }
  }

  enum Test: Sendable {
    case isText(MapValue)
    case isNotText(MapValue)
    case isIn([MapValue])
    case isEmpty(Bool)
    case compares(Comparison, MapValue)
  }

  struct Term: Sendable {
    let value: MapValue
    let test: Test
  }

  /// It holds when all terms of any one of the lists hold.
  let alternatives: [[Term]]
}
