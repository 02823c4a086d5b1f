/// One member of an object.
package struct JSONMember: Sendable {
  /// The key: a string, with its place.
  package let key: JSONValue
  /// The value.
  package let value: JSONValue

  /// The text of the key.
  package var name: String { key.string ?? "" }
}

extension JSONValue {
  /// The number of members of an object or elements of an array; 0 for other values.
  package var count: Int { kind.isContainer ? entry.count : 0 }

  /// The members of an object in the order of the text; none for other values.
  package var members: Members {
    Members(document: document, index: index + 1, remaining: kind == .object ? entry.count : 0)
  }

  /// The elements of an array; none for other values.
  package var elements: Elements {
    Elements(document: document, index: index + 1, remaining: kind == .array ? entry.count : 0)
  }

  /// The value of a key, or nil when the value is no object or has no such key.
  ///
  /// - Complexity: O(*n*) in the number of members.
  package subscript(key: String) -> JSONValue? {
    guard kind == .object else { return nil }
    let length = key.utf8.count
    var at = index + 1
    for _ in 0..<entry.count {
      let entry = document.entry(at)
      if entry.length == length, document.content(of: entry).elementsEqual(key.utf8) {
        return JSONValue(document: document, index: at + 1)
      }
      at = document.entry(at + 1).next(after: at + 1)
    }
    return nil
  }

  /// An element of an array, or nil when the value is no array or has no such element.
  ///
  /// - Complexity: O(*n*) in the position.
  package subscript(position: Int) -> JSONValue? {
    guard position >= 0 else { return nil }
    var elements = elements
    for _ in 0..<position where elements.next() == nil { return nil }
    return elements.next()
  }

  /// The members of an object.
  package struct Members: Sequence, IteratorProtocol, Sendable {
    let document: JSONDocument
    var index: Int
    var remaining: Int

    /// The next member, or nil after the last.
    package mutating func next() -> JSONMember? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      let key = JSONValue(document: document, index: index)
      let value = JSONValue(document: document, index: index + 1)
      index = value.entry.next(after: value.index)
      return JSONMember(key: key, value: value)
    }

    /// How many members are left.
    package var underestimatedCount: Int { remaining }

    /// The last member that passes a test.
    func last(where passes: (JSONMember) -> Bool) -> JSONMember? {
      var last: JSONMember?
      for member in self where passes(member) { last = member }
      return last
    }
  }

  /// The elements of an array.
  package struct Elements: Sequence, IteratorProtocol, Sendable {
    let document: JSONDocument
    var index: Int
    var remaining: Int

    /// The next element, or nil after the last.
    package mutating func next() -> JSONValue? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      let value = JSONValue(document: document, index: index)
      index = value.entry.next(after: index)
      return value
    }

    /// How many elements are left.
    package var underestimatedCount: Int { remaining }
  }
}
