internal import Audit
internal import Console
internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Report
internal import Store

/// `ladder`: what may be liquidated at each price.
enum LadderCommand: Command {
  static let spec = CommandSpec(
    "ladder", group: "judge",
    summary: "What may be liquidated, and what would be lost, at each price.",
    discussion:
      "Values every account at each price of one asset or market, the others fixed, by the "
      + "venue's rulebook: how many accounts may be liquidated, their debts and notionals, what they "
      + "have, and the equity below zero. An asset moves together with the markets it is the base "
      + "of. With an account: its liquidation and bankruptcy price in everything it has, owes or "
      + "holds, and what the rules let a liquidator close first. docs/OUTLOOK.md defines each figure.",
    arguments: [SharedOptions.ledger],
    options: [
      FeedOption.asset, FeedOption.market,
      OptionSpec(
        "with", valueName: "names", help: "Others that move by the same share: ETH,BTC-USD."),
      OptionSpec(
        "from", valueName: "price", help: "The lowest price, or its share of the present one.",
        default: "50%"),
      OptionSpec(
        "to", valueName: "price", help: "The highest price, or its share of the present one.",
        default: "150%"),
      OptionSpec(
        "steps", valueName: "count", kind: .integer, help: "How many steps lie between.",
        default: "20"),
      OptionSpec(
        "by", choices: ["step", "account"],
        help: "Prices in steps, or every account at its own liquidation price.", default: "step"),
      OptionSpec("account", valueName: "account", help: "Only this account."),
      OptionSpec("largest", help: "Only the account that has most of the asset or market."),
      SharedOptions.block, RuleSource.option, SharedOptions.format, SharedOptions.wide,
    ],
    examples: [
      .init("plimsoll ladder venue.plimsoll --asset ETH --from 40% --to 100%", "A fall of ETH."),
      .init("plimsoll ladder venue.plimsoll --account alice", "The lines of one account."),
    ],
    exits: [
      .init(.ok, "The answer was given."),
      .init(.failed, "The ledger could not be read, or there is no rulebook or no price."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let block = try SharedOptions.block("block", arguments, file)
    let feed = try FeedOption.feed(arguments, file)
    let account = try arguments.option("account").map { try SharedOptions.account($0, file) }
    let format = SharedOptions.format(arguments)
    if account != nil, arguments.flag("largest") {
      throw arguments.error("Give --account or --largest, not both.")
    }
    if feed == nil, account == nil {
      throw arguments.error(
        "Say what moves, with --asset or --market, or whose lines, with --account.")
    }
    let record = try RuleSource.venue(
      file, throughBlock: block, rulebook: arguments.option("rulebook"), io)
    let state = record.state
    let look = LadderLook(
      file: file, state: state,
      scene: OutlookScene(
        names: file.names, unit: state.book.venue?.unit ?? "",
        anchor: try Anchor(file, throughBlock: block),
        caution: try record.caution(file.names, of: account)))
    if let account {
      try look.account(account, feed, arguments).write(as: format, to: io.answers)
    } else if let feed {
      let moved = try look.moved(feed, arguments)
      if arguments.flag("largest") {
        try look.largest(of: feed, moved, arguments).write(as: format, to: io.answers)
      } else if arguments.option("by") == "account" {
        try look.accounts(moved).write(as: format, to: io.answers)
      } else {
        let ladder = try PriceLadder(
          state, names: file.names, moving: moved, prices: try look.prices(moved, arguments))
        try LadderReport(ladder, scene: look.scene).write(as: format, to: io.answers)
      }
    }
    return .ok
  }
}

/// The venue that a ladder looks at.
private struct LadderLook {
  let file: LedgerFile
  let state: VenueState
  let scene: OutlookScene

  /// What moves: the feed, and what `--with` names.
  func moved(_ feed: Feed, _ arguments: ParsedArguments) throws -> MovedPrices {
    let others = try (arguments.option("with") ?? "").split(separator: ",")
      .map { try FeedOption.feed(String($0), file) }
    guard let moved = MovedPrices([feed] + others, in: state, names: file.names) else {
      throw CommandFailure(
        "\(file.path): \(feed.text(file.names)) has no valid price that could move")
    }
    return moved
  }

  /// The prices of the steps.
  func prices(_ moved: MovedPrices, _ arguments: ParsedArguments) throws -> [Decimal18] {
    func price(_ name: String) throws -> Decimal18 {
      let text = arguments.option(name) ?? ""
      guard let number = FeedOption.share(text), !number.isNegative else {
        throw arguments.error(
          "--\(name): \"\(text)\" is neither a price nor a share of the present price, as 1500 or 50%."
        )
      }
      return text.hasSuffix("%")
        ? try moved.present.multiplied(by: number, rounding: .halfEven) : number
    }
    let (low, high) = (try price("from"), try price("to"))
    guard low <= high else {
      throw arguments.error("--from \(low) is above --to \(high).")
    }
    let steps = try arguments.integer("steps", in: 1...10_000) ?? 20
    return try PriceLadder.prices(from: low, to: high, steps: steps, present: moved.present)
  }

  /// Every account at its own liquidation price.
  func accounts(_ moved: MovedPrices) throws -> AccountLaddersReport {
    let ladder = try PriceLadder(state, names: file.names, moving: moved, prices: [])
    let lines = try ladder.exposed.map {
      try AccountLadder($0, in: state, names: file.names, moving: moved)
    }
    return AccountLaddersReport(lines, moved: moved, unjudged: ladder.unjudged, scene: scene)
  }

  /// One account: what moves alone, or everything that it has, owes or holds, one after the other.
  func account(
    _ account: Int, _ feed: Feed?, _ arguments: ParsedArguments, introduction: [String] = []
  ) throws -> AccountLadderReport {
    let valuation = try state.valuation(of: account, names: file.names)
    guard valuation.health.isJudgeable else {
      throw CommandFailure(
        "\(file.path): \(file.names.accounts[account]) cannot be judged: "
          + "\(unpriced(valuation).joined(separator: ", ")) has no valid price")
    }
    if let feed {
      let moved = try moved(feed, arguments)
      let ladder = try AccountLadder(account, in: state, names: file.names, moving: moved)
      let rungs = try ladder.rungs(
        at: try prices(moved, arguments), in: state, names: file.names)
      return AccountLadderReport(
        account, [ladder], rungs: rungs, introduction: introduction, scene: scene)
    }
    let feeds =
      valuation.assets.map { Feed.asset($0.asset) } + valuation.markets.map { .market($0.market) }
    var ladders: [AccountLadder] = []
    for feed in feeds {
      // An asset that is only a position's base or the unit does not move by itself.
      guard let moved = MovedPrices([feed], in: state, names: file.names) else { continue }
      ladders.append(try AccountLadder(account, in: state, names: file.names, moving: moved))
    }
    return AccountLadderReport(
      account, ladders, rungs: [], introduction: introduction, scene: scene)
  }

  private func unpriced(_ valuation: Valuation) -> [String] {
    valuation.assets.filter { state.price(ofAsset: $0.asset) == nil }
      .map { file.names.assets[$0.asset] }
      + valuation.markets.filter { state.price(ofMarket: $0.market) == nil }
      .map { file.names.markets[$0.market] }
  }

  /// The account that has most of the asset, or the largest position of the market.
  func largest(
    of feed: Feed, _ moved: MovedPrices, _ arguments: ParsedArguments
  ) throws -> AccountLadderReport {
    let concentration = try Concentration(state, names: file.names, slippage: .zero)
    guard let side = concentration.item(feed)?.sides.first, let part = side.parts.first,
      let share = try side.share(ofLargest: 1)
    else {
      throw CommandFailure("\(file.path): nobody has anything of \(feed.text(file.names))")
    }
    var text =
      "\(TerminalText.escape(file.names.accounts[part.account])) has "
      + "\(part.amount) of \(TerminalText.escape(feed.text(file.names))): \(try share.percent) "
      + "of all \(side.side.rawValue)"
    var depth = Decimal18.zero
    for (feed, _) in moved.feeds {
      for level in state.liquidity.book(feed).levels(.bid) { depth = try depth + level.size }
    }
    if depth.isZero {
      text += "; no depth was recorded."
    } else {
      let times = try part.amount.divided(by: depth, rounding: .halfEven)
        .rounded(toDecimals: 2, rounding: .halfEven)
      text += ", \(times) times the recorded bids of \(depth)."
    }
    return try account(part.account, feed, arguments, introduction: [text])
  }
}
