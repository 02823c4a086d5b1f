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
  /// What others paid, by who and in which asset, in the order in which they first paid.
  package private(set) var payers: [MarginCase.Payer] = []

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
      for payer in entry.payers { try add(payer) }
      guard entry.shortfall > .zero else { continue }
      shortfall = try shortfall + entry.shortfall
      var sum = causes[entry.cause] ?? (0, .zero)
      sum = (sum.cases + 1, try sum.amount + entry.shortfall)
      causes[entry.cause] = sum
    }
    let order: [Attribution.Cause?] = Attribution.Cause.allCases.map { $0 } + [nil]
    byCause = order.compactMap { cause in
      causes[cause].map { Share(cause: cause, cases: $0.cases, amount: $0.amount) }
    }.sorted { $0.amount > $1.amount }
  }

  private mutating func add(_ payer: MarginCase.Payer) throws(ArithmeticError) {
    if let place = payers.firstIndex(where: { $0.name == payer.name && $0.asset == payer.asset }) {
      payers[place].amount = try payers[place].amount + payer.amount
    } else {
      payers.append(payer)
    }
  }
}
