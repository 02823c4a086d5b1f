internal import Audit
internal import Console
internal import FixedPoint

/// The coverage of an account at market prices over its case: equity over requirement of a perpetual venue.
struct CaseSparkline {
  private let values: [Decimal18]

  init(_ entry: MarginCase) {
    let points = (entry.healthy.map { [$0] } ?? []) + entry.path
    values = points.compactMap(\.standing.marketCoverage)
  }

  /// One line: steps of an eighth, with the first, the lowest and the last value; nil without a path.
  func text(_ presentation: Presentation) -> String? {
    guard values.count > 1, let low = values.min(), let high = values.max(), high > low else {
      return nil
    }
    let blocks = Array(presentation.isTerminal ? "▁▂▃▄▅▆▇█" : "_.-=+*%#")
    let line = String(thinned.map { blocks[Self.step($0, low, high)] })
    let ends = [values[0], low, values[values.count - 1]].map(Self.percent)
    return "coverage at market prices  \(line)  \(ends[0]) → lowest \(ends[1]) → \(ends[2])"
  }

  /// At most 48 values: of each stretch the lowest.
  private var thinned: [Decimal18] {
    guard values.count > 48 else { return values }
    return (0..<48).map { place in
      let stretch = values[place * values.count / 48..<(place + 1) * values.count / 48]
      return stretch.min() ?? .zero
    }
  }

  private static func step(_ value: Decimal18, _ low: Decimal18, _ high: Decimal18) -> Int {
    let share = (try? (value - low).multiplied(by: 7).divided(by: high - low, rounding: .down))
    return min(max(Int((share ?? .zero).mantissa / Decimal18.one.mantissa), 0), 7)
  }

  private static func percent(_ value: Decimal18) -> String {
    let rounded = try? value.multiplied(by: 100).rounded(toDecimals: 1, rounding: .down)
    return "\(rounded ?? value) %"
  }
}
