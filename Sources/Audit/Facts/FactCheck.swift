internal import FixedPoint
internal import Ledger

/// One identity that the recorded facts of a log are held against.
///
/// It is given each event before the book takes it in, then each liquidation when its block is over, and
/// gives its result at the end. What it cannot decide it counts as undecidable and never guesses.
protocol FactCheck: Sendable {
  /// Its name, for `--check`.
  static var name: String { get }
  /// The identity with its formula, its tolerance and the kinds of event it needs.
  static var definition: String { get }

  init()

  /// Takes an event; `state` is as before it.
  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError)

  /// Takes a liquidation of positions; its block is over.
  mutating func take(
    _ liquidation: LiquidationFacts, _ state: borrowing FactState
  ) throws(ArithmeticError)

  /// A block is over.
  mutating func endBlock(_ state: borrowing FactState) throws(ArithmeticError)

  /// What was found; nil when the log has nothing that it is about.
  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult?
}

extension FactCheck {
  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {}

  mutating func take(
    _ liquidation: LiquidationFacts, _ state: borrowing FactState
  ) throws(ArithmeticError) {}

  mutating func endBlock(_ state: borrowing FactState) throws(ArithmeticError) {}

  /// An empty check of this name.
  static func check() -> Check { Check(name: name, definition: definition) }
}

/// The result of one check.
struct FactResult: Sendable {
  var check: Check
  var findings: [Finding] = []
  /// The numbers of the events that begin the liquidations it could judge.
  var judged: Set<Int64> = []
  /// The numbers of those it could not judge.
  var undecided: Set<Int64> = []

  init(_ check: Check) { self.check = check }

  /// Counts a liquidation in which the identity held.
  mutating func hold(_ liquidation: Int64? = nil) {
    check.cases += 1
    check.held += 1
    if let liquidation { judged.insert(liquidation) }
  }

  /// Counts a liquidation in which it was broken, with its finding.
  mutating func broke(_ finding: Finding, _ liquidation: Int64? = nil) {
    check.cases += 1
    check.broken += 1
    findings.append(finding)
    if let liquidation { judged.insert(liquidation) }
  }

  /// Counts a liquidation that cannot be decided.
  mutating func leave(_ liquidation: Int64? = nil) {
    check.cases += 1
    if let liquidation { undecided.insert(liquidation) }
  }
}
