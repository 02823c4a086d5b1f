/// The flags above a chart: names of moments, each on a stem that goes down into the chart.
struct MarkStrip {
  /// A moment to name.
  struct Item {
    let x: Double
    let text: String
    var ink: Ink = .muted
  }

  /// Where a name stands; nil when there was no room for it.
  struct Flag {
    let box: Box
    let anchor: SVG.Anchor
    let baseline: Double
    let textX: Double
  }

  static let laneHeight = 17.0

  let top: Double
  let lanes: Int
  let items: [Item]
  let flags: [Flag?]

  var bottom: Double { top + Double(lanes) * MarkStrip.laneHeight }

  /// Finds places for the names in as few lanes as hold them all, or in the most that are allowed.
  init(
    _ items: [Item], top: Double, from left: Double, to right: Double, lanes range: ClosedRange<Int>
  ) {
    self.top = top
    self.items = items
    var best: (lanes: Int, flags: [Flag?], count: Int) = (0, items.map { _ in nil }, 0)
    let all = items.reduce(0) { $0 + ($1.ink == .ink ? items.count : 1) }
    for lanes in range where best.count < all {
      for choice in Choice.all where best.count < all {
        let flags = MarkStrip.flags(items, top, left...max(left, right), lanes, choice)
        // Where not all have room, moments have it before stretches.
        let count = zip(items, flags).reduce(0) { sum, pair in
          pair.1 == nil ? sum : sum + (pair.0.ink == .ink ? items.count : 1)
        }
        if count > best.count { best = (lanes, flags, count) }
      }
    }
    self.lanes = best.lanes
    self.flags = best.flags
  }

  /// Draws the stems down to a place in the chart, and the names.
  func draw(_ svg: inout SVG, down end: Double) {
    for (item, flag) in zip(items, flags) {
      svg.line(item.x, flag?.box.y ?? bottom, item.x, end, item.ink, dashed: true)
      guard let flag else { continue }
      svg.text(
        flag.textX, flag.baseline, item.text, item.ink, size: Layout.tickSize, anchor: flag.anchor)
    }
  }

  // MARK: - Private

  /// One way to fill the lanes; which one holds most names depends on where the moments are.
  private struct Choice {
    let isFromRight: Bool
    let isFromBottom: Bool
    let anchors: [SVG.Anchor]
    let hasMomentsFirst: Bool

    static let all = [false, true].flatMap { hasMomentsFirst in
      [true, false].flatMap { isFromRight in
        [true, false].flatMap { isFromBottom in
          [[SVG.Anchor.start, .end], [.end, .start]].map {
            Choice(
              isFromRight: isFromRight, isFromBottom: isFromBottom, anchors: $0,
              hasMomentsFirst: hasMomentsFirst)
          }
        }
      }
    }
  }

  private static func flags(
    _ items: [Item], _ top: Double, _ width: ClosedRange<Double>, _ lanes: Int, _ choice: Choice
  ) -> [Flag?] {
    var placed: [Flag?] = items.map { _ in nil }
    var stems: [Box] = []
    let ascending = items.indices.sorted { (items[$0].x, $0) < (items[$1].x, $1) }
    var order = choice.isFromRight ? ascending.reversed() : ascending
    if choice.hasMomentsFirst {
      order = order.filter { items[$0].ink == .ink } + order.filter { items[$0].ink != .ink }
    }
    for index in order where !items[index].text.isEmpty {
      let candidates = candidates(items[index], top, lanes, choice).filter {
        $0.flag.box.x >= width.lowerBound && $0.flag.box.right <= width.upperBound
      }
      let names = placed.compactMap { $0?.box }
      let free = candidates.first { candidate in
        !names.contains { $0.touches(candidate.flag.box.widened(4)) || $0.touches(candidate.stem) }
          && !stems.contains { $0.touches(candidate.flag.box) }
      }
      guard let free else { continue }
      placed[index] = free.flag
      stems.append(free.stem)
    }
    return placed
  }

  private static func candidates(
    _ item: Item, _ top: Double, _ lanes: Int, _ choice: Choice
  ) -> [(flag: Flag, stem: Box)] {
    let size = TextMetrics.width(item.text, Layout.tickSize)
    let bottom = top + Double(lanes) * laneHeight
    let order = choice.isFromBottom ? Array((0..<lanes).reversed()) : Array(0..<lanes)
    return choice.anchors.flatMap { anchor in
      order.map { lane in
        let y = top + Double(lane) * laneHeight
        let x = anchor == .start ? item.x + 4 : item.x - 4 - size
        let flag = Flag(
          box: Box(x: x, y: y, width: size, height: laneHeight - 1), anchor: anchor,
          baseline: y + 12.5, textX: anchor == .start ? x : x + size)
        return (flag, Box(x: item.x - 1, y: y, width: 2, height: bottom - y))
      }
    }
  }
}
