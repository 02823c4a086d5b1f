package import Formats
internal import Ledger
internal import Store

/// Why an import stopped; the ledger is as it was.
package struct ImportError: Error, Sendable, CustomStringConvertible {
  /// What was wrong, where, and what to do.
  package let description: String
  /// Whether the input contradicts what is recorded already.
  package let isConflict: Bool

  package init(_ description: String, isConflict: Bool = false) {
    self.description = description
    self.isConflict = isConflict
  }

  init(_ error: StoreError) {
    self.init(error.description, isConflict: error.code == .conflict)
  }

  /// An input that cannot be read; a place in it is written as `file:line`.
  package init(_ error: InputError) {
    guard let source = error.source, let position = error.position else {
      self.init(error.description)
      return
    }
    let column = position.column.map { "column \($0): " } ?? ""
    self.init("\(source):\(position.line): \(column)\(error.reason)")
  }

  /// A line of an input that cannot be taken in.
  init(_ file: String, line: Int, _ error: LineError) {
    self.init("\(file):\(line): \(error)")
  }
}
