/// What there is against what is required, step by step, small enough to stand within a line of text.
package struct Sparkline: Chart {
  package let title: String
  package let equity: [Figure]
  package let requirement: [Figure]
  package let whenEmpty: String
  /// What the first line is of.
  package let name: String

  /// Creates a line of equity, or what else is named, and requirement at the same moments, in their order.
  package init(
    _ title: String, equity: [Figure], requirement: [Figure] = [], name: String = "equity",
    whenEmpty: String = "no figures"
  ) {
    self.title = title
    self.name = name
    self.equity = equity
    self.requirement = requirement
    self.whenEmpty = whenEmpty
  }

  package var isEmpty: Bool { equity.allSatisfy { $0.drawn == nil } }

  package var about: String {
    let drawn = equity.filter { $0.drawn != nil }
    guard let first = drawn.first, let last = drawn.last else { return whenEmpty }
    let short = pairs.count { $0.equity < $0.requirement }
    let (from, to) = (NumberText.short(first.value), NumberText.short(last.value))
    let below = short > 0 ? ", \(short) of \(pairs.count) below the requirement" : ""
    return "\(name) from \(from) to \(to)\(below)"
  }

  package func height(forWidth width: Double) -> Double { 24 }

  package func table() -> ChartTable {
    var head = [ChartColumn("step", isNumber: true), ChartColumn(name, isNumber: true)]
    if !requirement.isEmpty { head.append(ChartColumn("requirement", isNumber: true)) }
    let rows = equity.indices.map { index in
      var row = [NumberText.whole(index + 1), equity[index].exact]
      if !requirement.isEmpty {
        row.append(
          requirement.indices.contains(index) ? requirement[index].exact : NumberText.missing)
      }
      return row
    }
    return (head, rows)
  }

  /// The picture; its usual size is 120 by 24.
  package func svg(width: Double = 120, height: Double = 24) -> String {
    var svg = SVG()
    let wide = width.isFinite ? min(max(width, 24), 4_000) : 120
    let high = height.isFinite ? min(max(height, 12), 400) : 24
    if isEmpty {
      svg.text(
        2, high / 2 + 4, TextMetrics.fitted(whenEmpty, 11, within: wide - 4), .muted, size: 11)
      return svg.document(width: wide, height: high, title: title, about: whenEmpty)
    }
    let all = (equity + requirement).compactMap(\.drawn)
    let (low, high2) = Scale.range(all, withZero: false)
    // Every moment holds until the next one; the last has a step of its own.
    let x = Scale(0, Double(max(1, equity.count)), from: 2, to: wide - 4)
    let y = Scale(low, high2, from: high - 3, to: 3)
    drawShortfall(&svg, x, y)
    svg.path(places(requirement, x, y), .muted, stepped: true, width: 1, dashed: true)
    let line = places(equity, x, y)
    svg.path(line, .blue, stepped: true, width: 1.5)
    if case let last?? = line.last(where: { $0 != nil }) {
      svg.circle(last.x, last.y, radius: 2, endInk)
    }
    return svg.document(width: wide, height: high, title: title, about: about)
  }

  /// The equity as a row of blocks `▁▂▃▄▅▆▇█`, or of ASCII marks `_.-:=+*#`.
  ///
  /// Where there are more figures than the width, each block is the lowest of those it stands for.
  package func text(width: Int = 8, isASCII: Bool = false) -> String {
    let marks = Array(isASCII ? "_.-:=+*#" : "▁▂▃▄▅▆▇█")
    let values = equity.compactMap(\.drawn)
    guard let low = values.min(), let high = values.max(), width > 0 else { return "" }
    let count = min(width, values.count)
    var line = ""
    for index in 0..<count {
      let from = index * values.count / count
      let to = max(from + 1, (index + 1) * values.count / count)
      let lowest = values[from..<to].min() ?? low
      // Halves, as the difference of two huge numbers would be none.
      let part = high > low ? (lowest / 2 - low / 2) / (high / 2 - low / 2) : 0.5
      line.append(marks[min(7, max(0, Int(part * 8)))])
    }
    return line
  }

  // MARK: - Private

  private var pairs: [(equity: Double, requirement: Double)] {
    zip(equity, requirement).compactMap { first, second in
      guard let equity = first.drawn, let requirement = second.drawn else { return nil }
      return (equity, requirement)
    }
  }

  private var endInk: Ink {
    guard let last = pairs.last else { return .blue }
    return last.equity < last.requirement ? .loss : .blue
  }

  private func places(
    _ figures: [Figure], _ x: Scale, _ y: Scale
  ) -> [(x: Double, y: Double)?] {
    var places = figures.enumerated().map { index, figure in
      figure.drawn.map { (x: x(Double(index)), y: y($0)) }
    }
    if let last = places.last { places.append(last.map { (x: x(Double(places.count)), y: $0.y) }) }
    return places
  }

  // Between the two lines, where the first one is the lower one.
  private func drawShortfall(_ svg: inout SVG, _ x: Scale, _ y: Scale) {
    for index in 0..<min(equity.count, requirement.count) {
      guard let has = equity[index].drawn, let needs = requirement[index].drawn, has < needs else {
        continue
      }
      let (left, right) = (x(Double(index)), x(Double(index + 1)))
      svg.area(
        [(left, y(needs)), (right, y(needs)), (right, y(has)), (left, y(has))], .loss, opacity: 0.3)
    }
  }
}
