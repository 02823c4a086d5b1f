internal import FixedPoint
package import Ledger
package import Margin

extension Finding {
  /// The finding for a difference between what the rules oblige to and what the log holds.
  package init(_ found: Discrepancy, names: Names) {
    self.init(
      Self.code(found), block: found.block, time: found.time,
      evidence: found.seq.map { [$0] } ?? [], account: found.account,
      stake: found.amount.map { Stake(amount: $0, unit: "") }, rule: found.kind.name,
      sentence: Self.sentence(found, names))
  }

  private static func code(_ found: Discrepancy) -> FindingCode {
    switch found.kind {
    case .marginCall:
      switch found.sort {
      case .missing: return .missedCall
      case .late: return .lateCall
      case .unexpected: return .callWithoutBreach
      case .different: return .wrongCall
      }
    case .notice, .marginCallClosed: return .wrongNotice
    case .liquidationStart, .liquidationAttempt, .liquidationFill: return liquidation(found)
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
    case .unexpected:
      let isHealthy = found.health.map { !$0.isLiquidatable(.below) } ?? false
      return found.kind == .liquidationFill && isHealthy
        ? .liquidatedWhileHealthy : .wrongfulLiquidation
    case .different:
      return found.fields.map(\.field) == [.penalty] ? .wrongPenalty : .wrongLiquidationAmount
    }
  }

  private static func sentence(_ found: Discrepancy, _ names: Names) -> String {
    let what = found.kind.name.replacing("_", with: " ")
    let whom = found.account.map { " of \(names.accounts[$0])" } ?? ""
    var text: String
    switch found.sort {
    case .missing: text = "the rules require a \(what)\(whom) here and there is none"
    case .unexpected: text = "the \(what)\(whom) is not required by the rules"
    case .late: text = "the \(what)\(whom) was due in block \(found.dueBlock ?? 0)"
    case .different:
      let fields = found.fields.map {
        "\($0.field.rawValue) \($0.recorded ?? "none") instead of \($0.expected ?? "none")"
      }
      text = "the \(what)\(whom) has \(fields.joined(separator: ", "))"
    }
    if let health = found.health, found.account != nil, found.sort != .different {
      text += "; resources \(health.resources), requirement \(health.requirement)"
    }
    return text
  }
}
