package import Ledger

/// What a log holds and lacks, and what cannot be decided without it.
package struct Coverage: Sendable {
  /// A kind that the log has no event of, with the checks that would need it.
  package struct Gap: Sendable {
    /// The kind.
    package let kind: Kind
    /// The names of the checks that are left undecided.
    package let checks: [String]
    /// How many of their cases are undecidable.
    package let cases: Int
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
      gaps.append(
        Gap(
          kind: kind, checks: waiting.map(\.name),
          cases: waiting.reduce(0) { max($0, $1.undecidable) }))
    }
  }
}
