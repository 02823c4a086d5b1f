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
  private var running = RunningSolvency()

  package init() {}

  /// Takes the next event of the log.
  ///
  /// - Throws: `ArithmeticError` when a figure leaves its range.
  package mutating func apply(
    _ event: borrowing Event, names: Names
  ) throws(ArithmeticError) {
    let before = gaps.ofAllAccounts
    gaps.take(event)
    if gaps.ofAllAccounts != before { running.noteAll() }
    try losses.apply(event, names: names)
    do throws(BookError) {
      try book.apply(event, names: names)
    } catch {
      throw error.cause
    }
    running.note(event, in: book)
  }

  /// Who has what and owes what now.
  ///
  /// - Throws: `ArithmeticError` when a value leaves its range.
  package func solvency(_ names: Names) throws(ArithmeticError) -> Solvency {
    try Solvency(book, gaps, names: names)
  }

  /// The totals of the same, without the accounts: cheap after every block, as only what has changed since
  /// they were asked for last is valued again.
  ///
  /// - Throws: `ArithmeticError` when a value leaves its range.
  package mutating func totals(_ names: Names) throws(ArithmeticError) -> RunningSolvency.Totals {
    let (book, gaps) = (book, gaps)
    return try running.totals(book, names: names, isKnown: { gaps.isKnown($0, in: book) }) {
      gaps.isComplete($0, in: book)
    }
  }
}
