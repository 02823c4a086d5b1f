internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// Whether collateral was seized at the bonus, or penalty, in force.
struct BonusCheck: FactCheck {
  static let name = "liquidation-bonus"
  static let definition =
    "size × price of the collateral ÷ (repaid × price of the debt) = bonus in force, to 10^-3 of it, for fills "
    + "at a fixed spread; prices are the fill's own or those recorded in its block. The bonus is the parameter "
    + "liquidation_bonus (or liquidation_penalty) of the asset; without one it is the ratio that at least "
    + "two thirds of 3 or more fills of the pair share to 10^-9, a multiple of 5 basis points."

  /// Fills whose ratio is not the bonus, or for which no parameter is in force.
  struct Case: Sendable {
    let fill: Seizure
    let ratio: Decimal18
    let expected: Decimal18?
  }

  /// An asset on one side of fills, in the words of the answer.
  struct Side: Hashable, Sendable {
    let asset: Int
    let isDebt: Bool
  }

  /// How often the rule was decided and broken for an asset on one side.
  struct Tally: Sendable {
    var fills = 0
    var broken = 0
  }

  static let parameters = [
    "liquidation_bonus", "liquidation_penalty", "liquidation_incentive",
    "liquidation_incentive_factor",
  ]
  private static let fixedSpread = 1

  private(set) var tallies: [Side: Tally] = [:]
  private var held: [Int64] = []
  private var broken: [Case] = []
  private var unruled: [Case] = []
  private var unpriced: [Int64] = []
  /// The parameters used, by asset: the numbers of the events that set them.
  private var sources: [Int: Set<Int64>] = [:]
  private var sourceBlocks: Set<Int64> = []

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard !state.hasRulebook, event.kind == .liquidationFill,
      event.choiceIndex(.mechanism) == Self.fixedSpread, let fill = try Seizure(event, state)
    else { return }
    let figure = try state.figure(Self.parameters, asset: fill.asset, account: fill.account)
    guard let ratio = try fill.ratio else {
      unpriced.append(fill.liquidation)
      return
    }
    guard let figure else {
      unruled.append(Case(fill: fill, ratio: ratio, expected: nil))
      return
    }
    let expected = try Self.ratio(figure)
    sources[fill.asset, default: []].insert(figure.entry.seq)
    sourceBlocks.insert(figure.entry.block)
    let entry = Case(fill: fill, ratio: ratio, expected: expected)
    if try Self.isAt(ratio, expected) {
      held.append(fill.liquidation)
      tally(entry, isBroken: false)
    } else {
      broken.append(entry)
    }
  }

  private mutating func tally(_ entry: Case, isBroken: Bool) {
    for side in Self.sides(entry.fill) {
      tallies[side, default: Tally()].fills += 1
      if isBroken { tallies[side, default: Tally()].broken += 1 }
    }
  }

  static func sides(_ fill: Seizure) -> [Side] {
    [Side(asset: fill.asset, isDebt: false), Side(asset: fill.repaidAsset, isDebt: true)]
  }

  /// What is seized over what is repaid by a bonus, which is written as that (`1.05`) or as its excess.
  static func ratio(_ figure: ParameterFigure) throws(ArithmeticError) -> Decimal18 {
    let isShare = figure.value.isPositive && figure.value < .one
    return isShare ? try figure.value + .one : figure.value
  }

  /// Whether a fill is at the bonus that was expected: to 10^-3 of it.
  static func isAt(_ ratio: Decimal18, _ expected: Decimal18) throws(ArithmeticError) -> Bool {
    try isNear(ratio, expected, 1000)
  }

  /// Whether two ratios differ by at most one `parts`-th of the second.
  static func isNear(
    _ ratio: Decimal18, _ expected: Decimal18, _ parts: Int64
  ) throws(ArithmeticError) -> Bool {
    try (ratio - expected).magnitude
      <= expected.multiplied(by: 1, dividedBy: parts, rounding: .towardZero)
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard !held.isEmpty || !broken.isEmpty || !unruled.isEmpty || !unpriced.isEmpty else {
      return nil
    }
    var result = FactResult(Self.check())
    for liquidation in held { result.hold(liquidation) }
    let shared = otherBonuses()
    var anomalies: [Case] = []
    for entry in broken {
      if shared[entry.fill.asset]?.contains(Self.rounded(entry.ratio)) ?? false {
        result.leave(entry.fill.liquidation)
      } else {
        anomalies.append(entry)
        tally(entry, isBroken: true)
      }
    }
    for entry in anomalies {
      result.broke(try anomaly(entry, state), entry.fill.liquidation)
    }
    let decided = held.count + anomalies.count
    let left = broken.count - anomalies.count
    var words: [String] = []
    if decided + left > 0 {
      words.append("\(held.count) of \(decided + left) fills are at the bonus in force")
      if !anomalies.isEmpty { words.append("\(anomalies.count) are not: \(clusters(state))") }
      if left > 0 {
        words.append("\(left) agree with each other on another bonus, \(snapshot())")
      } else if isSnapshot {
        words.append(snapshot())
      }
    }
    try implied(&result, &words, state)
    for liquidation in unpriced { result.leave(liquidation) }
    if !unpriced.isEmpty { words.append("\(unpriced.count) have no price in their block") }
    result.check.sentence = words.joined(separator: "; ")
    result.check.lacks =
      (unpriced.isEmpty ? [] : state.lacking([.priceUpdate]))
      + (left > 0 || result.check.undecidable > unpriced.count ? state.lacking([.parameter]) : [])
    result.check.detail = detail(state)
    return result
  }
}

