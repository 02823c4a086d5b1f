import Engine
import FixedPoint

/// Makes random scenarios whose steps mostly succeed.
///
/// It runs each step on a system of its own: amounts fit the state, and a refused step is marked.
struct LiquityScenarioMaker {
  /// A step, for the system and as text.
  private struct Step {
    var action: LiquityAction
    var name: String
    var arguments: [String]
    var sender: Int
    var value: LiquityAmount = 0
  }

  var random: RandomGiven
  private var system = LiquitySystem()
  private var steps: [String] = []
  private var queries: [String] = []
  private static let people = 8

  init(_ random: RandomGiven) {
    self.random = random
  }

  /// The text of a scenario.
  mutating func make() -> String {
    let count = random.int(8..<36)
    // A large and safe trove lets others be opened and closed.
    let isDrained = random.chance(4)
    let size = isDrained ? random.pick([1, 1_000_000, 1_000_000_000_000]) : 1
    take(open(0, ether: random.int(50..<3_000) * size, ratio: random.int(160..<400)))
    if isDrained {
      for _ in 0..<random.int(1..<5) { drain(ether: random.int(10..<50) * size) }
    }
    for _ in 0..<count * 2 where steps.count < count { take(step()) }
    for _ in 0..<30 { ask(after: random.chance(3) ? random.int(0..<steps.count + 1) : steps.count) }
    askSums()
    return RandomGiven.json([
      ("steps", RandomGiven.array(steps)), ("queries", RandomGiven.array(queries)),
    ])
  }

  /// Adds a step if it has an answer; one refused in three stays.
  private mutating func take(_ step: Step) {
    var isRefused = false
    var events: [LiquityEvent] = []
    do {
      events = try system.apply(step.action, by: account(step.sender), value: step.value)
    } catch .refused {
      if !random.chance(3) { return }
      isRefused = true
    } catch {
      return
    }
    let arguments = step.arguments.map { $0.first == "[" ? $0 : "\"\($0)\"" }
    var members = [
      ("do", "\"\(step.name)\""), ("args", RandomGiven.array(arguments)),
      ("from", "\"acc\(step.sender)\""),
    ]
    if step.value != 0 { members.append(("value", "\"\(step.value.value)\"")) }
    if isRefused { members.append(("reverts", "true")) }
    // The text of a truth value has no quotes.
    if step.name == "adjustTrove" {
      let flag = step.arguments.last ?? "false"
      members[1].1 = members[1].1.replacing("\"\(flag)\"", with: flag)
    }
    steps.append(RandomGiven.json(members))
    for event in events where random.chance(3) { ask(event, among: events) }
  }
}

// MARK: - Steps

extension LiquityScenarioMaker {
  private mutating func step() -> Step {
    let who = random.int(0..<Self.people)
    switch random.int(0..<26) {
    case 0..<6: return open(who, ether: random.int(10..<300), ratio: random.int(108..<260))
    case 6, 7: return transferOrMint(who)
    case 8...11: return provide(who)
    case 12: return withdraw(who)
    case 13:
      return Step(
        action: .moveGainToTrove, name: "withdrawETHGainToTrove", arguments: [], sender: who)
    case 14, 15: return move(who)
    case 16...18: return liquidate(who)
    case 19: return redeem(who)
    case 20, 21: return adjust(who)
    case 22:
      return Step(action: .closeTrove, name: "closeTrove", arguments: [], sender: who)
    case 23:
      return Step(action: .claimCollateral, name: "claimCollateral", arguments: [], sender: who)
    default: return environment(who)
    }
  }

  private mutating func open(_ who: Int, ether: Int, ratio: Int) -> Step {
    let collateral = wei(ether)
    let fraction = LiquityAmount(Int256(Int128(ratio)))
    let debt = part {
      try collateral.scaled(by: system.price * 100, over: fraction) / LiquityRules.one
    }
    let amount = max(0, part { try debt - 200_000_000_000_000_000_000 })
    return Step(
      action: .openTrove(maximumFee: LiquityRules.one, borrowing: amount), name: "openTrove",
      arguments: [text(LiquityRules.one), text(amount)], sender: who, value: collateral)
  }

  private mutating func transferOrMint(_ who: Int) -> Step {
    let other = random.int(0..<Self.people)
    if random.chance(3) {
      let amount = wei(random.int(1..<20_000))
      return Step(
        action: .mint(to: account(other), amount), name: "mintLUSD",
        arguments: ["acc\(other)", text(amount)], sender: who)
    }
    let amount = share(of: lusd(who))
    return Step(
      action: .transfer(to: account(other), amount), name: "transfer",
      arguments: ["acc\(other)", text(amount)], sender: who)
  }

  private mutating func provide(_ who: Int) -> Step {
    let amount = share(of: lusd(who))
    return Step(
      action: .deposit(amount), name: "provideToSP", arguments: [text(amount)], sender: who)
  }

  private mutating func withdraw(_ who: Int) -> Step {
    let amount = random.chance(3) ? 0 : share(of: system.deposit(of: account(who)).initial)
    return Step(
      action: .withdraw(amount), name: "withdrawFromSP", arguments: [text(amount)], sender: who)
  }

