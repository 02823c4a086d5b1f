internal import FixedPoint
internal import SQLite

/// The exact functions on TEXT decimals that every connection of plimsoll has, so that nobody sums
/// money as floating point.
///
/// `dec_sum(x)` (also over windows), `dec_add(a, b)`, `dec_sub(a, b)`, `dec_neg(a)`, `dec_mul(a, b)`
/// (half-even at 18 decimals), `dec_cmp(a, b)` (−1, 0, 1), and the collation `decimal`. NULL in gives
/// NULL out; dec_sum passes over NULL and gives '0' for nothing.
enum SQLFunctions {
  static func register(on connection: borrowing Connection) throws(StoreError) {
    try storing { () throws(SQLiteError) in
      try binary(connection, "dec_add") { (a, b) throws(ArithmeticError) in try a + b }
      try binary(connection, "dec_sub") { (a, b) throws(ArithmeticError) in try a - b }
      try binary(connection, "dec_mul") { (a, b) throws(ArithmeticError) in
        try a.multiplied(by: b, rounding: .halfEven)
      }
      try connection.createScalar(name: "dec_neg", argumentCount: 1) {
        (context, arguments) throws(FunctionError) in
        guard let value = try decimal(arguments, 0) else { return context.setNull() }
        try set(&context) { () throws(ArithmeticError) in try -value }
      }
      try connection.createScalar(name: "dec_cmp", argumentCount: 2) {
        (context, arguments) throws(FunctionError) in
        guard let a = try decimal(arguments, 0), let b = try decimal(arguments, 1) else {
          return context.setNull()
        }
        context.setResult(a < b ? -1 : (a == b ? 0 : 1) as Int64)
      }
      try connection.createAggregate(name: "dec_sum", argumentCount: 1, Sum.self)
      try connection.createCollation(name: "decimal", compare)
    }
  }

  private static func binary(
    _ connection: borrowing Connection, _ name: String,
    _ operation: @escaping @Sendable (Decimal18, Decimal18) throws(ArithmeticError) -> Decimal18
  ) throws(SQLiteError) {
    try connection.createScalar(name: name, argumentCount: 2) {
      (context, arguments) throws(FunctionError) in
      guard let a = try decimal(arguments, 0), let b = try decimal(arguments, 1) else {
        return context.setNull()
      }
      try set(&context) { () throws(ArithmeticError) in try operation(a, b) }
    }
  }

  private static func set(
    _ context: inout FunctionContext, _ value: () throws(ArithmeticError) -> Decimal18
  ) throws(FunctionError) {
    do throws(ArithmeticError) {
      var text: [UInt8] = []
      try value().append(to: &text)
      context.setResult(text: text.span)
    } catch {
      throw FunctionError("\(error)")
    }
  }

  /// The decimal in an argument: a TEXT, or an INTEGER; nil for NULL.
  private static func decimal(
    _ arguments: borrowing FunctionArguments, _ index: Int
  ) throws(FunctionError) -> Decimal18? {
    switch arguments.type(at: index) {
    case .null: return nil
    case .integer: return Decimal18(try arguments.int64(at: index))
    default:
      let parsed = try arguments.withText(at: index) {
        text -> Result<Decimal18, DecimalParseError> in
        parse(text)
      }
      do throws(DecimalParseError) {
        return try parsed.get()
      } catch {
        throw FunctionError(error.description)
      }
    }
  }

  private static func parse(_ text: Span<UInt8>) -> Result<Decimal18, DecimalParseError> {
    do throws(DecimalParseError) {
      return .success(try Decimal18.parseCanonical(text, from: 0, to: text.count))
    } catch {
      return .failure(error)
    }
  }

  /// Decimals by value, before them whatever is none, by its bytes.
  private static func compare(_ a: Span<UInt8>, _ b: Span<UInt8>) -> TextOrder {
    switch (parse(a), parse(b)) {
    case (.success(let x), .success(let y)): return x < y ? .before : (x == y ? .same : .after)
    case (.success, .failure): return .after
    case (.failure, .success): return .before
    case (.failure, .failure):
      let count = min(a.count, b.count)
      for i in 0..<count where a[i] != b[i] { return a[i] < b[i] ? .before : .after }
      return a.count < b.count ? .before : (a.count == b.count ? .same : .after)
    }
  }

  private struct Sum: AggregateFunction {
    static var canRemoveRows: Bool { true }

    private var sum = Decimal18.zero

    init() {}

    mutating func step(_ arguments: borrowing FunctionArguments) throws(FunctionError) {
      guard let value = try decimal(arguments, 0) else { return }
      try change { (sum) throws(ArithmeticError) in try sum + value }
    }

    mutating func inverse(_ arguments: borrowing FunctionArguments) throws(FunctionError) {
      guard let value = try decimal(arguments, 0) else { return }
      try change { (sum) throws(ArithmeticError) in try sum - value }
    }

    borrowing func result(_ context: inout FunctionContext) throws(FunctionError) {
      var text: [UInt8] = []
      sum.append(to: &text)
      context.setResult(text: text.span)
    }

    private mutating func change(
      _ operation: (Decimal18) throws(ArithmeticError) -> Decimal18
    ) throws(FunctionError) {
      do throws(ArithmeticError) {
        sum = try operation(sum)
      } catch {
        throw FunctionError("dec_sum: \(error)")
      }
    }
  }
}
