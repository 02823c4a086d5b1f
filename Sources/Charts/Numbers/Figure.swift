/// A number on a chart, with its exact words for the table under the chart.
package struct Figure: Sendable, Hashable {
  /// Where it is drawn; only drawing uses it, no sum of money does.
  package let value: Double
  /// How the table says it.
  package let exact: String

  /// Creates a figure; without exact words the table prints the drawn value.
  package init(_ value: Double, exact: String? = nil) {
    self.value = value
    self.exact = exact ?? NumberText.plain(value)
  }

  /// The value within what can be drawn; nil when it is no number.
  var drawn: Double? {
    guard value.isFinite else { return nil }
    return min(max(value, -1e100), 1e100)
  }
}

extension Figure: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  package init(floatLiteral value: Double) {
    self.init(value)
  }

  package init(integerLiteral value: Int) {
    self.init(Double(value), exact: NumberText.whole(value))
  }
}
