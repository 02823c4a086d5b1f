import Audit
import FixedPoint
import Foundation
import Ledger
@testable import Simulation
import Testing

/// What `--from` may change in an answer: what stood before the range is known all the same.
@Suite struct AnswerRangeTests {
  /// How the tables of an answer from an event on go with those of the whole log and of what came before.
  private enum Law {
    /// Each row is one of the whole log's, and those of the whole log are in one of the two parts.
    case rows(only: String? = nil)
    /// Each row is one of the whole log's, but for these columns.
    case some(but: [String] = [])
    /// The state after the range: the rows of the whole log, but for these columns.
    case state(but: [String] = [])
    /// These columns of both parts sum to the whole log's, by those columns.
    case sums([String], by: [String])
    /// Nothing: it picks what it is about by the range, or counts by another measure.
    case free
  }

  /// The law of each table of each question.
  private static let laws: [Int: [Law]] = [
    1: [.rows()],
    2: [.sums(["amount"], by: ["side", "account"])],
    3: [.rows()],
    4: [.rows(only: "Gaps"), .free],
    5: [.free, .rows()],
    6: [.rows(), .state(but: ["lowest"])],
    7: [.sums(["value"], by: ["account"])],
    8: [.sums(["attempts", "fees"], by: ["outcome", "reason"])],
    9: [.rows()],
    10: [.free, .free, .free, .free],
    11: [.free],
    12: [.free],
    13: [.rows()],
    14: [.rows(), .sums(["fills", "with_bonus", "agree", "differ", "earned"], by: ["asset"])],
    15: [.state(), .state()],
    16: [.state(but: ["times_set"])],
    17: [.state()],
    18: [.rows(), .state()],
    19: [.some()],
    20: [.sums(["amount"], by: ["asset", "kind", "account"]), .rows()],
    21: [.some()],
    22: [.state()],
    23: [.state()],
    24: [.rows(), .some(but: ["utilisation", "block", "owed", "held"])],
    25: [.rows()],
    26: [.state()],
    27: [.free],
    28: [.free],
    29: [
      .sums(["in", "out", "net_out"], by: ["asset", "account"]),
      .sums(["net_out"], by: ["asset"]),
    ],
    30: [.some()],
    31: [.sums(["size"], by: ["of"])],
    32: [.some()],
    33: [.sums(["bad_debt"], by: ["account"])],
    34: [.some()],
    35: [
      .some(but: [
        "first_block", "first_size", "peak_block", "peak_size", "initial_margin_at_peak",
      ])
    ],
    36: [.rows()],
    37: [
      .rows(), .some(but: ["opening", "received", "paid", "payouts"]),
      .sums(["paid"], by: ["account"]),
    ],
    38: [.rows()],
    39: [.rows(), .some()],
    40: [.rows()],
    41: [.rows()],
    42: [.rows()],
    43: [.rows(), .rows()],
    44: [.free],
    45: [.rows()],
    46: [.state()],
    47: [.state()],
    48: [.free],
    49: [.state()],
  ]

  private static let scenarios = [
    "amm", "breakers", "deleverage", "dutch-linear", "english", "fixed-spread", "isolated",
    "keepers", "lending-pools", "losses-deposits", "oracle-health", "stability-depositors",
    "waterfall", "window-cap",
  ]

  /// The events of a log, and where it is cut.
  private struct Log {
    var names: Names
    var events: [Event] = []
    var subjects: Set<Int>

    init(_ scenario: String) throws {
      var simulation = try Simulation(ScenarioRun.shipped(scenario))
      var events: [Event] = []
      while !simulation.isFinished {
        try simulation.runBlock { event, _ in events.append(copy event) }
      }
      (names, self.events) = (simulation.names, events)
      var scout = try BreachScout(names: simulation.names)
      for event in events { try scout.take(event) }
      try scout.finish()
      subjects = scout.accounts
    }

    /// The answers to all questions from one event to another.
    func answers(from first: Int64, to last: Int64) throws -> [Int: Answer] {
      var asked = Asked(
        names: names, counts: events.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 })
      (asked.first, asked.last, asked.subjects) = (first, last, subjects)
      let questions = Question.all.filter { $0.lacks(asked.counts).isEmpty }
      var inquiry = try Inquiry(questions, asked)
      for event in events where event.seq <= last { try inquiry.take(event) }
      let answers = try inquiry.answers().map { try $0.get() }
      return Dictionary(uniqueKeysWithValues: zip(questions.map(\.number), answers))
    }

