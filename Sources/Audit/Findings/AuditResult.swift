package import Engine
package import Ledger

/// What an audit looked at and what it found.
package struct AuditResult: Sendable {
  /// How many obligations of the rulebook were compared; 0 when the log holds no rulebook.
  package var obligations = 0
  /// What was wrong, in the order of the log.
  package var findings: [Finding] = []
  /// What was checked on the facts alone, with what could not be decided.
  package var checks: [Check] = []
  /// How many liquidations the log tells of.
  package var liquidations = 0
  /// How many of them could be judged in some respect.
  package var judged = 0
  /// Of how many some respect could not be decided.
  package var undecided = 0
  /// Whether the log holds a rulebook, whose obligations were compared.
  package var hasRulebook = false
  /// What the log holds and lacks.
  package var coverage = Coverage()
  /// Who has what and owes what when the log ends; nil when a value leaves its range.
  package var solvency: Solvency?

  package init() {}
}

/// One identity that an audit holds the recorded facts against, and how often it held.
package struct Check: Sendable {
  /// Its name, for example `bankruptcy-price`.
  package var name: String
  /// The identity in one sentence with its formula and tolerance.
  package var definition: String
  /// How many cases there were.
  package var cases = 0
  /// In how many it held.
  package var held = 0
  /// In how many it was broken; each has its findings.
  package var broken = 0
  /// The kinds of event that the rest would need; the rest is not decidable without them.
  package var lacks: [Kind] = []
  /// The result in one plain sentence.
  package var sentence = ""
  /// The cases with their figures, one row each; nil when the findings say it all.
  package var detail: DetailTable?

  package init(name: String, definition: String) {
    self.name = name
    self.definition = definition
  }

  /// In how many it could not be decided.
  package var undecidable: Int { cases - held - broken }
}

/// The figures of a check or an answer: columns and rows of values, to be written in any form.
package struct DetailTable: Sendable {
  /// One column.
  package struct Column: Sendable {
    package var title: String
    /// What a number is in; nil for text and plain numbers.
    package var unit: String?

    package init(_ title: String, unit: String? = nil) {
      self.title = title
      self.unit = unit
    }
  }

  /// One value.
  package enum Value: Sendable, Hashable {
    case none
    case text(String)
    case account(Int)
    case integer(Int64)
    /// Unix milliseconds.
    case time(Int64)
    /// An exact decimal as text.
    case decimal(String)
  }

  /// What the table is about, in a few words.
  package var title: String
  package var columns: [Column]
  package var rows: [[Value]]

  package init(_ title: String, columns: [Column], rows: [[Value]] = []) {
    self.title = title
    self.columns = columns
    self.rows = rows
  }
}
