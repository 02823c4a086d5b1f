/// The places of an axis that carry a number: one, two or five times a power of ten apart.
package struct Ticks: Sendable, Equatable {
  package let values: [Double]
  package let labels: [String]

  /// Ticks within a range, about so many.
  package static func linear(from low: Double, to high: Double, about count: Int) -> Ticks {
    guard low.isFinite, high.isFinite, high > low, count > 0 else {
      return Ticks(values: [low], labels: [NumberText.short(low)])
    }
    var (factor, exponent) = step(from: low, to: high, about: count)
    var unit = Powers.ten(exponent)
    // A range too narrow for its height has no numbers that differ.
    while max(abs(low), abs(high)) / (factor * unit) > 1e15 {
      exponent += 1
      unit = Powers.ten(exponent)
      factor = 1
    }
    let first = (low / (factor * unit) - 1e-9).rounded(.up)
    let last = (high / (factor * unit) + 1e-9).rounded(.down)
    var values: [Double] = []
    var index = first
    while index <= last, values.count < 100 {
      values.append(value(index * factor, exponent))
      index += 1
    }
    return Ticks(values: values, labels: labels(values, exponent))
  }

  /// Ticks within a range, about so many but three at least.
  static func several(from low: Double, to high: Double, about count: Int) -> Ticks {
    var best = linear(from: low, to: high, about: count)
    for more in 1...6 where best.values.count < 3 {
      best = linear(from: low, to: high, about: count + more)
    }
    return best
  }

  /// The ticks at whole numbers; there is no half of what is counted.
  var whole: Ticks {
    guard values.contains(where: { $0.rounded() != $0 }) else { return self }
    let kept = values.filter { $0.rounded() == $0 }
    return Ticks(values: kept, labels: kept.map { NumberText.fixed($0, decimals: 0) })
  }

  /// Ticks of a logarithmic axis, three at least: powers of ten, with five or two and five times them where
  /// few fit; in a range too short for these the ticks of a linear one.
  package static func logarithmic(from low: Double, to high: Double, about count: Int) -> Ticks {
    guard low > 0, high >= low, low.isFinite, high.isFinite else {
      return Ticks(values: [], labels: [])
    }
    let decades = Powers.decade(of: high) - Powers.decade(of: low) + 1
    var stride = max(1, (decades + count - 1) / max(1, count))
    var best = multiples(of: [1], each: stride, from: low, to: high)
    while best.count < 3, stride > 1 {
      stride -= 1
      best = multiples(of: [1], each: stride, from: low, to: high)
    }
    // From few to many: of two that are as near to the wish the first stays.
    for factors in stride > 1 ? [] : [[1, 5], [1, 2, 5]] as [[Double]] {
      let values = multiples(of: factors, each: stride, from: low, to: high)
      if best.count < 3 || abs(values.count - count) < abs(best.count - count) { best = values }
    }
    guard best.count > 2 || high <= low else { return several(from: low, to: high, about: count) }
    return Ticks(values: best, labels: best.map(NumberText.short))
  }

  /// Those multiples of powers of ten that lie within the range.
  private static func multiples(
    of factors: [Double], each stride: Int, from low: Double, to high: Double
  ) -> [Double] {
    let (first, last) = (Powers.decade(of: low), Powers.decade(of: high))
    var values: [Double] = []
    for exponent in first...last where (exponent - first) % stride == 0 {
      for factor in factors {
        let tick = value(factor, exponent)
        if tick >= low * (1 - 1e-12), tick <= high * (1 + 1e-12) { values.append(tick) }
      }
    }
    return values
  }

  /// The range made longer so that it begins and ends on a tick.
  static func rounded(_ low: Double, _ high: Double, about count: Int) -> (Double, Double) {
    guard low.isFinite, high.isFinite, high > low else { return (low, high) }
    let (factor, exponent) = step(from: low, to: high, about: count)
    let size = factor * Powers.ten(exponent)
    let first = value((low / size + 1e-9).rounded(.down) * factor, exponent)
    let last = value((high / size - 1e-9).rounded(.up) * factor, exponent)
    return first <= low && last >= high ? (first, last) : (low, high)
  }

  // MARK: - Private

  private static func step(
    from low: Double, to high: Double, about count: Int
  ) -> (factor: Double, exponent: Int) {
    let rough = (high - low) / Double(count)
    let exponent = Powers.decade(of: rough)
    let part = rough / Powers.ten(exponent)
    if part <= 1.000_001 { return (1, exponent) }
    if part <= 2.000_001 { return (2, exponent) }
    return part <= 5.000_001 ? (5, exponent) : (1, exponent + 1)
  }

  // Dividing by a power of ten gives the nearest number to 0.3, multiplying by 0.1 does not.
  private static func value(_ factor: Double, _ exponent: Int) -> Double {
    exponent < 0 ? factor / Powers.ten(-exponent) : factor * Powers.ten(exponent)
  }

  private static func labels(_ values: [Double], _ exponent: Int) -> [String] {
    let largest = values.map(abs).max() ?? 0
    guard largest > 0 else { return values.map(NumberText.short) }
    let decade = Powers.decade(of: largest)
    if decade >= 15 || exponent < -6 {
      return values.map { NumberText.scientific($0, decimals: min(12, max(0, decade - exponent))) }
    }
    let group = largest >= 1e6 ? decade / 3 : 0
    let decimals = max(0, 3 * group - exponent)
    guard group > 0, decimals <= 3 else {
      return values.map { NumberText.fixed($0, decimals: max(0, -exponent)) }
    }
    return values.map { value in
      if value == 0 { return "0" }
      let scaled = NumberText.fixed(value / Powers.ten(3 * group), decimals: decimals)
      return scaled + " " + NumberText.suffixes[group]
    }
  }
}
