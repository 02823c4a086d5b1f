internal import Engine
internal import FixedPoint
internal import Formats

/// The accounts of a scenario by name, in the order in which the names appear.
struct LiquityNames {
  private var accounts: [String: LiquityAccount] = [
    "gasPool": .gasPool, "SP": .stabilityPool, "lqtyStaking": .staking,
  ]

  /// The account with a name.
  mutating func account(_ name: String) -> LiquityAccount {
    if let known = accounts[name] { return known }
    let new = LiquityAccount(accounts.count)
    accounts[name] = new
    return new
  }

  /// The action of a step, with its arguments.
  mutating func action(of step: Given) throws(VectorError) -> LiquityAction {
    let arguments = try LiquityArguments(step)
    let name = try step["do"].text
    switch name {
    case "openTrove":
      return .openTrove(
        maximumFee: try arguments.amount(0), borrowing: try arguments.amount(1))
    case "addColl", "withdrawColl", "withdrawLUSD", "repayLUSD", "adjustTrove":
      return .adjustTrove(try arguments.adjustment(name))
    case "closeTrove": return .closeTrove
    case "claimCollateral": return .claimCollateral
    case "provideToSP": return .deposit(try arguments.amount(0))
    case "withdrawFromSP": return .withdraw(try arguments.amount(0))
    case "withdrawETHGainToTrove": return .moveGainToTrove
    case "liquidate": return .liquidate(account(try arguments.text(0)))
    case "batchLiquidateTroves":
      var batch: [LiquityAccount] = []
      for element in try arguments.argument(0).list { batch.append(account(try element.text)) }
      return .liquidateBatch(batch)
    case "liquidateTroves": return .liquidateLowest(try arguments.count(0))
    case "redeemCollateral": return .redeem(try arguments.amount(0))
    case "setPrice": return .setPrice(try arguments.amount(0))
    case "transfer":
      return .transfer(to: account(try arguments.text(0)), try arguments.amount(1))
    case "warp": return .wait(seconds: try arguments.amount(0))
    case "setBaseRate": return .setBaseRate(try arguments.amount(0))
    case "mintLUSD": return .mint(to: account(try arguments.text(0)), try arguments.amount(1))
    default: throw VectorError("\(step.value.path): no action is called \"\(name)\"")
    }
  }
}

/// The arguments of a step or a query, by position.
struct LiquityArguments {
  private let owner: Given
  private let list: [Given]

  /// The arguments under `"args"`; none if it is absent.
  init(_ owner: Given) throws(VectorError) {
    self.owner = owner
    list = try owner.optional("args")?.list ?? []
  }

  /// An argument.
  func argument(_ index: Int) throws(VectorError) -> Given {
    guard list.indices.contains(index) else {
      throw VectorError("\(owner.value.path) needs at least \(index + 1) arguments")
    }
    return list[index]
  }

  /// An amount.
  func amount(_ index: Int) throws(VectorError) -> LiquityAmount {
    try LiquityOperations.amount(argument(index))
  }

  /// A name.
  func text(_ index: Int) throws(VectorError) -> String {
    try argument(index).text
  }

  /// A number of troves; a larger number than the machine can count means all.
  func count(_ index: Int) throws(VectorError) -> Int {
    Int(clamping: try argument(index).integer.int128 ?? .max)
  }

  /// The adjustment of a trove.
  func adjustment(_ name: String) throws(VectorError) -> LiquityAdjustment {
    switch name {
    case "withdrawColl": LiquityAdjustment(withdrawal: try amount(0))
    case "withdrawLUSD":
      LiquityAdjustment(
        maximumFee: try amount(0), debtChange: try amount(1), increasesDebt: true)
    case "repayLUSD": LiquityAdjustment(debtChange: try amount(0))
    case "adjustTrove":
      LiquityAdjustment(
        maximumFee: try amount(0), withdrawal: try amount(1), debtChange: try amount(2),
        increasesDebt: try argument(3).bool)
    default: LiquityAdjustment()
    }
  }
}
