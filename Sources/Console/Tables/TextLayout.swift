/// The widths of the columns of a text table.
struct TextLayout {
  /// The place of one column.
  struct Place {
    /// The columns of the terminal it takes.
    var width: Int
    /// The columns from the decimal point on.
    var fractionWidth: Int
    /// Whether it is shown.
    var isShown = true
    /// Whether values wider than the place are cut.
    var isCut = false
  }

  /// One place a column of the table.
  private(set) var places: [Place]
  private let columns: [Column]
  private var natural: [Int]

  /// The width of a shortened id: six letters, an ellipsis, six letters.
  private static let idWidth = 13
  /// The narrowest sentence.
  private static let sentenceWidth = 12
  /// The spaces between columns.
  static let gap = 2

  /// Measures the rows of a sample and fits the columns to the presentation's width.
  init(_ columns: [Column], _ sample: [[Cell]], _ presentation: Presentation) {
    self.columns = columns
    places = []
    for index in columns.indices {
      places.append(Self.measure(columns[index], sample.map { $0[index] }, presentation))
    }
    natural = places.map(\.width)
    guard presentation.isTerminal, !presentation.isWide, let width = presentation.width else {
      return
    }
    if total > width { fit(width) }
  }

  /// The columns that are not shown.
  var hidden: [Column] {
    columns.indices.filter { !places[$0].isShown }.map { columns[$0] }
  }

  // MARK: - Private

  private var total: Int {
    let shown = places.filter(\.isShown)
    return shown.reduce(0) { $0 + $1.width } + Self.gap * max(0, shown.count - 1)
  }

  private static func measure(
    _ column: Column, _ cells: [Cell], _ presentation: Presentation
  ) -> Place {
    var whole = DisplayWidth.of(column.head)
    var before = 0
    var after = 0
    for cell in cells {
      let text = cell.shown(presentation)
      let width = DisplayWidth.of(text)
      if column.alignment == .decimalPoint, cell.isNumber {
        let fraction = NumberText.fractionWidth(text)
        before = max(before, width - fraction)
        after = max(after, fraction)
      } else {
        whole = max(whole, width)
      }
    }
    return Place(width: max(whole, before + after), fractionWidth: after)
  }

  /// Makes every column as narrow as it may be, drops columns until the rest fits, and then gives
  /// the room that is left back: first to sentences, then to whole ids.
  private mutating func fit(_ width: Int) {
    for index in columns.indices {
      let head = DisplayWidth.of(columns[index].head)
      switch columns[index].shortening {
      case .middle: shrink(index, to: max(head, Self.idWidth))
      case .end: shrink(index, to: max(head, Self.sentenceWidth))
      case .never: break
      }
    }
    while total > width, let index = nextToHide { places[index].isShown = false }
    for index in columns.indices where columns[index].shortening == .end {
      grow(index, by: min(natural[index] - places[index].width, width - total))
    }
    for index in columns.indices where columns[index].shortening == .middle {
      let needed = natural[index] - places[index].width
      if needed <= width - total { grow(index, by: needed) }
    }
  }

  private mutating func shrink(_ index: Int, to width: Int) {
    places[index].isCut = true
    places[index].width = min(places[index].width, width)
  }

  private mutating func grow(_ index: Int, by columns: Int) {
    if places[index].isShown { places[index].width += max(0, columns) }
  }

  /// The shown column with the largest priority above zero, the last among equals.
  private var nextToHide: Int? {
    var found: Int?
    for index in columns.indices where places[index].isShown && columns[index].priority > 0 {
      if columns[index].priority >= (found.map { columns[$0].priority } ?? 1) { found = index }
    }
    return found
  }
}
