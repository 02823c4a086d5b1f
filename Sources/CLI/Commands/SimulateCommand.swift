internal import Console
internal import FixedPoint
internal import Import
internal import Ledger
internal import Margin
internal import Simulation
internal import Store

/// `simulate`: runs a venue by its rulebook through a scenario, and records what happens.
enum SimulateCommand: Command {
  /// Lines of about this many bytes are recorded at once.
  private static let blockBytes = 1 << 20
  /// Events between commits: what an interruption leaves is completed by running again.
  private static let batchSize: Int64 = 10_000

  static let spec = CommandSpec(
    "simulate", group: "run",
    summary: "Run a venue by its rulebook through a scenario, and record what happens.",
    discussion: "A scenario says what prices do, who is there and what goes wrong; the rulebook "
      + "decides the rest. The ledger is an ordinary one, and the same scenario always gives the "
      + "same. After an interruption the same command completes it. See docs/SCENARIOS.md.",
    arguments: [ArgumentSpec("scenario", help: "The scenario, a JSON file.", kind: .file)],
    options: [
      OptionSpec(
        "output", short: "o", valueName: "ledger", kind: .ledger,
        help: "The ledger to record in; it is made if it is missing."),
      SharedOptions.format, SharedOptions.wide,
    ],
    examples: [
      .init(
        "plimsoll simulate black-thursday.json -o crash.plimsoll", "A day of falling prices.")
    ],
    exits: [
      .init(.ok, "Everything is recorded."), .init(.failed, "The scenario cannot be run."),
      .init(.findings, "The ledger holds something else; it stays as it is."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    guard let path = arguments.option("output"), !path.isEmpty else {
      throw arguments.error("simulate needs -o and the ledger to record in.")
    }
    var simulation = try read(arguments.positional("scenario"))
    let writer: LedgerWriter
    do {
      try LedgerPlace.check(path)
      writer = try LedgerWriter(path: path, creates: true)
    } catch {
      throw ImportFailure.failure(
        error, recorded: 0, isNew: false, ledger: path, work: .simulating)
    }
    let before = writer.tip.size
    let outcome: ImportSession.Outcome
    do {
      outcome = try await record(&simulation, into: writer, io)
    } catch {
      let recorded = writer.tip.size - before
      let isNew = writer.isNew && writer.tip.size == 0
      writer.removeIfNewAndEmpty()
      throw ImportFailure.failure(
        error, recorded: recorded, isNew: isNew, ledger: path, work: .simulating)
    }
    try tell(simulation, outcome, writer, path, SharedOptions.format(arguments), io)
    return .ok
  }

  private static func read(_ path: String) throws -> Simulation {
    do {
      return try Simulation(try Scenario(path: path))
    } catch let error as ScenarioError {
      throw CommandFailure("\(error)")
    } catch let error as SimulationError {
      throw CommandFailure("\(path): \(error)")
    }
  }

  /// Runs the scenario; while blocks are made, those before are prepared and written.
  private static func record(
    _ simulation: inout Simulation, into writer: LedgerWriter, _ io: CommandIO
  ) async throws -> ImportSession.Outcome {
    let name = simulation.scenario.name
    var line = ProgressLine(
      "simulating \(name)", unit: "blocks", total: Int64(simulation.scenario.blocks),
      output: io.words)
    defer { line.clear() }
    let session = try ImportSession(writer, batchSize: batchSize)
    let recorded = Recorded(writer)
    var bytes: [UInt8] = []
    while !simulation.isFinished {
      var isOther = false
      try simulation.runBlock { event, names in
        isOther = isOther || !recorded.mayHold(event)
        LineEncoder.append(copy event, names: names, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
      }
      line.update(Int64(simulation.place))
      if isOther { throw recorded.conflict }
      guard bytes.count >= blockBytes || simulation.isFinished, !bytes.isEmpty else { continue }
      try await CanonicalImport.read(bytes: bytes, name: "the run of \(name)", into: session)
      bytes.removeAll(keepingCapacity: true)
    }
    if simulation.summary.events < recorded.count { throw recorded.conflict }
    return try session.finish()
  }

  /// What the ledger held before the run.
  ///
  /// Lines that the run makes again are compared one by one; that the ledger holds no others between
  /// them, and none behind the last, is told by counting.
  private struct Recorded {
    let count: Int64
    let last: Position?
    let path: String

    init(_ writer: LedgerWriter) {
      count = writer.tip.size
      last = writer.lastPosition
      path = writer.path
    }

    /// Whether an event of the run has the place that it would have if the ledger held this run.
    func mayHold(_ event: borrowing Event) -> Bool {
      guard let last else { return true }
      return event.seq < count
        ? event.position < last : (event.seq == count) == (event.position == last)
    }

    var conflict: CommandFailure {
      CommandFailure(
        "\(path) holds events that this run does not make, so it holds something else; it stays "
          + "as it is; give another file with -o", status: .findings)
    }
  }

  // MARK: - The table at the end

  private static func tell(
    _ simulation: Simulation, _ outcome: ImportSession.Outcome, _ writer: LedgerWriter,
    _ path: String, _ format: OutputFormat, _ io: CommandIO
  ) throws {
    try values(simulation, writer).write(as: format, to: io.answers)
    guard format == .table else { return }
    let kinds = simulation.summary.kinds.map { "\($0.kind.name) \($0.count)" }
    try io.answers.write("\nkinds   " + kinds.joined(separator: " · ") + "\n")
    if outcome.added == 0 {
      try io.say("nothing new: all of it is recorded already")
    } else if outcome.alreadyThere > 0 {
      try io.say("\(outcome.alreadyThere) of the events were recorded already")
    }
    let ledger = TerminalText.escape(path)
    try io.say(
      "try next: plimsoll book \(ledger) · plimsoll audit \(ledger) · plimsoll verify \(ledger)")
  }

  private static func values(_ simulation: Simulation, _ writer: LedgerWriter) -> KeyValues {
    let summary = simulation.summary
    let scenario = simulation.scenario
    let assets = scenario.assets.map(\.name)
    var values = KeyValues()
    values.add("scenario", .text(scenario.name))
    values.add("rulebook", .text(scenario.rulebook.name))
    values.add("blocks", .integer(Int64(summary.blocks)))
    values.add("events", .integer(summary.events))
    values.add("accounts", .integer(Int64(summary.accounts)))
    values.add("called", .integer(Int64(summary.called.count)))
    values.add("liquidated", .integer(Int64(summary.liquidated.count)))
    values.add("bankrupt", .integer(Int64(summary.bankrupt.count)))
    values.add("refused", .integer(summary.refused))
    let funds = summary.funds.filter { !$0.start.isZero || !$0.end.isZero }
      .map { "\($0.name) \($0.start) → \($0.end) \(assets[$0.asset])" }
    values.add("funds", .text(funds.isEmpty ? "none" : funds.joined(separator: ", ")))
    values.add("bad_debt", .text(amounts(summary.openBadDebt, assets)))
    values.add("socialized", .text(amounts(summary.socialized, assets)))
    let markets = scenario.markets.map { assets[$0.base] + " in " + $0.name }
    values.add("deleveraged", .text(amounts(summary.deleveraged, markets)))
    values.add("root", .text("\(writer.tip.root)"))
    return values
  }

  private static func amounts(_ sums: [Decimal18], _ names: [String]) -> String {
    let some = zip(sums, names).filter { !$0.0.isZero }.map { "\($0.0) \($0.1)" }
    return some.isEmpty ? "none" : some.joined(separator: ", ")
  }
}
