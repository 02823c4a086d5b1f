internal import Console

/// A value in a JSON text that people write, with the errors that may be said of it.
///
/// Reading stops at the first thing that is wrong; whoever wants to tell everything catches and goes on.
package struct LocatedNode: Sendable {
  /// The value.
  package let value: JSONValue
  /// The name of the text, for messages.
  package let source: String

  /// A value of a text.
  package init(value: JSONValue, source: String) {
    self.value = value
    self.source = source
  }

  /// An error at this place.
  package func error(_ message: String) -> InputError {
    InputError(.syntax, message, source: source, position: value.position)
  }

  private func error(_ what: String, mustBe expected: String) -> InputError {
    error("\(what) must be \(expected), not \(value.kindName)")
  }

  private func inside(_ value: JSONValue) -> LocatedNode {
    LocatedNode(value: value, source: source)
  }

  // MARK: - Single values

  /// The text of a string.
  package func text(_ what: String) throws(InputError) -> String {
    guard let text = value.string else { throw error(what, mustBe: "a string") }
    return text
  }

  /// A string that is not empty.
  package func word(_ what: String) throws(InputError) -> String {
    let word = try text(what)
    if word.isEmpty { throw error("\(what) must not be empty") }
    return word
  }

  /// One word of a list.
  package func choice<Word>(
    _ what: String, _ words: [(String, Word)]
  ) throws(InputError) -> Word {
    let word = try word(what)
    if let found = words.first(where: { $0.0 == word }) { return found.1 }
    throw error("\(what) \"\(word)\" is unknown" + Self.hint(word, words.map(\.0)))
  }

  /// What an unknown word may have meant, or what it could be.
  package static func hint(_ word: String, _ names: [String]) -> String {
    if let near = NearestName.find(word, among: names) { return "; did you mean \"\(near)\"?" }
    return names.isEmpty ? "" : ": it must be one of \(names.joined(separator: ", "))"
  }

  /// A whole number of a range.
  package func integer<Value: FixedWidthInteger>(
    _ what: String, in range: ClosedRange<Value>
  ) throws(InputError) -> Value {
    guard let integer = value.integer(as: Value.self), range.contains(integer) else {
      throw error(
        "\(what) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  /// A truth value.
  package func flag(_ what: String) throws(InputError) -> Bool {
    guard let flag = value.bool else { throw error(what, mustBe: "true or false") }
    return flag
  }

  // MARK: - Lists and objects

  /// The elements of a list.
  package func list(_ what: String) throws(InputError) -> [LocatedNode] {
    guard value.kind == .array else { throw error(what, mustBe: "a list") }
    return value.elements.map { inside($0) }
  }

  /// The strings of a list.
  package func words(_ what: String) throws(InputError) -> [String] {
    var words: [String] = []
    for node in try list(what) { words.append(try node.word("an entry of \(what)")) }
    return words
  }

  /// The members of an object whose keys are names that the author chose.
  package func table(_ what: String) throws(InputError) -> [LocatedMember] {
    guard value.kind == .object else { throw error(what, mustBe: "an object") }
    return value.members.map { member in
      LocatedMember(name: member.name, key: inside(member.key), node: inside(member.value))
    }
  }

  /// An object with keys of a closed list, and "about", which may stand in every object.
  ///
  /// - Parameters:
  ///   - what: What it is, for messages: "a map".
  ///   - keys: The keys it may have.
  ///   - synonyms: Words of other languages, each with the key that it stands for.
  /// - Returns: The object, which may lack any of the keys.
  /// - Throws: `InputError` at the first key that is not in the list.
  package func object(
    _ what: String, keys: [String], synonyms: [String: String] = [:]
  ) throws(InputError) -> LocatedObject {
    let object = LocatedObject(node: self, what: what, members: try table(what))
    if let error = object.strangers(keys: keys, synonyms: synonyms).first { throw error }
    return object
  }
}

/// One member of an object.
package struct LocatedMember: Sendable {
  /// Its key.
  package let name: String
  /// The key in its place.
  package let key: LocatedNode
  /// The value.
  package let node: LocatedNode

  /// A member.
  package init(name: String, key: LocatedNode, node: LocatedNode) {
    self.name = name
    self.key = key
    self.node = node
  }
}

/// An object whose keys were compared with those it may have.
package struct LocatedObject: Sendable {
  /// The object.
  package let node: LocatedNode
  /// What it is, for messages: "a map".
  package let what: String
  /// Its members in the order of the text.
  package let members: [LocatedMember]

  /// An object and its members.
  package init(node: LocatedNode, what: String, members: [LocatedMember]) {
    self.node = node
    self.what = what
    self.members = members
  }

  /// The value of a key, or nil.
  package subscript(key: String) -> LocatedNode? {
    members.first { $0.name == key }?.node
  }

  /// The value of a key that must be there.
  package func required(_ key: String) throws(InputError) -> LocatedNode {
    guard let node = self[key] else { throw node.error("\(what) needs the key \"\(key)\"") }
    return node
  }

  /// An error for each key that is neither in the list nor "about".
  package func strangers(keys: [String], synonyms: [String: String] = [:]) -> [InputError] {
    members.filter { $0.name != "about" && !keys.contains($0.name) }.map { member in
      let meant = synonyms[member.name].flatMap { keys.contains($0) ? $0 : nil }
      let near = NearestName.find(member.name, among: keys) ?? meant
      return member.key.error(
        "\(what) has no key \"\(member.name)\""
          + (near.map { "; did you mean \"\($0)\"?" }
            ?? ": it may have \(keys.joined(separator: ", "))"))
    }
  }
}
