package import FixedPoint
internal import Ledger
internal import Margin

/// Two histories of one world, compared.
package struct WhatIfResult: Sendable {
  /// What the alternative is compared with.
  package enum Basis: String, Sendable, CaseIterable {
    /// What was recorded.
    case record
    /// What the unchanged rules give for the same facts.
    case rules
  }

  /// A figure of both histories.
  package struct Total: Sendable, Hashable {
    /// What it is, in a few words.
    package var name: String
    /// The asset that it is in; empty for a count.
    package var unit: String
    package var before: Decimal18
    package var after: Decimal18

    /// After less before.
    package var difference: Decimal18 {
      get throws(ArithmeticError) { try after - before }
    }
  }

  /// An account that fares differently.
  package struct Account: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// How far the venue went with it.
    package var before: HistoryTally.Outcome
    package var after: HistoryTally.Outcome
    /// Whether the record tells enough of it for the second outcome to be more than a supposition.
    package var isDecided = true
    /// What it has less what it owes after the last block, in the unit of account, at the same prices in
    /// both histories; nil where it cannot be valued.
    package var equityBefore: Decimal18?
    package var equityAfter: Decimal18?
    /// How often it lost a position as the counterparty of a deleveraging.
    package var deleveragedBefore: Int
    package var deleveragedAfter: Int

    /// Equity after less equity before; nil where one is missing.
    package var difference: Decimal18? {
      guard let equityBefore, let equityAfter else { return nil }
      do throws(ArithmeticError) { return try equityAfter - equityBefore } catch { return nil }
    }

    /// Whether it is liquidated before and not after.
    package var isSpared: Bool { isDecided && before >= .liquidated && after < .liquidated }
    /// Whether it is liquidated after and not before.
    package var isNewlyHit: Bool { isDecided && before < .liquidated && after >= .liquidated }
  }

  /// Where the equity of accounts with a shortfall went, in the unit of account.
  package struct Cause: Sendable, Hashable {
    package var cause: Attribution.Cause
    package var before: Decimal18
    package var after: Decimal18
  }

  /// The history that the alternative is compared with, and the alternative.
  package let before: RecordedHistory
  package let after: RecordedHistory
  /// The asset that values are in.
  package var unit: String
  package var basis = Basis.record
  /// The figures, in the order of a report; those that are zero in both histories are left out.
  package var totals: [Total] = []
  /// How many accounts were liquidated or worse in the first history, of how many.
  package var hitBefore = 0
  package var accountCount = 0
  /// Of how many it cannot be told how the second history treats them.
  package var undecidedCount = 0
  /// Accounts that differ: those spared or newly hit first, then by the size of the difference.
  package var accounts: [Account] = []
  /// The causes of shortfalls, those that are zero in both histories left out; nil where cases cannot be
  /// built.
  package var causes: [Cause]?
  /// Whether nothing that the rules decide differs, and nobody fares differently.
  package var isSame = false
  package var effects = WhatIfEffects()
  /// What the alternative refused of what the world wanted.
  package var refused: [WhatIfRefusal] = []
  package var cutRepayments = 0
  /// The unchanged rules, decided again, against the record; nil when the log holds no rules.
  package var control: WhatIfControl?
  /// How many differences an audit of the record finds.
  package var discrepancies = 0
  /// Whether the log holds rules of its own.
  package var hasRules = true
  /// What the log lacks for a decision, in sentences.
  package var undecidable: [String] = []

  init(before: RecordedHistory, after: RecordedHistory, unit: String) {
    self.before = before
    self.after = after
    self.unit = unit
  }

  /// Accounts that were liquidated before and are not after, and the other way round.
  package var spared: Int { accounts.reduce(0) { $0 + ($1.isSpared ? 1 : 0) } }
  package var newlyHit: Int { accounts.reduce(0) { $0 + ($1.isNewlyHit ? 1 : 0) } }

  /// A figure by its name; zero in both when it has none.
  package func total(_ name: String) -> [Total] { totals.filter { $0.name == name } }
}