  /// Moves the price, often to just below what makes the lowest trove liquidatable.
  private mutating func move(_ who: Int) -> Step {
    var price = wei(random.int(40..<260))
    if random.chance(2), let last = system.sortedTroves.accounts.last {
      let percent = LiquityAmount(Int256(Int128(random.int(80..<150))))
      let target = part { try LiquityRules.one * percent / 100 }
      price = part {
        let entire = try system.entire(last)
        return try target.scaled(by: entire.debt, over: entire.ether)
      }
    }
    return Step(
      action: .setPrice(price), name: "setPrice", arguments: [text(price)], sender: who)
  }

  private mutating func liquidate(_ who: Int) -> Step {
    if random.chance(3) {
      let count = random.int(0..<6)
      return Step(
        action: .liquidateLowest(count), name: "liquidateTroves", arguments: ["\(count)"],
        sender: who)
    }
    if random.chance(2) {
      let batch = (0..<random.int(0..<6)).map { _ in random.int(0..<Self.people) }
      let names = batch.map { "\"acc\($0)\"" }
      return Step(
        action: .liquidateBatch(batch.map(account)), name: "batchLiquidateTroves",
        arguments: [RandomGiven.array(names)], sender: who)
    }
    let lowest = system.sortedTroves.accounts.last.map { $0.index - LiquityAccount.reservedCount }
    let target = random.chance(4) ? random.int(0..<Self.people) : lowest ?? who
    return Step(
      action: .liquidate(account(target)), name: "liquidate", arguments: ["acc\(target)"],
      sender: who)
  }

  private mutating func redeem(_ who: Int) -> Step {
    let amount = share(of: lusd(who))
    return Step(
      action: .redeem(amount), name: "redeemCollateral", arguments: [text(amount)], sender: who)
  }

  private mutating func adjust(_ who: Int) -> Step {
    let trove = system.trove(of: account(who))
    let ether = share(of: trove.collateral)
    let debt = share(of: trove.debt)
    let fee = LiquityRules.one
    var change = LiquityAdjustment()
    switch random.int(0..<5) {
    case 0:
      return Step(
        action: .adjustTrove(change), name: "addColl", arguments: [], sender: who, value: ether)
    case 1:
      change.withdrawal = ether
      return Step(
        action: .adjustTrove(change), name: "withdrawColl", arguments: [text(ether)], sender: who)
    case 2:
      change = LiquityAdjustment(maximumFee: fee, debtChange: debt, increasesDebt: true)
      return Step(
        action: .adjustTrove(change), name: "withdrawLUSD", arguments: [text(fee), text(debt)],
        sender: who)
    case 3:
      change.debtChange = debt
      return Step(
        action: .adjustTrove(change), name: "repayLUSD", arguments: [text(debt)], sender: who)
    default:
      let adds = random.chance(2)
      change = LiquityAdjustment(
        maximumFee: fee, withdrawal: adds ? 0 : ether, debtChange: random.chance(4) ? 0 : debt,
        increasesDebt: random.chance(2))
      return Step(
        action: .adjustTrove(change), name: "adjustTrove",
        arguments: [
          text(fee), text(change.withdrawal), text(change.debtChange), "\(change.increasesDebt)",
        ], sender: who, value: adds ? ether : 0)
    }
  }

  private mutating func environment(_ who: Int) -> Step {
    if random.chance(4) {
      let rate = part { try LiquityRules.feeFloor * LiquityAmount(integerLiteral: 3) }
      return Step(
        action: .setBaseRate(rate), name: "setBaseRate", arguments: [text(rate)], sender: who)
    }
    let seconds = LiquityAmount(Int256(Int128(random.int(0..<100_000))))
    return Step(
      action: .wait(seconds: seconds), name: "warp", arguments: [text(seconds)], sender: who)
  }
}

// MARK: - Draining the pool

extension LiquityScenarioMaker {
  /// Liquidates a trove whose debt takes all but about 1 LUSD of the pool: after a few times the
  /// product changes its scale, or two at once when the amounts are large.
  private mutating func drain(ether: Int) {
    let who = random.int(1..<Self.people)
    take(open(who, ether: ether, ratio: random.int(112..<150)))
    guard let last = system.sortedTroves.accounts.last else { return }
    let before = system.price
    let debt = part { try system.entire(last).debt }
    let rest = random.chance(2) ? LiquityRules.one : wei(random.int(1..<4))
    let missing = max(0, part { try debt + rest - system.stabilityPool.deposits })
    let giver = random.int(0..<Self.people)
    take(
      Step(
        action: .mint(to: account(giver), missing), name: "mintLUSD",
        arguments: ["acc\(giver)", text(missing)], sender: 0))
    take(
      Step(
        action: .deposit(missing), name: "provideToSP", arguments: [text(missing)], sender: giver))
    let margin: LiquityAmount = 1_070_000_000_000_000_000
    let target = part {
      let entire = try system.entire(last)
      return try margin.scaled(by: entire.debt, over: entire.ether)
    }
    takePrice(target)
    take(
      Step(
        action: .liquidateLowest(1), name: "liquidateTroves", arguments: ["1"], sender: who))
    takePrice(before)
  }

