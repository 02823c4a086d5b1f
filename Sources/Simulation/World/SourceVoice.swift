internal import FixedPoint

/// What one source of prices last said, and what it has said that has not arrived yet.
struct SourceVoice: Sendable {
  /// The feed and the source by their places in the scenario.
  let feed: Int
  let source: Int

  /// Something that was published.
  struct Word: Sendable, Hashable {
    var arrival: Int64
    var published: Int64
    var price: Decimal18
    var status: String?
    var confidence: Decimal18?
  }

  private var last: (time: Int64, price: Decimal18, mood: Mood)?
  private var waiting: [Word] = []

  /// What a window of the scenario makes of the source.
  struct Mood: Sendable, Hashable {
    var status: String?
    var confidence = Decimal18.zero
    var offset = Decimal18.zero
    var isSilent = false
    var delay: Int64 = 0
  }

  init(feed: Int, source: Int) {
    self.feed = feed
    self.source = source
  }

  /// What arrives now.
  mutating func words(
    at time: Int64, price: Decimal18, decimals: Int, _ plan: Scenario.SourcePlan, _ mood: Mood
  ) throws(ArithmeticError) -> [Word] {
    if !mood.isSilent, try isDue(time, price, plan, mood) {
      last = (time, price, mood)
      let told = try price.multiplied(by: Decimal18.one + mood.offset, rounding: .down)
        .rounded(toDecimals: decimals, rounding: .down)
      var confidence: Decimal18?
      if mood.confidence > .zero {
        confidence = try told.multiplied(by: mood.confidence, rounding: .up)
          .rounded(toDecimals: decimals, rounding: .up)
      }
      waiting.append(
        Word(
          arrival: time + mood.delay, published: time, price: told, status: mood.status,
          confidence: confidence))
    }
    let arrived = waiting.filter { $0.arrival <= time }
    waiting.removeAll { $0.arrival <= time }
    return arrived
  }

  private func isDue(
    _ time: Int64, _ price: Decimal18, _ plan: Scenario.SourcePlan, _ mood: Mood
  ) throws(ArithmeticError) -> Bool {
    guard let last else { return true }
    if last.mood.status != mood.status || last.mood.offset != mood.offset
      || last.mood.confidence != mood.confidence
    {
      return true
    }
    if plan.every > 0, time - last.time >= plan.every { return true }
    if plan.deviation > .zero {
      let bound = try last.price.multiplied(by: plan.deviation, rounding: .down)
      return try (price - last.price).magnitude > bound
    }
    return plan.every == 0 && price != last.price
  }
}
