internal import Audit
internal import Charts
internal import FixedPoint
internal import Hashing
internal import Ledger

extension PostMortemPage {
  /// What the words on this page mean; only of those that it uses.
  var definitions: Page.Section? {
    var terms: [Page.Definition] = []
    if hasCases {
      terms +=
        [
          .init(
            "case",
            "One account's way from its breach to its end. It opens when the account falls below its "
              + "maintenance line at the venue's own prices, or is called or liquidated.")
        ] + outcomes
    }
    if hasFactCases {
      terms +=
        [
          .init(
            "case",
            "One liquidation, from the first that the venue did to the block in which something was "
              + "sold or written off, or until its call or auction closed.")
        ] + outcomes
    }
    if hasCases, model.shortfall > .zero {
      terms.append(
        .init(
          "shortfall",
          "What others paid for the account, less the equity that it had left, at market prices. "
            + "Equity is assets less debts and unrealized profit."
            + (model.openShortfall > .zero ? " Of a case that has not ended: so far." : "")))
      terms += Attribution.Cause.allCases
        .filter { cause in model.causes.contains { $0.cause == cause } }
        .map { .init($0.title, Self.meaning($0)) }
    }
    let isPublished = series.starts.contains { $0.notional != nil }
    if !series.fills.isEmpty || !series.closes.isEmpty || isPublished {
      terms.append(
        .init(
          "notional",
          "What was sold or closed × the venue's price at that moment, half-even."
            + (isPublished ? " At the start of a liquidation it is what the venue published." : ""))
      )
    }
    if isPublished, series.fills.isEmpty {
      terms.append(
        .init(
          "at risk",
          "The notional at the start of every liquidation, also where little or nothing was sold."))
    }
    if !model.payments.isEmpty {
      terms.append(
        .init(
          "value",
          "An amount × the venue's price of its asset when it was paid, half-even. Bad debt "
            + "is valued at the end."))
    }
    if !model.silences.isEmpty {
      terms.append(
        .init(
          "oracle silence",
          series.heartbeat == nil
            ? "A pause of a regular source, one of which nine of ten pauses are at most twice the "
              + "median, that is longer than three medians."
            : "A pause of a source that is longer than the rulebook's heartbeat."))
    }
    if !series.deleveraging.isEmpty {
      terms.append(
        .init(
          "deleveraging",
          "A bankrupt position closed against a profitable one, at the price at which the bankrupt "
            + "account has nothing left."))
    }
    guard !terms.isEmpty else { return nil }
    return Page.Section("What the words mean", [.definitions(terms)])
  }

  /// What this page was made from, and how to make it again.
  var origin: Page.Section? {
    let anchor = source.anchor
    var terms: [Page.Definition] = [
      .init(
        "up to",
        anchor.seq == 0
          ? "nothing: the log is empty"
          : "block \(PostMortemText.whole(anchor.block)), event \(PostMortemText.whole(anchor.seq))"
      ),
      .init("root of the log", "\(anchor.root)"), .init("engine", Anchor.engine),
      .init("made by", source.command),
    ]
    if !source.isWhole, let span = series.span {
      terms.insert(
        .init(
          "window",
          "events \(PostMortemText.whole(span.from.seq)) to \(PostMortemText.whole(span.to.seq)), "
            + "\(TimeText.full(span.from.time)) to \(TimeText.full(span.to.time)) UTC"), at: 0)
    } else if !source.isWhole {
      terms.insert(.init("window", "no event is recorded in it"), at: 0)
    }
    return Page.Section(
      "What this was made from",
      [
        .paragraph(
          "Every figure is computed from the log of events up to the block below, exactly; only "
            + "drawings and headlines are rounded. The same log gives the same page, byte for byte."
        ),
        .definitions(terms),
      ])
  }

  // MARK: - Private

  private var outcomes: [Page.Definition] {
    let counts = model.counts
    let all: [(Int, Page.Definition)] = [
      (counts.cured, .init("cured", "It came back above the line by itself or by a price.")),
      (
        counts.liquidated,
        .init(
          "liquidated",
          hasCases
            ? "It came back, or was closed, by a sale that left nothing unpaid."
            : "Something was sold, and the log tells of nothing that was left unpaid.")
      ), (counts.bankrupt, .init("bankrupt", "Something was left that it could not pay.")),
      (
        counts.open,
        .init("open", "It had not ended when the window did, or the log does not say how.")
      ),
    ]
    return all.filter { $0.0 > 0 }.map(\.1)
  }

  private static func meaning(_ cause: Attribution.Cause) -> String {
    switch cause {
    case .gap:
      "From the last moment above the line to the first below it, at market prices: nobody could "
        + "act between two prices."
    case .oracleLatency: "Until the venue's own price showed it."
    case .grace: "While the account was called and had time left."
    case .keeperDelay: "While somebody could act and nobody tried."
    case .congestion: "While attempts failed on the price of gas or on full blocks."
    case .thinIncentive: "While acting did not pay, or nobody had the capital."
    case .halt: "While liquidation or the venue was halted, or keepers were out."
    case .sharedLoss: "Its share of what other accounts could not pay."
    case .slippage: "What fills got less than the market price."
    case .incentive: "What was taken beyond the debt, at the venue's own prices."
    case .flows: "What the account itself put in (below zero) or took out."
    }
  }
}
