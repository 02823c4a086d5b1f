/// A function over many rows, as `sum` is: one value of the type for each group of rows.
package protocol AggregateFunction {
  /// Whether ``inverse(_:)`` works, so that the function can be used with `OVER`.
  static var canRemoveRows: Bool { get }

  /// Makes the state before any row.
  init()

  /// Takes a row in.
  mutating func step(_ arguments: borrowing FunctionArguments) throws(FunctionError)

  /// Takes the oldest row out again, when the window of rows moves on.
  mutating func inverse(_ arguments: borrowing FunctionArguments) throws(FunctionError)

  /// Gives the result for the rows so far; for a window it is asked many times.
  borrowing func result(_ context: inout FunctionContext) throws(FunctionError)
}

extension AggregateFunction {
  /// Whether ``inverse(_:)`` works; by default it does not.
  package static var canRemoveRows: Bool { false }

  /// Refuses to take a row out, which SQLite asks only of types that can.
  package mutating func inverse(
    _ arguments: borrowing FunctionArguments
  ) throws(FunctionError) {
    throw FunctionError("the function cannot be used over a window")
  }
}
