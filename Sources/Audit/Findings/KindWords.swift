package import Ledger

extension Kind {
  /// What people call events of this kind, in the plural: `liquidation fills`.
  package var words: String {
    switch self {
    case .venue: "a venue's name and unit"
    case .borrow: "loans"
    case .repay: "repayments"
    case .interest: "interest"
    case .interestIndex: "interest indices"
    case .fundingIndex: "funding indices"
    case .marginCallClosed: "ends of margin calls"
    case .deleverage: "deleveragings"
    case .insurance: "payments of insurance funds"
    case .socializedLoss: "socialized losses"
    case .badDebt: "bad debt"
    case .recovery: "recoveries"
    case .resume: "resumptions"
    case .unclassified: "unclassified events"
    case .depth: "order-book depth"
    case .liquidity: "liquidity of market makers"
    default: name.replacing("_", with: " ") + "s"
    }
  }
}
