package import Ledger

/// What a log holds and lacks, and what cannot be decided without it.
package struct Coverage: Sendable {
  /// A kind that the log has no event of, with the checks that would need it.
  package struct Gap: Sendable {
    /// The kind.
    package let kind: Kind
    /// The checks that are left undecided, by name, and in how many of their cases.
    package let checks: [(name: String, cases: Int)]
  }

  /// The kinds that occur, with their numbers, in the order of the kinds.
  package var counts: [(kind: Kind, count: Int)] = []
  /// What is missing and would be needed.
  package var gaps: [Gap] = []

  /// Nothing.
  package init() {}

  init(_ state: borrowing FactState, checks: [Check]) {
    for kind in Kind.allCases where state.count(kind) > 0 {
      counts.append((kind, state.count(kind)))
    }
    for kind in Kind.allCases {
      let waiting = checks.filter { $0.undecidable > 0 && $0.lacks.contains(kind) }
      guard !waiting.isEmpty else { continue }
      gaps.append(Gap(kind: kind, checks: waiting.map { ($0.name, $0.undecidable) }))
    }
  }
}
