extension Kind {
  var liquidation: KindSpec {
    switch self {
    case .liquidationStart:
      KindSpec(
        .liquidation, "The venue begins to liquidate an account.",
        [
          .init(.account, .account, "Whose."),
          .init(
            .scope, .text, "What is liquidated: `cross`, `isolated`, a market.", optional: true),
          .init(.notional, .decimal(.unsigned), "The notional published with it.", optional: true),
          .init(.equity, .decimal(.signed), "The equity published with it.", optional: true),
        ])
    case .liquidationAttempt:
      KindSpec(
        .liquidation, "Somebody tries to liquidate an account.",
        [
          .init(.account, .account, "Whose."), .init(.liquidator, .account, "Who tries."),
          .init(.outcome, .choice(["succeeded", "failed", "skipped"]), "How it went."),
          .init(.reason, .text, "Why it failed or was skipped.", optional: true),
          .init(.fee, .decimal(.unsigned), "What it cost, in the venue's unit.", optional: true),
        ])
    case .liquidationFill:
      liquidationFillSpec
    default:
      KindSpec(
        .liquidation, "A bankrupt position is closed against a profitable one.",
        effect: "both positions shrink by size at price", rules: [.product(.size, .price)],
        [
          .init(.account, .account, "Whose position is liquidated."),
          .init(.counterparty, .account, "Whose position is taken."),
          .init(.market, .market, "In which market."),
          .init(.side, .choice(["buy", "sell"]), "What the liquidated account does."),
          .init(.size, .size(.unsigned), "How much of the base asset."),
          .init(.price, .decimal(.unsigned), "In the quote asset."),
          .init(.rank, .decimal(.signed), "The counterparty's ranking value.", optional: true),
        ])
    }
  }

  private var liquidationFillSpec: KindSpec {
    KindSpec(
      .liquidation, "Part of an account is liquidated.",
      effect: "market: as a fill, penalty from the quote balance to `penalty`, and with mechanism "
        + "`backstop` the liquidator takes the other side; asset: asset side −size (fee to `fees`, "
        + "the rest to `world`), debt side +(repaid − penalty), penalty to `penalty`; with mechanism "
        + "`stability_pool` the liquidator stands for `world`",
      rules: [
        .exactlyOne([.asset, .market]), .together(.market, .side), .together(.repaid, .repaidAsset),
        .requires(.market, [.price]), .requires(.repaid, [.asset]),
        .requires(.penalty, [.market, .repaid]), .atMost(.penalty, .repaid, when: .repaid),
        .atMost(.fee, .size, when: .asset), .product(.size, .price),
      ],
      [
        .init(.account, .account, "Whose."),
        .init(.liquidator, .account, "Who takes it.", optional: true),
        .init(
          .mechanism,
          .choice([
            "order_book", "fixed_spread", "dutch_auction", "amm", "batch", "backstop", "absorption",
            "stability_pool", "redistribution", "other", "english_auction",
          ]), "How it is sold."),
        .init(.market, .market, "The market of the position that is closed.", optional: true),
        .init(.asset, .asset, "The collateral that is seized.", optional: true),
        .init(
          .side, .choice(["buy", "sell"]), "What the liquidated account does in the market.",
          optional: true),
        .init(
          .size, .decimal(.unsigned),
          "How much is closed or seized, with the decimals of the base or the seized asset.",
          in: .base(orAssetIn: .asset)),
        .init(
          .price, .decimal(.unsigned), "In the quote asset, or in the repaid asset.",
          optional: true),
        .init(.repaidAsset, .asset, "The asset of the debt that is repaid.", optional: true),
        .init(
          .repaid, .amount(of: .repaidAsset, .unsigned),
          "What the liquidator pays, the penalty included.", optional: true),
        .init(
          .penalty, .decimal(.unsigned),
          "The penalty, in the quote or the repaid asset, with its decimals.",
          in: .quote(orAssetIn: .repaidAsset), optional: true),
        .init(
          .fee, .decimal(.unsigned),
          "The venue's fee, in the quote or the seized asset, with its decimals.",
          in: .quote(orAssetIn: .asset), optional: true),
        .init(.auction, .text, "The auction it belongs to.", optional: true),
      ])
  }

