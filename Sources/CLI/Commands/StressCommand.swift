internal import Audit
internal import Console
internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Report
internal import Store

/// `stress`: what the rules would do about shocked prices.
enum StressCommand: Command {
  static let spec = CommandSpec(
    "stress", group: "judge",
    summary: "What the rules would do if prices jumped now, until all is quiet.",
    discussion: "Sets shocked prices in a copy of the venue and lets its rulebook act, block after "
      + "block, until nothing more happens: calls, liquidations, insurance, deleveraging, "
      + "socialized loss, bad debt. Nobody tops up or trades. With --depth sales meet the depth that "
      + "the log recorded, and each lowers the price of the next round. docs/OUTLOOK.md defines "
      + "each figure.",
    arguments: [SharedOptions.ledger],
    options: [
      OptionSpec(
        "shock", valueName: "shock",
        help: "One test: ETH=-30%, ETH,BTC=-30% or ETH=-30%,BTC=-10%.", repeatable: true),
      OptionSpec(
        "grid", valueName: "range",
        help: "Tests of a range of shocks: ETH=-10..-60/10. Two of them make a map.",
        repeatable: true),
      OptionSpec("depth", help: "Sell into the recorded depth, and let prices slip."),
      OptionSpec("html", help: "Write the map of two ranges as a page."),
      OptionSpec(
        "block-seconds", valueName: "seconds", kind: .integer,
        help: "How long a round takes; the log's mean time between blocks unless given."),
      OptionSpec(
        "rounds", valueName: "count", kind: .integer, help: "The most rounds.", default: "1000"),
      SharedOptions.block, RuleSource.option, SharedOptions.format, SharedOptions.wide,
    ],
    examples: [
      .init("plimsoll stress venue.plimsoll --shock ETH=-30% --depth", "One shock."),
      .init(
        "plimsoll stress venue.plimsoll --grid ETH=-10..-60/10 --grid BTC=-10..-60/10",
        "A map of two."),
    ],
    exits: [
      .init(.ok, "The answer was given."),
      .init(.failed, "The ledger could not be read, or there is no rulebook or no price."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let block = try SharedOptions.block("block", arguments, file)
    let shocks = try arguments.values("shock").map { try Shock($0, arguments, file) }
    let ranges = try arguments.values("grid").map { try ShockRange($0, arguments, file) }
    guard ranges.count <= 2, shocks.isEmpty != ranges.isEmpty else {
      throw arguments.error("Give --shock, once for each test, or --grid, once or twice.")
    }
    if arguments.flag("html"), ranges.count != 2 {
      throw arguments.error("--html draws the map of two --grid.")
    }
    let record = try RuleSource.venue(
      file, throughBlock: block, rulebook: arguments.option("rulebook"), io)
    let state = record.state
    let bench = StressBench(
      file: file, state: state, settings: try settings(arguments, file), words: io.words)
    let scene = OutlookScene(
      names: file.names, unit: state.book.venue?.unit ?? "",
      anchor: try Anchor(file, throughBlock: block), caution: try record.caution(file.names))
    let format = SharedOptions.format(arguments)
    if ranges.count == 2 {
      let grid = try bench.grid(ranges[0], ranges[1], scene)
      if arguments.flag("html") {
        try io.answers.write(grid.page)
      } else {
        try grid.write(as: format, to: io.answers)
      }
    } else {
      let rows = try bench.rows(shocks + ranges.flatMap(\.shocks))
      try StressReport(rows, usesDepth: bench.settings.usesDepth, scene: scene)
        .write(as: format, to: io.answers)
    }
    return .ok
  }

  private static func settings(
    _ arguments: ParsedArguments, _ file: LedgerFile
  ) throws -> StressTest.Settings {
    var settings = StressTest.Settings()
    settings.usesDepth = arguments.flag("depth")
    settings.limit = Int(try arguments.integer("rounds", in: 1...1_000_000) ?? 1000)
    if let seconds = try arguments.integer("block-seconds", in: 1...86_400) {
      settings.blockTime = seconds * 1000
    } else if let first = try file.firstBlock() {
      let blocks = try file.blockCount()
      let mean = blocks > 1 ? (file.tip.time - first.time) / (blocks - 1) : 0
      settings.blockTime = min(max(mean, 1000), 86_400_000)
    }
    return settings
  }
}

/// Some prices that change at once.
private struct Shock {
  /// In words: `ETH −30 %`.
  var name: String
  var changes: [(feeds: [Feed], change: Decimal18)]

  /// Reads `ETH=-30%`, `ETH,BTC=-30%`, `ETH=-30%,BTC=-10%`.
  init(_ text: String, _ arguments: ParsedArguments, _ file: LedgerFile) throws {
    name = text
    changes = []
    var waiting: [Feed] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard let subject = sides.first else { throw Self.wrong(text, arguments) }
      waiting.append(try FeedOption.feed(subject, file))
      guard sides.count == 2 else { continue }
      guard let change = Self.change(sides[1]) else { throw Self.wrong(text, arguments) }
      guard change.mantissa > -Decimal18.one.mantissa else {
        throw arguments.error("\"\(text)\": nothing falls by 100 % or more.")
      }
      changes.append((waiting, change))
      waiting = []
    }
    guard waiting.isEmpty, !changes.isEmpty else { throw Self.wrong(text, arguments) }
  }

  init(name: String, changes: [(feeds: [Feed], change: Decimal18)]) {
    self.name = name
    self.changes = changes
  }

  /// `-30%`, `30%` or `+30%`; a rise may have its sign.
  private static func change(_ text: String) -> Decimal18? {
    guard text.first == "+" else { return FeedOption.share(text) }
    let size = String(text.dropFirst())
    return size.first.map { $0.isWholeNumber } == true ? FeedOption.share(size) : nil
  }

  static func wrong(_ text: String, _ arguments: ParsedArguments) -> UsageError {
    arguments.error("\"\(text)\" is not a shock, as ETH=-30%, ETH=+30% or ETH,BTC=-30%.")
  }
}

/// Shocks of the same things in equal steps.
private struct ShockRange {
  var subject: String
  var shocks: [Shock]

