internal import Hashing
internal import Ledger
internal import SQLite

/// What was judged of a ledger, as rows to be saved beside the log.
///
/// It is a cache: it can be thrown away and made again, and carries the log that it was made from.
package struct Judgement: Sendable, Equatable {
  /// What was judged.
  package enum Subject: String, Sendable, CaseIterable {
    case cases, audit

    /// The tables that hold its rows, and whose first columns are their keys.
    package var tables: [Table] {
      switch self {
      case .cases: [.judgedCase, .judgedStep, .judgedPart, .judgedPayer]
      case .audit: [.judgedFinding, .judgedCheck]
      }
    }
  }

  /// A table of rows.
  package enum Table: String, Sendable, CaseIterable {
    case judgedCase = "judged_case"
    case judgedStep = "judged_step"
    case judgedPart = "judged_part"
    case judgedPayer = "judged_payer"
    case judgedFinding = "judged_finding"
    case judgedCheck = "judged_check"

    /// The columns that rows are sorted by.
    var key: String {
      switch self {
      case .judgedCase: "id"
      case .judgedStep, .judgedPart, .judgedPayer: "case_id, place"
      case .judgedFinding, .judgedCheck: "place"
      }
    }
  }

  /// A value of a row.
  package enum Cell: Sendable, Hashable {
    case none
    case integer(Int64)
    case text(String)

    package init(_ integer: Int64?) { self = integer.map { .integer($0) } ?? .none }
    package init(_ text: String?) { self = text.map { .text($0) } ?? .none }
  }

  package var subject: Subject
  /// The version of the rules that events were folded by.
  package var engine: String
  /// The rulebook that the line was drawn by; empty for none.
  package var rulebook: String
  /// What it was built from: `rules` or `facts`.
  package var basis: String
  /// The asset that values are in; empty for none.
  package var unit: String
  /// The end of the log that it was made from.
  package var tip: Tip
  /// The rows by table, each in the order of its columns.
  package var rows: [Table: [[Cell]]] = [:]

  package init(
    _ subject: Subject, engine: String, rulebook: String, basis: String, unit: String, tip: Tip
  ) {
    self.subject = subject
    self.engine = engine
    self.rulebook = rulebook
    self.basis = basis
    self.unit = unit
    self.tip = tip
  }

  /// SHA-256 over the head and all rows: fields end with U+001F, rows with a line feed; each field begins
  /// with `n`, `i` or `t` for its type.
  var digest: String { Self.digest(head, subject, rows) }

  /// The digest of a judgement with that head and those rows.
  static func digest(
    _ head: [Cell], _ subject: Subject, _ rows: [Table: [[Cell]]]
  ) -> String {
    var bytes: [UInt8] = []
    func add(_ row: [Cell]) {
      for cell in row {
        switch cell {
        case .none: bytes.append(UInt8(ascii: "n"))
        case .integer(let number): bytes += Array("i\(number)".utf8)
        case .text(let text): bytes += Array("t\(text)".utf8)
        }
        bytes.append(0x1f)
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    add(head)
    for table in subject.tables {
      add([.text(table.rawValue)])
      for row in rows[table] ?? [] { add(row) }
    }
    return SHA256().hash(bytes.span).description
  }

  /// The row of the table `judgement`, without the digest.
  var head: [Cell] {
    [
      .text(subject.rawValue), .text(engine), .text(rulebook), .text(basis), .text(unit),
      .integer(tip.size), .integer(tip.block), .text(tip.root.description),
    ]
  }
}

extension Judgement.Cell {
  var value: Value {
    switch self {
    case .none: .null
    case .integer(let number): .integer(number)
    case .text(let text): .text(text)
    }
  }

  init(_ value: Value) {
    switch value {
    case .integer(let number): self = .integer(number)
    case .text(let text): self = .text(text)
    default: self = .none
    }
  }
}
