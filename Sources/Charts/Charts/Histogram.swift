/// How often each size occurred: bins that widen by ratio, with the percentiles marked.
package struct Histogram: Chart {
  /// What the values are.
  package enum Measure: Sendable, Hashable {
    /// Lengths of time in seconds.
    case seconds
    /// Numbers of a unit, as `bps`.
    case number(unit: String)
  }

  package let title: String
  /// What is measured, as `delay from breach to first fill`.
  package let quantity: String
  package let measure: Measure
  /// What is counted, as `liquidations`.
  package let noun: String
  package let percentiles: [Int]
  package let whenEmpty: String
  /// The values that are numbers, smallest first.
  let values: [Double]
  let left: Int
  let bins: [LogBins.Bin]

  package init(
    _ title: String, quantity: String, measure: Measure, noun: String, values: [Double],
    percentiles: [Int] = [50, 90, 99], whenEmpty: String = "No values to count."
  ) {
    self.title = title
    self.quantity = quantity
    self.measure = measure
    self.noun = noun
    self.percentiles = percentiles.filter { (1...100).contains($0) }.sorted()
    self.whenEmpty = whenEmpty
    let sorted = values.filter(\.isFinite).map { min(max($0, -1e100), 1e100) }.sorted()
    self.values = sorted
    self.left = values.count - sorted.count
    self.bins = LogBins.bins(sorted, isTime: measure == .seconds)
  }

  package var isEmpty: Bool { values.isEmpty }

  package var about: String {
    "\(quantity): \(NumberText.whole(values.count)) \(noun), "
      + percentiles.map { "p\($0) \(text(percentile($0)))" }.joined(separator: ", ") + "."
  }

  package var notes: [String] {
    var notes = ["A percentile is the smallest value that so many percent do not exceed."]
    if bins.count > 1 {
      notes.append("The bins grow wider to the right, and are drawn equally wide.")
    }
    if left > 0 {
      notes.append("\(NumberText.whole(left)) values that are no numbers are left out.")
    }
    return isEmpty ? [] : notes
  }

  /// The smallest value that so many percent of the values do not exceed.
  package func percentile(_ percent: Int) -> Double {
    guard !values.isEmpty else { return 0 }
    let rank = (values.count * percent + 99) / 100
    return values[min(max(rank, 1), values.count) - 1]
  }

  package func table() -> ChartTable {
    let head = [
      ChartColumn("from"), ChartColumn("to below"), ChartColumn(noun, isNumber: true),
      ChartColumn("share, %", isNumber: true),
    ]
    var rows = bins.map { bin in
      [
        bin.low.map(text) ?? "", bin.high.map(text) ?? "", NumberText.whole(bin.count),
        NumberText.fixed(Double(bin.count) / Double(values.count) * 100, decimals: 1),
      ]
    }
    rows += percentiles.filter { _ in !isEmpty }.map { percent in
      ["p\(percent)", text(percentile(percent)), "", ""]
    }
    return (head, rows)
  }

  package var textLines: [String] {
    TextPicture.bars(
      bins.map { bin in
        let range = [bin.low.map(text), bin.high.map(text)].compactMap { $0 }
        return (range.joined(separator: " – "), Double(bin.count), NumberText.whole(bin.count))
      })
      + (isEmpty
        ? [] : [percentiles.map { "p\($0) \(text(percentile($0)))" }.joined(separator: " · ")])
  }

  package func svg(width: Double, height: Double) -> String {
    picture(width, height) { svg, layout in
      let unit = TextMetrics.fitted(noun, Layout.tickSize, within: layout.width)
      svg.text(0, 12, unit, .muted, size: Layout.tickSize)
      let highest = Double(bins.map(\.count).max() ?? 1)
      var margins = Frame.Margins()
      let first = strip(frame(layout, margins, highest), layout, 1...4)
      margins.top = max(first.bottom, 20) + 6
      let frame = frame(layout, margins, highest)
      let lanes = max(1, first.lanes)
      frame.draw(&svg)
      drawBars(&svg, frame)
      drawEdges(&svg, frame, layout)
      strip(frame, layout, lanes...lanes).draw(&svg, down: frame.plot.bottom)
    }
  }

  // MARK: - Private

  private func text(_ value: Double) -> String {
    switch measure {
    case .seconds: NumberText.duration(value)
    case .number: NumberText.short(value)
    }
  }

  private func frame(_ layout: Layout, _ margins: Frame.Margins, _ highest: Double) -> Frame {
    Frame(
      Box(x: 0, y: 0, width: layout.width, height: layout.height), margins,
      range: (0, max(highest, 1)), isRounded: true, isWhole: true)
  }

  private func strip(_ frame: Frame, _ layout: Layout, _ lanes: ClosedRange<Int>) -> MarkStrip {
    let items = percentiles.map { percent in
      let value = percentile(percent)
      return MarkStrip.Item(
        x: place(value, frame), text: "p\(percent) \(text(value))", ink: .ink)
    }
    return MarkStrip(items, top: 20, from: frame.plot.x, to: layout.width, lanes: lanes)
  }

  private func slot(_ frame: Frame) -> Double { frame.plot.width / Double(max(1, bins.count)) }

  private func drawBars(_ svg: inout SVG, _ frame: Frame) {
    let slot = slot(frame)
    for (index, bin) in bins.enumerated() where bin.count > 0 {
      let top = frame.y(Double(bin.count))
      let box = Box(
        x: frame.plot.x + Double(index) * slot + 1, y: top, width: max(1, slot - 2),
        height: frame.plot.bottom - top)
      let range = [bin.low.map(text), bin.high.map(text)].compactMap { $0 }
      let hint = "\(range.joined(separator: " – ")): \(NumberText.whole(bin.count)) \(noun)"
      svg.rect(box, .blue, opacity: 0.75, hint: hint)
    }
  }

  private func drawEdges(_ svg: inout SVG, _ frame: Frame, _ layout: Layout) {
    let slot = slot(frame)
    var edges: [(place: Double, label: String)] = []
    for (index, bin) in bins.enumerated() {
      guard let low = bin.low else { continue }
      edges.append((frame.plot.x + Double(index) * slot, text(low)))
    }
    if let high = bins.last?.high { edges.append((frame.plot.right, text(high))) }
    frame.drawTicks(&svg, edges, width: layout.width)
    let unit =
      switch measure {
      case .seconds: ""
      case .number(let unit): ", \(unit)"
      }
    frame.drawTitle(&svg, quantity + unit)
  }

  // Within its bin a value stands where its logarithm is between those of the edges.
  private func place(_ value: Double, _ frame: Frame) -> Double {
    let slot = slot(frame)
    let index = bins.firstIndex { value < $0.high ?? .infinity } ?? bins.count - 1
    guard index >= 0 else { return frame.plot.x }
    var part = 0.5
    if let low = bins[index].low, let high = bins[index].high, high > low {
      part =
        low > 0
        ? (Powers.logarithm(value) - Powers.logarithm(low))
          / (Powers.logarithm(high) - Powers.logarithm(low))
        : (value - low) / (high - low)
    }
    return frame.plot.x + (Double(index) + min(max(part, 0), 1)) * slot
  }
}