// MARK: - Parameters of another time

extension BonusCheck {
  /// Whether every bonus that was used was set once, and all of them in one block.
  private var isSnapshot: Bool {
    sourceBlocks.count == 1 && sources.count > 1 && sources.values.allSatisfy { $0.count == 1 }
  }

  private func snapshot() -> String {
    isSnapshot
      ? "and every bonus was set once and never changed: if these are only the last values, earlier "
        + "fills cannot be judged by them"
      : "which no parameter says"
  }

  /// Ratios to 10^-5 that 10 or more fills of an asset share, a multiple of 5 basis points, where the bonus
  /// was only set once: then that is the bonus of another time, and no fill is wrong by it.
  private func otherBonuses() -> [Int: Set<Decimal18>] {
    var counts: [Int: [Decimal18: Int]] = [:]
    for entry in broken where sources[entry.fill.asset]?.count == 1 {
      let value = Self.rounded(entry.ratio)
      guard value > .one, value < Decimal18(2), value.mantissa % 500_000_000_000_000 == 0 else {
        continue
      }
      counts[entry.fill.asset, default: [:]][value, default: 0] += 1
    }
    return counts.mapValues { values in Set(values.filter { $0.value >= 10 }.keys) }
  }

  private static func rounded(_ ratio: Decimal18) -> Decimal18 {
    (try? ratio.rounded(toDecimals: 5, rounding: .halfEven)) ?? ratio
  }
}

// MARK: - The bonus that fills imply

extension BonusCheck {
  private struct Pair: Hashable {
    let asset: Int
    let repaid: Int
    let pool: Int
  }

