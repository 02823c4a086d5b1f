internal import Console
internal import FixedPoint
internal import Formats

/// Where the problems of a scenario are noted while it is read, so that all are told at once.
final class ScenarioNotes {
  private(set) var problems: [ScenarioError.Problem] = []

  /// Notes a problem.
  func add(_ problem: ScenarioError.Problem) { problems.append(problem) }

  /// The problems in the order of the text.
  var sorted: [ScenarioError.Problem] {
    problems.enumerated().sorted { left, right in
      let a = (left.element.line ?? 0, left.element.column ?? 0, left.offset)
      let b = (right.element.line ?? 0, right.element.column ?? 0, right.offset)
      return a < b
    }.map(\.element)
  }
}

/// A value in the text of a scenario.
///
/// What cannot be read is noted and nil.
struct ScenarioNode {
  let value: JSONValue
  let notes: ScenarioNotes

  /// Notes a problem at this place.
  func fail(_ message: String) {
    notes.add(ScenarioError.Problem(value.position, message))
  }

  /// A string that is not empty.
  func text(_ what: String) -> String? {
    guard let text = value.string else {
      fail("\(what) must be a string, not \(value.kindName)")
      return nil
    }
    if text.isEmpty { fail("\(what) must not be empty") }
    return text.isEmpty ? nil : text
  }

  /// One word of a list.
  func choice<Word>(_ what: String, _ words: [(String, Word)]) -> Word? {
    guard let word = text(what) else { return nil }
    if let found = words.first(where: { $0.0 == word }) { return found.1 }
    fail("\(what) \"\(word)\" is unknown" + Self.hint(word, words.map(\.0)))
    return nil
  }

  /// What an unknown word may have meant, or what it could be.
  static func hint(_ word: String, _ names: [String]) -> String {
    if let near = NearestName.find(word, among: names) { return "; did you mean \"\(near)\"?" }
    return names.isEmpty ? "" : ": it must be one of \(names.joined(separator: ", "))"
  }

  /// A whole number of a range.
  func integer(_ what: String, in range: ClosedRange<Int64>) -> Int64? {
    guard let integer = value.integer(as: Int64.self), range.contains(integer) else {
      fail("\(what) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return integer
  }

  /// A truth value.
  func flag(_ what: String) -> Bool? {
    if value.bool == nil { fail("\(what) must be true or false, not \(value.kindName)") }
    return value.bool
  }

  /// Which numbers are allowed.
  enum Sign { case positive, unsigned, any }

  /// A decimal number: a number, or the text of one.
  func decimal(_ what: String, _ sign: Sign = .unsigned) -> Decimal18? {
    guard let text = value.numberText ?? value.string else {
      fail("\(what) must be a number, not \(value.kindName)")
      return nil
    }
    let bytes = text.utf8.span
    do throws(DecimalParseError) {
      let number = try Decimal18.parseLenient(bytes, from: 0, to: bytes.count)
      if number.isNegative, sign != .any { fail("\(what) must not be negative") }
      if number.isZero, sign == .positive { fail("\(what) must be above zero") }
      return number
    } catch {
      fail("\(what): \(error)")
      return nil
    }
  }

  /// An amount with no more decimals than its asset has.
  func amount(_ what: String, of asset: Scenario.Asset?, _ sign: Sign = .unsigned) -> Decimal18? {
    guard let number = decimal(what, sign), let asset else { return nil }
    if number.decimals > asset.decimals {
      fail("\(what) has more than the \(asset.decimals) decimals of \(asset.name)")
    }
    return number
  }

  /// The elements of a list.
  func list(_ what: String) -> [ScenarioNode] {
    guard value.kind == .array else {
      fail("\(what) must be a list, not \(value.kindName)")
      return []
    }
    return value.elements.map { ScenarioNode(value: $0, notes: notes) }
  }

  /// The members of an object whose keys are names that the author chose.
  func table(_ what: String) -> [ScenarioMember] {
    guard value.kind == .object else {
      fail("\(what) must be an object, not \(value.kindName)")
      return []
    }
    return value.members.map { member in
      ScenarioMember(
        name: member.name, key: ScenarioNode(value: member.key, notes: notes),
        node: ScenarioNode(value: member.value, notes: notes))
    }
  }

  /// An object with keys of a closed list, and "about", which may stand in every object.
  func object(_ what: String, keys: [String]) -> ScenarioObject {
    let members = table(what)
    for member in members where member.name != "about" && !keys.contains(member.name) {
      let near = NearestName.find(member.name, among: keys)
      member.key.fail(
        "\(what) has no key \"\(member.name)\""
          + (near.map { "; did you mean \"\($0)\"?" }
            ?? ": it may have \(keys.joined(separator: ", "))"))
    }
    return ScenarioObject(node: self, what: what, members: members)
  }
}

/// One member of an object of a scenario.
struct ScenarioMember {
  let name: String
  let key: ScenarioNode
  let node: ScenarioNode
}

/// An object of a scenario.
struct ScenarioObject {
  let node: ScenarioNode
  let what: String
  let members: [ScenarioMember]

  /// The value of a key, or nil.
  subscript(key: String) -> ScenarioNode? {
    members.first { $0.name == key }?.node
  }

  /// The value of a key that must be there.
  func required(_ key: String) -> ScenarioNode? {
    if self[key] == nil, node.value.kind == .object {
      node.fail("\(what) needs the key \"\(key)\"")
    }
    return self[key]
  }

  /// A decimal number, or another where the key is missing.
  func decimal(
    _ key: String, _ standard: Decimal18, _ sign: ScenarioNode.Sign = .unsigned
  ) -> Decimal18 {
    self[key]?.decimal("\"\(key)\"", sign) ?? standard
  }

  /// A whole number, or another where the key is missing.
  func integer(_ key: String, _ standard: Int64, in range: ClosedRange<Int64>) -> Int64 {
    self[key]?.integer("\"\(key)\"", in: range) ?? standard
  }
}
