internal import Console
internal import Formats

/// A value in the text of a map, with the errors that may be said of it.
struct MapNode {
  let value: JSONValue
  let map: String

  /// An error at this place.
  func error(_ message: String) -> MapError {
    let position = value.position
    return MapError(map: map, line: position.line, column: position.column, message)
  }

  /// The text of a string.
  func text(_ what: String) throws(MapError) -> String {
    guard let text = value.string else {
      throw error("\(what) must be a string, not \(value.kindName)")
    }
    return text
  }

  /// A string that is not empty.
  func word(_ what: String) throws(MapError) -> String {
    let word = try text(what)
    if word.isEmpty { throw error("\(what) must not be empty") }
    return word
  }

  /// One word of a list.
  func choice<Word>(_ what: String, _ words: [(String, Word)]) throws(MapError) -> Word {
    let word = try text(what)
    if let found = words.first(where: { $0.0 == word }) { return found.1 }
    let names = words.map(\.0)
    let near = NearestName.find(word, among: names)
    throw error(
      "\(what) \"\(word)\" is unknown"
        + (near.map { "; did you mean \"\($0)\"?" }
          ?? ": it must be one of \(names.joined(separator: ", "))"))
  }

  /// A whole number of a range.
  func integer(_ what: String, in range: ClosedRange<Int>) throws(MapError) -> Int {
    guard let integer = value.integer, range.contains(integer) else {
      throw error(
        "\(what) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  /// A truth value.
  func flag(_ what: String) throws(MapError) -> Bool {
    guard let flag = value.bool else {
      throw error("\(what) must be true or false, not \(value.kindName)")
    }
    return flag
  }

  /// The elements of a list.
  func list(_ what: String) throws(MapError) -> [MapNode] {
    guard value.kind == .array else {
      throw error("\(what) must be a list, not \(value.kindName)")
    }
    return value.elements.map { MapNode(value: $0, map: map) }
  }

  /// The strings of a list.
  func words(_ what: String) throws(MapError) -> [String] {
    var words: [String] = []
    for node in try list(what) { words.append(try node.word("an entry of \(what)")) }
    return words
  }

  /// The members of an object whose keys are names that the map's author chose.
  func table(_ what: String) throws(MapError) -> [MapMember] {
    guard value.kind == .object else {
      throw error("\(what) must be an object, not \(value.kindName)")
    }
    return value.members.map { member in
      MapMember(
        name: member.name, key: MapNode(value: member.key, map: map),
        node: MapNode(value: member.value, map: map))
    }
  }

  /// The key that a word of another language stands for.
  private static func meant(_ word: String, _ keys: [String]) -> String? {
    let words = [
      "delimiter": "separator", "sep": "separator", "timestamp": "time", "date": "time",
      "where": "when", "if": "when", "filter": "when", "type": "kind", "event": "kind",
      "height": "block", "default": "else", "sort": "order", "precision": "decimals",
      "scale": "decimals", "mode": "rounding", "pattern": "files", "glob": "files",
    ]
    return words[word].flatMap { keys.contains($0) ? $0 : nil }
  }

  /// An object with keys of a closed list, and "about", which may stand in every object.
  func object(_ what: String, keys: [String]) throws(MapError) -> MapObject {
    let members = try table(what)
    for member in members where member.name != "about" && !keys.contains(member.name) {
      let near = NearestName.find(member.name, among: keys) ?? Self.meant(member.name, keys)
      throw member.key.error(
        "\(what) has no key \"\(member.name)\""
          + (near.map { "; did you mean \"\($0)\"?" }
            ?? ": it may have \(keys.joined(separator: ", "))"))
    }
    return MapObject(node: self, what: what, members: members)
  }
}

/// One member of an object of a map.
struct MapMember {
  let name: String
  let key: MapNode
  let node: MapNode
}

/// An object of a map whose keys are known to be right.
struct MapObject {
  let node: MapNode
  let what: String
  let members: [MapMember]

  /// The value of a key, or nil.
  subscript(key: String) -> MapNode? {
    members.first { $0.name == key }?.node
  }

  /// The value of a key that must be there.
  func required(_ key: String) throws(MapError) -> MapNode {
    guard let node = self[key] else { throw node.error("\(what) needs the key \"\(key)\"") }
    return node
  }
}
