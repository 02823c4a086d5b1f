internal import Audit
internal import Ledger

/// The document of the questions, written from the catalogue so that it cannot lie.
package enum QuestionsDocument {
  /// One example: the command as typed, and what it printed.
  package struct Example: Sendable {
    package let command: String
    package let output: String

    package init(command: String, output: String) {
      self.command = command
      self.output = output
    }
  }

  /// The whole document, `docs/QUESTIONS.md`.
  package static func markdown(examples: [Example]) -> String {
    ([introduction, table, "## Definitions and facts\n"] + Question.all.map(section)
      + ["## Examples\n", sources] + examples.map(text)).joined(separator: "\n")
  }

  private static let introduction = """
    # The questions that post-mortems asked

    This page is written by `make docs` from the catalogue (`Sources/Audit/Questions`); edits are overwritten.

    `plimsoll ask` lists the questions, `plimsoll ask 19` explains one, `plimsoll ask LEDGER` tells which of them a
    ledger answers and what it lacks for the others (it reads the log once for all), and `plimsoll ask LEDGER 19` answers one: the figures in a sentence, the rows they rest
    on, and the definition. Published numbers for one event differ because their definitions do, so an answer
    always prints its own. A ledger that lacks the facts is told which kinds of events are missing; that is an
    answer, with exit status 0. A part that cannot be decided is named and not counted.

    `--from` and `--to` choose the events that count; the state before them is known all the same. A halt, a feed at
    its floor, a pool at 100 %, an auction or a bad debt that stands when the range begins counts from its own
    beginning, and the answer says that it began before the range. `--account`, `--asset` and `--market` leave the
    others out, which the answer says in its last sentence, but where they name what is asked about. `--block` is the
    block asked about where a question is about one, else the block after which the answer is taken. `--rulebook`
    takes the place of the log's own rules. Values are in the venue's unit at its own prices in force: what it
    judged by where the log records that, else what its oracle's rule makes of the sources, else the last price.
    Values and averages are rounded half-even at 18 decimals, shares in per cent at 2.

    """

  private static let table: String = {
    let rows = Question.all.map { question in
      let command = (["ask LEDGER \(question.number)"] + question.commands)
        .map { "`\($0)`" }.joined(separator: "<br>")
      let tables = question.tables.map { "`\($0)`" }.joined(separator: ", ")
      return "| \(question.number) | \(question.text) | \(question.incident) | \(command) | "
        + "\(tables) |"
    }
    return "| # | question | asked after | command | tables and views |\n|---|---|---|---|---|\n"
      + rows.joined(separator: "\n") + "\n"
  }()

  private static func section(_ question: Question) -> String {
    let needs = question.needs.map { choices in
      choices.map { "`\($0.name)`" }.joined(separator: " or ")
    }
    let options = question.options.map { "`--\($0.rawValue)`" }
    var text = "**\(question.number).** \(question.definition)"
    text +=
      " Needs "
      + (needs.isEmpty
        ? "nothing in particular"
        : needs.joined(
          separator: "; ")) + "."
    if !options.isEmpty { text += " Takes \(options.joined(separator: ", "))." }
    return text + "\n"
  }

  private static let sources = """
    The ledgers are those of the shipped scenarios (`plimsoll simulate fixtures/scenarios/NAME.json -o NAME.plimsoll`).

    """

  private static func text(_ example: Example) -> String {
    "```\n$ \(example.command)\n\(example.output)```\n"
  }
}
