/// Writes compact JSON into bytes: no spaces, and only the escapes that JSON requires.
package struct JSONEncoding {
  /// What is written so far.
  package var bytes: [UInt8] = []
  /// Whether characters that a terminal obeys are escaped too, which JSON allows.
  private let forTerminal: Bool

  /// A value or a piece of text still to be written.
  private enum Task {
    case node(JSONNode)
    case key(String)
    case byte(UInt8)
  }

  /// An empty text.
  package init(forTerminal: Bool = false) {
    self.forTerminal = forTerminal
  }

  /// Appends a value with all it holds.
  ///
  /// - Complexity: O(*n*) in the size of the text; the stack does not grow with the depth.
  package mutating func append(_ node: JSONNode) {
    var tasks: [Task] = [.node(node)]
    while let task = tasks.popLast() {
      switch task {
      case .byte(let byte): bytes.append(byte)
      case .key(let key):
        append(string: key)
        bytes.append(UInt8(ascii: ":"))
      case .node(let node): append(node, &tasks)
      }
    }
  }

  /// Appends a string with its quotes.
  package mutating func append(string: String) {
    bytes.append(UInt8(ascii: "\""))
    let isPlain = string.utf8.allSatisfy {
      $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain {
      bytes.append(contentsOf: string.utf8)
    } else if forTerminal {
      for scalar in string.unicodeScalars {
        if TerminalText.isHostile(scalar.value), scalar.value > 0x1F {
          append(unicode: scalar.value)
        } else {
          for byte in UTF8.encode(scalar) ?? .encodedReplacementCharacter { append(escaped: byte) }
        }
      }
    } else {
      for byte in string.utf8 { append(escaped: byte) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a whole number.
  package mutating func append(integer: Int64) {
    DecimalDigits.append(integer, to: &bytes)
  }

  // MARK: - Private

  /// Appends a simple value, or puts the parts of a larger one on the list, last part first.
  private mutating func append(_ node: JSONNode, _ tasks: inout [Task]) {
    switch node {
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      tasks.append(.byte(UInt8(ascii: "}")))
      for index in members.indices.reversed() {
        tasks.append(.node(members[index].node))
        tasks.append(.key(members[index].key))
        if index > 0 { tasks.append(.byte(UInt8(ascii: ","))) }
      }
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      tasks.append(.byte(UInt8(ascii: "]")))
      for index in items.indices.reversed() {
        tasks.append(.node(items[index]))
        if index > 0 { tasks.append(.byte(UInt8(ascii: ","))) }
      }
    case .string(let string): append(string: string)
    case .integer(let integer): append(integer: integer)
    case .bool(let bool): bytes.append(contentsOf: (bool ? "true" : "false").utf8)
    case .null: bytes.append(contentsOf: "null".utf8)
    }
  }

  private mutating func append(escaped byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(byte)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0..<0x20: append(unicode: UInt32(byte))
    default: bytes.append(byte)
    }
  }

  private mutating func append(unicode value: UInt32) {
    let digits = String(value, radix: 16)
    bytes.append(contentsOf: "\\u".utf8)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
    bytes.append(contentsOf: digits.utf8)
  }
}
