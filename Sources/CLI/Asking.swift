internal import Audit
internal import Console
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Report
internal import Store

/// One question put to a ledger: what was said beside its number, and the reading of the log.
struct Asking {
  let question: Question
  /// Where the range reaches beyond the ledger.
  let notes: [String]

  private let file: LedgerFile
  private var asked: Asked
  /// The last event that is read.
  private let end: Int64
  /// The range and the rulebook, as options of other commands take them.
  private let scope: [String]

  /// Understands the options.
  ///
  /// - Throws: A usage error for an option that the question does not take, or a name that is not there.
  init(
    _ question: Question, _ file: LedgerFile, _ counts: [Kind: Int64],
    _ arguments: ParsedArguments
  ) throws {
    self.question = question
    self.file = file
    try Self.check(question, arguments)
    let range = try EventRange(arguments, file)
    notes = range.notes
    var asked = Asked(names: file.names, counts: counts)
    asked.account = try arguments.option("account").map { try SharedOptions.account($0, file) }
    asked.asset = try arguments.option("asset").map { try SharedOptions.asset($0, file) }
    asked.market = try arguments.option("market").map { try SharedOptions.market($0, file) }
    asked.parameter = arguments.option("parameter")
    asked.price = try arguments.option("price").map { text in
      guard let price = try? Decimal18(text), price > .zero else {
        throw arguments.error("--price: \"\(text)\" is not a price above zero.")
      }
      return price
    }
    (asked.first, asked.last) = (range.first, range.last)
    asked.rules = try arguments.option("rulebook").map {
      RuleSource.events(try RuleSource.read($0))
    }
    if let rules = asked.rules { asked.counts[.parameter] = Int64(rules.count) }
    var end = range.last
    let block = try SharedOptions.block("block", arguments, file)
    if question.options.contains(.block) {
      asked.block = block
    } else if let block {
      guard !arguments.isGiven("to") else {
        throw arguments.error("--block says where the answer is taken, as --to does: give one.")
      }
      end = try file.lastEvent(throughBlock: block)
      asked.last = end
    }
    if question.options.contains(.at) {
      let at = try SharedOptions.block("at", arguments, file)
      end = try file.end(ofBlock: at)
      asked.at = at
    }
    asked.isCut = asked.last < file.tip.size
    scope = ["rulebook", "from", "to"].flatMap { name in
      arguments.option(name).map { ["--\(name)", $0] } ?? []
    }
    self.asked = asked
    self.end = end
  }

  private static func check(_ question: Question, _ arguments: ParsedArguments) throws {
    for option in Question.Option.allCases where arguments.isGiven(option.rawValue) {
      guard option != .block, !question.options.contains(option) else { continue }
      let own = question.options.map { "--\($0.rawValue)" }
      throw arguments.error(
        "Question \(question.number) does not take --\(option.rawValue); it takes "
          + (own.isEmpty ? "--from and --to only." : own.joined(separator: ", ") + "."))
    }
    // A price that is of nothing would be passed over.
    let companions = question.priceIsOf
    guard arguments.isGiven("price"), !companions.isEmpty,
      !companions.contains(where: { arguments.isGiven($0.rawValue) })
    else { return }
    let names = companions.map { "--\($0.rawValue)" }.joined(separator: " or ")
    throw arguments.error(
      "Question \(question.number) needs \(names) beside --price: of what it is.")
  }

  private static let noLine = "no rule says when an account may be liquidated"

  /// Reads the log and answers; without the facts, it says which are missing.
  func answer(_ io: CommandIO) throws -> Answer {
    let lacks = question.lacks(asked.counts)
    guard lacks.isEmpty else { return .lacking(lacks) }
    var asked = asked
    if question.needsSubjects {
      guard let subjects = try Self.subjects(of: file, asked.rules, through: end) else {
        return .undecidable([.parameter], Self.noLine)
      }
      asked.subjects = subjects
    }
    var inquiry = try Self.read(file, Inquiry(question, asked), through: end, io)
    return try file.telling { () throws(VenueError) in try inquiry.finish() }
  }

  private static func read(
    _ file: LedgerFile, _ inquiry: Inquiry, through end: Int64, _ io: CommandIO
  ) throws -> Inquiry {
    var inquiry = inquiry
    try file.follow(through: end, "reading", io) { (event) throws(StoreError) in
      let event = copy event
      try file.telling { () throws(VenueError) in try inquiry.take(event) }
    }
    return inquiry
  }

  /// The answers to several questions by number, from one reading of the whole log.
  static func answers(
    to questions: [Question], _ file: LedgerFile, _ counts: [Kind: Int64],
    rules: [Event]?, _ io: CommandIO
  ) throws -> [Int: Answer] {
    var asked = Asked(names: file.names, counts: counts)
    asked.rules = rules
    if let rules { asked.counts[.parameter] = Int64(rules.count) }
    var answers: [Int: Answer] = [:]
    var open: [Question] = []
    for question in questions {
      let lacks = question.lacks(asked.counts)
      if !lacks.isEmpty {
        answers[question.number] = .lacking(lacks)
      } else if !question.needsSubjects {
        open.append(question)
      } else if let subjects = try subjects(of: file, rules, through: file.tip.size) {
        asked.subjects = subjects
        open.append(question)
      } else {
        answers[question.number] = .undecidable([.parameter], noLine)
      }
    }
    var inquiry = try read(file, Inquiry(open, asked), through: file.tip.size, io)
    let given = try file.telling { () throws(VenueError) in try inquiry.answers() }
    for (question, result) in zip(open, given) {
      switch result {
      case .success(let answer): answers[question.number] = answer
      case .failure(let error): answers[question.number] = .failed(error)
      }
    }
    return answers
  }

  /// The command that decides the log again for an answer; nil where none does.
  func whatIf(_ answer: Answer) -> String? {
    guard !answer.whatIf.isEmpty else { return nil }
    return (["plimsoll", "whatif", file.path] + scope + answer.whatIf).map(Shell.word)
      .joined(separator: " ")
  }

  /// The accounts that may have a case; nil where no rule says when an account may be liquidated.
  private static func subjects(
    of file: LedgerFile, _ rules: [Event]?, through end: Int64
  ) throws -> Set<Int>? {
    guard try rules != nil || Judging.hasRulebook(file) else { return nil }
    var scout = try BreachScout(names: file.names, rules: rules)
    let cursor = try file.events(to: end)
    var event = Event(.note)
    while try cursor.next(into: &event) { try scout.take(event) }
    try scout.finish()
    return scout.hasRulebook ? scout.accounts : nil
  }

  /// Where the answer was read.
  func anchor() throws -> Anchor {
    guard end < file.tip.size else { return try Anchor(file) }
    let cursor = try file.events(from: max(1, end), to: end)
    var event = Event(.note)
    guard try cursor.next(into: &event) else { return try Anchor(file) }
    return try Anchor(file, throughBlock: event.position.block)
  }
}
