internal import Engine
package import FixedPoint
internal import Ledger

/// When time alone may next oblige a venue to something: every clock of its rules, in one place.
///
/// What is not named here depends on events alone. A test runs random venues on without any, and holds each
/// of their acts against it.
package struct Waiting: Sendable {
  /// A moment before which a rule does nothing.
  package struct Deadline: Sendable, Hashable {
    /// The first block in which it may.
    package var block: Int64
    /// The first time at which it may, in Unix milliseconds.
    package var time: Int64

    /// In how many blocks it is, each so many milliseconds long: at least 1, and nil beyond all times.
    fileprivate func blocks(fromBlock now: Int64, time present: Int64, each length: Int64) -> Int64?
    {
      let (rest, isFar) = time.subtractingReportingOverflow(present)
      let (gap, isFarOff) = block.subtractingReportingOverflow(now)
      if isFar && time > 0 || isFarOff && block > 0 { return nil }
      let byTime = isFar || rest <= 0 ? 0 : (rest - 1) / length + 1
      let blocks = max(1, isFarOff ? 0 : gap, byTime)
      return blocks <= (Limits.integer - max(present, now)) / length ? blocks : nil
    }
  }

  /// Each of these comes once: what follows from it may begin to wait anew.
  package private(set) var deadlines: [Deadline] = []
  /// The next block in which those who wait are served together; nil where that is any block.
  package private(set) var batch: Int64?
  /// And how many blocks apart such blocks are.
  package private(set) var batchBlocks: Int64 = 1

  private let block: Int64
  private let time: Int64

  /// What a venue waits for, as it stands.
  init(_ state: borrowing VenueState) throws(ArithmeticError) {
    block = state.block
    time = state.time
    let rules = state.rulebook
    if rules.oracle.staleSeconds > 0 || rules.oracle.twapSeconds > 0 { wait(until: time + 1) }
    for call in state.calls.open.values where call.isLast {
      wait(until: call.deadline, block: call.deadlineBlock)
    }
    for end in state.halts.breakers.ends(after: time) { wait(until: end) }
    for auction in state.auctions.open where state.canContinue(auction) {
      try wait(for: auction, rules.auction)
    }
    guard !state.breaches.isEmpty else { return }
    for end in state.window.ends(after: time, rules: rules.liquidation) { wait(until: end) }
    if rules.penalty.mode == .ramp {
      let (length, isEndless) = rules.penalty.rampSeconds.multipliedReportingOverflow(by: 1000)
      let isRising = state.breaches.values.contains { isEndless || time - $0 < length }
      if isRising { wait(until: time + 1) }
    }
    if rules.liquidation.mechanism == .batch, rules.liquidation.batchBlocks > 1 {
      batchBlocks = rules.liquidation.batchBlocks
      batch = (block / batchBlocks + 1) * batchBlocks
    }
  }

  private mutating func wait(until time: Int64?, block: Int64? = nil) {
    let deadline = Deadline(block: block ?? .min, time: time ?? .min)
    if deadline.time > self.time || deadline.block > self.block { deadlines.append(deadline) }
  }

  private mutating func wait(
    for auction: Auctions.Auction, _ rules: AuctionRules
  ) throws(ArithmeticError) {
    switch auction.form {
    case .english: wait(until: auction.english.end(rules: rules))
    case .dutch:
      let elapsed = Elapsed.seconds(from: auction.started, to: time)
      func after(_ seconds: Int64) -> Int64? {
        let (length, isFar) = seconds.multipliedReportingOverflow(by: 1000)
        return isFar ? nil : auction.started + length
      }
      if rules.resetSeconds > 0 { wait(until: after(rules.resetSeconds + 1)) }
      guard try auction.dutch.price(at: time, rules: rules).isPositive else { return }
      switch rules.curve {
      case .linear: wait(until: time + 1)
      case .exponential: if rules.cut < .one { wait(until: time + 1) }
      case .stairStep:
        let step = max(1, rules.step)
        if rules.cut < .one { wait(until: after((elapsed / step + 1) * step)) }
      }
    }
  }

  /// In how many blocks, each so many milliseconds long, something may be due; nil when nothing ever is.
  ///
  /// - Parameters:
  ///   - blockTime: How long a block is.
  ///   - stirred: The last block in which something was done or became due: a batch that served nobody
  ///     since then serves nobody later.
  /// - Returns: The number of blocks, and whether something becomes due in the last of them.
  package func next(
    blockTime: Int64, stirred: Int64
  ) -> (blocks: Int64, isDeadline: Bool)? {
    let first = deadlines.compactMap {
      $0.blocks(fromBlock: block, time: time, each: max(1, blockTime))
    }.min()
    guard let batch, batch - batchBlocks <= stirred else { return first.map { ($0, true) } }
    let blocks = batch - block
    if let first, first <= blocks { return (first, true) }
    return (blocks, false)
  }
}

extension VenueState {
  /// What the venue waits for, if nothing else happens.
  ///
  /// Accounts must have been judged in its block.
  package func waiting() throws(ArithmeticError) -> Waiting { try Waiting(self) }

  /// Whether an auction goes on at all: its lot has a price, and nothing halts its sale.
  fileprivate func canContinue(_ auction: Auctions.Auction) -> Bool {
    guard case .asset(let asset) = auction.subject, price(ofAsset: asset) != nil,
      let debtPrice = price(ofAsset: auction.debtAsset), debtPrice > .zero
    else { return false }
    return !halts.isHalted(.liquidation, .asset(asset))
  }
}
