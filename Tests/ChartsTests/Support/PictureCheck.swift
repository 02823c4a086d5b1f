import Testing

@testable import Charts

/// Holds a picture against what every picture must be.
enum PictureCheck {
  /// Well-formed, described, only with colours of the page, numbers everywhere, and no two labels
  /// that overlap or leave the picture.
  static func check(_ svg: String, _ what: Comment) throws {
    let elements = try XMLChecker.elements(of: svg)
    let root = try #require(elements.last, what)
    #expect(root.name == "svg", what)
    #expect(root.attributes["role"] == "img", what)
    let title = elements.first { $0.name == "title" }
    let about = elements.first { $0.name == "desc" }
    #expect(title?.text.isEmpty == false, what)
    #expect(about?.text.isEmpty == false, what)
    for element in elements {
      for (name, value) in element.attributes {
        if name == "fill" || name == "stroke" {
          let isOurs = value == "none" || value == "currentColor" || value.hasPrefix("var(--")
          #expect(isOurs, "\(what) \(name) \(value)")
        }
        if numbers.contains(name) { checkNumber(value, "\(what) \(element.name) \(name)") }
        if name == "d" { checkPath(value, what) }
      }
    }
    try checkLabels(elements, root, what)
  }

  // MARK: - Private

  private static let numbers: Set<String> = [
    "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "font-size",
    "stroke-width", "fill-opacity",
  ]

  private static func checkNumber(_ text: String, _ what: Comment) {
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    let isNumber =
      parts.count <= 2
      && parts.allSatisfy { part in
        !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber }
      }
    #expect(isNumber && (parts.count == 1 || parts[1].count <= 2), "\(what): \(text)")
  }

  private static func checkPath(_ data: String, _ what: Comment) {
    let allowed: Set<Character> = Set("MLHVZ -.0123456789")
    #expect(data.allSatisfy(allowed.contains), "\(what): \(data.prefix(80))")
    #expect(data.isEmpty || data.hasPrefix("M"), what)
  }

  private static func checkLabels(
    _ elements: [XMLElement], _ root: XMLElement, _ what: Comment
  ) throws {
    let width = try #require(Double(root.attributes["width"] ?? ""), what)
    let height = try #require(Double(root.attributes["height"] ?? ""), what)
    let page = Box(x: -0.5, y: -0.5, width: width + 1, height: height + 1)
    var boxes: [(text: String, box: Box)] = []
    for element in elements where element.name == "text" {
      let box = try box(of: element, what)
      #expect(page.contains(box), "\(what): \"\(element.text)\" leaves the picture, \(box)")
      for other in boxes {
        #expect(
          !box.touches(other.box, gap: -0.02),
          "\(what): \"\(element.text)\" overlaps \"\(other.text)\"")
      }
      boxes.append((element.text, box))
    }
  }

  static func box(of element: XMLElement, _ what: Comment) throws -> Box {
    let x = try #require(Double(element.attributes["x"] ?? ""), what)
    let y = try #require(Double(element.attributes["y"] ?? ""), what)
    let size = Double(element.attributes["font-size"] ?? "13") ?? 13
    let width = TextMetrics.width(element.text, size)
    let left =
      switch element.attributes["text-anchor"] {
      case "middle": x - width / 2
      case "end": x - width
      default: x
      }
    return Box(x: left, y: y - size * 0.78, width: width, height: size)
  }
}
