internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether published balances and positions are what the events give.
struct AssertionCheck: FactCheck {
  static let name = "assertions"
  static let definition =
    "asserted balance or position = the book at its place, exactly. In a log without interest, a pool "
    + "whose assets and debts are off by the same amount in a block earned interest that no event records: not "
    + "decidable."

  private var times: [Int64] = []

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    // What failed before this event was counted at its place.
    while times.count < state.book.assertions.failures.count { times.append(state.book.time) }
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    while times.count < state.book.assertions.failures.count { times.append(state.book.time) }
    let log = state.book.assertions
    guard !log.tallies.isEmpty else { return nil }
    var result = FactResult(Self.check())
    let held = log.tallies.reduce(0) { $0 + $1.held }
    result.check.cases = held
    result.check.held = held
    let isExplained = try interest(state)
    var subjects: Set<Int> = []
    for (place, failure) in log.failures.enumerated() {
      if isExplained[place] {
        result.leave()
        continue
      }
      subjects.insert(failure.tally)
      result.broke(try finding(failure, times[place], state))
    }
    let left = result.check.undecidable
    if left > 0 { result.check.lacks = [.interest] }
    result.check.sentence =
      "\(held) of \(result.check.cases - left) published figures are what the events give"
      + (result.check.broken > 0 ? "; those that are not are of \(subjects.count) subjects" : "")
      + (left > 0
        ? "; \(left) differ by the same on both sides of a pool: interest that no event records"
        : "")
    result.check.detail = detail(state)
    return result
  }

  /// For each failure, whether it is interest: both sides of a pool are off by the same in its block.
  private func interest(_ state: borrowing FactState) throws(ArithmeticError) -> [Bool] {
    let log = state.book.assertions
    guard state.count(.interest) == 0, state.count(.interestIndex) == 0 else {
      return log.failures.map { _ in false }
    }
    struct Place: Hashable {
      let subject: AssertionLog.Subject
      let block: Int64
    }
    var differences: [Place: Decimal18] = [:]
    for failure in log.failures {
      let subject = log.tallies[failure.tally].subject
      differences[Place(subject: subject, block: failure.block)] =
        try failure.asserted - failure.found
    }
    return try log.failures.map { (failure) throws(ArithmeticError) in
      let subject = log.tallies[failure.tally].subject
      guard case .pool = subject.holder, subject.side == .asset || subject.side == .debt else {
        return false
      }
      let other = AssertionLog.Subject(
        holder: subject.holder, side: subject.side == .asset ? .debt : .asset, item: subject.item)
      return differences[Place(subject: other, block: failure.block)]
        == (try failure.asserted - failure.found)
    }
  }

  private func finding(
    _ failure: AssertionLog.Failure, _ time: Int64, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Finding {
    let subject = state.book.assertions.tallies[failure.tally].subject
    let isPosition = subject.side == .position
    let item = isPosition ? state.names.markets[subject.item] : state.names.assets[subject.item]
    let unit = isPosition ? state.names.assets[state.names.market(subject.item).base] : item
    let (account, pool) = Self.holder(subject)
    let difference = try failure.asserted - failure.found
    return Finding(
      .failedAssertion, block: failure.block, time: time, evidence: [failure.seq],
      account: account, subject: pool,
      stake: .init(amount: try difference.magnitude, unit: unit), rule: Self.name,
      sentence: "\(subject.side == .position ? "position" : "\(subject.side.rawValue) side") in "
        + "\(item) was published as \(failure.asserted), the events give \(failure.found): "
        + "\(difference)")
  }

  private static func holder(_ subject: AssertionLog.Subject) -> (Int?, String?) {
    switch subject.holder {
    case .account(let id): (id, nil)
    case .pool(let name): (nil, name)
    }
  }

  private func detail(_ state: borrowing FactState) -> DetailTable {
    var table = DetailTable(
      "Published figures by subject",
      columns: [
        .init("holder"), .init("side"), .init("item"), .init("published"), .init("held"),
        .init("last_difference"),
      ])
    for tally in state.book.assertions.tallies where tally.held < tally.count {
      let (account, pool) = Self.holder(tally.subject)
      let isPosition = tally.subject.side == .position
      table.rows.append([
        account.map { .account($0) } ?? .text(pool ?? ""), .text(tally.subject.side.rawValue),
        .text(
          isPosition
            ? state.names.markets[tally.subject.item] : state.names.assets[tally.subject.item]),
        .integer(Int64(tally.count)), .integer(Int64(tally.held)),
        .decimal(tally.lastDifference.description),
      ])
    }
    return table
  }
}
