internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// Compares two histories of one world.
struct HistoryComparison {
  let before: RecordedHistory
  let after: RecordedHistory
  /// Prices that both are valued at in place of the last recorded ones.
  let prices: [Feed: Decimal18]
  /// The names of the accounts of which nobody knows how the second history treats them.
  let undecided: Set<String>

  func result() throws(WhatIfError) -> WhatIfResult {
    let unit = before.state.book.venue?.unit ?? after.state.book.venue?.unit ?? ""
    var result = WhatIfResult(before: before, after: after, unit: unit)
    result.hitBefore = before.tally.count(from: .liquidated)
    result.accountCount = Set(accountNames).count
    result.undecidedCount = accountNames.reduce(0) { $0 + (undecided.contains($1) ? 1 : 0) }
    result.accounts = try accounts()
    let judgements = WhatIfControl(record: before, rules: after) { event in
      event.isSettlement || event.isJudgement
    }
    result.isSame = judgements.isSame && result.accounts.isEmpty
    result.totals = totals()
    try addCases(to: &result)
    return result
  }

  private var accountNames: [String] {
    let (a, b) = (before.names.accounts, after.names.accounts)
    return (0..<a.count).map { a[$0] }
      + (0..<b.count).map { b[$0] }.filter { a.id(of: $0) == nil }
  }

  // MARK: - Accounts

  private func accounts() throws(WhatIfError) -> [WhatIfResult.Account] {
    let (one, other) = try valued()
    var rows: [WhatIfResult.Account] = []
    for name in accountNames {
      let first = before.names.accounts.id(of: name)
      let second = after.names.accounts.id(of: name)
      let was = first.map { before.tally[$0] } ?? .init()
      let now = second.map { after.tally[$0] } ?? .init()
      let row = WhatIfResult.Account(
        name: name, before: was.outcome, after: now.outcome, isDecided: !undecided.contains(name),
        equityBefore: equity(first, one, before.names),
        equityAfter: equity(second, other, after.names),
        deleveragedBefore: was.deleveraged, deleveragedAfter: now.deleveraged)
      let isOther =
        row.before != row.after || row.equityBefore != row.equityAfter
        || row.deleveragedBefore != row.deleveragedAfter
      if isOther { rows.append(row) }
    }
    return Self.ordered(rows)
  }

  /// Those hit in one history alone, those with another outcome otherwise, those hit in both, everybody else.
  ///
  /// The last are keepers, funds and whoever else only earned or lost by it. In each group the largest
  /// difference comes first.
  private static func ordered(_ rows: [WhatIfResult.Account]) -> [WhatIfResult.Account] {
    func rank(_ row: WhatIfResult.Account) -> Int {
      if row.isSpared || row.isNewlyHit { return 0 }
      if row.before != row.after { return 1 }
      let isConcerned =
        row.before != .untouched || row.deleveragedBefore > 0 || row.deleveragedAfter > 0
      return isConcerned ? 2 : 3
    }
    func size(_ row: WhatIfResult.Account) -> Int128 {
      row.difference.map { Int128($0.mantissa.magnitude) } ?? -1
    }
    func change(_ row: WhatIfResult.Account) -> Int {
      abs(row.after.rawValue - row.before.rawValue)
    }
    return rows.enumerated().sorted { a, b in
      let (r, s) = (rank(a.element), rank(b.element))
      if r != s { return r < s }
      let (x, y) = (size(a.element), size(b.element))
      if x != y { return x > y }
      let (u, v) = (change(a.element), change(b.element))
      return u == v ? a.offset < b.offset : u > v
    }.map(\.element)
  }

  private func equity(_ account: Int?, _ state: VenueState, _ names: Names) -> Decimal18? {
    guard let account else { return .zero }
    do throws(ArithmeticError) {
      let health = try state.valuation(of: account, names: names).health
      return health.isJudgeable ? health.equity : nil
    } catch {
      return nil
    }
  }

  /// Both venues at the same prices: those given, else the last that the first history settled on, else the
  /// second.
  private func valued() throws(WhatIfError) -> (VenueState, VenueState) {
    var (one, other) = (before.state, after.state)
    for feed in feeds {
      let own = prices[feed] ?? Self.price(feed, before.state) ?? Self.price(feed, after.state)
      guard let own else { continue }
      try Self.set(own, feed, in: &one, before.names)
      try Self.set(own, feed, in: &other, after.names)
    }
    return (one, other)
  }

  private var feeds: [Feed] {
    (0..<before.names.assets.count).map { .asset($0) }
      + (0..<before.names.markets.count).map { .market($0) }
  }

  private static func price(_ feed: Feed, _ state: VenueState) -> Decimal18? {
    let price =
      switch feed {
      case .asset(let id): state.book.prices.asset(id)
      case .market(let id): state.book.prices.market(id)
      }
    return price.flatMap { $0.isReference ? $0.value : nil }
  }

