import Engine
import FixedPoint
import Ledger
import Margin

/// One question while the log is read for it.
///
/// What goes wrong stays with it: others that are asked at the same time are answered.
struct QuestionReading: Sendable {
  private let question: Question
  private let asked: Asked
  private var collector: any Collector
  private let followsState: Bool
  private var hasBegun = false
  private var isBlockOpen = false
  private var failure: VenueError?

  init(_ question: Question, _ asked: Asked) {
    self.question = question
    self.asked = asked
    collector = question.make(asked)
    followsState = collector.followsState
  }

  mutating func follow(_ event: Event) {
    guard failure == nil else { return }
    do throws(VenueError) { try collector.follow(event) } catch { failure = error }
  }

  /// An event of the range, or one before it, comes; the venue is as before it.
  mutating func take(_ event: Event, _ venue: VenueState) {
    guard hasBegun || followsState else { return }
    isBlockOpen = true
    computing(venue) { (collector) throws(ArithmeticError) in try collector.take(event, venue) }
  }

  /// It was applied.
  mutating func took(_ event: Event, _ venue: VenueState) {
    guard hasBegun || followsState else { return }
    computing(venue) { (collector) throws(ArithmeticError) in try collector.took(event, venue) }
  }

  mutating func endBlock(_ venue: VenueState) {
    guard isBlockOpen else { return }
    isBlockOpen = false
    computing(venue) { (collector) throws(ArithmeticError) in try collector.endBlock(venue) }
  }

  mutating func begin(_ venue: VenueState) {
    hasBegun = true
    computing(venue) { (collector) throws(ArithmeticError) in try collector.begin(venue) }
  }

  /// The answer, or what kept it from being reckoned.
  mutating func answer(_ venue: VenueState) -> Result<Answer, VenueError> {
    var answer = Answer("")
    computing(venue) { (collector) throws(ArithmeticError) in
      answer = try collector.answer(venue)
    }
    answer.lackWords = answer.lacks.map { kind in
      // Of what the log has, not everything that was needed.
      asked.has(kind) ? kind == .parameter ? "rules" : "some \(kind.words)" : kind.words
    }
    if let scope = asked.scope(of: question) { answer.sentence += " " + scope }
    return failure.map { .failure($0) } ?? .success(answer)
  }

  private mutating func computing(
    _ venue: VenueState, _ body: (inout any Collector) throws(ArithmeticError) -> Void
  ) {
    guard failure == nil else { return }
    do throws(ArithmeticError) {
      try body(&collector)
    } catch {
      failure = VenueError(
        seq: venue.book.seq, position: Position(block: venue.block, index: 0), reason: "\(error)")
    }
  }
}
