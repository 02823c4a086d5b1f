internal import Engine
package import FixedPoint
package import Ledger
package import Margin

/// Decides a log again: keeps what the world did, changes what is asked, lets the rules do the rest, and
/// compares both histories.
///
/// Give it every block of the log with ``take(block:)``, then ask for the ``result(with:)``.
package struct WhatIf: Sendable {
  /// In which blocks the alternative venue acts.
  package enum Blocks: String, Sendable, CaseIterable {
    /// Also in those that the record has no event of, as long as something is under way: their times
    /// lie evenly between those of the blocks around them.
    case all
    /// Only in those that the record has events of.
    case recorded
  }

  /// What is different.
  package let changes: WhatIfChanges
  private let names: Names
  private let blocks: Blocks?
  private let hasRulebook: Bool
  private var record: RecordedFacts
  private var tally = HistoryTally()

  /// After so many blocks in which nothing happens the rest of a gap is passed over.
  private static let longestQuiet = 1_000

  /// - Parameters:
  ///   - changes: What is different.
  ///   - names: All names of the log.
  ///   - blocks: In which blocks the alternative venue acts; nil for all where the log holds rules, else
  ///     the recorded ones: the numbers of blocks of a source may be no clock.
  ///   - hasRulebook: Whether the log sets any rule; where it sets none, what it records is not compared
  ///     with rules.
  package init(
    _ changes: WhatIfChanges, names: Names, blocks: Blocks? = nil, hasRulebook: Bool = true
  ) {
    self.changes = changes
    self.names = names
    self.blocks = blocks
    self.hasRulebook = hasRulebook
    record = RecordedFacts(names: names, first: changes.first, hasRulebook: hasRulebook)
  }

  /// Takes in a block of the log: all its events, in order.
  package mutating func take(block events: [Event]) throws(VenueError) {
    try record.take(events)
    for event in events { tally.take(event, names) }
  }

  /// Why a log without rules cannot be decided again by its own.
  package static let noRules =
    "the log holds no rulebook, so there is nothing to decide by; name one with --rulebook"

  /// What the log itself lacks that the changes ask for, in words; nil when nothing.
  package var refusal: String? {
    let state = record.state
    if record.ruleCount == 0 || !hasRulebook, changes.rulebook == nil { return Self.noRules }
    if let source = changes.source {
      let said = Set(record.sources.values.joined())
      if !said.contains(source) {
        return "no source \"\(source)\" says prices; those that do are "
          + (said.isEmpty ? "none" : said.sorted().joined(separator: ", "))
      }
    }
    for bound in changes.bounds where !hasPrice(bound.feed) {
      let option = bound.isFloor ? "--floor" : "--cap"
      let near = relatives(of: bound.feed).filter(hasPrice).map { $0.name(names) }
      return "no source says a price of \(bound.feed.name(names)), so \(option) changes nothing"
        + (near.isEmpty
          ? "" : "; \(near.joined(separator: ", ")) has one: \(option) \(near[0])=\(bound.price)")
    }
    if let first = changes.first, first > state.block {
      return "the log ends with block \(state.block), before block \(first)"
    }
    return nil
  }

  /// Whether a source, or a given price, says what something is worth.
  private func hasPrice(_ feed: Feed) -> Bool {
    record.sources[feed] != nil || changes.prices.contains { $0.feed == feed }
  }

  /// The markets of an asset, or the base of a market.
  private func relatives(of feed: Feed) -> [Feed] {
    switch feed {
    case .asset(let asset):
      (0..<names.markets.count).filter { names.market($0).base == asset }.map { .market($0) }
    case .market(let market): [.asset(names.market(market).base)]
    }
  }

  /// Decides the log again and compares.
  ///
  /// - Parameters:
  ///   - against: What the alternative is compared with.
  ///   - prices: Prices that both histories are valued at in place of the last recorded ones.
  ///   - progress: Is told how many blocks are decided, of how many.
  /// - Returns: Both histories and what differs.
  /// - Throws: `WhatIfError` when the changed rules do not fit together, or amounts leave their range.
  package func result(
    against: WhatIfResult.Basis = .record, valuedAt prices: [Feed: Decimal18] = [:],
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws(WhatIfError) -> WhatIfResult {
    let total = 2 * record.blockCount
    var control: (history: AlternativeHistory, effects: WhatIfEffects)?
    if record.ruleCount > 0 {
      var unchanged = WhatIfChanges()
      unchanged.first = changes.first
      control = try decide(unchanged) { progress($0, total) }
    }
    let alternative = try decide(changes) { progress(record.blockCount + $0, total) }
    let own = RecordedHistory(
      events: record.events, tally: tally, state: record.state, names: names)
    let rules = control.map { RecordedHistory($0.history) }
    let other = RecordedHistory(alternative.history)
    let undecidable = Undecidable(record, names, other)
    let comparison = HistoryComparison(
      before: against == .rules ? rules ?? own : own, after: other, prices: prices,
      undecided: undecidable.accounts)
    var result = try comparison.result()
    result.basis = rules == nil ? .record : against
    result.effects = alternative.effects
    result.refused = alternative.history.refused
    if !result.refused.isEmpty { result.isSame = false }
    result.cutRepayments = alternative.history.cutRepayments
    result.control = rules.map { WhatIfControl(record: own, rules: $0) }
    result.discrepancies = record.ruleCount > 0 ? record.discrepancies.count : 0
    result.hasRules = record.ruleCount > 0
    result.undecidable = undecidable.sentences
    return result
  }

  /// A history under some changes.
  private func decide(
    _ changes: WhatIfChanges, _ progress: (Int) -> Void
  ) throws(WhatIfError) -> (history: AlternativeHistory, effects: WhatIfEffects) {
    var history = AlternativeHistory(record, names: names)
    let gas = gasAsset(changes)
    var editor = FactEditor(changes, record, gasAsset: gas)
    var last: (block: Int64, time: Int64)?
    var event = Event(.note)
    for place in 0..<record.blockCount {
      progress(place)
      let range = record.events(ofBlock: place)
      record.read(range.lowerBound, into: &event)
      let (block, time) = (event.position.block, event.time)
      if block < changes.first ?? .min {
        for place in range {
          record.read(place, into: &event)
          history.adopt(event)
        }
        continue
      }
      if let last { try pass(from: last, to: (block, time), &history, &editor) }
      let facts = try editor.facts(
        block: block, time: time, recorded: record.facts(ofBlock: place), state: history.state,
        names: names)
      try history.decide(block: block, time: time, facts: facts)
      last = (block, time)
    }
    return (history, editor.effects)
  }

  /// The blocks between two recorded ones.
  private func pass(
    from last: (block: Int64, time: Int64), to next: (block: Int64, time: Int64),
    _ history: inout AlternativeHistory, _ editor: inout FactEditor
  ) throws(WhatIfError) {
    let gap = next.block - last.block
    guard blocks ?? (record.ruleCount > 0 ? .all : .recorded) == .all, gap > 1,
      !history.state.halts.areBlocksHalted
    else { return }
    var quiet = 0
    for place in 1..<gap {
      guard quiet < Self.longestQuiet, history.mayActInTime || editor.hasWaiting else { return }
      // Times and gaps are far below the range of the product.
      let time =
        last.time + (next.time - last.time) / gap * place
        + (next.time - last.time) % gap * place / gap
      let block = last.block + place
      let facts = try editor.facts(
        block: block, time: time, recorded: [], state: history.state, names: names)
      let before = history.events.count
      try history.decide(block: block, time: time, facts: facts)
      quiet = history.events.count == before ? quiet + 1 : 0
    }
  }

  /// The asset that gas is priced in, by the rules of the record or those that replace them.
  private func gasAsset(_ changes: WhatIfChanges) -> Int? {
    var name = record.state.rulebook.keepers.gasAsset
    for parameter in changes.rulebook ?? [] where parameter.name == "keepers.gas_asset" {
      name = parameter.value
    }
    return names.assets.id(of: name)
  }
}
