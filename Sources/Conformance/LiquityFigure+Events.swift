internal import Engine
internal import FixedPoint
internal import Formats

extension LiquityFigure {
  /// The argument of an event that a term names, by the position that the contract gives it.
  init(event term: Given, among events: [LiquityEvent]) throws(VectorError) {
    let name = try term["event"].text
    let index = try term.optional("index")?.int ?? 0
    let position = try term["arg"].int
    let named = events.filter { Self.name(of: $0) == name }
    guard named.indices.contains(index) else {
      throw VectorError("\(term.value.path): the step reports no \"\(name)\" number \(index)")
    }
    let arguments = Self.arguments(of: named[index])
    guard arguments.indices.contains(position), let amount = arguments[position] else {
      throw VectorError("\(term.value.path): argument \(position) is not a number")
    }
    self = .amount(amount)
  }

  /// The name that the contracts give to an event.
  private static func name(of event: LiquityEvent) -> String {
    switch event {
    case .troveCreated: "TroveCreated"
    case .troveUpdated: "TroveUpdated"
    case .borrowingFeePaid: "LUSDBorrowingFeePaid"
    case .depositChanged: "UserDepositChanged"
    case .gainWithdrawn: "ETHGainWithdrawn"
    case .troveLiquidated: "TroveLiquidated"
    case .redistributed: "LTermsUpdated"
    case .liquidated: "Liquidation"
    case .redeemed: "Redemption"
    }
  }

  /// The arguments of an event; nil is an account.
  private static func arguments(of event: LiquityEvent) -> [LiquityAmount?] {
    switch event {
    case .troveCreated(_, let position): [nil, number(position)]
    case .troveUpdated(_, let debt, let collateral, let stake, let operation):
      [nil, debt, collateral, stake, number(operation)]
    case .borrowingFeePaid(_, let fee): [nil, fee]
    case .depositChanged(_, let deposit): [nil, deposit]
    case .gainWithdrawn(_, let ether, let loss): [nil, ether, loss]
    case .troveLiquidated(_, let debt, let collateral, let operation):
      [nil, debt, collateral, number(operation)]
    case .redistributed(let etherPerStake, let debtPerStake): [etherPerStake, debtPerStake]
    case .liquidated(let debt, let collateral, let gasCollateral, let gasDebt):
      [debt, collateral, gasCollateral, gasDebt]
    case .redeemed(let attempted, let redeemed, let ether, let fee):
      [attempted, redeemed, ether, fee]
    }
  }

  /// A count as an amount.
  static func number(_ count: Int) -> LiquityAmount {
    LiquityAmount(Int256(Int128(count)))
  }
}
