internal import Ledger

/// Which rule obliges to an event.
extension AuditorTrack {
  /// The path of the rule that gives the event, or those fields of it.
  func rule(for event: Event, _ fields: [Field]) -> String {
    switch event.kind {
    case .referencePrice: "oracle.rule"
    case .halt, .resume: "breakers"
    case .parameter: "dynamic_margin.reference"
    case .marginCall: call(fields)
    case .notice:
      event.integer(.tier).map { "calls.levels.\(max($0, 1) - 1).channels" } ?? "calls.levels"
    case .marginCallClosed: "calls.cure"
    case .liquidationStart, .liquidationFill: liquidation(event, fields)
    case .liquidationAttempt: "keepers.list"
    case .auctionStart: "auction.start"
    case .auctionReset:
      event.string(.reason) == "drop" ? "auction.reset_drop" : "auction.reset_seconds"
    case .auctionBid: "auction.bid_step"
    case .auctionEnd: "auction.duration"
    case .fee: "keepers.tip"
    case .insurance: insurance(event)
    case .badDebt: "losses.waterfall"
    case .socializedLoss, .lossShare: "losses.method"
    case .deleverage: "losses.rank"
    case .interest: "interest_index"
    case .fundingPayment: "funding_index"
    case .transfer: isOfPool(event) ? "liquidation.stability_pool" : "losses.dust_account"
    case .disputeRuling: "disputes"
    default: "losses.waterfall"
    }
  }

  private func call(_ fields: [Field]) -> String {
    if fields.contains(.tier) || fields.isEmpty { return "calls.levels" }
    if fields == [.deadline] { return "calls.grace_seconds" }
    if fields == [.deadlineBlock] { return "calls.grace_blocks" }
    return fields.contains(.deadline) && fields.contains(.deadlineBlock)
      ? "calls.grace_seconds, calls.grace_blocks" : "calls.levels"
  }

  private func liquidation(_ event: Event, _ fields: [Field]) -> String {
    if fields.contains(.penalty) {
      return state.rulebook.penalty.mode == .tiered ? "penalty.tiers" : "penalty.mode"
    }
    if fields.contains(.liquidator) { return "keepers.list" }
    guard !fields.isEmpty, event.kind == .liquidationFill else {
      return event.kind == .liquidationStart ? "trigger" : "liquidation.mechanism"
    }
    guard fields.contains(.size) || fields.contains(.repaid) else { return "liquidation.mechanism" }
    switch state.rulebook.liquidation.size {
    case .whole: return "liquidation.size"
    case .closeFactor: return "liquidation.close_factor"
    case .cure: return "liquidation.target"
    }
  }

  private func insurance(_ event: Event) -> String {
    guard event.choice(.cause) == "penalty" else {
      return event.choice(.cause) == "other" ? "disputes" : "losses.waterfall"
    }
    return state.rulebook.losses.waterfall.contains(.penaltyReserve)
      ? "penalty.to_fund, losses.waterfall" : "penalty.to_fund"
  }

  private func isOfPool(_ transfer: Event) -> Bool {
    transfer.id(.from) == state.stability.account
  }
}