/// Bins whose edges are one, two and five times powers of ten, or whole units of time.
enum LogBins {
  /// A bin; it holds what is at or above its lower and below its upper edge.
  struct Bin: Equatable {
    /// No lower edge takes everything that is smaller.
    let low: Double?
    let high: Double?
    let count: Int
  }

  /// The bins of sorted values; those at zero or below share the first one.
  static func bins(_ sorted: [Double], isTime: Bool) -> [Bin] {
    guard let largest = sorted.last else { return [] }
    let smallest = sorted.first { $0 > 0 }
    let edges = smallest.map { isTime ? timeEdges($0, largest) : ratioEdges($0, largest) } ?? []
    var bins: [Bin] = []
    let first = edges.first ?? 0
    let below = edges.isEmpty ? sorted.count : sorted.count { $0 < first }
    if below > 0 {
      let isAtZero = sorted[0] >= 0
      bins.append(Bin(low: isAtZero ? 0 : nil, high: edges.first ?? 0, count: below))
    }
    var index = below
    for (low, high) in zip(edges, edges.dropFirst()) {
      let start = index
      while index < sorted.count, sorted[index] < high { index += 1 }
      bins.append(Bin(low: low, high: high, count: index - start))
    }
    return bins
  }

  // MARK: - Private

  private static let timeSteps: [Double] = [
    1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400,
    172_800, 432_000, 864_000,
  ]

  private static func timeEdges(_ smallest: Double, _ largest: Double) -> [Double] {
    guard smallest >= 1, largest < 864_000 else {
      // Sub-second delays, or years of them, are counted by powers of ten.
      return ratioEdges(smallest, largest)
    }
    let first = timeSteps.lastIndex { $0 <= smallest } ?? 0
    let last = timeSteps.firstIndex { $0 > largest } ?? timeSteps.count - 1
    return Array(timeSteps[first...last])
  }

  private static func ratioEdges(_ smallest: Double, _ largest: Double) -> [Double] {
    let first = Powers.decade(of: max(smallest, 1e-30))
    let last = Powers.decade(of: max(largest, 1e-30))
    let factors: [Double] = last - first > 12 ? [1] : [1, 2, 5]
    // Too many decades for bars: each bin then spans several.
    let stride = max(1, (last - first + 1) / 40)
    var edges: [Double] = []
    for exponent in Swift.stride(from: first, through: last + stride, by: stride) {
      edges += factors.map {
        exponent < 0 ? $0 / Powers.ten(-exponent) : $0 * Powers.ten(exponent)
      }
    }
    let from = edges.lastIndex { $0 <= smallest } ?? 0
    let to = edges.firstIndex { $0 > largest } ?? edges.count - 1
    return Array(edges[from...max(from, to)])
  }
}
