/// An element of a parsed picture or page.
struct XMLElement {
  var name: String
  var attributes: [String: String] = [:]
  /// The text directly within it.
  var text = ""
}

/// What is wrong with markup, and where.
struct XMLProblem: Error, CustomStringConvertible {
  let description: String
}

/// A strict reader of small XML: every tag closed, every attribute quoted, every entity known.
struct XMLChecker {
  private var rest: Substring
  private var open: [XMLElement] = []
  private var closed: [XMLElement] = []

  /// The elements in the order in which they end.
  static func elements(of markup: String) throws(XMLProblem) -> [XMLElement] {
    var checker = XMLChecker(rest: markup[...])
    try checker.read()
    return checker.closed
  }

  // MARK: - Private

  private init(rest: Substring) {
    self.rest = rest
  }

  private mutating func read() throws(XMLProblem) {
    while !rest.isEmpty {
      if rest.hasPrefix("</") {
        try close()
      } else if rest.hasPrefix("<") {
        try start()
      } else {
        let text = rest.prefix { $0 != "<" }
        rest = rest.dropFirst(text.count)
        let plain = try unescaped(text)
        guard let last = open.indices.last else {
          if plain.contains(where: { !$0.isWhitespace }) { throw problem("text outside") }
          continue
        }
        open[last].text += plain
      }
    }
    guard open.isEmpty else { throw problem("\(open.map(\.name)) stays open") }
  }

  private mutating func start() throws(XMLProblem) {
    rest = rest.dropFirst()
    var element = XMLElement(name: takeName())
    guard !element.name.isEmpty else { throw problem("a tag without a name") }
    while rest.hasPrefix(" ") {
      rest = rest.dropFirst()
      let name = takeName()
      guard !name.isEmpty, rest.hasPrefix("=\"") else { throw problem("a bare attribute") }
      rest = rest.dropFirst(2)
      let value = rest.prefix { $0 != "\"" }
      guard !value.contains("<") else { throw problem("< in an attribute") }
      rest = rest.dropFirst(value.count + 1)
      guard element.attributes.updateValue(try unescaped(value), forKey: name) == nil else {
        throw problem("\(name) twice")
      }
    }
    if rest.hasPrefix("/>") {
      rest = rest.dropFirst(2)
      closed.append(element)
    } else if rest.hasPrefix(">") {
      rest = rest.dropFirst()
      open.append(element)
    } else {
      throw problem("a tag that does not end")
    }
  }

  private mutating func close() throws(XMLProblem) {
    rest = rest.dropFirst(2)
    let name = takeName()
    guard let element = open.popLast(), element.name == name, rest.hasPrefix(">") else {
      throw problem("</\(name)> closes nothing")
    }
    rest = rest.dropFirst()
    closed.append(element)
  }

  private mutating func takeName() -> String {
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
    rest = rest.dropFirst(name.count)
    return String(name)
  }

  private func unescaped(_ text: Substring) throws(XMLProblem) -> String {
    var result = ""
    var rest = text
    while let character = rest.popFirst() {
      guard character == "&" else {
        result.append(character)
        continue
      }
      let entity = rest.prefix { $0 != ";" }
      rest = rest.dropFirst(entity.count + 1)
      switch entity {
      case "amp": result += "&"
      case "lt": result += "<"
      case "gt": result += ">"
      case "quot": result += "\""
      case "#39": result += "'"
      default: throw problem("&\(entity);")
      }
    }
    return result
  }

  private func problem(_ what: String) -> XMLProblem {
    XMLProblem(description: "\(what) before \(rest.prefix(60))")
  }
}
