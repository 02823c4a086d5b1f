internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether figures that were published of the venue agree with each other and with the record.
struct PublishedFigureCheck: FactCheck {
  static let name = "published-figures"
  static let definition =
    "parameters named published.NAME are figures that somebody published: the one of the scope venue = Σ over "
    + "the other scopes of that name and authority group, to half of its last digit; and "
    + "published.bad_debt.written_off of a pool = Σ bad_debt events of its accounts, exactly."

  private struct Figure: Sendable {
    let scope: String
    let value: Decimal18
    let authority: String
    let seq: Int64
    let block: Int64
    let time: Int64
  }

  private static let prefix = "published."
  private static let writtenOff = "published.bad_debt.written_off"
  private static let fund = "published.insurance_fund"
  private var figures: [String: [Figure]] = [:]
  private var names: [String] = []
  private var badDebt: [Int: Decimal18] = [:]

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    if event.kind == .badDebt, let account = event.id(.account),
      let amount = event.decimal(.amount),
      let pool = state.book.profiles.pool(of: account)
    {
      badDebt[pool] = try (badDebt[pool] ?? .zero) + amount
    }
    guard event.kind == .parameter, let name = event.string(.name), name.hasPrefix(Self.prefix),
      name != Self.fund, let text = event.string(.value), let value = try? Decimal18(text)
    else { return }
    if figures[name] == nil { names.append(name) }
    figures[name, default: []].append(
      Figure(
        scope: event.string(.scope) ?? "", value: value,
        authority: event.string(.authority) ?? "", seq: event.seq, block: event.position.block,
        time: event.time))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard !names.isEmpty else { return nil }
    var result = FactResult(Self.check())
    var words: [String] = []
    var table = DetailTable(
      "Reconciliation",
      columns: [
        .init("figure"), .init("scope"), .init("authority"), .init("published"),
        .init("compared_with"),
        .init("difference"),
      ])
    for name in names {
      let all = figures[name] ?? []
      if name == Self.writtenOff {
        try compare(all, &result, &words, &table, state)
      } else {
        try reconcile(name, all, &result, &words, &table, state)
      }
    }
    result.check.sentence = words.joined(separator: "; ")
    result.check.detail = table
    return result
  }

  /// The totals of a figure against the sum of its parts.
  private func reconcile(
    _ name: String, _ all: [Figure], _ result: inout FactResult, _ words: inout [String],
    _ table: inout DetailTable, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    let parts = all.filter { $0.scope != "venue" }
    let totals = all.filter { $0.scope == "venue" }
    var sum = Decimal18.zero
    for part in parts { sum = try sum + part.value }
    let short = String(name.dropFirst(Self.prefix.count))
    let sources = Self.unique(parts.map(\.authority)).joined(separator: ", ")
    for part in parts where !part.value.isZero {
      table.rows.append([
        .text(short), .text(part.scope), .text(part.authority),
        .decimal(part.value.description), .none, .none,
      ])
    }
    guard !parts.isEmpty else { return }
    table.rows.append([
      .text(short), .text("sum of \(parts.count) rows"), .text(sources),
      .decimal(sum.description), .none, .none,
    ])
    for total in totals {
      let difference = try sum - total.value
      table.rows.append([
        .text(short), .text(total.scope), .text(total.authority),
        .decimal(total.value.description), .decimal(sum.description),
        .decimal(difference.description),
      ])
      // Half of the last digit that was published.
      let slack = try Self.lastDigit(total.value).multiplied(
        by: 1, dividedBy: 2, rounding: .towardZero)
      guard try difference.magnitude > slack else {
        result.hold()
        continue
      }
      let sentence =
        "\(total.authority) says \(total.value) \(state.unit) of \(Self.plain(short)), the "
        + "\(parts.count) rows of \(sources) sum to \(sum): \(try difference.magnitude) "
        + (difference.isNegative ? "less" : "more")
      result.broke(
        Finding(
          .unexplainedResidual, block: total.block, time: total.time,
          evidence: [total.seq] + parts.filter { !$0.value.isZero }.map(\.seq), subject: short,
          stake: .init(amount: try difference.magnitude, unit: state.unit), rule: Self.name,
          sentence: sentence))
      words.append(sentence)
    }
  }

  /// What was published as written off against the events.
  private func compare(
    _ all: [Figure], _ result: inout FactResult, _ words: inout [String],
    _ table: inout DetailTable, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    var held = 0
    for figure in all {
      let recorded =
        state.book.profiles.poolNames.id(of: figure.scope).flatMap { badDebt[$0] } ?? .zero
      let difference = try recorded - figure.value
      if figure.value.isZero, recorded.isZero { continue }
      table.rows.append([
        .text("bad_debt.written_off"), .text(figure.scope), .text(figure.authority),
        .decimal(figure.value.description), .decimal(recorded.description),
        .decimal(difference.description),
      ])
      if difference.isZero {
        held += 1
        result.hold()
        continue
      }
      result.broke(
        Finding(
          .unexplainedResidual, block: figure.block, time: figure.time, evidence: [figure.seq],
          subject: figure.scope,
          stake: .init(amount: try difference.magnitude, unit: state.unit), rule: Self.name,
          sentence:
            "\(figure.authority) says \(figure.value) of \(figure.scope) was written off, the "
            + "recorded bad_debt events sum to \(recorded)"))
    }
    if held > 0 {
      words.append(
        "\(held) written-off figure\(held == 1 ? " is" : "s are") what bad_debt events sum to")
    }
  }

  private static func unique(_ texts: [String]) -> [String] {
    texts.reduce(into: []) { list, text in if !list.contains(text) { list.append(text) } }
  }

  private static func plain(_ name: String) -> String {
    name.replacing("_", with: " ").replacing(".", with: " ")
  }

  /// One unit of the last digit that is not zero.
  private static func lastDigit(_ value: Decimal18) -> Decimal18 {
    guard !value.isZero else { return .ulp }
    var unit: Int128 = 1
    while value.mantissa % (unit * 10) == 0 { unit *= 10 }
    return Decimal18(mantissa: unit)
  }
}