  private static func set(
    _ price: Decimal18, _ feed: Feed, in state: inout VenueState, _ names: Names
  ) throws(WhatIfError) {
    var event = Event(.referencePrice)
    event.set(feed)
    event.set(.price, decimal: price)
    event.set(.status, integer: Int64(PriceStatus.valid.rawValue))
    event.set(.method, text: "last")
    event.position = Position(block: state.block, index: 0)
    event.time = state.time
    event.seq = state.book.seq
    try WhatIfError.alternative { () throws(VenueError) in try state.apply(event, names: names) }
  }

  // MARK: - Totals

  private func totals() -> [WhatIfResult.Total] {
    let (a, b) = (before.tally, after.tally)
    var totals: [WhatIfResult.Total] = []
    func count(_ name: String, _ x: Int, _ y: Int) {
      guard x != 0 || y != 0 else { return }
      totals.append(
        .init(name: name, unit: "", before: Decimal18(Int64(x)), after: Decimal18(Int64(y))))
    }
    func sums(_ name: String, _ path: KeyPath<HistoryTally, HistoryTally.Amounts>) {
      let (x, y) = (a[keyPath: path], b[keyPath: path])
      for asset in Set(x.assets + y.assets).sorted() {
        totals.append(
          .init(name: name, unit: before.names.assets[asset], before: x[asset], after: y[asset]))
      }
    }
    func isKnown(_ account: Int) -> Bool { !undecided.contains(after.names.accounts[account]) }
    count("accounts called", a.calledAccounts, b.calledAccounts)
    count("liquidations begun", a.begunAccounts, b.begunAccounts)
    count(
      "accounts liquidated", a.count(from: .liquidated), b.count(from: .liquidated, where: isKnown))
    count("accounts bankrupt", a.count(from: .bankrupt), b.count(from: .bankrupt, where: isKnown))
    count("liquidation fills", a.fills, b.fills)
    count("failed attempts", a.attempts, b.attempts)
    sums("liquidated", \.notional)
    sums("collateral taken", \.seized)
    sums("penalties", \.penalties)
    sums("paid by funds", \.insurance)
    sums("paid by the penalty reserve", \.reserve)
    sums("socialized", \.socialized)
    count("deleveraged positions", a.deleveragings, b.deleveragings)
    count("deleveraged counterparties", a.counterparties, b.counterparties)
    sums("deleveraged", \.deleveraged)
    sums("given up by counterparties", \.forgone)
    sums("bad debt", \.badDebt)
    sums("recovered", \.recovered)
    return totals + funds()
  }

  /// What each fund has after the last block.
  private func funds() -> [WhatIfResult.Total] {
    var names = before.tally.funds
    for fund in after.tally.funds where !names.contains(fund) { names.append(fund) }
    var totals: [WhatIfResult.Total] = []
    for fund in names {
      for asset in 0..<before.names.assets.count {
        let was = before.state.book.insurance(fund, asset: asset)
        let now = after.state.book.insurance(fund, asset: asset)
        guard !was.isZero || !now.isZero else { continue }
        totals.append(
          .init(
            name: "fund \(fund) at the end", unit: before.names.assets[asset], before: was,
            after: now))
      }
    }
    return totals
  }

  // MARK: - Cases

  private func addCases(to result: inout WhatIfResult) throws(WhatIfError) {
    let was = try WhatIfError.record { () throws(VenueError) in try before.cases() }
    let now = try WhatIfError.alternative { () throws(VenueError) in try after.cases() }
    let (one, other) = (Self.sum(was), Self.sum(now))
    if !one.shortfall.isZero || !other.shortfall.isZero {
      result.totals.append(
        .init(
          name: "shortfall", unit: result.unit, before: one.shortfall, after: other.shortfall))
    }
    let needed = (needed(was, before.tally), needed(now, after.tally))
    if !needed.0.isZero || !needed.1.isZero {
      result.totals.append(
        .init(
          name: "needed of counterparties", unit: result.unit, before: needed.0, after: needed.1))
    }
    result.causes = Attribution.Cause.allCases.compactMap { cause in
      let (x, y) = (one.parts[cause] ?? .zero, other.parts[cause] ?? .zero)
      return x.isZero && y.isZero ? nil : .init(cause: cause, before: x, after: y)
    }
  }

  /// What accounts lacked whose positions were closed against others.
  private func needed(_ cases: [MarginCase], _ tally: HistoryTally) -> Decimal18 {
    var sum = HistoryTally.Amounts()
    for entry in cases where tally[entry.account].isDeleveraged {
      sum.add(entry.missing, of: 0)
    }
    return sum[0]
  }

  private static func sum(
    _ cases: [MarginCase]
  ) -> (shortfall: Decimal18, parts: [Attribution.Cause: Decimal18]) {
    var sums = HistoryTally.Amounts()
    let causes = Attribution.Cause.allCases
    for entry in cases where entry.missing > .zero {
      sums.add(entry.missing, of: 0)
      for (place, cause) in causes.enumerated() {
        sums.add(entry.attribution[cause], of: place + 1)
      }
    }
    var parts: [Attribution.Cause: Decimal18] = [:]
    for (place, cause) in causes.enumerated() { parts[cause] = sums[place + 1] }
    return (sums[0], parts)
  }
}
