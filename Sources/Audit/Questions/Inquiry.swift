internal import Engine
internal import FixedPoint
package import Ledger
package import Margin

/// A question put to a log: reads it once, and answers.
package struct Inquiry: Sendable {
  private let asked: Asked
  private var collector: any Collector
  private var state = VenueState()
  /// Whether the log records prices to judge by; else the oracle rules make them.
  private let recordsPrices: Bool
  /// The feeds that sources spoke about since prices were made.
  private var spoken: Set<Feed> = []
  private var isBlockOpen = false

  /// Puts a question.
  ///
  /// - Throws: `VenueError` when the rules make no rulebook.
  package init(_ question: Question, _ asked: Asked) throws(VenueError) {
    self.asked = asked
    collector = question.make(asked)
    recordsPrices = asked.has(.referencePrice)
    for event in asked.rules ?? [] { try state.apply(event, names: asked.names) }
  }

  /// Takes the next event of the log.
  ///
  /// - Throws: `VenueError` when it cannot be applied, or a figure leaves its range.
  package mutating func take(_ event: Event) throws(VenueError) {
    if asked.rules != nil, event.kind == .parameter { return try collector.follow(event) }
    if event.position.block != state.block || event.kind != .priceUpdate { try settle() }
    if event.position.block != state.block { try endBlock() }
    let counts = event.seq >= asked.first && event.seq <= asked.last
    try collector.follow(event)
    if counts {
      isBlockOpen = true
      // Who looks at the venue before the first event may value an account by its rules.
      if !event.kind.isDeclaration { try state.readRules(names: asked.names) }
      try computing { (own) throws(ArithmeticError) in try own.collector.take(event, own.state) }
    }
    try state.apply(event, names: asked.names)
    if !recordsPrices, event.kind == .priceUpdate, let feed = Feed(event) { spoken.insert(feed) }
    if counts {
      try computing { (own) throws(ArithmeticError) in try own.collector.took(event, own.state) }
    }
  }

  /// The log is over: the answer.
  package mutating func finish() throws(VenueError) -> Answer {
    try settle()
    try state.readRules(names: asked.names)
    try endBlock()
    return try computing { (own) throws(ArithmeticError) in try own.collector.answer(own.state) }
  }

  private mutating func endBlock() throws(VenueError) {
    guard isBlockOpen else { return }
    isBlockOpen = false
    try computing { (own) throws(ArithmeticError) in try own.collector.endBlock(own.state) }
  }

  /// Makes the prices that the log does not record, once for several sources that speak together.
  private mutating func settle() throws(VenueError) {
    guard !spoken.isEmpty else { return }
    let feeds = spoken.sorted()
    spoken.removeAll(keepingCapacity: true)
    try state.readRules(names: asked.names)
    try state.settleOnPrices(names: asked.names, again: feeds)
  }

  private mutating func computing<T>(
    _ body: (inout Inquiry) throws(ArithmeticError) -> T
  ) throws(VenueError) -> T {
    do throws(ArithmeticError) {
      return try body(&self)
    } catch {
      throw VenueError(
        seq: state.book.seq, position: Position(block: state.block, index: 0), reason: "\(error)")
    }
  }
}
