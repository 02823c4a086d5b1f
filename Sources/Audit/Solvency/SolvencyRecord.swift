package import Engine
package import FixedPoint
package import Ledger

/// What solvency is told from: the book, the losses so far, and what the record lacks.
package struct SolvencyRecord: Sendable {
  /// Balances, positions and prices.
  package private(set) var book = Book()
  /// Who has paid for losses so far.
  package private(set) var losses = LossRecord()
  /// Of which accounts the record does not tell the whole equity.
  package private(set) var gaps = RecordGaps()

  package init() {}

  /// Takes the next event of the log.
  ///
  /// - Throws: `ArithmeticError` when a figure leaves its range.
  package mutating func apply(
    _ event: borrowing Event, names: Names
  ) throws(ArithmeticError) {
    gaps.take(event)
    try losses.apply(event, names: names)
    do throws(BookError) {
      try book.apply(event, names: names)
    } catch {
      throw error.cause
    }
  }

  /// Who has what and owes what now.
  ///
  /// - Throws: `ArithmeticError` when a value leaves its range.
  package func solvency(_ names: Names) throws(ArithmeticError) -> Solvency {
    try Solvency(book, gaps, names: names)
  }
}
