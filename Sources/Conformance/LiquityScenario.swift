internal import Engine
internal import FixedPoint
internal import Formats

/// A scenario: steps from an empty system, and sums of figures read between them.
///
/// A figure with `"after": n` is read after n steps. Every step must succeed, or be refused where it
/// says so: else the result is `fail` with the number of the step.
struct LiquityScenario {
  /// A figure to read, and the query that it belongs to.
  private struct Reading {
    let query: Int
    let term: Given
    let isSubtracted: Bool
  }

  private let steps: [Given]
  private let ids: [Given]
  private var readings: [[Reading]]
  private var totals: [LiquityTotal]
  private var names = LiquityNames()
  private var system = LiquitySystem()

  /// Reads steps and queries.
  init(_ given: Given) throws(VectorError) {
    steps = try given["steps"].list
    let queries = try given["queries"].list
    readings = Array(repeating: [], count: steps.count + 1)
    totals = Array(repeating: LiquityTotal(), count: queries.count)
    var ids: [Given] = []
    for (index, query) in queries.enumerated() {
      ids.append(try query["id"])
      for term in try query["terms"].list {
        let step = try term["after"].int
        let isSubtracted = try term.optional("sign")?.text == "-"
        // A step that never comes is never read.
        guard readings.indices.contains(step) else { continue }
        readings[step].append(Reading(query: index, term: term, isSubtracted: isSubtracted))
      }
    }
    self.ids = ids
  }

  /// Runs the steps and reads the figures.
  mutating func run() throws -> VectorValue {
    try read(after: 0, events: [])
    for (index, step) in steps.enumerated() {
      let isRefused = try step.optional("reverts")?.bool ?? false
      do {
        let events = try perform(step)
        if isRefused { return Self.failure("step \(index + 1) should revert") }
        try read(after: index + 1, events: events)
      } catch LiquityError.refused(let refusal) {
        guard isRefused else {
          let action = try step["do"].text
          return Self.failure("step \(index + 1) \(action) reverted: \(refusal.rawValue)")
        }
        try read(after: index + 1, events: [])
      }
    }
    var checks: [VectorValue] = []
    for (id, total) in zip(ids, totals) {
      let number: VectorValue = try id.value.string.map { .text($0) } ?? .integer(id.integer)
      checks.append(.object([(key: "id", value: number), (key: "value", value: try total.value)]))
    }
    return .object([(key: "checks", value: .list(checks))])
  }

  /// Does a step.
  private mutating func perform(_ step: Given) throws -> [LiquityEvent] {
    let sender = names.account(try step.optional("from")?.text ?? "owner")
    let value = try step.optional("value").map { value in
      try LiquityOperations.amount(value)
    }
    let action = try names.action(of: step)
    return try system.apply(action, by: sender, value: value ?? 0)
  }

  /// Reads the figures that belong after a step.
  private mutating func read(after step: Int, events: [LiquityEvent]) throws {
    for reading in readings[step] {
      let term = reading.term
      let figure: LiquityFigure
      if try term["q"].text == "event" {
        figure = try LiquityFigure(event: term, among: events)
      } else {
        figure = try LiquityFigure(query: term, of: system, names: &names)
      }
      try totals[reading.query].add(figure, isSubtracted: reading.isSubtracted)
    }
  }

  private static func failure(_ reason: String) -> VectorValue {
    .object([(key: "fail", value: .text(reason))])
  }
}
