internal import FixedPoint

extension RuleChecks {
  mutating func checkCalls() {
    let calls = rulebook.calls
    for (place, level) in calls.levels.enumerated() {
      let name = "calls.levels.\(place).coverage"
      if place > 0 {
        let last = calls.levels[place - 1].coverage
        expect(
          level.coverage < last, name, "must be below that of the last rung, \(last)",
          with: ["calls.levels.\(place - 1).coverage"])
      }
      if place == calls.levels.count - 1 {
        expect(
          level.coverage == Decimal18(1), name, "must be 1: the last rung is the call itself")
      }
    }
    if let last = calls.levels.last?.coverage {
      expect(
        calls.cure >= last, "calls.cure", "must be at least the coverage of the last rung, \(last)",
        with: ["calls.levels.\(calls.levels.count - 1).coverage"])
    }
    let graces = [
      ("calls.grace_blocks", calls.graceBlocks), ("calls.grace_seconds", calls.graceSeconds),
    ]
    for (name, grace) in graces {
      expect(
        !calls.levels.isEmpty || grace == 0, name,
        "must be 0: grace begins with a call, and calls.levels is empty",
        with: ["calls.levels.count"])
    }
  }

  mutating func checkLiquidation() {
    let rules = rulebook.liquidation
    expect(
      rules.windowSeconds == 0 || !rules.windowCap.isZero, "liquidation.window_cap",
      "must be above 0, as liquidation.window_seconds is \(rules.windowSeconds)",
      with: ["liquidation.window_seconds"])
    expect(
      rules.windowCap.isZero || rules.windowSeconds > 0, "liquidation.window_seconds",
      "must be above 0, as liquidation.window_cap is \(rules.windowCap)",
      with: ["liquidation.window_cap"])
    checkBackstop()
  }

  private mutating func checkBackstop() {
    let rules = rulebook.liquidation
    let (name, below) = ("liquidation.backstop", "liquidation.backstop_below")
    expect(
      rules.backstopBelow.isZero || !rules.backstop.isEmpty, name,
      "must name an account, as \(below) is \(rules.backstopBelow)", with: [below])
    guard !rules.backstop.isEmpty else { return }
    expect(
      !rules.backstopBelow.isZero, below,
      "must be above 0, or the backstop \(rules.backstop) never takes anything over", with: [name])
    let others = [
      ("losses.dust_account", rulebook.losses.dustAccount),
      ("liquidation.stability_pool", rules.stabilityPool),
    ]
    for (other, account) in others {
      expect(
        rules.backstop != account, name, "must be another account than \(other)", with: [other])
    }
  }

  mutating func checkMechanism() {
    let mechanism = "liquidation.mechanism"
    let auction = rulebook.auction
    switch rulebook.liquidation.mechanism {
    case .dutchAuction:
      expect(
        auction.curve == .linear || auction.cut < Decimal18(1), "auction.cut",
        "must be below 1, or the price of a \(auction.curve.rawValue) curve never falls",
        with: [mechanism, "auction.curve"])
      expectKeepers()
    case .englishAuction:
      expect(
        auction.bidStep > Decimal18(1), "auction.bid_step",
        "must be above 1, or bids of an english_auction need not rise", with: [mechanism])
      expect(
        auction.bidSeconds <= auction.duration, "auction.bid_seconds",
        "must be at most auction.duration, which is \(auction.duration)",
        with: [mechanism, "auction.duration"])
      expectKeepers()
    case .stabilityPool:
      expect(
        !rulebook.liquidation.stabilityPool.isEmpty, "liquidation.stability_pool",
        "must name an account, as liquidation.mechanism is stability_pool", with: [mechanism])
    case .none, .orderBook, .fixedSpread, .amm, .batch: break
    }
  }

  private mutating func expectKeepers() {
    expect(
      !rulebook.keepers.list.isEmpty, "keepers.list.count",
      "must be 1 or more: with \(rulebook.liquidation.mechanism.rawValue) nobody else bids",
      with: ["liquidation.mechanism"])
  }

  mutating func checkPenalty() {
    let penalty = rulebook.penalty
    for (place, tier) in penalty.tiers.enumerated() {
      let name = "penalty.tiers.\(place)"
      if place > 0 {
        let last = penalty.tiers[place - 1].above
        expect(
          tier.above > last, "\(name).above", "must be above that of the last tier, \(last)",
          with: ["penalty.tiers.\(place - 1).above"])
      }
      expect(
        tier.rate <= penalty.maximum, "\(name).rate",
        "must be at most penalty.maximum, which is \(penalty.maximum)", with: ["penalty.maximum"])
    }
    expect(
      penalty.rate <= penalty.maximum, "penalty.rate",
      "must be at most penalty.maximum, which is \(penalty.maximum)", with: ["penalty.maximum"])
    expect(
      penalty.mode != .ramp || penalty.rampSeconds > 0, "penalty.ramp_seconds",
      "must be above 0, as penalty.mode is ramp", with: ["penalty.mode"])
  }

