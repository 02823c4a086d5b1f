internal import Engine
internal import FixedPoint
package import Ledger
package import Margin

/// Questions put to a log: reads it once, and answers.
package struct Inquiry: Sendable {
  private let asked: Asked
  private var parts: [QuestionReading]
  private var state = VenueState()
  /// Whether the log records prices to judge by; else the oracle rules make them.
  private let recordsPrices: Bool
  /// The feeds that sources spoke about since prices were made.
  private var spoken: Set<Feed> = []
  private var hasBegun = false

  /// Puts questions.
  ///
  /// - Throws: `VenueError` when the rules make no rulebook.
  package init(_ questions: [Question], _ asked: Asked) throws(VenueError) {
    self.asked = asked
    parts = questions.map { QuestionReading($0, asked) }
    recordsPrices = asked.has(.referencePrice)
    for event in asked.rules ?? [] { try state.apply(event, names: asked.names) }
  }

  /// Puts one question.
  ///
  /// - Throws: `VenueError` when the rules make no rulebook.
  package init(_ question: Question, _ asked: Asked) throws(VenueError) {
    try self.init([question], asked)
  }

  /// Takes the next event of the log.
  ///
  /// - Throws: `VenueError` when it cannot be applied.
  package mutating func take(_ event: Event) throws(VenueError) {
    if asked.rules != nil, event.kind == .parameter {
      // Other rules stand in for those of the log.
      for place in parts.indices { parts[place].follow(event) }
      return
    }
    if event.position.block != state.block || event.kind != .priceUpdate { try settle() }
    if event.position.block != state.block { endBlock() }
    // Who looks at the venue before an event may value an account by its rules.
    if !event.kind.isDeclaration { try state.readRules(names: asked.names) }
    if !asked.isBefore(event.seq) { begin() }
    for place in parts.indices {
      parts[place].follow(event)
      if event.seq <= asked.last { parts[place].take(event, state) }
    }
    try state.apply(event, names: asked.names)
    if !recordsPrices, event.kind == .priceUpdate, let feed = Feed(event) { spoken.insert(feed) }
    guard event.seq <= asked.last else { return }
    for place in parts.indices { parts[place].took(event, state) }
  }

  /// The log is over: the answer to each question in their order, or why it cannot be reckoned.
  ///
  /// - Throws: `VenueError` when the rules make no rulebook.
  package mutating func answers() throws(VenueError) -> [Result<Answer, VenueError>] {
    try settle()
    try state.readRules(names: asked.names)
    endBlock()
    begin()
    return parts.indices.map { parts[$0].answer(state) }
  }

  /// The log is over: the answer to the first question.
  ///
  /// - Throws: `VenueError` when a figure leaves its range.
  package mutating func finish() throws(VenueError) -> Answer { try answers()[0].get() }

  private mutating func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    for place in parts.indices { parts[place].begin(state) }
  }

  private mutating func endBlock() {
    for place in parts.indices { parts[place].endBlock(state) }
  }

  /// Makes the prices that the log does not record, once for several sources that speak together.
  private mutating func settle() throws(VenueError) {
    guard !spoken.isEmpty else { return }
    let feeds = spoken.sorted()
    spoken.removeAll(keepingCapacity: true)
    try state.readRules(names: asked.names)
    try state.settleOnPrices(names: asked.names, again: feeds)
  }
}
