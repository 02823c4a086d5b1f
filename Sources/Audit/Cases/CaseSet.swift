package import FixedPoint
internal import Ledger
package import Margin

/// All cases of a log, and what they were built by.
package struct CaseSet: Sendable {
  /// The cases in the order of their beginnings.
  package var cases: [MarginCase]
  /// What they were built from.
  package var basis: MarginCase.Basis
  /// The asset that values are in; empty when the venue named none.
  package var unit: String
  /// Which rulebook drew the line: its name, `log` for the log's own parameters, empty for none.
  package var rulebook: String
  /// The rules in force at the end; nil when there are none.
  package var rules: Rulebook?
  /// What the log lacks for more than this, in words; empty when it lacks nothing.
  package var lacks: String

  package init(
    _ cases: [MarginCase], basis: MarginCase.Basis, unit: String, rulebook: String,
    rules: Rulebook? = nil, lacks: String = ""
  ) {
    self.cases = cases
    self.basis = basis
    self.unit = unit
    self.rulebook = rulebook
    self.rules = rules
    self.lacks = lacks
  }

  /// The figures of some of its cases together.
  package func summary(
    of cases: [MarginCase]
  ) throws(ArithmeticError) -> CaseSummary {
    try CaseSummary(cases)
  }
}

/// The figures of many cases together.
package struct CaseSummary: Sendable {
  /// How many cases there are, and how many of them were called.
  package private(set) var count = 0
  package private(set) var called = 0
  /// How many ended in each way.
  package private(set) var outcomes: [MarginCase.Outcome: Int] = [:]
  /// What all of them could not pay, in the unit of account.
  package private(set) var shortfall = Decimal18.zero
  /// The shortfall of the cases by the cause that took most in each; the sum is the shortfall, exactly.
  ///
  /// The cause is nil for those whose causes are not decidable.
  package private(set) var byCause: [Share] = []
  /// What others paid for those with a shortfall, by who and in which asset, in the order in which they first
  /// paid.
  package private(set) var payers: [MarginCase.Payer] = []
  /// What makes the values of that the shortfall, by what it is: the sum is exact where all have a value.
  package private(set) var rests: [MarginCase.SettlementLine] = []
  /// What others took over where nothing was missing.
  package private(set) var taken: [MarginCase.Payer] = []
  /// How many cases have a shortfall that is not decidable.
  package private(set) var undecided = 0

  /// The cases of one cause.
  package struct Share: Sendable, Hashable {
    package var cause: Attribution.Cause?
    package var cases: Int
    package var amount: Decimal18
  }

  package init(_ cases: [MarginCase]) throws(ArithmeticError) {
    var causes: [Attribution.Cause?: (cases: Int, amount: Decimal18)] = [:]
    for entry in cases {
      count += 1
      if entry.called != nil { called += 1 }
      outcomes[entry.outcome, default: 0] += 1
      if entry.shortfall == nil { undecided += 1 }
      if entry.shortfall?.isZero ?? false {
        for payer in entry.payers { try Self.add(payer, to: &taken) }
        continue
      }
      for payer in entry.payers { try Self.add(payer, to: &payers) }
      guard entry.missing > .zero else { continue }
      for line in try entry.settlement() where line.kind != .payer { try add(line) }
      shortfall = try shortfall + entry.missing
      var sum = causes[entry.cause] ?? (0, .zero)
      sum = (sum.cases + 1, try sum.amount + entry.missing)
      causes[entry.cause] = sum
    }
    let order: [Attribution.Cause?] = Attribution.Cause.allCases.map { $0 } + [nil]
    byCause = order.compactMap { cause in
      causes[cause].map { Share(cause: cause, cases: $0.cases, amount: $0.amount) }
    }.sorted { $0.amount > $1.amount }
  }

  private mutating func add(_ line: MarginCase.SettlementLine) throws(ArithmeticError) {
    if let place = rests.firstIndex(where: { $0.kind == line.kind }) {
      rests[place].value = try rests[place].value + line.value
    } else {
      rests.append(line)
    }
  }

  private static func add(
    _ payer: MarginCase.Payer, to payers: inout [MarginCase.Payer]
  ) throws(ArithmeticError) {
    guard let place = payers.firstIndex(where: { $0.name == payer.name && $0.asset == payer.asset })
    else { return payers.append(payer) }
    payers[place].amount = try payers[place].amount + payer.amount
    if let value = payers[place].value, let other = payer.value {
      payers[place].value = try value + other
    } else {
      payers[place].value = nil
    }
  }
}