  mutating func checkKeepers() {
    let keepers = rulebook.keepers
    for (place, keeper) in keepers.list.enumerated() {
      let name = "keepers.list.\(place).name"
      expect(!keeper.name.isEmpty, name, "must name an account")
      let twin = keepers.list[..<place].firstIndex { $0.name == keeper.name }
      expect(
        twin == nil || keeper.name.isEmpty, name,
        "must be another name than that of keepers.list.\(twin ?? 0)",
        with: ["keepers.list.\(twin ?? 0).name"])
      let others = [
        ("losses.dust_account", rulebook.losses.dustAccount),
        ("liquidation.stability_pool", rulebook.liquidation.stabilityPool),
      ]
      for (other, account) in others {
        expect(
          keeper.name.isEmpty || keeper.name != account, name,
          "must be another account than \(other)", with: [other])
      }
    }
    expect(
      keepers.gas.isZero || !keepers.gasAsset.isEmpty, "keepers.gas_asset",
      "must name the asset whose price is that of gas, as keepers.gas is \(keepers.gas)",
      with: ["keepers.gas"])
  }

  mutating func checkLosses() {
    let losses = rulebook.losses
    for (place, step) in losses.waterfall.enumerated() {
      let name = "losses.waterfall.\(place)"
      let twin = losses.waterfall[..<place].firstIndex(of: step)
      expect(
        twin == nil, name, "must be another step than losses.waterfall.\(twin ?? 0)",
        with: ["losses.waterfall.\(twin ?? 0)"])
      expect(
        step != .badDebt || place == losses.waterfall.count - 1, name,
        "must not be before the last step: nothing is left behind it")
    }
    expect(
      !losses.fund.isEmpty || !losses.waterfall.contains(.insurance), "losses.fund",
      "must name the insurance fund, as losses.waterfall has the step insurance")
    expect(
      !losses.fund.isEmpty || rulebook.penalty.toFund.isZero, "losses.fund",
      "must name the insurance fund, as penalty.to_fund is \(rulebook.penalty.toFund)",
      with: ["penalty.to_fund"])
    let pool = rulebook.liquidation.stabilityPool
    expect(
      pool.isEmpty || pool != losses.dustAccount, "losses.dust_account",
      "must be another account than liquidation.stability_pool",
      with: ["liquidation.stability_pool"])
  }

  mutating func checkOracle() {
    let oracle = rulebook.oracle
    for (place, source) in oracle.sources.enumerated() {
      let name = "oracle.sources.\(place)"
      expect(!source.isEmpty, name, "must name a source")
      expect(
        source != "market", name, "must not be market: what the world pays is no oracle's price")
      let twin = oracle.sources[..<place].firstIndex(of: source)
      expect(
        twin == nil || source.isEmpty, name,
        "must be another source than oracle.sources.\(twin ?? 0)",
        with: ["oracle.sources.\(twin ?? 0)"])
    }
    expect(
      oracle.sources.isEmpty || oracle.quorum <= oracle.sources.count, "oracle.quorum",
      "must be at most oracle.sources.count, which is \(oracle.sources.count)",
      with: ["oracle.sources.count"])
    expect(
      oracle.twapSeconds == 0 || !oracle.twapDivergence.isZero, "oracle.twap_divergence",
      "must be above 0, as oracle.twap_seconds is \(oracle.twapSeconds)",
      with: ["oracle.twap_seconds"])
    expect(
      oracle.twapDivergence.isZero || oracle.twapSeconds > 0, "oracle.twap_seconds",
      "must be above 0, as oracle.twap_divergence is \(oracle.twapDivergence)",
      with: ["oracle.twap_divergence"])
  }

  mutating func checkDynamicMargin() {
    let rules = rulebook.dynamicMargin
    expect(
      rules.decay.isZero || !rules.reference.isZero, "dynamic_margin.reference",
      "must be above 0, as dynamic_margin.decay is \(rules.decay)",
      with: ["dynamic_margin.decay"])
    expect(
      rules.reference.isZero || !rules.decay.isZero, "dynamic_margin.decay",
      "must be above 0, as dynamic_margin.reference is \(rules.reference)",
      with: ["dynamic_margin.reference"])
    expect(
      rules.minimum <= rules.maximum, "dynamic_margin.minimum",
      "must be at most dynamic_margin.maximum, which is \(rules.maximum)",
      with: ["dynamic_margin.maximum"])
  }

  mutating func checkBreakers() {
    for (place, breaker) in rulebook.breakers.enumerated() {
      let name = "breakers.\(place)"
      expect(
        !breaker.watches.isEmpty, "\(name).watches", "must name the asset or market to be watched")
      expect(breaker.windowSeconds > 0, "\(name).window_seconds", "must be above 0")
    }
  }
}
