package import Ledger

/// One question of the catalogue: what it asks, what a log must hold to answer it, and who answers it.
package struct Question: Sendable {
  /// What a user may say beside the number.
  package enum Option: String, Sendable, CaseIterable {
    case account, asset, market, parameter, price, at, block
  }

  /// Its number, from 1.
  package let number: Int
  /// The question in one sentence.
  package let text: String
  /// The incident after which it was asked.
  package let incident: String
  /// Lists of kinds; of each list the log must hold at least one.
  package let needs: [[Kind]]
  /// What may be said beside the number, other than the range.
  package let options: [Option]
  /// The options of which one must say what --price is the price of; none where it is clear without.
  package let priceIsOf: [Option]
  /// The options that leave nothing out of the sentence: they say what it is about, or pick rows alone.
  let subjects: [Option]
  /// How the figures are defined: published numbers disagree where definitions do.
  package let definition: String
  /// Other commands that show the same, without the ledger's name.
  package let commands: [String]
  /// The tables and views of the file that hold the facts.
  package let tables: [String]
  /// Whether the accounts that the venue acted upon must be known before the log is read.
  package let needsSubjects: Bool
  /// Makes what gathers the answer.
  let make: @Sendable (Asked) -> any Collector

  init(
    _ number: Int, _ text: String, incident: String, needs: [[Kind]] = [],
    options: [Option] = [], priceIsOf: [Option] = [], subjects: [Option] = [],
    definition: String, commands: [String] = [], tables: [String],
    needsSubjects: Bool = false, make: @escaping @Sendable (Asked) -> any Collector
  ) {
    self.number = number
    self.text = text
    self.incident = incident
    self.needs = needs
    self.options = options
    self.priceIsOf = priceIsOf
    self.subjects = subjects
    self.definition = definition
    self.commands = commands
    self.tables = tables
    self.needsSubjects = needsSubjects
    self.make = make
  }

  /// What a log with those counts lacks: the lists of kinds of which it has none.
  package func lacks(_ counts: [Kind: Int64]) -> [[Kind]] {
    needs.filter { choices in choices.allSatisfy { counts[$0] ?? 0 == 0 } }
  }
}

extension Question {
  /// The whole catalogue, by number.
  package static let all: [Question] =
    (auctions + oracles + blocks + sales + books + rules + flows + losses + deleveraging
    + evidence + alternatives + backstops).sorted { $0.number < $1.number }

  /// The question with that number.
  package static func numbered(_ number: Int) -> Question? {
    all.first { $0.number == number }
  }

  /// The questions in which all of the words occur, in whatever case.
  package static func matching(_ words: String) -> [Question] {
    let words = words.lowercased().split(separator: " ")
    return all.filter { question in
      let text = (question.text + " " + question.incident + " " + question.definition).lowercased()
      return words.allSatisfy { text.contains($0) }
    }
  }
}