  private mutating func takePrice(_ price: LiquityAmount) {
    take(
      Step(action: .setPrice(price), name: "setPrice", arguments: [text(price)], sender: 0))
  }
}

// MARK: - Queries

extension LiquityScenarioMaker {
  private static let ofSystem = [
    "price", "system.coll", "system.debt", "L_ETH", "L_LUSDDebt", "totalStakes",
    "totalStakesSnapshot", "totalCollateralSnapshot", "owners", "listSize", "active.eth",
    "active.debt", "default.eth", "default.debt", "lusd.supply", "baseRate", "P", "scale",
    "sp.deposits", "sp.eth", "lusdLossError", "borrowRate", "redemptionRate",
  ]
  private static let ofAccount = [
    "trove.debt", "trove.coll", "trove.stake", "trove.status", "pendingETH", "pendingLUSD",
    "entire.debt", "entire.coll", "surplus", "lusd", "eth", "deposit", "deposit.initial",
    "ethGain", "snap.S", "snap.P", "snap.scale", "trove.snapETH", "trove.snapLUSD",
  ]
  private static let others = [
    "icr", "nicr", "tcr", "recovery", "listed", "hasPending", "S", "gasComp", "compositeDebt",
  ]

  /// Asks for one random figure.
  private mutating func ask(after step: Int) {
    let who = "\"acc\(random.int(0..<Self.people))\""
    switch random.int(0..<3) {
    case 0: add([term(random.pick(Self.ofSystem), [], after: step)])
    case 1: add([term(random.pick(Self.ofAccount), [who], after: step)])
    default:
      let name = random.pick(Self.others)
      let price = "\"\(system.price.value)\""
      let arguments =
        switch name {
        case "icr": [who, price]
        case "tcr", "recovery", "gasComp", "compositeDebt": [price]
        case "S": ["\"\(random.int(0..<4))\""]
        default: [who]
        }
      add([term(name, arguments, after: step)])
    }
  }

  /// Asks for sums of all figures at the end, one for the system and one for each account.
  private mutating func askSums() {
    let end = steps.count
    add(Self.ofSystem.map { term($0, [], after: end) })
    for who in 0..<Self.people {
      add(Self.ofAccount.map { term($0, ["\"acc\(who)\""], after: end) })
    }
  }

  /// Asks for an argument of an event of the last step.
  private mutating func ask(_ event: LiquityEvent, among events: [LiquityEvent]) {
    let (name, arguments): (String, Range<Int>) =
      switch event {
      case .troveCreated: ("TroveCreated", 1..<2)
      case .troveUpdated: ("TroveUpdated", 1..<5)
      case .borrowingFeePaid: ("LUSDBorrowingFeePaid", 1..<2)
      case .depositChanged: ("UserDepositChanged", 1..<2)
      case .gainWithdrawn: ("ETHGainWithdrawn", 1..<3)
      case .troveLiquidated: ("TroveLiquidated", 1..<4)
      case .redistributed: ("LTermsUpdated", 0..<2)
      case .liquidated: ("Liquidation", 0..<4)
      case .redeemed: ("Redemption", 0..<4)
      }
    add([
      RandomGiven.json([
        ("q", "\"event\""), ("event", "\"\(name)\""), ("index", "0"),
        ("arg", "\(random.int(arguments))"), ("after", "\(steps.count)"),
      ])
    ])
  }

  private mutating func term(_ name: String, _ arguments: [String], after step: Int) -> String {
    RandomGiven.json([
      ("q", "\"\(name)\""), ("args", RandomGiven.array(arguments)), ("after", "\(step)"),
      ("sign", random.chance(4) ? "\"-\"" : "\"+\""),
    ])
  }

  private mutating func add(_ terms: [String]) {
    queries.append(
      RandomGiven.json([("id", "\(queries.count)"), ("terms", RandomGiven.array(terms))]))
  }
}

// MARK: - Amounts

extension LiquityScenarioMaker {
  private func account(_ person: Int) -> LiquityAccount {
    LiquityAccount(LiquityAccount.reservedCount + person)
  }

  private func text(_ amount: LiquityAmount) -> String { amount.value.description }

  private func lusd(_ who: Int) -> LiquityAmount { system.holder(of: account(who)).lusd }

  /// Some units and random digits behind the point.
  private mutating func wei(_ units: Int) -> LiquityAmount {
    let fraction = random.chance(2) ? 0 : random.int(0..<1_000_000_000_000_000_000)
    return LiquityAmount(Int256(Int128(units) * 1_000_000_000_000_000_000 + Int128(fraction)))
  }

  /// All, or some thousandths, of an amount.
  private mutating func share(of amount: LiquityAmount) -> LiquityAmount {
    if random.chance(3) { return amount }
    let thousandths = LiquityAmount(Int256(Int128(random.int(0..<1_001))))
    return part { try amount.scaled(by: thousandths, over: 1_000) }
  }

  /// A computed amount; zero where there is none.
  private func part(_ compute: () throws -> LiquityAmount) -> LiquityAmount {
    (try? compute()) ?? 0
  }
}
