extension Kind {
  /// The declaration that lines, tables, checks and documents of the kind are derived from.
  var declaration: KindSpec {
    switch self {
    case .venue, .asset, .market, .account, .parameter: reference
    case .deposit, .withdrawal, .transfer, .borrow, .repay, .interest, .fee, .openingBalance,
      .openingPosition:
      money
    case .fill, .fundingPayment, .fundingIndex, .interestIndex, .priceUpdate: marketData
    case .referencePrice, .depth, .liquidity: judgedMarket
    case .marginCall, .marginCallClosed, .notice: margin
    case .liquidationStart, .liquidationAttempt, .liquidationFill, .deleverage: liquidation
    case .auctionStart, .auctionReset, .auctionBid, .auctionEnd: auction
    case .insurance, .socializedLoss, .lossShare, .badDebt, .recovery: shortfall
    case .halt, .resume, .settlementOverride, .dispute, .disputeRuling, .balanceAssertion,
      .positionAssertion, .note, .unclassified:
      control
    }
  }

  private var reference: KindSpec {
    switch self {
    case .asset:
      KindSpec(
        .reference, "An asset is declared; events that name it come later.",
        [
          .init(.asset, .newAsset, "The name of the new asset."),
          .init(.decimals, .integer, "The most decimals an amount of it may have, 0 to 18."),
        ])
    case .market:
      KindSpec(
        .reference, "A market is declared; events that name it come later.",
        [
          .init(.market, .newMarket, "The name of the new market."),
          .init(.base, .asset, "What is traded; sizes are in whole units of it."),
          .init(.quote, .asset, "What it is priced and settled in."),
          .init(
            .type, .choice(["perpetual", "spot"]), "Absent means `perpetual`.", optional: true),
        ])
    case .account:
      KindSpec(
        .reference, "Something is said of an account; a later event replaces what it repeats.",
        [
          .init(.account, .account, "The account."),
          .init(.owner, .account, "The account of its owner.", optional: true),
          .init(
            .class, .text,
            "Its class in reports: `user`, …; `reserve` is the venue's own and in no total.",
            optional: true),
          .init(
            .pool, .text, "The margin pool or isolated lending market it belongs to.",
            optional: true),
        ])
    case .parameter:
      KindSpec(
        .reference, "A parameter of the venue takes a new value from this block on.",
        [
          .init(.scope, .text, "What it applies to: `venue`, an asset, a market, a pool."),
          .init(.name, .text, "The name of the parameter."),
          .init(.value, .text, "The new value."),
          .init(.authority, .text, "Who set it: a proposal, a transaction.", optional: true),
        ])
    default:
      KindSpec(
        .reference, "The venue names itself.",
        [
          .init(.name, .text, "The name of the venue."),
          .init(
            .unit, .text, "The asset that reports are valued in; absent means none.",
            optional: true),
        ])
    }
  }

  private var money: KindSpec {
    switch self {
    case .deposit:
      oneAmount(
        "An account receives an asset from outside.",
        effect: "account asset side +amount, `world` −amount")
    case .withdrawal:
      oneAmount(
        "An account sends an asset outside.",
        effect: "account asset side −amount, `world` +amount")
    case .borrow:
      oneAmount(
        "An account's debt grows and the borrowed asset leaves the venue. Where a venue credits "
          + "the loan inside, a `deposit` stands beside it.",
        effect: "account debt side −amount, `world` +amount")
    case .repay:
      oneAmount(
        "An account's debt shrinks by an asset that comes from outside.",
        effect: "account debt side +amount, `world` −amount")
    case .interest:
      oneAmount(
        "Interest is earned (amount above zero) or charged on a debt (below zero).", .signed,
        effect: "account asset side (earned) or debt side (charged) +amount, `interest` −amount")
    case .openingBalance:
      oneAmount(
        "A balance that stood before the record begins; below zero it is a debt.", .signed,
        effect: "account asset side (above zero) or debt side (below) +amount, `world` −amount")
    case .transfer:
      KindSpec(
        .money, "An asset moves from one account to another.",
        effect: "`from` asset side −amount, `to` asset side +amount",
        [
          .init(.from, .account, "Who gives."), .init(.to, .account, "Who receives."),
          .init(.asset, .asset, "What moves."),
          .init(.amount, .amount(of: .asset, .unsigned), "How much."),
        ])
    case .fee:
      KindSpec(
        .money, "A fee that is not part of a fill is charged; below zero it is a rebate.",
        effect: "account asset side −amount, `fees` +amount",
        [
          .init(.account, .account, "Who pays."), .init(.asset, .asset, "In what."),
          .init(.amount, .amount(of: .asset, .signed), "How much."),
          .init(.cause, .text, "What for.", optional: true),
        ])
    default:
      KindSpec(
        .money, "A position that stood before the record begins.",
        effect: "position +size at cost size × price, `clearing` the opposite",
        rules: [.product(.size, .price)],
        [
          .init(.account, .account, "Whose."), .init(.market, .market, "In which market."),
          .init(.size, .size(.signed), "Above zero long, below zero short."),
          .init(.price, .decimal(.unsigned), "The average entry price in the quote asset."),
        ])
    }
  }

