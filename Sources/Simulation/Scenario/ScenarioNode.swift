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

/// A value in the text of a scenario: what cannot be read is noted and nil, and reading goes on.
struct ScenarioNode {
  let node: LocatedNode
  let notes: ScenarioNotes
  var value: JSONValue { node.value }

  /// Notes a problem at this place.
  func fail(_ message: String) {
    notes.add(ScenarioError.Problem(value.position, message))
  }

  private func noted<Result>(_ read: () throws(InputError) -> Result) -> Result? {
    do throws(InputError) {
      return try read()
    } catch {
      notes.add(ScenarioError.Problem(error.position, error.reason))
      return nil
    }
  }

  private func inside(_ node: LocatedNode) -> ScenarioNode {
    ScenarioNode(node: node, notes: notes)
  }

  /// A string that is not empty.
  func text(_ what: String) -> String? {
    noted { () throws(InputError) in try node.word(what) }
  }

  /// One word of a list.
  func choice<Word>(_ what: String, _ words: [(String, Word)]) -> Word? {
    noted { () throws(InputError) in try node.choice(what, words) }
  }

  /// A whole number of a range.
  func integer(_ what: String, in range: ClosedRange<Int64>) -> Int64? {
    noted { () throws(InputError) in try node.integer(what, in: range) }
  }

  /// A truth value.
  func flag(_ what: String) -> Bool? {
    noted { () throws(InputError) in try node.flag(what) }
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
    noted { () throws(InputError) in try node.list(what).map { inside($0) } } ?? []
  }

  /// The members of an object whose keys are names that the author chose.
  func table(_ what: String) -> [ScenarioMember] {
    noted { () throws(InputError) in
      try node.table(what).map {
        ScenarioMember(name: $0.name, key: inside($0.key), node: inside($0.node))
      }
    } ?? []
  }

  /// An object with keys of a closed list, and "about", which may stand in every object.
  func object(_ what: String, keys: [String]) -> ScenarioObject {
    let members = noted { () throws(InputError) in try node.table(what) } ?? []
    let object = LocatedObject(node: node, what: what, members: members)
    for error in object.strangers(keys: keys) {
      notes.add(ScenarioError.Problem(error.position, error.reason))
    }
    return ScenarioObject(object: object, notes: notes)
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
  fileprivate let object: LocatedObject
  let notes: ScenarioNotes

  /// The object itself.
  var node: ScenarioNode { inside(object.node) }
  /// What it is, for messages.
  var what: String { object.what }
  /// Its members in the order of the text.
  var members: [ScenarioMember] {
    object.members.map {
      ScenarioMember(name: $0.name, key: inside($0.key), node: inside($0.node))
    }
  }

  private func inside(_ node: LocatedNode) -> ScenarioNode {
    ScenarioNode(node: node, notes: notes)
  }

  /// The value of a key, or nil.
  subscript(key: String) -> ScenarioNode? {
    object[key].map { inside($0) }
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
