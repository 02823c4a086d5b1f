internal import Engine
package import FixedPoint
internal import Ledger
internal import Margin

/// What a venue did in a history, in numbers: for each account, and in total by asset.
///
/// Amounts are in the assets that they moved in; nothing is valued.
package struct HistoryTally: Sendable, Hashable {
  /// How far it went with an account.
  package enum Outcome: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// The venue left it alone.
    case untouched
    /// It was called.
    case called
    /// Its liquidation began, and nothing was sold.
    case begun
    /// Something of it was sold.
    case liquidated
    /// Others had to pay something for it.
    case bankrupt

    package static func < (a: Outcome, b: Outcome) -> Bool { a.rawValue < b.rawValue }

    /// The word for it.
    package var name: String {
      switch self {
      case .untouched: "untouched"
      case .called: "called"
      case .begun: "begun"
      case .liquidated: "liquidated"
      case .bankrupt: "bankrupt"
      }
    }
  }

  /// What happened to one account.
  package struct Account: Sendable, Hashable {
    package var calls = 0
    package var liquidations = 0
    package var fills = 0
    /// How often its position was closed against it as the counterparty of a deleveraging.
    package var deleveraged = 0
    /// Whether others had to pay.
    package var isBankrupt = false
    /// Whether its own position was closed against others.
    package var isDeleveraged = false
    /// What others paid or lost for it, by asset.
    package var unpaid = Amounts()

    /// How far it went.
    package var outcome: Outcome {
      if isBankrupt { return .bankrupt }
      if fills > 0 { return .liquidated }
      if liquidations > 0 { return .begun }
      return calls > 0 ? .called : .untouched
    }
  }

  /// A sum for each asset.
  package struct Amounts: Sendable, Hashable {
    private var sums: [Decimal18?] = []

    package init() {}

    /// The assets that have a sum, ascending.
    package var assets: [Int] { sums.indices.filter { sums[$0]?.isZero == false } }

    /// The sum of an asset; one that leaves the range of amounts stays at its end.
    package subscript(asset: Int) -> Decimal18 {
      asset < sums.count ? sums[asset] ?? .zero : .zero
    }

    mutating func add(_ amount: Decimal18?, of asset: Int?) {
      guard let amount, let asset else { return }
      while sums.count <= asset { sums.append(nil) }
      let (sum, isOver) = (sums[asset] ?? .zero).mantissa
        .addingReportingOverflow(amount.mantissa)
      sums[asset] = isOver ? (amount.isNegative ? .min : .max) : Decimal18(mantissa: sum)
    }
  }

  /// What accounts had, by their ids; shorter when the last ones had nothing.
  package private(set) var accounts: [Account] = []
  /// Margin calls, fills of liquidations, attempts that failed, and deleveragings.
  package private(set) var calls = 0
  package private(set) var fills = 0
  package private(set) var attempts = 0
  package private(set) var deleveragings = 0
  /// What liquidations repaid of debts, or closed of positions, in the quote asset.
  package private(set) var notional = Amounts()
  /// What they took of collateral.
  package private(set) var seized = Amounts()
  package private(set) var penalties = Amounts()
  /// What insurance funds paid of their own.
  package private(set) var insurance = Amounts()
  /// What the penalty reserve paid, through the fund that passes it on.
  package private(set) var reserve = Amounts()
  package private(set) var socialized = Amounts()
  package private(set) var badDebt = Amounts()
  package private(set) var recovered = Amounts()
  /// The notional of positions closed by deleveraging, at the venue's price.
  package private(set) var deleveraged = Amounts()
  /// What their owners gave up against the venue's price.
  package private(set) var forgone = Amounts()
  /// The funds that occur, in the order of their first word.
  package private(set) var funds: [String] = []

  private var marks: [Int: Decimal18] = [:]
  /// What the event before moved from the penalty reserve into a fund.
  private var moved: Movement?
  /// The steps of the waterfall by which the reserve pays.
  private var reserveSteps: Set<String> = []

  /// An amount of a fund.
  private struct Movement: Sendable, Hashable {
    var fund: String?
    var asset: Int?
    var amount: Decimal18
  }

  package init() {}

  /// What an account had.
  package subscript(account: Int) -> Account {
    account < accounts.count ? accounts[account] : Account()
  }

  /// Whether something of the account was sold, or others paid for it.
  package func isHit(_ account: Int) -> Bool { self[account].outcome >= .liquidated }

  /// How many accounts went at least so far, of those that count.
  package func count(from outcome: Outcome, where counts: (Int) -> Bool = { _ in true }) -> Int {
    accounts.indices.reduce(0) { $0 + (accounts[$1].outcome >= outcome && counts($1) ? 1 : 0) }
  }

  /// How many accounts were called, whatever came of it.
  package var calledAccounts: Int { accounts.reduce(0) { $0 + ($1.calls > 0 ? 1 : 0) } }

  /// How many accounts' liquidation began, whatever came of it.
  package var begunAccounts: Int { accounts.reduce(0) { $0 + ($1.liquidations > 0 ? 1 : 0) } }

  /// How many accounts lost positions as the counterparties of deleveragings.
  package var counterparties: Int { accounts.reduce(0) { $0 + ($1.deleveraged > 0 ? 1 : 0) } }

  // MARK: - Events

  /// Takes in an event.
  mutating func take(_ event: borrowing Event, _ names: Names) {
    let before = moved
    moved = nil
    switch event.kind {
    case .referencePrice:
      if let market = event.id(.market) { marks[market] = event.decimal(.price) }
    case .marginCall:
      calls += 1
      change(event.id(.account)) { $0.calls += 1 }
    case .liquidationStart, .auctionStart: change(event.id(.account)) { $0.liquidations += 1 }
    case .liquidationAttempt: attempts += 1
    case .liquidationFill: take(fill: event, names)
    case .deleverage: take(deleverage: event, names)
    case .insurance: take(insurance: event, after: before)
    case .parameter:
      guard let name = event.string(.name), name.hasPrefix("losses.waterfall.") else { return }
      if event.string(.value) == "penalty_reserve" {
        reserveSteps.insert(name)
      } else {
        reserveSteps.remove(name)
      }
    case .socializedLoss: socialized.add(event.decimal(.amount), of: event.id(.asset))
    case .badDebt:
      badDebt.add(event.decimal(.amount), of: event.id(.asset))
      pay(event.id(.account), event.decimal(.amount), event.id(.asset))
    case .recovery: recovered.add(event.decimal(.amount), of: event.id(.asset))
    default: break
    }
  }

  private mutating func change(_ account: Int?, _ body: (inout Account) -> Void) {
    guard let account else { return }
    while accounts.count <= account { accounts.append(Account()) }
    body(&accounts[account])
  }

  private mutating func pay(_ account: Int?, _ amount: Decimal18?, _ asset: Int?) {
    change(account) {
      $0.isBankrupt = true
      $0.unpaid.add(amount, of: asset)
    }
  }

  private mutating func take(fill event: borrowing Event, _ names: Names) {
    fills += 1
    change(event.id(.account)) { $0.fills += 1 }
    if let market = event.id(.market) {
      let quote = names.market(market).quote
      notional.add(Self.product(event.decimal(.size), event.decimal(.price)), of: quote)
      penalties.add(event.decimal(.penalty), of: quote)
    } else {
      seized.add(event.decimal(.size), of: event.id(.asset))
      notional.add(event.decimal(.repaid), of: event.id(.repaidAsset))
      penalties.add(event.decimal(.penalty), of: event.id(.repaidAsset))
    }
  }

  private mutating func take(deleverage event: borrowing Event, _ names: Names) {
    deleveragings += 1
    change(event.id(.counterparty)) { $0.deleveraged += 1 }
    change(event.id(.account)) {
      $0.isBankrupt = true
      $0.isDeleveraged = true
    }
    guard let market = event.id(.market), let price = event.decimal(.price) else { return }
    let quote = names.market(market).quote
    let mark = marks[market] ?? price
    deleveraged.add(Self.product(event.decimal(.size), mark), of: quote)
    // The side is the bankrupt account's: it sells what it was long, and others buy it above the mark.
    let isSale = event.choiceIndex(.side) == 1
    let gap = isSale ? Self.difference(price, mark) : Self.difference(mark, price)
    forgone.add(Self.product(event.decimal(.size), gap), of: quote)
  }

  private mutating func take(insurance event: borrowing Event, after before: Movement?) {
    let (fund, asset) = (event.string(.fund), event.id(.asset))
    if let fund, !funds.contains(fund) { funds.append(fund) }
    guard let amount = event.decimal(.amount) else { return }
    guard amount.isNegative, let paid = Self.difference(.zero, amount) else {
      if event.choice(.cause) == "penalty" {
        moved = Movement(fund: fund, asset: asset, amount: amount)
      }
      return
    }
    // What the reserve moves into a fund and the fund pays at once is the reserve's.
    if !reserveSteps.isEmpty, before == Movement(fund: fund, asset: asset, amount: paid) {
      reserve.add(paid, of: asset)
    } else {
      insurance.add(paid, of: asset)
    }
    guard event.id(.account) != nil else { return }
    pay(event.id(.account), paid, event.id(.asset))
  }

  private static func product(_ a: Decimal18?, _ b: Decimal18?) -> Decimal18? {
    guard let a, let b else { return nil }
    do throws(ArithmeticError) { return try a.multiplied(by: b, rounding: .down) } catch {
      return nil
    }
  }

  private static func difference(_ a: Decimal18, _ b: Decimal18) -> Decimal18? {
    do throws(ArithmeticError) { return try a - b } catch { return nil }
  }
}
