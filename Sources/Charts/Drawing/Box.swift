/// A rectangle on a chart, from its top left corner.
struct Box: Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }
  var middle: (x: Double, y: Double) { (x + width / 2, y + height / 2) }

  /// The same box with more room to both sides.
  func widened(_ margin: Double) -> Box {
    Box(x: x - margin, y: y, width: width + 2 * margin, height: height)
  }

  /// Whether the two share a part, or come nearer than the gap.
  func touches(_ other: Box, gap: Double = 0) -> Bool {
    x < other.right + gap && other.x < right + gap && y < other.bottom + gap
      && other.y < bottom + gap
  }

  /// Whether the other one lies within.
  func contains(_ other: Box) -> Bool {
    other.x >= x && other.right <= right && other.y >= y && other.bottom <= bottom
  }

  /// Whether a point lies within, or nearer than the gap.
  func contains(x px: Double, y py: Double, gap: Double = 0) -> Bool {
    px > x - gap && px < right + gap && py > y - gap && py < bottom + gap
  }
}
