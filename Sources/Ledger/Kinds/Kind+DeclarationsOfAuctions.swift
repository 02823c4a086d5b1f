extension Kind {
  /// The kinds of an auction's life.
  var auction: KindSpec {
    switch self {
    case .auctionStart:
      KindSpec(
        .liquidation, "An auction of an account's collateral or position opens.",
        rules: [.exactlyOne([.asset, .market]), .together(.debt, .debtAsset)],
        [
          .init(.auction, .text, "The id of the auction."), .init(.account, .account, "Whose."),
          .init(.asset, .asset, "The collateral for sale.", optional: true),
          .init(.market, .market, "The market of the position for sale.", optional: true),
          .init(.size, .decimal(.unsigned), "How much is for sale."),
          .init(.debtAsset, .asset, "The asset it must raise.", optional: true),
          .init(
            .debt, .amount(of: .debtAsset, .unsigned), "How much it must raise.", optional: true),
          .init(.price, .decimal(.unsigned), "The price it starts at.", optional: true),
        ])
    case .auctionBid:
      KindSpec(
        .liquidation, "Somebody bids in an auction that the highest bid wins.",
        [
          .init(.auction, .text, "The id of the auction."),
          .init(.liquidator, .account, "Who bids."),
          .init(.repaid, .decimal(.unsigned), "What is offered, in the asset of the debt."),
          .init(.size, .decimal(.unsigned), "For how much of what is for sale."),
        ])
    case .auctionEnd:
      KindSpec(
        .liquidation, "An auction is over.",
        [
          .init(.auction, .text, "The id of the auction."),
          .init(
            .outcome, .choice(["raised", "sold", "unsold", "cancelled"]),
            "`raised`: the debt is covered; `sold`: everything is sold and the debt is not."),
          .init(.size, .decimal(.unsigned), "What is left and goes back to the account."),
        ])
    default:
      KindSpec(
        .liquidation, "An auction starts again.",
        [
          .init(.auction, .text, "The id of the auction."),
          .init(.price, .decimal(.unsigned), "The price it starts at again.", optional: true),
          .init(.reason, .text, "Why: `time`, `drop`.", optional: true),
        ])
    }
  }

  /// What a venue judges and sells by: the price it settled on, and what the market would take.
  var judgedMarket: KindSpec {
    switch self {
    case .depth:
      KindSpec(
        .market, "The size that rests in an order book at a price changes.",
        rules: [.exactlyOne([.asset, .market])],
        [
          .init(.asset, .asset, "The asset, traded for the venue's unit.", optional: true),
          .init(.market, .market, "Or the market.", optional: true),
          .init(.side, .choice(["bid", "ask"]), "Who waits: buyers or sellers."),
          .init(.price, .decimal(.unsigned), "At which price."),
          .init(.size, .decimal(.unsigned), "How much there is now; 0 is none any more."),
        ])
    case .liquidity:
      KindSpec(
        .market, "The reserves of an automated market maker are known to be these.",
        rules: [.exactlyOne([.asset, .market])],
        [
          .init(.asset, .asset, "The asset, traded for the venue's unit.", optional: true),
          .init(.market, .market, "Or the market.", optional: true),
          .init(.size, .decimal(.unsigned), "The reserve of what is traded."),
          .init(.notional, .decimal(.unsigned), "The reserve of what it is traded for."),
        ])
    default:
      KindSpec(
        .market, "The venue settles on a price to judge accounts by, or on having none.",
        rules: [.exactlyOne([.asset, .market])],
        [
          .init(.asset, .asset, "The asset priced in the venue's unit.", optional: true),
          .init(.market, .market, "The market priced in its quote asset.", optional: true),
          .init(.price, .decimal(.unsigned), "For one whole unit."),
          .init(
            .status,
            .choice([
              "valid", "stale", "uncertain", "divergent", "no_quorum", "floor", "cap", "paused",
            ]), "Whether accounts may be judged by it; only `valid` allows it."),
          .init(.method, .text, "How it was found: `last`, `median`."),
        ])
    }
  }
}
