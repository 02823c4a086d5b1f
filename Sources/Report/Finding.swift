package import Ledger
package import Margin

/// One finding of an audit: what was wrong, where, and what is at stake.
package struct Finding: Sendable {
  /// How much it matters.
  package enum Severity: String, Sendable, CaseIterable {
    case high, medium, low
  }

  /// How much it matters.
  package let severity: Severity
  /// What sort of finding, as `--only` names it.
  package let code: String
  /// The difference it stands for.
  package let discrepancy: Discrepancy
  /// One plain sentence.
  package let sentence: String

  /// A finding for a difference between rules and log.
  package init(_ discrepancy: Discrepancy, names: Names) {
    self.discrepancy = discrepancy
    code = Self.code(discrepancy)
    severity = Self.severity(code)
    sentence = Self.sentence(discrepancy, names)
  }

  /// Every code, with what it means.
  package static let codes: [(code: String, meaning: String)] = [
    ("missed-call", "The rules required a margin call and there is none."),
    ("late-call", "A margin call came in a later block than the rules required."),
    ("call-without-breach", "A margin call that the rules did not require."),
    ("missed-notice", "A notice or the end of a call is missing, late or not due."),
    ("missed-liquidation", "The rules required a step of a liquidation and there is none."),
    ("late-liquidation", "A step of a liquidation came in a later block than required."),
    ("liquidated-while-healthy", "An account above its maintenance line was liquidated."),
    ("wrongful-liquidation", "A step of a liquidation that the rules did not require."),
    ("wrong-penalty", "A penalty is not what the rules give."),
    (
      "wrong-liquidation-amount", "A liquidation took or repaid another amount than the rules give."
    ),
    ("insurance-mismatch", "An insurance fund paid or got another amount than the rules give."),
    ("unpaid-shortfall", "A loss was not written off as the rules require."),
    ("misallocated-loss", "A loss was spread otherwise than the rules give."),
    (
      "deleveraging-out-of-rank",
      "A position was closed that was not the next in rank, or otherwise."
    ),
    (
      "wrong-reference-price", "The price that accounts are judged by is not what the sources give."
    ),
    ("wrong-halt", "A breaker should have halted or resumed, or did so without reason."),
    ("wrong-settlement", "Interest or funding was not settled as the indices give."),
    ("wrong-auction", "An auction was not run as the rules give."),
    ("wrong-parameter", "A parameter that a rule sets is not what the rule gives."),
    ("wrong-ruling", "A dispute was not decided as the engine's own figures give."),
    ("wrong-event", "Another judgement that is not what the rules give."),
  ]

  private static func code(_ found: Discrepancy) -> String {
    switch found.kind {
    case .marginCall:
      switch found.sort {
      case .missing: return "missed-call"
      case .late: return "late-call"
      case .unexpected, .different: return "call-without-breach"
      }
    case .notice, .marginCallClosed: return "missed-notice"
    case .liquidationStart, .liquidationAttempt, .liquidationFill: return liquidation(found)
    case .auctionStart, .auctionReset, .auctionBid, .auctionEnd: return "wrong-auction"
    case .insurance: return "insurance-mismatch"
    case .badDebt: return "unpaid-shortfall"
    case .socializedLoss, .lossShare: return "misallocated-loss"
    case .deleverage: return "deleveraging-out-of-rank"
    case .referencePrice: return "wrong-reference-price"
    case .halt, .resume: return "wrong-halt"
    case .interest, .fundingPayment: return "wrong-settlement"
    case .parameter: return "wrong-parameter"
    case .disputeRuling: return "wrong-ruling"
    default: return "wrong-event"
    }
  }

  private static func liquidation(_ found: Discrepancy) -> String {
    switch found.sort {
    case .missing: return "missed-liquidation"
    case .late: return "late-liquidation"
    case .unexpected:
      let isHealthy = found.health.map { !$0.isLiquidatable(.below) } ?? false
      return found.kind == .liquidationFill && isHealthy
        ? "liquidated-while-healthy" : "wrongful-liquidation"
    case .different:
      let fields = found.fields.map(\.field)
      return fields == [.penalty] ? "wrong-penalty" : "wrong-liquidation-amount"
    }
  }

  private static func severity(_ code: String) -> Severity {
    switch code {
    case "missed-notice", "wrong-halt", "wrong-settlement", "late-call", "wrong-auction": .medium
    case "wrong-parameter", "wrong-ruling", "wrong-event": .low
    default: .high
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
