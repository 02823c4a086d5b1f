internal import FixedPoint
internal import Ledger

/// The order of a block's lines against that of the rules.
extension AuditorTrack {
  // MARK: - Turns

  /// The accounts of those due, in the order in which their liquidations are recorded.
  func recordedTurns(of due: Set<Int>) -> [Int] {
    var turns: [Int] = []
    for place in waiting {
      let event = block[place]
      switch event.kind {
      case .liquidationStart, .liquidationAttempt, .liquidationFill, .deleverage, .badDebt: break
      default: continue
      }
      guard let account = event.id(.account), due.contains(account), !turns.contains(account),
        state.auctions.of(account: account) == nil
      else { continue }
      turns.append(account)
    }
    return turns
  }

  /// The first account that was liquidated later than the rules put it, and one recorded before it.
  func firstOutOfTurn(_ expected: [Int], _ recorded: [Int]) -> (account: Int, other: Int) {
    let place = expected.indices.first { expected[$0] != recorded[$0] } ?? 0
    return (expected[place], recorded[place])
  }

  /// The finding that one account was liquidated before another that the rules put first.
  func outOfTurn(_ late: Int, before early: Int) -> Discrepancy {
    let events = [early, late].map { account in
      waiting.lazy.map { block[$0] }.first {
        $0.id(.account) == account && $0.kind != .marginCall
      } ?? Event(.liquidationStart)
    }
    var item = discrepancy(.outOfTurn, events[0], early, judge.standing(of: early))
    item.seq = events[0].seq
    item.amount = nil
    item.unit = nil
    item.rule = "liquidation.priority"
    item.other = .init(
      kind: events[1].kind, who: names.accounts[late], subject: nil, seq: events[1].seq,
      event: .init(events[1]), figures: figures(early, late))
    return item
  }

  /// What the order of two accounts goes by; nil when it cannot be computed.
  private func figures(_ early: Int?, _ late: Int?) -> Discrepancy.Figures? {
    guard let early, let late, let first = judge.standing(of: early),
      let second = judge.standing(of: late)
    else { return nil }
    switch state.rulebook.liquidation.priority {
    case .worstHealth:
      do throws(ArithmeticError) {
        guard let a = try first.coverage, let b = try second.coverage else { return nil }
        return .init(name: "coverage", first: "\(a)", second: "\(b)")
      } catch {
        return nil
      }
    case .largestNotional:
      let unit = state.terms.unit.map { " " + names.assets[$0] } ?? ""
      return .init(
        name: "gross value", first: "\(first.gross)\(unit)", second: "\(second.gross)\(unit)")
    case .oldestBreach:
      let since = [early, late].map { (state.time - (state.breaches[$0] ?? state.time)) / 1000 }
      return .init(
        name: "time below the line", first: "\(since[0]) s", second: "\(since[1]) s")
    }
  }

  // MARK: - Lines

  /// What stands in another order than the rules give, once for each two accounts.
  func turnsNotTaken() -> [Discrepancy] {
    let places = matched.map(\.place)
    guard zip(places, places.dropFirst()).contains(where: { $0 > $1 }) else { return [] }
    let inOrder = Self.longestRising(places)
    var items: [Discrepancy] = []
    var told: Set<[Int?]> = []
    var displaced = matched.indices.filter { !inOrder.contains($0) }
    items += exchanged(&displaced)
    for index in displaced {
      let match = matched[index]
      guard let other = disordered(index, inOrder) else { continue }
      let key = [match.account, other.match.account, match.stage.rawValue]
      if told.insert(key).inserted { items.append(swapped(match, other)) }
    }
    return items
  }

  /// Displaced lines that stand in each other's places: each two are one finding.
  private func exchanged(_ displaced: inout [Int]) -> [Discrepancy] {
    guard displaced.count == 2, let first = displaced.first, let second = displaced.last,
      matched[first].place > matched[second].place, matched[first].stage == matched[second].stage
    else { return [] }
    displaced = []
    return [swapped(matched[second], (matched[first], true))]
  }

  /// The line in order that a displaced one changed places with, and whether the rules put that first.
  private func disordered(_ index: Int, _ inOrder: Set<Int>) -> (match: Match, isFirst: Bool)? {
    let place = matched[index].place
    for other in inOrder.sorted() {
      if other < index, matched[other].place > place { return (matched[other], true) }
      if other > index, matched[other].place < place { return (matched[other], false) }
    }
    return nil
  }

  private func swapped(
    _ match: Match, _ other: (match: Match, isFirst: Bool)
  ) -> Discrepancy {
    // The one named is the one that came too soon.
    let (soon, first) = other.isFirst ? (match, other.match) : (other.match, match)
    let (event, before) = (block[soon.place], block[first.place])
    let isTurn =
      soon.stage == .liquidations && first.stage == .liquidations && soon.account != first.account
    let whom = isTurn ? soon.account : account(of: event, soon.account)
    let who = isTurn ? first.account : account(of: before, first.account)
    var item = discrepancy(
      .outOfTurn, event, whom, isTurn ? whom.flatMap { judge.standing(of: $0) } : nil)
    item.seq = event.seq
    item.amount = nil
    item.unit = nil
    if isTurn { item.rule = "liquidation.priority" }
    item.other = .init(
      kind: before.kind, who: who.map { names.accounts[$0] }, subject: subject(of: before),
      seq: before.seq, event: .init(before),
      figures: isTurn ? figures(soon.account, first.account) : nil)
    return item
  }

  /// An event that is right, and stands at another place of its block.
  func misplaced(_ event: Event, _ absence: Absence) -> Discrepancy {
    var item = discrepancy(
      .outOfTurn, event, account(of: event, absence.obligation), absence.health)
    item.seq = event.seq
    item.amount = nil
    item.unit = nil
    return item
  }

  /// The indices of a longest rising part of the numbers.
  private static func longestRising(_ numbers: [Int]) -> Set<Int> {
    // The index of the least last number of a rising part of each length.
    var ends: [Int] = []
    var before = [Int?](repeating: nil, count: numbers.count)
    for index in numbers.indices {
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if numbers[ends[middle]] < numbers[index] { low = middle + 1 } else { high = middle }
      }
      before[index] = low > 0 ? ends[low - 1] : nil
      if low == ends.count { ends.append(index) } else { ends[low] = index }
    }
    var part: Set<Int> = []
    var next = ends.last
    while let index = next {
      part.insert(index)
      next = before[index]
    }
    return part
  }
}
