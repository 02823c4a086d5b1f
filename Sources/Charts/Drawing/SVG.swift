/// A picture being written: shapes in order, each with its attributes.
package struct SVG: Sendable {
  /// An attribute of a shape: a name of ours and a value that will be escaped.
  package typealias Attribute = (name: StaticString, value: String)

  /// Where a text begins from its point.
  package enum Anchor: String, Sendable {
    case start, middle, end
  }

  private var body = ""

  package init() {}

  /// Adds an element without content.
  package mutating func add(_ name: StaticString, _ attributes: [Attribute]) {
    open(name, attributes, end: "/>")
  }

  /// Adds an element around others.
  package mutating func group(
    _ name: StaticString = "g", _ attributes: [Attribute], _ content: (inout SVG) -> Void
  ) {
    open(name, attributes, end: ">")
    content(&self)
    close(name)
  }

  /// Adds an element around words.
  package mutating func words(
    _ name: StaticString, _ text: String, _ attributes: [Attribute] = []
  ) {
    open(name, attributes, end: ">")
    body += Markup.escaped(text)
    close(name)
  }

  /// The whole picture: it names and describes itself, and takes its colours from the page.
  package func document(width: Double, height: Double, title: String, about: String) -> String {
    var svg = SVG()
    let (wide, high) = (NumberText.coordinate(width), NumberText.coordinate(height))
    let attributes: [Attribute] = [
      ("xmlns", "http://www.w3.org/2000/svg"), ("role", "img"),
      ("viewBox", "0 0 \(wide) \(high)"), ("width", wide), ("height", high), ("font-size", "13"),
      ("font-family", "system-ui,sans-serif"), ("fill", "currentColor"),
    ]
    svg.group("svg", attributes) { inner in
      inner.words("title", title)
      inner.words("desc", about)
      inner.body += body
    }
    return svg.body
  }

  // MARK: - Private

  private mutating func open(_ name: StaticString, _ attributes: [Attribute], end: String) {
    body += "<\(name)"
    for attribute in attributes {
      body += " \(attribute.name)=\"\(Markup.escaped(attribute.value))\""
    }
    body += end
  }

  private mutating func close(_ name: StaticString) {
    body += "</\(name)>"
  }
}