  /// Reads `ETH=-10..-60/10`, in percent.
  init(_ text: String, _ arguments: ParsedArguments, _ file: LedgerFile) throws {
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    let wrong = arguments.error(
      "\"\(text)\" is not a range of shocks in percent, as ETH=-10..-60/10.")
    guard sides.count == 2, let dots = sides[1].firstRange(of: ".."),
      let slash = sides[1].firstIndex(of: "/"), dots.upperBound <= slash,
      let first = Int64(sides[1][..<dots.lowerBound]),
      let last = Int64(sides[1][dots.upperBound..<slash]),
      let step = Int64(sides[1][sides[1].index(after: slash)...].filter { $0 != "%" }),
      step > 0, min(first, last) > -100, max(first, last) <= 10_000,
      abs(last - first) / step < 100
    else { throw wrong }
    subject = sides[0]
    let feeds = try sides[0].split(separator: ",").map { try FeedOption.feed(String($0), file) }
    shocks = try stride(from: first, through: last, by: last < first ? -Int(step) : Int(step)).map {
      let change = try Decimal18($0).divided(by: Decimal18(100), rounding: .exact)
      return Shock(name: "\(sides[0]) \($0) %", changes: [(feeds, change)])
    }
  }
}

/// Runs tests on one venue.
private struct StressBench {
  let file: LedgerFile
  let state: VenueState
  let settings: StressTest.Settings
  let words: Output

  /// A test for each shock.
  func rows(_ shocks: [Shock]) throws -> [StressReport.Row] {
    var progress = ProgressLine(
      "testing", unit: "shocks", total: Int64(shocks.count), output: words)
    var rows: [StressReport.Row] = []
    for shock in shocks {
      rows.append(.init(shock.name, try outcome(shock)))
      progress.update(Int64(rows.count))
    }
    progress.clear()
    return rows
  }

  /// A test for each pair.
  func grid(
    _ row: ShockRange, _ column: ShockRange, _ scene: OutlookScene
  ) throws -> StressGridReport {
    var progress = ProgressLine(
      "testing", unit: "shocks", total: Int64(row.shocks.count * column.shocks.count),
      output: words)
    var losses: [[Decimal18]] = []
    var count: Int64 = 0
    for one in row.shocks {
      var line: [Decimal18] = []
      for other in column.shocks {
        let both = Shock(name: "", changes: one.changes + other.changes)
        line.append(try outcome(both).loss)
        count += 1
        progress.update(count)
      }
      losses.append(line)
    }
    progress.clear()
    return StressGridReport(
      row: row.subject, column: column.subject, rows: row.shocks.map(\.name),
      columns: column.shocks.map(\.name), losses: losses, scene: scene)
  }

  private func outcome(_ shock: Shock) throws -> StressOutcome {
    var prices: [(feed: Feed, price: Decimal18)] = []
    for (feeds, change) in shock.changes {
      guard let moved = MovedPrices(feeds, in: state, names: file.names) else {
        throw CommandFailure(
          "\(file.path): \(feeds[0].text(file.names)) has no valid price that could move")
      }
      prices += try moved.at(
        moved.present.multiplied(by: Decimal18.one + change, rounding: .halfEven))
    }
    var test = StressTest(state, names: file.names, shocks: prices, settings: settings)
    return try test.run()
  }
}
