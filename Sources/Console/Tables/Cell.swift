/// One value of a table, without a form.
package struct Cell: Sendable, Equatable {
  /// What the cell holds.
  package enum Value: Sendable, Equatable {
    /// Nothing: blank in a table and in csv, `null` in JSON.
    case empty
    /// Any text, perhaps from strangers.
    case text(String)
    /// An exact number as a canonical decimal string; a string in JSON.
    case decimal(String)
    /// A whole number; a number in JSON.
    case integer(Int64)
    /// True or false: `yes` and `no` in a table.
    case bool(Bool)
    /// A moment in Unix milliseconds; ISO 8601 in every form.
    case time(Int64)
    /// A JSON value, and the text that stands for it in a table.
    case nested(JSONNode, text: String)
  }

  /// What colour says besides the words.
  package enum Tone: Sendable, Equatable {
    /// Nothing.
    case plain
    /// A breach or a defect.
    case bad
    /// Something to look at.
    case warn
    /// All is well.
    case good
  }

  /// What the cell holds.
  package var value: Value
  /// What its colour says.
  package var tone: Tone

  /// A cell with a value.
  package init(_ value: Value, tone: Tone = .plain) {
    self.value = value
    self.tone = tone
  }

  /// An empty cell.
  package static let empty = Cell(.empty)

  /// A cell with text.
  package static func text(_ text: String, tone: Tone = .plain) -> Cell {
    Cell(.text(text), tone: tone)
  }

  /// A cell with an exact number, or an empty one.
  package static func decimal(_ number: String?, tone: Tone = .plain) -> Cell {
    Cell(number.map { .decimal($0) } ?? .empty, tone: tone)
  }

  /// A cell with a whole number, or an empty one.
  package static func integer(_ number: Int64?, tone: Tone = .plain) -> Cell {
    Cell(number.map { .integer($0) } ?? .empty, tone: tone)
  }

  /// A cell with yes or no.
  package static func bool(_ bool: Bool, tone: Tone = .plain) -> Cell {
    Cell(.bool(bool), tone: tone)
  }

  /// A cell with a moment in Unix milliseconds, or an empty one.
  package static func time(_ milliseconds: Int64?, tone: Tone = .plain) -> Cell {
    Cell(milliseconds.map { .time($0) } ?? .empty, tone: tone)
  }

  /// A cell with a JSON value and the text that stands for it in a table.
  package static func nested(_ node: JSONNode, text: String, tone: Tone = .plain) -> Cell {
    Cell(.nested(node, text: text), tone: tone)
  }

  /// The cell as text for a table, safe for a terminal; numbers dressed up if a person reads it.
  func shown(_ presentation: Presentation) -> String {
    switch value {
    case .empty: ""
    case .text(let text), .nested(_, let text): TerminalText.escape(text)
    case .decimal(let number):
      TerminalText.escape(presentation.isTerminal ? NumberText.grouped(number) : number)
    case .integer(let number):
      presentation.isTerminal ? NumberText.grouped("\(number)") : "\(number)"
    case .bool(let bool): bool ? "yes" : "no"
    case .time(let milliseconds): ISOTime.format(milliseconds)
    }
  }

  /// Whether the cell holds a number, which lines up by its point.
  var isNumber: Bool {
    switch value {
    case .decimal, .integer: true
    default: false
    }
  }

  /// The escape sequence of the tone.
  var colorCode: String? {
    switch tone {
    case .plain: nil
    case .bad: "\u{1B}[31m"
    case .warn: "\u{1B}[33m"
    case .good: "\u{1B}[32m"
    }
  }
}
