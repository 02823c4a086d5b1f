internal import Engine
internal import FixedPoint
internal import Formats

extension LiquityFigure {
  /// The figure that a term asks for.
  init(
    query term: Given, of system: LiquitySystem, names: inout LiquityNames
  ) throws {
    let name = try term["q"].text
    let arguments = try LiquityArguments(term)
    if let figure = try Self.ofSystem(name, arguments, system) {
      self = figure
      return
    }
    // Every other figure belongs to an account.
    let isKnown = Self.accountFigures.contains(name)
    guard isKnown else {
      throw VectorError("\(term.value.path): no figure is called \"\(name)\"")
    }
    let account = names.account(try arguments.text(0))
    let figure =
      try Self.ofTrove(name, account, arguments, system)
      ?? Self.ofHoldings(name, account, system)
    guard let figure else {
      throw VectorError("\(term.value.path): no figure is called \"\(name)\"")
    }
    self = figure
  }

  private static let accountFigures: Set<String> = [
    "trove.debt", "trove.coll", "trove.stake", "trove.status", "trove.snapETH", "trove.snapLUSD",
    "pendingETH", "pendingLUSD", "entire.debt", "entire.coll", "icr", "nicr", "hasPending",
    "listed", "surplus", "lusd", "eth", "deposit", "deposit.initial", "ethGain", "snap.S",
    "snap.P", "snap.scale",
  ]

  /// Figures of the whole system.
  private static func ofSystem(
    _ name: String, _ arguments: LiquityArguments, _ system: LiquitySystem
  ) throws -> LiquityFigure? {
    switch name {
    case "price": .amount(system.price)
    case "tcr": LiquityFigure(try system.totalRatio(at: arguments.amount(0)))
    case "recovery": .bool(try system.isInRecovery(at: arguments.amount(0)))
    case "system.coll": .amount(try system.totalCollateral)
    case "system.debt": .amount(try system.totalDebt)
    case "owners": .amount(number(system.owners.count))
    case "listSize": .amount(number(system.sortedTroves.accounts.count))
    case "active.eth": .amount(system.active.ether)
    case "active.debt": .amount(system.active.debt)
    case "default.eth": .amount(system.defaulted.ether)
    case "default.debt": .amount(system.defaulted.debt)
    case "lusd.supply": .amount(try system.supply)
    case "baseRate": .amount(system.baseRate.rate)
    case "borrowRate": .amount(try system.borrowingRate)
    case "redemptionRate": .amount(try system.redemptionRate)
    case "gasComp": .amount(try LiquityRules.gasCollateral(of: arguments.amount(0)))
    case "compositeDebt": .amount(try LiquityRules.compositeDebt(arguments.amount(0)))
    default:
      try ofPool(name, arguments, system.stabilityPool) ?? ofTerms(name, system.redistribution)
    }
  }

  /// Figures of the stability pool.
  private static func ofPool(
    _ name: String, _ arguments: LiquityArguments, _ pool: LiquityStabilityPool
  ) throws -> LiquityFigure? {
    switch name {
    case "P": .amount(pool.product)
    case "scale": .amount(number(pool.scale))
    case "S": .amount(pool.sum(atScale: try arguments.count(0)))
    case "sp.deposits": .amount(pool.deposits)
    case "sp.eth": .amount(pool.ether)
    case "lusdLossError": .amount(pool.lossExcess)
    default: nil
    }
  }

  /// Figures of redistribution.
  private static func ofTerms(
    _ name: String, _ terms: LiquityRedistribution
  ) -> LiquityFigure? {
    switch name {
    case "L_ETH": .amount(terms.etherPerStake)
    case "L_LUSDDebt": .amount(terms.debtPerStake)
    case "totalStakes": .amount(terms.totalStakes)
    case "totalStakesSnapshot": .amount(terms.stakesSnapshot)
    case "totalCollateralSnapshot": .amount(terms.collateralSnapshot)
    default: nil
    }
  }

  /// Figures of one trove.
  private static func ofTrove(
    _ name: String, _ account: LiquityAccount, _ arguments: LiquityArguments,
    _ system: LiquitySystem
  ) throws -> LiquityFigure? {
    let trove = system.trove(of: account)
    return switch name {
    case "trove.debt": .amount(trove.debt)
    case "trove.coll": .amount(trove.collateral)
    case "trove.stake": .amount(trove.stake)
    case "trove.status": .amount(LiquityAmount(Int256(trove.status.rawValue)))
    case "trove.snapETH": .amount(trove.etherSnapshot)
    case "trove.snapLUSD": .amount(trove.debtSnapshot)
    case "pendingETH": .amount(try system.pending(of: account).ether)
    case "pendingLUSD": .amount(try system.pending(of: account).debt)
    case "entire.debt": .amount(try system.entire(account).debt)
    case "entire.coll": .amount(try system.entire(account).ether)
    case "icr": LiquityFigure(try system.ratio(of: account, at: arguments.amount(1)))
    case "nicr": LiquityFigure(try system.nominalRatio(of: account))
    case "hasPending": .bool(system.redistribution.isPending(for: trove))
    case "listed": .bool(system.sortedTroves.accounts.contains(account))
    default: nil
    }
  }

  /// Figures of what an account holds and has deposited.
  private static func ofHoldings(
    _ name: String, _ account: LiquityAccount, _ system: LiquitySystem
  ) throws -> LiquityFigure? {
    let deposit = system.deposit(of: account)
    return switch name {
    case "surplus": .amount(system.holder(of: account).surplus)
    case "lusd": .amount(system.holder(of: account).lusd)
    case "eth": .amount(system.holder(of: account).ether)
    case "deposit": .amount(try system.compoundedDeposit(of: account))
    case "deposit.initial": .amount(deposit.initial)
    case "ethGain": .amount(try system.gain(of: account))
    case "snap.S": .amount(deposit.sum)
    case "snap.P": .amount(deposit.product)
    case "snap.scale": .amount(number(deposit.scale))
    default: nil
    }
  }
}