  private func oneAmount(
    _ meaning: String, _ sign: FieldType.Sign = .unsigned, effect: String
  ) -> KindSpec {
    KindSpec(
      .money, meaning, effect: effect,
      [
        .init(.account, .account, "Whose balance."), .init(.asset, .asset, "Of which asset."),
        .init(.amount, .amount(of: .asset, sign), "How much."),
      ])
  }

  private var marketData: KindSpec {
    switch self {
    case .fill:
      KindSpec(
        .market, "An order of an account is filled.",
        effect: "perpetual: position ±size, the closed part's profit to the quote balance; spot: "
          + "base ±size, quote ∓size × price; fee from the quote balance to `fees`",
        rules: [.product(.size, .price)],
        [
          .init(.account, .account, "Whose order."), .init(.market, .market, "In which market."),
          .init(.side, .choice(["buy", "sell"]), "What the account did."),
          .init(.size, .size(.unsigned), "How much of the base asset."),
          .init(.price, .decimal(.unsigned), "In the quote asset."),
          .init(
            .fee, .quote(.signed), "What the account paid, below zero a rebate.", optional: true),
          .init(
            .role, .choice(["maker", "taker"]), "Which side of the book it was.", optional: true),
          .init(.trade, .text, "The id that both sides of the trade share.", optional: true),
        ])
    case .fundingPayment:
      KindSpec(
        .market, "Funding is settled for an account.",
        effect: "account quote balance +amount, `funding` −amount",
        [
          .init(.account, .account, "Whose."), .init(.market, .market, "Of which market."),
          .init(.amount, .quote(.signed), "Above zero received, below zero paid."),
        ])
    case .fundingIndex:
      KindSpec(
        .market, "The cumulative funding index of a market moves.",
        [
          .init(.market, .market, "Of which market."),
          .init(.value, .ratio, "Quote asset owed by one unit of a long position since the start."),
        ])
    case .interestIndex:
      KindSpec(
        .market, "The cumulative interest index of an asset moves.",
        [
          .init(.asset, .asset, "Of which asset."),
          .init(.side, .choice(["supply", "borrow"]), "Whose index."),
          .init(.value, .ratio, "What one unit at the start has grown to."),
          .init(.pool, .text, "In which pool; absent means the whole venue.", optional: true),
        ])
    default:
      KindSpec(
        .market, "A price becomes known to the venue.", rules: [.exactlyOne([.asset, .market])],
        [
          .init(.asset, .asset, "The asset priced in the venue's unit.", optional: true),
          .init(.market, .market, "The market priced in its quote asset.", optional: true),
          .init(.source, .text, "Who says so: `oracle`, `mark`, an exchange."),
          .init(.price, .decimal(.unsigned), "For one whole unit."),
          .init(.published, .time, "When the source published it.", optional: true),
          .init(
            .confidence, .decimal(.unsigned), "Half the width of the source's band.",
            optional: true),
          .init(
            .status, .choice(["live", "floor", "cap", "paused", "stale"]),
            "What the source says of itself; absent means `live`.", optional: true),
        ])
    }
  }

  private var margin: KindSpec {
    switch self {
    case .marginCall:
      KindSpec(
        .margin, "The venue calls for margin.",
        [
          .init(.call, .text, "The id of the call."), .init(.account, .account, "Who is called."),
          .init(.tier, .integer, "The rung of the ladder of notices, 1 first."),
          .init(
            .equity, .decimal(.signed),
            "The account's equity in the venue's unit: all at its full value, less its debts."),
          .init(.requirement, .decimal(.unsigned), "The margin that is required of it."),
          .init(.deadline, .time, "When grace ends.", optional: true),
          .init(.deadlineBlock, .integer, "The block that grace ends with.", optional: true),
        ])
    case .marginCallClosed:
      KindSpec(
        .margin, "A margin call ends.",
        [
          .init(.call, .text, "The id of the call."),
          .init(
            .outcome,
            .choice([
              "topped_up", "reduced", "price_recovered", "expired", "liquidated", "bankrupt",
              "withdrawn",
            ]), "How."),
        ])
    default:
      KindSpec(
        .margin, "A notice of a margin call is sent.",
        [
          .init(.call, .text, "The id of the call."),
          .init(.channel, .text, "How it was sent: `chain`, `mail`, …"),
          .init(.tier, .integer, "The rung of the ladder of notices."),
        ])
    }
  }
}
