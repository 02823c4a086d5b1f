/// A column of the table that says the same as a chart.
package struct ChartColumn: Sendable, Hashable {
  /// What stands in the head, with the unit.
  package let name: String
  /// Whether numbers stand in it, which line up by their point.
  package let isNumber: Bool
  /// The significant digits that a page shows of its numbers, as of prices; nil where it shows all.
  ///
  /// Rows are exact all the same: the page has the whole number as the title of the cell.
  package let digits: Int?

  package init(_ name: String, isNumber: Bool = false, digits: Int? = nil) {
    self.name = name
    self.isNumber = isNumber
    self.digits = digits
  }

  /// A column of numbers, with the unit out of what an axis measures: `DAI` of `amount, DAI`.
  init(_ name: String, unitOf measure: String, digits: Int? = nil) {
    let unit = measure.lastIndex(of: ",").map { measure[measure.index(after: $0)...] }
    let words = unit.map { String($0.drop { $0 == " " }) } ?? measure
    self.init(words == name ? name : "\(name), \(words)", isNumber: true, digits: digits)
  }
}

/// The table that says the same as a chart: a head, and rows of exact words.
package typealias ChartTable = (head: [ChartColumn], rows: [[String]])

/// A picture of figures that also says them in words.
package protocol Chart: Sendable {
  /// What it shows, in a few words.
  var title: String { get }
  /// What a reader who cannot see it should know.
  var about: String { get }
  /// Whether there is nothing to draw.
  var isEmpty: Bool { get }
  /// The sentence that stands in its place when it is empty.
  var whenEmpty: String { get }
  /// What was left out or changed in drawing it, in sentences.
  var notes: [String] { get }
  /// The height that suits it at some width.
  func height(forWidth width: Double) -> Double
  /// The picture; charts of rows grow beyond the height where their rows need more.
  func svg(width: Double, height: Double) -> String
  /// The same figures as a table.
  func table() -> ChartTable
  /// The picture in lines of plain text; none where only the table can say it.
  var textLines: [String] { get }
}

extension Chart {
  package var notes: [String] { [] }

  package var textLines: [String] { [] }

  package func height(forWidth width: Double) -> Double {
    width < Layout.narrow ? 260 : 320
  }

  /// A picture of the given drawing, or of the sentence for no figures.
  func picture(
    _ width: Double, _ height: Double, least: Double = 120, _ draw: (inout SVG, Layout) -> Void
  ) -> String {
    var svg = SVG()
    let layout = Layout(width: width, height: height, least: isEmpty ? 40 : least)
    if isEmpty {
      for (index, line) in TextMetrics.lines(whenEmpty, 13, within: layout.width - 8).enumerated() {
        svg.text(4, 20 + 18 * Double(index), line, .muted)
      }
    } else {
      draw(&svg, layout)
    }
    return svg.document(
      width: layout.width, height: layout.height, title: title, about: isEmpty ? whenEmpty : about)
  }
}

/// The size of a picture, held within what can be read.
struct Layout {
  /// The width below which a picture is laid out for a telephone.
  static let narrow = 500.0
  /// The sizes of text on axes and of labels.
  static let tickSize = 12.0
  static let labelSize = 13.0

  let width: Double
  let height: Double

  init(width: Double, height: Double, least: Double = 120) {
    self.width = width.isFinite ? min(max(width, 240), 4_000) : 840
    self.height = max(height.isFinite ? min(height, 8_000) : 320, least)
  }

  var isNarrow: Bool { width < Layout.narrow }
}
