internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether liquidation was halted while accounts had negative equity.
struct HaltCheck: FactCheck {
  static let name = "liquidation-halt"
  static let definition =
    "no account has negative equity at the recorded prices when a halt of all or of liquidation ends, or is in "
    + "force at the end of the log. Accounts whose record is not complete do not count."

  private var result = FactResult(Self.check())
  private var present: [(scope: String, seq: Int64)] = []
  private var looks = 0

  /// How many halts are looked at: each look values every account.
  private static let most = 200

  init() {}

  private static func stops(_ scope: String) -> Bool {
    scope == "all" || scope == "liquidation" || scope.hasPrefix("liquidation:")
  }

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard !state.hasRulebook, event.kind == .halt || event.kind == .resume else { return }
    let scope = event.string(.scope) ?? ""
    guard Self.stops(scope), looks < Self.most else { return }
    if event.kind == .halt {
      looks += 1
      // What is wrong when it begins is wrong when it ends, or was put right in between.
      present.append((scope, event.seq))
    } else if let place = present.lastIndex(where: { $0.scope == scope }) {
      let halt = present.remove(at: place)
      try look(
        halt.seq, event.seq, scope, block: event.position.block, time: event.time, state)
    }
  }

  private mutating func look(
    _ halt: Int64, _ end: Int64?, _ scope: String, block: Int64, time: Int64,
    _ state: borrowing FactState
  ) throws(ArithmeticError) {
    let solvency = try state.solvency()
    let below = solvency.insolvent
    guard !below.isEmpty, let unit = solvency.unit else { return result.hold() }
    let sum = try solvency.shortfall.magnitude
    result.broke(
      Finding(
        .haltedWhileInsolvent, block: block, time: time,
        evidence: [halt] + (end.map { [$0] } ?? []),
        subject: scope, stake: .init(amount: sum, unit: unit), rule: Self.name,
        sentence:
          "the halt of \(scope) was in force while \(below.count) accounts were below zero, "
          + "by \(sum.shown()) \(unit) together"))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    for halt in present {
      try look(
        halt.seq, nil, halt.scope, block: state.book.block, time: state.book.time, state)
    }
    present.removeAll()
    guard result.check.cases > 0 else { return nil }
    result.check.sentence =
      "\(result.check.broken) of \(result.check.cases) halts of liquidation were in force while "
      + "accounts were below zero"
    return result
  }
}
