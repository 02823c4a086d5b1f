internal import Audit
internal import Console
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Report
internal import Store

/// `ask`: the catalogue of questions that post-mortems asked, answered on a ledger.
enum AskCommand: Command {
  static let spec = CommandSpec(
    "ask", group: "judge",
    summary: "Answer the questions that post-mortems of real failures asked.",
    discussion: "Without a number the questions are listed, with a ledger also which of them it "
      + "answers, from one reading, and what it lacks for the others; words list the questions that contain them. With a number the "
      + "question is answered: the figures in a sentence, the rows behind it, and the definition "
      + "they rest on. A question that the ledger lacks facts for is answered by naming them. "
      + "Which options a question takes is told by its number without a ledger.",
    arguments: [
      ArgumentSpec("ledger", help: "The ledger.", arity: .optional, kind: .ledger),
      ArgumentSpec("question", help: "The number of a question, or words of it.", arity: .any),
    ],
    options: [
      OptionSpec("account", valueName: "account", help: "Only this account."),
      OptionSpec("asset", valueName: "asset", help: "Only this asset."),
      OptionSpec("market", valueName: "market", help: "Only this market."),
      OptionSpec("parameter", valueName: "name", help: "Only parameters with this in their name."),
      OptionSpec("price", valueName: "price", help: "Reckon with this price."),
      OptionSpec(
        "at", valueName: "block", help: "Reckon with the prices after this block or time."),
      OptionSpec(
        "block", valueName: "block",
        help: "The block asked about; for other questions, answer after this block."),
      SharedOptions.from, SharedOptions.to, RuleSource.option,
      OptionSpec("all", help: "Show every row."), SharedOptions.format, SharedOptions.wide,
    ],
    examples: [
      .init("plimsoll ask", "List the questions."),
      .init("plimsoll ask venue.plimsoll insurance", "Those about insurance."),
      .init("plimsoll ask venue.plimsoll 19 --account alice", "Answer one for an account."),
    ],
    exits: [
      .init(.ok, "The answer was given; that the ledger lacks the facts is an answer."),
      .init(.failed, "The ledger could not be read, or there is no such question."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    var words = arguments.positionalValues("question")
    var path = arguments.optionalPositional("ledger")
    // `ask 19` and `ask insurance` are about the catalogue itself.
    if let first = path, !isLedger(first) {
      words.insert(first, at: 0)
      path = nil
    }
    let format = SharedOptions.format(arguments)
    guard let path else {
      try catalogue(words, format, arguments, io)
      return .ok
    }
    let file = try LedgerFile(path: path)
    let counts = Dictionary(uniqueKeysWithValues: try file.counts().map { ($0.kind, $0.count) })
    guard let word = words.first, let number = Int(word), words.count == 1 else {
      let found = try questions(words)
      let rules = try arguments.option("rulebook").map {
        RuleSource.events(try RuleSource.read($0))
      }
      let answers = try Asking.answers(to: found, file, counts, rules: rules, io)
      try AnswerList(found, answers: answers, anchor: try Anchor(file))
        .write(as: format, to: io.answers)
      return .ok
    }
    let asking = try Asking(try question(number), file, counts, arguments)
    let answer = try asking.answer(io)
    let report = AnswerReport(
      asking.question, answer, whatIf: asking.whatIf(answer), names: file.names,
      anchor: try asking.anchor(), showsAll: arguments.flag("all"))
    try report.write(as: format, to: io.answers)
    for note in asking.notes { try io.say(TerminalText.escape(note)) }
    return .ok
  }

  /// Whether a word names a file rather than a question.
  private static func isLedger(_ word: String) -> Bool {
    word.contains("/") || word.contains(".") || LedgerPlace.exists(word)
  }

  private static func catalogue(
    _ words: [String], _ format: OutputFormat, _ arguments: ParsedArguments, _ io: CommandIO
  ) throws {
    if words.count == 1, let number = Int(words[0]) {
      let found = try question(number)
      guard format == .table else {
        return try AnswerList([found]).write(as: format, to: io.answers)
      }
      return try AnswerList.describe(found, to: io.answers)
    }
    try AnswerList(try questions(words)).write(as: format, to: io.answers)
  }

  private static func question(_ number: Int) throws -> Question {
    if let question = Question.numbered(number) { return question }
    let nearest = Question.all.min { abs($0.number - number) < abs($1.number - number) }
    throw CommandFailure(
      "there is no question \(number); they go from 1 to \(Question.all.count)"
        + (nearest.map { ", and the nearest is \($0.number): \($0.text)" } ?? ""))
  }

  private static func questions(_ words: [String]) throws -> [Question] {
    guard !words.isEmpty else { return Question.all }
    let found = Question.matching(words.joined(separator: " "))
    if !found.isEmpty { return found }
    let known = Set(
      Question.all.flatMap { question in
        question.text.lowercased().split { !$0.isLetter }.map(String.init)
      }
    ).filter { $0.count > 3 }.sorted()
    let nearest = words.lazy.compactMap { NearestName.find($0.lowercased(), among: known) }.first
    throw CommandFailure(
      "no question holds \"\(words.joined(separator: " "))\""
        + (nearest.map { "; did you mean \"\($0)\"?" } ?? "; 'plimsoll ask' lists them all"))
  }
}
