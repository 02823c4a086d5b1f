extension SVG {
  /// A straight line.
  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ ink: Ink, width: Double = 1,
    dashed: Bool = false
  ) {
    var attributes: [Attribute] = [
      ("x1", NumberText.coordinate(x1)), ("y1", NumberText.coordinate(y1)),
      ("x2", NumberText.coordinate(x2)), ("y2", NumberText.coordinate(y2)), ("stroke", ink.css),
    ]
    if width != 1 { attributes.append(("stroke-width", NumberText.coordinate(width))) }
    if dashed { attributes.append(("stroke-dasharray", "4 3")) }
    add("line", attributes)
  }

  /// A filled rectangle, with a title that a pointer resting on it shows.
  mutating func rect(_ box: Box, _ ink: Ink, opacity: Double = 1, hint: String? = nil) {
    var attributes: [Attribute] = [
      ("x", NumberText.coordinate(box.x)), ("y", NumberText.coordinate(box.y)),
      ("width", NumberText.coordinate(max(0, box.width))),
      ("height", NumberText.coordinate(max(0, box.height))), ("fill", ink.css),
    ]
    if opacity != 1 { attributes.append(("fill-opacity", NumberText.coordinate(opacity))) }
    shape("rect", attributes, hint)
  }

  /// A circle whose overlaps stay visible.
  mutating func circle(_ x: Double, _ y: Double, radius: Double, _ ink: Ink, hint: String? = nil) {
    let attributes: [Attribute] = [
      ("cx", NumberText.coordinate(x)), ("cy", NumberText.coordinate(y)),
      ("r", NumberText.coordinate(radius)), ("fill", ink.css), ("fill-opacity", "0.3"),
      ("stroke", ink.css),
    ]
    shape("circle", attributes, hint)
  }

  /// A line through points; it breaks where there is none.
  mutating func path(
    _ points: [(x: Double, y: Double)?], _ ink: Ink, stepped: Bool, width: Double = 1.75,
    dashed: Bool = false, pattern: String = "6 3"
  ) {
    var attributes: [Attribute] = [
      ("d", PathData.open(points, stepped: stepped)), ("fill", "none"), ("stroke", ink.css),
      ("stroke-width", NumberText.coordinate(width)), ("stroke-linejoin", "round"),
    ]
    if dashed { attributes.append(("stroke-dasharray", pattern)) }
    add("path", attributes)
  }

  /// An area between points given all around it.
  mutating func area(
    _ points: [(x: Double, y: Double)], _ ink: Ink, opacity: Double, hint: String? = nil
  ) {
    guard !points.isEmpty else { return }
    let attributes: [Attribute] = [
      ("d", PathData.open(points, stepped: false) + "Z"), ("fill", ink.css),
      ("fill-opacity", NumberText.coordinate(opacity)),
    ]
    shape("path", attributes, hint)
  }

  /// A line of text on its baseline.
  mutating func text(
    _ x: Double, _ y: Double, _ text: String, _ ink: Ink = .ink, size: Double = 13,
    anchor: Anchor = .start, isBold: Bool = false
  ) {
    guard !text.isEmpty else { return }
    var attributes: [Attribute] = [
      ("x", NumberText.coordinate(x)), ("y", NumberText.coordinate(y)),
    ]
    if ink != .ink { attributes.append(("fill", ink.css)) }
    if size != 13 { attributes.append(("font-size", NumberText.coordinate(size))) }
    if anchor != .start { attributes.append(("text-anchor", anchor.rawValue)) }
    if isBold { attributes.append(("font-weight", "600")) }
    words("text", text, attributes)
  }

  // MARK: - Private

  private mutating func shape(_ name: StaticString, _ attributes: [Attribute], _ hint: String?) {
    guard let hint else {
      add(name, attributes)
      return
    }
    group(name, attributes) { $0.words("title", hint) }
  }
}

/// The data of SVG paths.
enum PathData {
  /// Moves and lines through points; a stepped line keeps its height until the next point.
  static func open(_ points: [(x: Double, y: Double)?], stepped: Bool) -> String {
    var data = ""
    var last: (x: String, y: String)?
    for point in points {
      guard let point else {
        last = nil
        continue
      }
      let next = (x: NumberText.coordinate(point.x), y: NumberText.coordinate(point.y))
      if let last {
        if stepped || next.x == last.x || next.y == last.y {
          if next.x != last.x { data += "H\(next.x)" }
          if next.y != last.y { data += "V\(next.y)" }
        } else {
          data += "L\(next.x) \(next.y)"
        }
      } else {
        data += "M\(next.x) \(next.y)"
      }
      last = next
    }
    return data
  }
}