  var shortfall: KindSpec {
    switch self {
    case .insurance:
      KindSpec(
        .shortfall, "An insurance fund receives (above zero) or pays (below zero).",
        effect: "`insurance` +amount; from the account's asset side (or debt side, if it says so) "
          + "if one is named, from `bad_debt` if that is the cause, from `penalty` if that is it, "
          + "else from `world`",
        [
          .init(.fund, .text, "Which fund."), .init(.asset, .asset, "In what."),
          .init(.amount, .amount(of: .asset, .signed), "How much the fund changes."),
          .init(
            .cause,
            .choice([
              "contribution", "withdrawal", "liquidation", "bad_debt", "other", "penalty",
            ]), "Why; `penalty` moves a part of the penalties earned into the fund."),
          .init(.account, .account, "Who pays or is paid.", optional: true),
          .init(
            .side, .choice(["asset", "debt"]),
            "Which side of the account: what it has, or what it owes. Absent means `asset`.",
            optional: true),
        ])
    case .socializedLoss:
      KindSpec(
        .shortfall, "Bad debt is spread over others.",
        effect: "`bad_debt` +amount, `socialized` −amount",
        [
          .init(.pool, .text, "Over whom: a pool, a market, `venue`."),
          .init(.asset, .asset, "In what."),
          .init(.amount, .amount(of: .asset, .unsigned), "How much."),
          .init(
            .method,
            .choice([
              "index_cut", "funding_shift", "redistribution", "exchange_rate", "supply_cut",
              "profit_cap", "explicit",
            ]), "How it is spread."),
        ])
    case .lossShare:
      KindSpec(
        .shortfall, "One account's share of a socialized loss.",
        effect: "account asset side (or debt side, if it says so) −amount, `socialized` +amount",
        [
          .init(.pool, .text, "The pool of the socialized loss."),
          .init(.account, .account, "Who bears it."), .init(.asset, .asset, "In what."),
          .init(.amount, .amount(of: .asset, .unsigned), "How much."),
          .init(
            .side, .choice(["asset", "debt"]),
            "Taken from what the account has, or added to what it owes. Absent means `asset`.",
            optional: true),
        ])
    case .badDebt:
      KindSpec(
        .shortfall, "What an account cannot pay is written off.",
        effect: "account debt side (or asset side, if it says so) +amount, `bad_debt` −amount",
        [
          .init(.account, .account, "Whose."), .init(.asset, .asset, "In what."),
          .init(.amount, .amount(of: .asset, .unsigned), "How much."),
          .init(
            .side, .choice(["debt", "asset"]),
            "What is written off: a debt, or an overdrawn balance. Absent means `debt`.",
            optional: true),
        ])
    default:
      KindSpec(
        .shortfall, "Bad debt is made good later.",
        effect: "`bad_debt` +amount, `world` −amount",
        [
          .init(.asset, .asset, "In what."),
          .init(.amount, .amount(of: .asset, .unsigned), "How much."),
          .init(.source, .text, "From whom: a treasury, a returned theft."),
          .init(.account, .account, "Whose bad debt it was.", optional: true),
        ])
    }
  }

  var control: KindSpec {
    switch self {
    case .halt, .resume:
      KindSpec(
        .control, self == .halt ? "Trading or liquidation stops." : "What was halted goes on.",
        [
          .init(
            .scope, .text,
            "What: `trading`, `liquidation`, `keepers`, `blocks`, a market, an asset, `all`."),
          .init(.reason, .text, "Why."),
          .init(.authority, .text, "Who decided it; absent means a rule.", optional: true),
        ])
    case .settlementOverride:
      KindSpec(
        .control, "A market is settled at a price that somebody decided.",
        [
          .init(.market, .market, "Which market."),
          .init(.price, .decimal(.unsigned), "In the quote asset."),
          .init(.reason, .text, "Why.", optional: true),
          .init(.authority, .text, "Who decided it.", optional: true),
        ])
    case .dispute:
      KindSpec(
        .control, "Somebody disputes an event.",
        [
          .init(.dispute, .text, "The id of the dispute."),
          .init(.event, .integer, "The number (seq) of the disputed event."),
          .init(.claim, .text, "What is claimed."),
          .init(.account, .account, "Who claims it.", optional: true),
        ])
    case .disputeRuling:
      KindSpec(
        .control, "A dispute is decided.",
        [
          .init(.dispute, .text, "The id of the dispute."),
          .init(.ruling, .choice(["upheld", "partly_upheld", "rejected"]), "How."),
          .init(.evidence, .text, "The figures it rests on.", optional: true),
          .init(.authority, .text, "Who decided it.", optional: true),
        ])
    case .balanceAssertion:
      KindSpec(
        .control, "A source says what a balance is at this place of the log.",
        rules: [.exactlyOne([.account, .pool])],
        [
          .init(.account, .account, "Of which account.", optional: true),
          .init(.pool, .text, "Or of all accounts of which pool together.", optional: true),
          .init(.asset, .asset, "In which asset."),
          .init(
            .side, .choice(["net", "asset", "debt"]),
            "Assets less debts, or one of them; a debt is above zero. Absent means `net`.",
            optional: true),
          .init(.amount, .amount(of: .asset, .signed), "How much."),
        ])
    case .positionAssertion:
      KindSpec(
        .control, "A source says what a position is at this place of the log.",
        [
          .init(.account, .account, "Of which account."),
          .init(.market, .market, "In which market."),
          .init(.size, .size(.signed), "Above zero long, below zero short."),
        ])
    case .note:
      KindSpec(.control, "A remark.", [.init(.text, .text, "The remark.")])
    default:
      KindSpec(
        .control,
        "What a source said and no rule places: kept, counted, never dropped.",
        [
          .init(.source, .text, "Which source."), .init(.text, .text, "What it said."),
        ])
    }
  }
}
