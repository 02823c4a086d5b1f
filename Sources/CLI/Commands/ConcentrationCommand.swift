internal import Audit
internal import Console
internal import FixedPoint
internal import Report
internal import Store

/// `concentration`: how much of everything the largest accounts hold.
enum ConcentrationCommand: Command {
  static let spec = CommandSpec(
    "concentration", group: "look",
    summary: "How much of each asset and market the largest accounts hold.",
    discussion: "Deposits, borrows, long and short open interest, each with the share of the "
      + "largest account, of the largest ten, and the Herfindahl index (Σ share², 1 when one "
      + "account holds all); accounts that have and owe the same asset; and how much of each "
      + "insurance fund the default of the account with the largest exposure would take. Neither "
      + "prices nor a rulebook are needed; the venue's own accounts (class reserve) are left out.",
    arguments: [SharedOptions.ledger],
    options: [
      SharedOptions.block, FeedOption.asset, FeedOption.market,
      OptionSpec(
        "top", valueName: "count", kind: .integer, help: "How many accounts are the largest.",
        default: "10"),
      OptionSpec(
        "slippage", valueName: "share",
        help: "How much worse than at its bankruptcy price the largest account is closed out.",
        default: "10%"),
      SharedOptions.format, SharedOptions.wide,
    ],
    examples: [
      .init("plimsoll concentration venue.plimsoll --asset SOL", "The largest holders of SOL.")
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let block = try SharedOptions.block("block", arguments, file)
    let feed = try FeedOption.feed(arguments, file)
    let top = try arguments.integer("top", in: 1...1_000_000) ?? 10
    let text = arguments.option("slippage") ?? ""
    guard let slippage = FeedOption.share(text), !slippage.isNegative, slippage <= .one else {
      throw arguments.error(
        "--slippage: \"\(text)\" is not a share of at most 100%, for example 10% or 0.1.")
    }
    let venue = try Folding.venue(file, throughBlock: block, io)
    let report = ConcentrationReport(
      try Concentration(venue, names: file.names, slippage: slippage), names: file.names,
      top: Int(top), only: feed, slippage: slippage,
      anchor: try Anchor(file, throughBlock: block))
    try report.write(as: SharedOptions.format(arguments), to: io.answers)
    return .ok
  }
}
