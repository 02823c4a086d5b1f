/// Writes rows as aligned columns for people, on a terminal or in a file.
struct TextRows: RowWriter {
  private let columns: [Column]
  private let presentation: Presentation
  private let sampleRows: Int
  private let emptySentence: String?
  private var sample: [[Cell]] = []
  private var layout: TextLayout?

  init(
    _ columns: [Column], _ presentation: Presentation, sampleRows: Int, emptySentence: String?
  ) {
    self.columns = columns
    self.presentation = presentation
    self.sampleRows = max(1, sampleRows)
    self.emptySentence = emptySentence
  }

  mutating func append(_ row: [Cell], to output: Output) throws(OutputError) {
    if let layout {
      try output.write(bytes: line(row, layout))
    } else {
      sample.append(row)
      if sample.count >= sampleRows { try writeSample(output) }
    }
  }

  mutating func finish(_ output: Output) throws(OutputError) {
    if layout == nil {
      if sample.isEmpty, let emptySentence { return try output.write(emptySentence + "\n") }
      try writeSample(output)
    }
    guard let hidden = layout?.hidden, !hidden.isEmpty else { return }
    let names = hidden.map(\.head).joined(separator: ", ")
    try output.write("(no room for: \(names); --wide shows all)\n")
  }

  // MARK: - Lines

  private mutating func writeSample(_ output: Output) throws(OutputError) {
    let layout = TextLayout(columns, sample, presentation)
    self.layout = layout
    try output.write(bytes: head(layout))
    for row in sample { try output.write(bytes: line(row, layout)) }
    sample = []
  }

  private func head(_ layout: TextLayout) -> [UInt8] {
    var line = Line()
    for (index, place) in layout.places.enumerated() where place.isShown {
      let isLeft = columns[index].alignment == .left
      line.append(columns[index].head, width: place.width, isLeft: isLeft)
    }
    return line.ended
  }

  private func line(_ row: [Cell], _ layout: TextLayout) -> [UInt8] {
    var line = Line()
    for (index, place) in layout.places.enumerated() where place.isShown {
      let column = columns[index]
      var text = row[index].shown(presentation)
      if place.isCut { text = shortened(text, column.shortening, to: place.width) }
      let isByPoint = column.alignment == .decimalPoint && row[index].isNumber
      line.append(
        text, width: place.width, isLeft: column.alignment == .left,
        after: isByPoint ? place.fractionWidth - NumberText.fractionWidth(text) : 0,
        color: presentation.usesColor ? row[index].colorCode : nil)
    }
    return line.ended
  }

  private func shortened(_ text: String, _ way: Column.Shortening, to width: Int) -> String {
    switch way {
    case .middle: TerminalText.shortenMiddle(text, to: width)
    case .end: TerminalText.shortenEnd(text, to: width)
    case .never: text
    }
  }
}

/// A line of padded texts with gaps between them and no spaces at its end.
private struct Line {
  private var bytes: [UInt8] = []
  private var pending = 0

  /// The line with its line feed.
  var ended: [UInt8] { bytes + [UInt8(ascii: "\n")] }

  /// Adds a text in a place of a number of columns, with some of them free after the text.
  mutating func append(
    _ text: String, width: Int, isLeft: Bool, after: Int = 0, color: String? = nil
  ) {
    let after = max(0, after)
    let free = max(0, width - DisplayWidth.of(text) - after)
    if !isLeft { pending += free }
    if !text.isEmpty {
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: pending))
      if let color { bytes.append(contentsOf: color.utf8) }
      bytes.append(contentsOf: text.utf8)
      if color != nil { bytes.append(contentsOf: "\u{1B}[0m".utf8) }
      pending = 0
    }
    pending += (isLeft ? free : 0) + after + TextLayout.gap
  }
}