    /// The first events of some blocks.
    var cuts: [Int64] {
      let starts = events.indices.dropFirst()
        .filter { events[$0].position.block != events[$0 - 1].position.block }
      return [1, 2, 3, 4].map { events[starts[starts.count * $0 / 5]].seq }
    }
  }

  /// The rows of a table as text by column, without some.
  private static func rows(_ answer: Answer?, _ place: Int, but left: [String] = [])
    -> [[String: String]]
  {
    guard let answer, answer.tables.count > place else { return [] }
    let table = answer.tables[place]
    return table.rows.map { row in
      var cells: [String: String] = [:]
      for (column, value) in zip(table.columns, row) where !left.contains(column.title) {
        cells[column.title] = "\(value)"
      }
      return cells
    }
  }

  private static func sums(
    _ answer: Answer?, _ place: Int, _ columns: [String], by keys: [String]
  ) throws -> [[String]: [Decimal18]] {
    guard let answer, answer.tables.count > place else { return [:] }
    let table = answer.tables[place]
    var sums: [[String]: [Decimal18]] = [:]
    for row in table.rows {
      var cells: [String: DetailTable.Value] = [:]
      for (column, value) in zip(table.columns, row) { cells[column.title] = value }
      let amounts = try columns.map { name in
        switch try #require(cells[name], "no column \(name)") {
        case .decimal(let text): try Decimal18(text)
        case .integer(let number): Decimal18(number)
        default: Decimal18.zero
        }
      }
      let key = keys.map { "\(cells[$0] ?? .none)" }
      sums[key] = try zip(sums[key] ?? columns.map { _ in .zero }, amounts).map { try $0 + $1 }
    }
    return sums.filter { $0.value.contains { !$0.isZero } }
  }

  @Test(arguments: scenarios)
  func whatStoodBeforeTheRangeIsKnown(scenario: String) throws {
    let log = try Log(scenario)
    let end = Int64(log.events.count)
    let whole = try log.answers(from: 1, to: end)
    for cut in log.cuts {
      let (before, after) = try (log.answers(from: 1, to: cut - 1), log.answers(from: cut, to: end))
      for number in whole.keys.sorted() {
        let laws = try #require(Self.laws[number])
        for (place, law) in laws.enumerated() {
          let comment: Comment =
            "\(scenario), question \(number), table \(place), from \(cut): \(after[number]?.sentence ?? "")"
          try Self.check(law, place, whole[number], before[number], after[number], comment)
        }
      }
    }
  }

  private static func check(
    _ law: Law, _ place: Int, _ whole: Answer?, _ before: Answer?, _ after: Answer?,
    _ comment: Comment
  ) throws {
    switch law {
    case .rows(let title):
      if let title, whole?.tables.first?.title != title { return }
      let all = rows(whole, place)
      let (old, new) = (rows(before, place), rows(after, place))
      let added = new.filter { !all.contains($0) }
      let lost = all.filter { !old.contains($0) && !new.contains($0) }
      #expect(added.isEmpty && lost.isEmpty, comment)
    case .some(let left):
      let all = rows(whole, place, but: left)
      let added = rows(after, place, but: left).filter { !all.contains($0) }
      #expect(added.isEmpty, comment)
    case .state(let left):
      #expect(rows(after, place, but: left) == rows(whole, place, but: left), comment)
    case .sums(let columns, let keys):
      var sums = try Self.sums(before, place, columns, by: keys)
      for (key, amounts) in try Self.sums(after, place, columns, by: keys) {
        sums[key] = try zip(sums[key] ?? columns.map { _ in .zero }, amounts).map { try $0 + $1 }
      }
      #expect(sums == (try Self.sums(whole, place, columns, by: keys)), comment)
    case .free: break
    }
  }

  @Test func eachQuestionHasALaw() {
    #expect(Self.laws.keys.sorted() == Question.all.map(\.number))
  }
}
