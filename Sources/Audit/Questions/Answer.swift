internal import Engine
package import Ledger
package import Margin

/// The answer to a question: a sentence with the figures, and the tables behind them.
package struct Answer: Sendable {
  /// The figures in one sentence, or why there are none.
  package var sentence: String
  /// The rows behind it; the first is the one that csv holds.
  package var tables: [DetailTable] = []
  /// The kinds of event without which it, or a part of it, is not decidable.
  package var lacks: [Kind] = []
  /// What it lacks as lists of kinds, each of which would do; only where they are all that is known.
  package private(set) var choices: [[Kind]] = []
  /// What it lacks in words.
  package var lackWords: [String] = []
  /// The options of `whatif` that decide the log again for this answer; none where that cannot be done.
  package var whatIf: [String] = []
  /// Why there is no answer, such as `lacks fills`; nil where there is one.
  package private(set) var obstacle: String?

  /// Whether there is an answer at all.
  package var isDecidable: Bool { obstacle == nil }

  package init(_ sentence: String, _ tables: DetailTable...) {
    self.sentence = sentence
    self.tables = tables
  }

  /// The answer, which says what it leaves out: positions of which more was closed than the log opened.
  func without(overclosedIn venue: VenueState, _ asked: Asked) -> Answer {
    let accounts = venue.book.overclosedAccounts(in: asked.market)
    guard asked.asset == nil, !accounts.isEmpty else { return self }
    var answer = self
    answer.sentence +=
      " Left out \(accounts.count == 1 ? "is" : "are") "
      + "\(Figures.count(accounts.count, "account")) of which more was closed than the log opened: what "
      + "\(accounts.count == 1 ? "it holds" : "they hold") is not decidable."
    answer.lacks.append(.openingPosition)
    return answer
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
      obstacle: "lacks \(Figures.words(words))" + (reason.map { "; \($0)" } ?? ""))
    answer.lacks = lacks
    return answer
  }

  /// The answer that there is none, as a log has no kind of these lists.
  package static func lacking(_ choices: [[Kind]]) -> Answer {
    let words = choices.map { kinds in
      Figures.words(kinds.map { $0 == .parameter ? "rules" : $0.words }, last: "or")
    }
    var answer = Answer(obstacle: "lacks \(Figures.words(words))")
    answer.choices = choices
    answer.lacks = choices.flatMap(\.self)
    return answer
  }

  /// The answer that a figure leaves its range.
  package static func failed(_ error: VenueError) -> Answer {
    Answer(obstacle: "holds figures that leave their range: \(error)")
  }

  /// The answer that there is none, for a reason that is a clause of its own.
  static func undecidable(as reason: String, lacks: [Kind] = []) -> Answer {
    var answer = Answer("Not decidable: \(reason).")
    answer.obstacle = "not decidable: \(reason)"
    answer.lacks = lacks
    return answer
  }

  private init(obstacle: String) {
    self.init("Not decidable: this ledger \(obstacle).")
    self.obstacle = obstacle
  }
}
