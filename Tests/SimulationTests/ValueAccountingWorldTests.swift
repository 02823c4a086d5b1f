import Audit
import FixedPoint
import Foundation
import Ledger
import Margin
import Testing

@testable import Simulation

/// Question 10 on random worlds: by value what was put in and what was done sum to zero over everybody, each
/// row is what it was plus its parts, and what is held at the end is the same from wherever the range begins.
@Suite struct ValueAccountingWorldTests {
  @Test(arguments: 0..<UInt64(20))
  func columnsSumToZero(seed: UInt64) throws {
    var run = try Simulation(ScenarioRun.scenario(RandomWorldTests.world(seed)))
    var events: [Event] = []
    while !run.isFinished { try run.runBlock { event, _ in events.append(copy event) } }
    // The legs of all events, and the book at 60 % with the legs of the rest.
    let whole = try Self.after(events, from: 1, run.names, seed)
    let part = try Self.after(events, from: Int64(events.count * 6 / 10), run.names, seed)
    #expect(whole.count > 2, "seed \(seed)")
    for (holder, value) in part where whole[holder] != nil {
      #expect(whole[holder] == value, "seed \(seed): \(holder)")
    }
  }

  /// What each holds at the end by value, of a range whose columns sum.
  private static func after(
    _ events: [Event], from first: Int64, _ names: Names, _ seed: UInt64
  ) throws -> [[DetailTable.Value]: Decimal18] {
    var asked = Asked(
      names: names, counts: events.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 })
    asked.first = first
    var inquiry = try Inquiry(try #require(Question.numbered(10)), asked)
    for event in events { try inquiry.take(event) }
    let answer = try inquiry.finish()
    // Every movement of a simulated world has a price.
    #expect(!answer.sentence.contains("ecidable"), "seed \(seed): \(answer.sentence)")
    #expect(answer.sentence.contains("the residual is zero in every asset"), "seed \(seed)")
    let residual = try #require(answer.tables.first { $0.title == "Residual by value" })
    #expect(residual.rows.allSatisfy { $0[1] == .decimal("0") }, "seed \(seed)")

    let table = try #require(answer.tables.first { $0.title == "Gains and losses by value" })
    var (putIn, byEvents) = (Decimal18.zero, Decimal18.zero)
    var after: [[DetailTable.Value]: Decimal18] = [:]
    for row in table.rows {
      let numbers = try row.map(Self.number)
      let (put, done) = (try #require(numbers[3]), try #require(numbers[4]))
      putIn = try putIn + put
      byEvents = try byEvents + done
      guard let before = numbers[2], let prices = numbers[5], let end = numbers[6] else { continue }
      #expect(try before + put + done + prices == end, "seed \(seed): \(row)")
      after[Array(row.prefix(2))] = end
    }
    #expect(putIn.isZero && byEvents.isZero, "seed \(seed): \(putIn), \(byEvents)")
    return after
  }

  private static func number(_ value: DetailTable.Value) throws -> Decimal18? {
    if case .decimal(let text) = value { try Decimal18(text) } else { nil }
  }
}
