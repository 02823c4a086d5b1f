/// Maps the numbers of a range to places along an axis.
struct Scale {
  let low: Double
  let high: Double
  let from: Double
  let to: Double
  let isLogarithmic: Bool

  init(_ low: Double, _ high: Double, from: Double, to: Double, isLogarithmic: Bool = false) {
    self.low = low
    self.high = high
    self.from = from
    self.to = to
    self.isLogarithmic = isLogarithmic
  }

  /// The place of a number, held within the axis.
  func callAsFunction(_ value: Double) -> Double {
    let part: Double
    if isLogarithmic {
      let (first, last) = (Powers.logarithm(low), Powers.logarithm(high))
      part = last > first ? (Powers.logarithm(max(value, low)) - first) / (last - first) : 0.5
    } else {
      part = high > low ? (value - low) / (high - low) : 0.5
    }
    return from + (to - from) * min(max(part, 0), 1)
  }

  /// A range around values that can be drawn: never empty, with the zero where that is asked for.
  static func range(_ values: [Double], withZero: Bool) -> (low: Double, high: Double) {
    var low = values.min() ?? 0
    var high = values.max() ?? 1
    if withZero {
      low = min(low, 0)
      high = max(high, 0)
    }
    let size = max(abs(low), abs(high))
    guard high - low <= size * 1e-9 else { return (low, high) }
    let margin = size == 0 ? 1 : size * 0.05
    return (low == 0 ? 0 : low - margin, high + margin)
  }
}
