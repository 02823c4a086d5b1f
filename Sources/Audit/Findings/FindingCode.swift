/// Every sort of finding, by the name that `--only` takes.
package enum FindingCode: String, Sendable, Hashable, CaseIterable {
  // What the rules obliged the venue to, against what it did.
  case missedCall = "missed-call"
  case lateCall = "late-call"
  case callWithoutBreach = "call-without-breach"
  case wrongCall = "wrong-call"
  case wrongNotice = "wrong-notice"
  case missedLiquidation = "missed-liquidation"
  case lateLiquidation = "late-liquidation"
  case liquidatedWhileHealthy = "liquidated-while-healthy"
  case wrongfulLiquidation = "wrongful-liquidation"
  case outOfTurn = "out-of-turn"
  case overLiquidation = "over-liquidation"
  case wrongLiquidationAmount = "wrong-liquidation-amount"
  case wrongPenalty = "wrong-penalty"
  case wrongAttempt = "wrong-attempt"
  case wrongAuction = "wrong-auction"
  case insuranceMismatch = "insurance-mismatch"
  case unpaidShortfall = "unpaid-shortfall"
  case misallocatedLoss = "misallocated-loss"
  case deleveragingOutOfRank = "deleveraging-out-of-rank"
  case wrongReferencePrice = "wrong-reference-price"
  case wrongHalt = "wrong-halt"
  case wrongSettlement = "wrong-settlement"
  case wrongParameter = "wrong-parameter"
  case wrongRuling = "wrong-ruling"
  case wrongEvent = "wrong-event"
  case wronglyAccepted = "wrongly-accepted"
  // What the facts alone show.
  case fillBeyondBankruptcy = "fill-beyond-bankruptcy"
  case staleOracle = "stale-oracle"
  case deviatingOracle = "deviating-oracle"
  case oracleGap = "oracle-gap"
  case priceAnomaly = "price-anomaly"
  case failedAssertion = "failed-assertion"
  case unexplainedResidual = "unexplained-residual"
  case ruleWithoutAuthority = "rule-without-authority"
  case haltedWhileInsolvent = "halted-while-insolvent"

  /// What it means, in one sentence.
  package var meaning: String {
    switch self {
    case .missedCall: "The rules required a margin call and there is none."
    case .lateCall: "A margin call came in a later block than the rules required."
    case .callWithoutBreach: "A margin call that the rules did not require."
    case .wrongCall: "A margin call that was due has another rung, figure, deadline or id."
    case .wrongNotice: "A notice, or the end of a call, is missing, late, wrong or not due."
    case .missedLiquidation: "The rules required a step of a liquidation and there is none."
    case .lateLiquidation: "A step of a liquidation came in a later block than required."
    case .liquidatedWhileHealthy: "An account above its maintenance line was liquidated."
    case .wrongfulLiquidation: "A step of a liquidation that the rules did not require."
    case .outOfTurn:
      "An account was liquidated, or a line stands, before another that the rules put first."
    case .overLiquidation: "More was liquidated than the close factor or the cure needs."
    case .wrongLiquidationAmount:
      "A liquidation took, sold or repaid another amount than the rules give."
    case .wrongPenalty: "A penalty or bonus is not what the rules give."
    case .wrongAttempt: "A failed attempt is missing, not due, or recorded with other figures."
    case .wrongAuction: "An auction was not run as the rules give."
    case .insuranceMismatch: "An insurance fund paid or got another amount than the rules give."
    case .unpaidShortfall:
      "A loss that nobody paid was not written off as the rules require, or at all."
    case .misallocatedLoss: "A loss was spread otherwise than the rules give."
    case .deleveragingOutOfRank:
      "A position was deleveraged that was not the next in rank, or otherwise."
    case .wrongReferencePrice:
      "The price that accounts are judged by is not what the sources give."
    case .wrongHalt: "A breaker should have halted or resumed, or did so without reason."
    case .wrongSettlement: "Interest or funding was not settled as the indices give."
    case .wrongParameter: "A parameter that a rule sets is not what the rule gives."
    case .wrongRuling: "A dispute was not decided as the engine's own figures give."
    case .wrongEvent: "Another judgement that is not what the rules give."
    case .wronglyAccepted:
      "A trade, loan, withdrawal, repayment, recovery, price, index or dispute was taken that the "
        + "rules refuse."
    case .fillBeyondBankruptcy: "A liquidation was filled at a price worse than bankruptcy."
    case .staleOracle: "A judgement used a price older than its source's heartbeat."
    case .deviatingOracle: "A judgement used a price far from what other sources said."
    case .oracleGap: "A source was silent for longer than its heartbeat."
    case .priceAnomaly: "A recorded price disagrees with the amounts that moved at it."
    case .failedAssertion: "A published balance or position is not what the events give."
    case .unexplainedResidual: "A published figure differs from the recorded facts."
    case .ruleWithoutAuthority: "A rule was changed and nobody is named as its authority."
    case .haltedWhileInsolvent: "Liquidation was halted while accounts had negative equity."
    }
  }

  /// How much it matters, unless its finding says otherwise.
  package var severity: Finding.Severity {
    switch self {
    case .wrongNotice, .wrongCall, .wrongHalt, .wrongSettlement, .lateCall, .wrongAuction,
      .outOfTurn, .oracleGap, .staleOracle, .deviatingOracle, .priceAnomaly, .unexplainedResidual:
      .medium
    case .wrongAttempt, .wrongParameter, .wrongRuling, .wrongEvent, .ruleWithoutAuthority: .low
    default: .high
    }
  }
}