  /// Judges fills without a parameter by what most fills of their pair share.
  private func implied(
    _ result: inout FactResult, _ words: inout [String], _ state: borrowing FactState
  ) throws(ArithmeticError) {
    var pairs: [Pair: [Case]] = [:]
    var order: [Pair] = []
    for entry in unruled {
      let pair = Pair(
        asset: entry.fill.asset, repaid: entry.fill.repaidAsset,
        pool: state.book.profiles.pool(of: entry.fill.account) ?? -1)
      if pairs[pair] == nil { order.append(pair) }
      pairs[pair, default: []].append(entry)
    }
    var silent = 0
    var agreeing: [(count: Int, words: String)] = []
    for pair in order {
      let group = pairs[pair] ?? []
      let clusters = try Self.clusters(group.map(\.ratio))
      guard let largest = clusters.max(by: { $0.count < $1.count }), largest.count >= 3,
        largest.count * 3 >= group.count * 2, try Self.isRound(largest.value)
      else {
        silent += group.count
        for entry in group { result.leave(entry.fill.liquidation) }
        continue
      }
      let bonus = largest.value
      for entry in group {
        if try Self.isNear(entry.ratio, bonus, 1_000_000_000) {
          result.hold(entry.fill.liquidation)
        } else if try Self.isShared(entry.ratio, clusters) {
          result.leave(entry.fill.liquidation)
        } else {
          let finding = try penalty(entry, bonus, largest.count, group.count, state)
          result.broke(finding, entry.fill.liquidation)
        }
      }
      agreeing.append(
        (
          largest.count,
          "\(largest.count) of \(group.count) fills of \(state.names.assets[pair.asset]) for "
            + "\(state.names.assets[pair.repaid]) are at exactly \(bonus.shown(9)), "
            + "which no parameter says"
        ))
    }
    if agreeing.count <= 2 {
      words += agreeing.map(\.words)
    } else {
      words.append(
        "\(agreeing.reduce(0) { $0 + $1.count }) fills of \(agreeing.count) pairs are at the bonus that "
          + "their pair shares, which no parameter says")
    }
    if silent > 0 { words.append("for \(silent) no parameter says the bonus") }
  }

  private struct Cluster {
    let value: Decimal18
    var count: Int
  }

  /// Ratios that are equal to 10^-9, with their numbers.
  private static func clusters(_ ratios: [Decimal18]) throws(ArithmeticError) -> [Cluster] {
    var clusters: [Cluster] = []
    for ratio in ratios.sorted() {
      if let last = clusters.last, try isNear(ratio, last.value, 1_000_000_000) {
        clusters[clusters.count - 1].count += 1
      } else {
        clusters.append(Cluster(value: ratio, count: 1))
      }
    }
    return clusters
  }

  /// Whether it is a multiple of 5 basis points, as bonuses are set.
  private static func isRound(_ ratio: Decimal18) throws(ArithmeticError) -> Bool {
    let steps = Decimal18(mantissa: 500_000_000_000_000)
    let nearest = try ratio.rounded(toMultipleOf: steps, rounding: .halfEven)
    return try isNear(ratio, nearest, 1_000_000_000)
  }

  private static func isShared(
    _ ratio: Decimal18, _ clusters: [Cluster]
  ) throws(ArithmeticError) -> Bool {
    for cluster in clusters where try isNear(ratio, cluster.value, 1_000_000_000) {
      return cluster.count >= 2
    }
    return false
  }

  private func penalty(
    _ entry: Case, _ bonus: Decimal18, _ count: Int, _ total: Int, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Finding {
    Finding(
      .wrongPenalty, severity: .medium, block: entry.fill.block, time: entry.fill.time,
      evidence: [entry.fill.seq], account: entry.fill.account,
      stake: .init(
        amount: try Self.gap(entry, bonus), unit: state.names.assets[entry.fill.repaidAsset]),
      rule: Self.name,
      sentence: "\(entry.fill.words(state.names)) is \(entry.ratio.shown()) of the debt; "
        + "\(count) of \(total) such fills are at exactly \(bonus.shown(9))")
  }
}

// MARK: - Anomalies

extension BonusCheck {
  /// What was seized beyond the bonus, or short of it, in the repaid asset.
  private static func gap(
    _ entry: Case, _ bonus: Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    let price = entry.fill.price ?? .zero
    return try
      (entry.fill.size.multiplied(by: price, rounding: .halfEven)
      - entry.fill.repaid.multiplied(by: bonus, rounding: .halfEven)).magnitude
  }

