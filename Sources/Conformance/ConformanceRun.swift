package import Formats

/// The vectors of one file, each held against the operation that it names.
package struct ConformanceRun: Sendable {
  /// A vector whose result is not what it expects.
  package struct Failure: Sendable {
    /// The vector's id.
    package let id: String
    /// What the vector expects, as its file says it.
    package let expected: String
    /// What came out, or why nothing did.
    package let got: String
  }

  /// The vectors of one operation.
  package struct Tally: Sendable {
    /// The operation's name.
    package let operation: String
    /// How many vectors came out as expected.
    package fileprivate(set) var passed = 0
    /// The vectors that did not, in the order of the file.
    package fileprivate(set) var failures: [Failure] = []
    /// The vectors that no operation of this build can run, by id.
    package fileprivate(set) var unsupported: [String] = []
    /// Why, once each, in the order of the file.
    package fileprivate(set) var reasons: [String] = []

    /// How many vectors did not come out as expected.
    package var failed: Int { failures.count }
    /// How many vectors name this operation.
    package var total: Int { passed + failed + unsupported.count }

    fileprivate mutating func leaveOut(_ id: String, _ reason: String) {
      unsupported.append(id)
      if !reasons.contains(reason) { reasons.append(reason) }
    }
  }

  /// The system that the vectors are of.
  package let system: String
  /// The operations in the order in which the file first names them.
  package private(set) var tallies: [Tally] = []

  /// How many vectors came out as expected.
  package var passed: Int { tallies.reduce(0) { $0 + $1.passed } }
  /// How many did not.
  package var failed: Int { tallies.reduce(0) { $0 + $1.failed } }
  /// How many name an operation that is not there.
  package var unsupported: Int { tallies.reduce(0) { $0 + $1.unsupported.count } }

  /// Runs every vector of a file.
  ///
  /// A vector that cannot be read by its operation fails; it does not end the run.
  ///
  /// - Throws: ``VectorError`` when the document is no file of vectors.
  package init(
    _ document: JSONDocument, operations: [String: Conformance.Operation] = Conformance.operations,
    forms: [String: VectorForm] = Conformance.forms
  ) throws(VectorError) {
    let root = document.root
    guard let vectors = root["vectors"], vectors.kind == .array else {
      throw VectorError("the file has no list \"vectors\": is it a file of vectors?")
    }
    system = root["system"]?.string ?? ""
    var places: [String: Int] = [:]
    for vector in vectors.elements {
      guard let id = vector["id"]?.string, let name = vector["op"]?.string,
        let given = vector["given"], let expect = vector["expect"]
      else {
        throw VectorError("\(vector.path) lacks \"id\", \"op\", \"given\" or \"expect\"")
      }
      let place = places[name] ?? tallies.count
      if place == tallies.count {
        places[name] = place
        tallies.append(Tally(operation: name))
      }
      guard let operation = operations[name] else {
        tallies[place].leaveOut(id, Self.unknown(name, operations))
        continue
      }
      if let reason = Self.misfit(name, given, expect) ?? forms[name]?.misfit(given, expect)
        ?? Self.unreadable(operation, given, forms[name])
      {
        tallies[place].leaveOut(id, reason)
        continue
      }
      if let got = Self.difference(of: operation, given, from: expect) {
        let expected = String(decoding: expect.source, as: UTF8.self)
        tallies[place].failures.append(Failure(id: id, expected: expected, got: got))
      } else {
        tallies[place].passed += 1
      }
    }
  }

  /// What is said of an operation that is not there: those of its system, or all systems.
  private static func unknown(
    _ name: String, _ operations: [String: Conformance.Operation]
  ) -> String {
    let system = name.prefix { $0 != "." } + "."
    let known = operations.keys.filter { $0.hasPrefix(system) }.sorted()
    if !known.isEmpty {
      return "no operation has this name; known are \(known.joined(separator: ", "))"
    }
    let systems = Set(operations.keys.map { String($0.prefix { $0 != "." }) }).sorted()
    return "no operation has this name; known systems are \(systems.joined(separator: ", "))"
  }

  /// Why no operation of that name can be held against a vector; nil when it can.
  private static func misfit(_ name: String, _ given: JSONValue, _ expect: JSONValue) -> String? {
    guard given.kind == .object, expect.kind == .object else {
      return "\"given\" and \"expect\" must be objects"
    }
    if expect.count == 0 { return "\"expect\" says nothing" }
    guard Conformance.unsigned.contains(name), let path = Given(given).belowZero() else {
      return nil
    }
    return "\(path) is below zero; the operation takes unsigned numbers"
  }

  /// Why an operation that is known from its formula cannot read what is given; nil when it can.
  private static func unreadable(
    _ operation: Conformance.Operation, _ given: JSONValue, _ form: VectorForm?
  ) -> String? {
    guard let form else { return nil }
    do {
      _ = try operation(Given(given))
      return nil
    } catch let error as VectorError {
      return "\(error); \(form.usage)"
    } catch {
      return nil
    }
  }

  /// What came out instead of the expected result, or nil if it matches.
  private static func difference(
    of operation: Conformance.Operation, _ given: JSONValue, from expect: JSONValue
  ) -> String? {
    do {
      let got = try operation(Given(given))
      return VectorMatch.matches(expect: expect, got: got) ? nil : got.description
    } catch {
      return "\(error)"
    }
  }
}
