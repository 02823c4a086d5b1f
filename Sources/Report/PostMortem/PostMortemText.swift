internal import Audit
internal import Charts
internal import Console
internal import FixedPoint

/// Figures and times of a post-mortem as words.
enum PostMortemText {
  /// An exact figure for people: grouped by thousands, with a true minus.
  static func exact(_ value: Decimal18) -> String {
    Console.NumberText.grouped(value.description)
  }

  static func exact(_ value: Decimal18?) -> String { value.map(exact) ?? "" }

  /// A figure to draw, with its exact words.
  static func figure(_ value: Decimal18) -> Figure {
    Figure(drawn(value), exact: exact(value))
  }

  /// A point of a series to draw.
  static func point(_ point: VenueSeries.Point) -> TimePoint {
    TimePoint(point.time, figure(point.value), isBefore: point.isBefore)
  }

  /// Where a figure is drawn; nothing is reckoned with it.
  static func drawn(_ value: Decimal18) -> Double {
    Double(value.mantissa) / 1e18
  }

  /// A figure shortened for a sentence or a headline, with its unit.
  static func short(_ value: Decimal18, _ unit: String = "") -> String {
    let text = Charts.NumberText.short(drawn(value))
    return unit.isEmpty ? text : "\(text) \(unit)"
  }

  /// A figure without its sign.
  static func size(_ value: Decimal18) -> Decimal18 { (try? value.magnitude) ?? value }

  static func whole(_ number: some BinaryInteger) -> String {
    Charts.NumberText.whole(Int(clamping: number))
  }

  /// A number of things: `1 account`, `1,451 accounts`.
  static func count(_ number: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
    "\(whole(number)) \(number == 1 ? one : many ?? one + "s")"
  }

  /// A part of a whole in per cent; nil when there is no whole.
  static func share(_ part: Decimal18, of whole: Decimal18) -> String? {
    guard whole > .zero else { return nil }
    return Charts.NumberText.percent(drawn(part) / drawn(whole))
  }

  static func duration(_ milliseconds: Int64) -> String {
    Charts.NumberText.duration(Double(milliseconds) / 1_000)
  }

  /// The first and last time of something in as few words as say it.
  static func range(_ from: Int64, _ to: Int64) -> String {
    let (first, last) = (TimeText.longDay(from), TimeText.longDay(to))
    if first == last {
      return from == to
        ? "on \(first) at \(TimeText.second(from)) UTC"
        : "on \(first) between \(TimeText.second(from)) and \(TimeText.second(to)) UTC"
    }
    return "between \(first) and \(last)"
  }

  /// A list of words: `a`, `a and b`, `a, b and c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A long name, shortened in its middle as on a terminal.
  static func id(_ name: String, to width: Int = 24) -> String {
    TerminalText.shortenMiddle(name, to: width)
  }
}
