internal import FixedPoint
package import Ledger
package import Margin

extension Finding {
  /// The finding for a difference between what the rules oblige to and what the log holds.
  package init(_ found: Discrepancy, names: Names) {
    var evidence = found.seq.map { [$0] } ?? []
    if let other = found.other { evidence.append(other.seq) }
    self.init(
      Self.code(found), block: found.block, time: found.time, evidence: evidence.sorted(),
      account: found.account, subject: found.subject,
      stake: found.amount.flatMap { amount in found.unit.map { Stake(amount: amount, unit: $0) } },
      rule: found.rule, sentence: Self.sentence(found))
  }

  // MARK: - Codes

  private static func code(_ found: Discrepancy) -> FindingCode {
    if found.sort == .outOfTurn { return .outOfTurn }
    if found.sort == .accepted, found.kind != .insurance { return .wronglyAccepted }
    switch found.kind {
    case .marginCall:
      switch found.sort {
      case .missing: return .missedCall
      case .late: return .lateCall
      case .unexpected, .early: return .callWithoutBreach
      case .different, .outOfTurn, .accepted: return .wrongCall
      }
    case .notice, .marginCallClosed: return .wrongNotice
    case .liquidationAttempt: return .wrongAttempt
    case .liquidationStart, .liquidationFill: return liquidation(found)
    case .auctionStart, .auctionReset, .auctionBid, .auctionEnd: return .wrongAuction
    case .insurance: return .insuranceMismatch
    case .badDebt: return .unpaidShortfall
    case .socializedLoss, .lossShare: return .misallocatedLoss
    case .deleverage: return .deleveragingOutOfRank
    case .referencePrice: return .wrongReferencePrice
    case .halt, .resume: return .wrongHalt
    case .interest, .fundingPayment: return .wrongSettlement
    case .parameter: return .wrongParameter
    case .disputeRuling: return .wrongRuling
    default: return .wrongEvent
    }
  }

  private static func liquidation(_ found: Discrepancy) -> FindingCode {
    switch found.sort {
    case .missing: return .missedLiquidation
    case .late: return .lateLiquidation
    case .unexpected, .early, .outOfTurn, .accepted:
      return found.health != nil && !found.isBreached
        ? .liquidatedWhileHealthy : .wrongfulLiquidation
    case .different:
      let sizes = found.fields.filter { $0.field == .size || $0.field == .repaid }
      let isOtherSize = sizes.contains { $0.field == .size }
      if found.fields.contains(where: { $0.field == .penalty }), !isOtherSize {
        return .wrongPenalty
      }
      let isFill = found.kind == .liquidationFill
      return isFill && !sizes.isEmpty && sizes.allSatisfy(\.isMore)
        ? .overLiquidation : .wrongLiquidationAmount
    }
  }

  // MARK: - Sentences

  private static func sentence(_ found: Discrepancy) -> String {
    let what = name(found.kind, found.event)
    let whose = what + owner(found.who, found.subject, found.kind)
    var text: String
    switch found.sort {
    case .missing:
      text = "the rules require \(article(whose)) \(whose) here and there is none"
    case .unexpected:
      text = "the \(whose) is not required by the rules"
      if found.isRepeated { text += "; the same stands in the block twice" }
    case .late:
      text = "the \(whose) comes late: it was due in \(due(found))"
      if !found.fields.isEmpty { text += "; \(fields(found))" }
    case .early: text = "the \(whose) comes early: it is due in \(due(found))"
    case .different: text = "the \(whose) has \(fields(found))"
    case .outOfTurn: text = turn(found, whose)
    case .accepted:
      text = "the \(whose) should have been refused" + (found.reason.map { ": \($0)" } ?? "")
    }
    if let health = found.health, found.account != nil, showsHealth(found) {
      text += "; resources \(health.resources), requirement \(health.requirement)"
    }
    return text
  }

  /// Whether it depends on how the account stands, and that is not said already.
  private static func showsHealth(_ found: Discrepancy) -> Bool {
    switch found.kind {
    case .marginCall, .marginCallClosed, .liquidationStart, .liquidationFill, .auctionStart,
      .deleverage:
      found.sort != .different && found.sort != .outOfTurn
    default: false
    }
  }

  private static func due(_ found: Discrepancy) -> String {
    let apart = (found.time - (found.dueTime ?? found.time)).magnitude
    let seconds = Decimal18(Int64(apart / 1000))
    return "block \(found.dueBlock ?? found.block), \(seconds) s "
      + (found.sort == .late ? "before" : "later")
  }

  private static func fields(_ found: Discrepancy) -> String {
    found.fields.map { difference in
      let unit = difference.unit.map { " \($0)" } ?? ""
      func shown(_ text: String?) -> String { text.map { $0 + unit } ?? "none" }
      let name = difference.field.rawValue.replacing("_", with: " ")
      return "\(name) \(shown(difference.recorded)) instead of \(shown(difference.expected))"
    }.joined(separator: ", ")
  }

  private static func turn(_ found: Discrepancy, _ whose: String) -> String {
    guard let other = found.other else {
      return "the \(whose) stands at another place of its block than the rules give it"
    }
    if found.rule == "liquidation.priority", let early = found.who, let late = other.who {
      var text = "\(early) was liquidated before \(late), which the rules put first"
      if let by = other.figures { text += ": \(by.name) \(by.first) against \(by.second)" }
      return text
    }
    let second = name(other.kind, other.event) + owner(other.who, other.subject, other.kind)
    return "the \(whose) stands before the \(second), which the rules put first"
  }

  /// Whose or what an event is, after its name.
  private static func owner(_ who: String?, _ subject: String?, _ kind: Kind) -> String {
    switch kind {
    case .insurance:
      let fund = subject.map { " of the fund \($0)" } ?? ""
      return fund + (who.map { " for \($0)" } ?? "")
    case .referencePrice, .halt, .resume, .parameter, .disputeRuling:
      return subject.map { " of \($0)" } ?? ""
    case .socializedLoss: return subject.map { " over \($0)" } ?? ""
    default: return who.map { " of \($0)" } ?? subject.map { " of \($0)" } ?? ""
    }
  }

  private static func article(_ noun: String) -> String {
    noun.first.map { "aeiou".contains($0) } ?? false ? "an" : "a"
  }

  /// What people call such an event.
  private static func name(_ kind: Kind, _ event: Event.Summary) -> String {
    switch kind {
    case .marginCall: event.tier.map { "margin call of rung \($0)" } ?? "margin call"
    case .marginCallClosed: "end of the margin call"
    case .liquidationStart: "start of the liquidation"
    case .liquidationAttempt: "liquidation attempt"
    case .liquidationFill: "liquidation fill"
    case .auctionStart: "auction start"
    case .auctionReset: "auction restart"
    case .auctionBid: "auction bid"
    case .auctionEnd: "auction end"
    case .insurance:
      event.isPayment
        ? "insurance draw" : event.cause == "penalty" ? "penalty share" : "insurance payment"
    case .badDebt: "write-off"
    case .socializedLoss: "loss to be spread"
    case .lossShare: "loss share"
    case .deleverage: "deleveraging"
    case .referencePrice: "reference price"
    case .resume: "resumption"
    case .interest: "interest payment"
    case .fundingPayment: "funding payment"
    case .parameter: "dynamic margin factor"
    case .disputeRuling: "ruling"
    case .repay: "repayment"
    case .borrow: "loan"
    case .interestIndex: "interest index"
    case .fee: "keeper reward"
    default: kind.name.replacing("_", with: " ")
    }
  }
}