  private func anomaly(
    _ entry: Case, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Finding {
    let bonus = entry.expected ?? .zero
    let culprit = culprit(entry.fill)
    let tally = tallies[culprit] ?? Tally()
    let words = Self.words(culprit, state.names)
    return Finding(
      .priceAnomaly, block: entry.fill.block, time: entry.fill.time, evidence: [entry.fill.seq],
      account: entry.fill.account, subject: words,
      stake: .init(
        amount: try Self.gap(entry, bonus), unit: state.names.assets[entry.fill.repaidAsset]),
      rule: Self.name,
      sentence: "\(entry.fill.words(state.names)) is \(entry.ratio.shown()) of the debt at the "
        + "recorded prices, the bonus in force is \(bonus.shown()) (so in \(tally.broken) of "
        + "\(tally.fills) fills with \(words))")
  }

  /// The side of a fill whose asset disagrees more often.
  private func culprit(_ fill: Seizure) -> Side {
    let sides = Self.sides(fill)
    let rates = sides.map { side -> Int in
      let tally = tallies[side] ?? Tally()
      return tally.fills == 0 ? 0 : tally.broken * 1_000_000 / tally.fills
    }
    return rates[1] > rates[0] ? sides[1] : sides[0]
  }

  private static func words(_ side: Side, _ names: Names) -> String {
    "\(names.assets[side.asset]) as \(side.isDebt ? "debt" : "collateral")"
  }

  /// The sides with anomalies: those with more first.
  private var ranked: [(side: Side, tally: Tally)] {
    tallies.filter { $0.value.broken > 0 }.map { ($0.key, $0.value) }.sorted { a, b in
      (b.1.broken, a.0.asset, a.0.isDebt ? 1 : 0) < (a.1.broken, b.0.asset, b.0.isDebt ? 1 : 0)
    }
  }

  /// The assets that disagree in most of their fills.
  private func clusters(_ state: borrowing FactState) -> String {
    let worst = ranked.filter { $0.tally.broken * 2 > $0.tally.fills && $0.tally.broken >= 3 }
    if worst.isEmpty { return "no asset stands out" }
    return worst.prefix(6).map { "\(Self.words($0.side, state.names)) \($0.tally.broken)" }
      .joined(separator: ", ")
  }

  private func detail(_ state: borrowing FactState) -> DetailTable? {
    guard !tallies.isEmpty else { return ratios(state) }
    var table = DetailTable(
      "Anomalies by asset",
      columns: [
        .init("asset"), .init("as"), .init("fills"), .init("anomalies"), .init("share_percent"),
      ])
    let clean = tallies.filter { $0.value.broken == 0 }.map { ($0.key, $0.value) }
      .sorted { a, b in (a.0.asset, a.0.isDebt ? 1 : 0) < (b.0.asset, b.0.isDebt ? 1 : 0) }
    for (side, tally) in ranked + clean {
      let share = try? Decimal18(Int64(tally.broken)).multiplied(by: 100)
        .divided(by: Decimal18(Int64(tally.fills)), rounding: .halfEven)
      table.rows.append([
        .text(state.names.assets[side.asset]), .text(side.isDebt ? "debt" : "collateral"),
        .integer(Int64(tally.fills)), .integer(Int64(tally.broken)),
        .decimal((share ?? .zero).shown(1)),
      ])
    }
    return table
  }

  /// The ratio of each fill without a parameter.
  private func ratios(_ state: borrowing FactState) -> DetailTable? {
    guard !unruled.isEmpty else { return nil }
    var table = DetailTable(
      "Collateral over debt",
      columns: [
        .init("seq"), .init("time"), .init("account"), .init("seized"), .init("asset"),
        .init("price"), .init("repaid"), .init("repaid_asset"), .init("ratio"),
      ])
    for entry in unruled {
      table.rows.append([
        .integer(entry.fill.seq), .time(entry.fill.time), .account(entry.fill.account),
        .decimal(entry.fill.size.description), .text(state.names.assets[entry.fill.asset]),
        .decimal((entry.fill.price ?? .zero).description),
        .decimal(entry.fill.repaid.description),
        .text(state.names.assets[entry.fill.repaidAsset]), .decimal(entry.ratio.description),
      ])
    }
    return table
  }
}
