/// One column of a table.
package struct Column: Sendable, Equatable {
  /// Where values stand in their column.
  package enum Alignment: Sendable, Equatable {
    case left
    case right
    /// Numbers with their points under each other.
    case decimalPoint
  }

  /// What happens to values that are too wide for a terminal.
  package enum Shortening: Sendable, Equatable {
    /// Ids: both ends stay, `0x677d…f984e7`.
    case middle
    /// Sentences: the beginning stays.
    case end
    /// Numbers, times and short words.
    case never
  }

  /// The key in JSON and the head in csv, in snake_case.
  package let key: String
  /// The head for people.
  package let title: String
  /// The unit of the values, shown in the head.
  package let unit: String?
  /// Where values stand.
  package let alignment: Alignment
  /// What happens to values that are too wide.
  package let shortening: Shortening
  /// When the column leaves a table that is too wide for the terminal: the largest number goes
  /// first, 0 always stays.
  package let priority: Int

  /// Describes a column; the title is the key with spaces unless given.
  package init(
    _ key: String, title: String? = nil, unit: String? = nil, alignment: Alignment = .left,
    shorten shortening: Shortening = .never, priority: Int = 0
  ) {
    self.key = key
    self.title = title ?? String(key.map { $0 == "_" ? " " : $0 })
    self.unit = unit
    self.alignment = alignment
    self.shortening = shortening
    self.priority = priority
  }

  /// A column of exact numbers.
  package static func number(
    _ key: String, title: String? = nil, unit: String? = nil, priority: Int = 0
  ) -> Column {
    Column(key, title: title, unit: unit, alignment: .decimalPoint, priority: priority)
  }

  /// A column of ids, which may be shortened in the middle.
  package static func id(_ key: String, title: String? = nil, priority: Int = 0) -> Column {
    Column(key, title: title, shorten: .middle, priority: priority)
  }

  /// The head for people with the unit in parentheses.
  var head: String {
    TerminalText.escape(unit.map { "\(title) (\($0))" } ?? title)
  }
}
