/// Finds the name that a mistyped word most likely meant.
package enum NearestName {
  /// The nearest candidate, the first among equals, or nil when none is near.
  ///
  /// Near means at most one change in three letters (and at most three), or the beginning of one
  /// candidate only.
  package static func find(_ word: String, among candidates: [String]) -> String? {
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let allowed = max(1, min(3, candidate.count / 3))
      let distance = distance(word, candidate)
      guard distance <= allowed, distance < candidate.count else { continue }
      if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    if let best { return best.name }
    let continued = candidates.filter { word.count >= 2 && $0.hasPrefix(word) }
    return continued.count == 1 ? continued.first : nil
  }

  /// The number of letters to add, drop, change or swap with their neighbour.
  ///
  /// - Complexity: O(*n* · *m*) in the lengths of the words.
  package static func distance(_ left: String, _ right: String) -> Int {
    let source = Array(left)
    let target = Array(right)
    var beforeLast: [Int] = []
    var last = Array(0...target.count)
    for row in 0..<source.count {
      var current = [row + 1]
      for column in 0..<target.count {
        let change = last[column] + (source[row] == target[column] ? 0 : 1)
        var cost = min(change, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, source[row] == target[column - 1],
          source[row - 1] == target[column]
        {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[target.count]
  }
}
