/// Finds places for labels so that none of them overlap.
struct LabelPlacer {
  /// Where labels may stand.
  let bounds: Box
  /// What is already taken.
  private(set) var taken: [Box] = []

  init(within bounds: Box) {
    self.bounds = bounds
  }

  /// Takes a place that is occupied in any case.
  mutating func reserve(_ box: Box) {
    taken.append(box)
  }

  /// Whether all these boxes are free and within the bounds.
  func isFree(_ boxes: [Box], gap: Double = 2) -> Bool {
    boxes.allSatisfy { box in
      bounds.contains(box) && !taken.contains { $0.touches(box, gap: gap) }
    }
  }

  /// Takes the first free candidate of the lowest cost; a candidate may need several boxes.
  ///
  /// - Returns: The number of the candidate, or nil when none is free.
  mutating func place(_ candidates: [[Box]], cost: (Box) -> Int = { _ in 0 }) -> Int? {
    var best: (index: Int, cost: Int)?
    for (index, boxes) in candidates.enumerated() where isFree(boxes) {
      let price = boxes.reduce(0) { $0 + cost($1) }
      if price < best?.cost ?? .max { best = (index, price) }
      if price == 0 { break }
    }
    guard let best else { return nil }
    taken += candidates[best.index]
    return best.index
  }

  /// Where the corner of a label of that size may be beside a point, the best place first.
  static func around(
    x: Double, y: Double, radius: Double, width: Double, height: Double
  ) -> [[Box]] {
    let near = radius * 0.7 + 3
    let corners: [(x: Double, y: Double)] = [
      (x + radius + 5, y - height / 2), (x - radius - 5 - width, y - height / 2),
      (x - width / 2, y - radius - 3 - height), (x - width / 2, y + radius + 3),
      (x + near, y - radius - height), (x + near, y + radius),
      (x - near - width, y - radius - height), (x - near - width, y + radius),
    ]
    return corners.map { [Box(x: $0.x, y: $0.y, width: width, height: height)] }
  }

  /// Moves wanted middles of labels apart, keeping their order and staying within a range.
  ///
  /// - Returns: The middles, one for each that was wanted; nil for those with no room left.
  static func spread(
    _ wanted: [Double], height: Double, from top: Double, to bottom: Double
  ) -> [Double?] {
    let room = max(0, Int(((bottom - top) / height).rounded(.down)))
    let kept = wanted.indices.prefix(room).sorted {
      wanted[$0] == wanted[$1] ? $0 < $1 : wanted[$0] < wanted[$1]
    }
    var places: [Double?] = Array(repeating: nil, count: wanted.count)
    var lowest = top + height / 2
    for index in kept {
      let place = max(lowest, wanted[index])
      places[index] = place
      lowest = place + height
    }
    var highest = bottom - height / 2
    for index in kept.reversed() {
      let place = min(places[index] ?? highest, highest)
      places[index] = place
      highest = place - height
    }
    return places
  }
}
