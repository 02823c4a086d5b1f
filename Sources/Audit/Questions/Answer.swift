package import Ledger

/// The answer to a question: a sentence with the figures, and the tables behind them.
package struct Answer: Sendable {
  /// The figures in one sentence, or why there are none.
  package var sentence: String
  /// The rows behind it; the first is the one that csv holds.
  package var tables: [DetailTable] = []
  /// The kinds of event without which it, or a part of it, is not decidable.
  package var lacks: [Kind] = []
  /// The options of `whatif` that decide the log again for this answer; none where that cannot be done.
  package var whatIf: [String] = []
  /// Whether there is an answer at all.
  package var isDecidable = true

  package init(_ sentence: String, _ tables: DetailTable...) {
    self.sentence = sentence
    self.tables = tables
  }

  /// The answer that there is none.
  package static func undecidable(_ lacks: [Kind], _ reason: String? = nil) -> Answer {
    let words = lacks.map { kind in
      switch kind {
      case .parameter: "rules"
      // A log may hold some prices, and lack those that matter here.
      case .priceUpdate where reason != nil: "prices"
      default: kind.words
      }
    }
    var answer = Answer(
      "Not decidable: this ledger lacks \(Figures.words(words))"
        + (reason.map { "; \($0)." } ?? "."))
    answer.lacks = lacks
    answer.isDecidable = false
    return answer
  }
}
