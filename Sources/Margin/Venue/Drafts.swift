internal import FixedPoint
internal import Ledger

/// The events that judgements are made of, without their places.
enum Drafts {
  static func event(_ kind: Kind, _ fill: (inout Event) -> Void) -> Event {
    var event = Event(kind)
    fill(&event)
    return event
  }

  // MARK: - Prices and halts

  static func referencePrice(_ feed: Feed, _ judgement: Judgement) -> Event {
    event(.referencePrice) { event in
      event.set(feed)
      event.set(.price, decimal: judgement.price)
      event.set(.status, integer: Int64(judgement.status.rawValue))
      event.set(.method, text: judgement.method.rawValue)
    }
  }

  static func change(_ change: HaltBoard.Change, _ names: Names) -> Event {
    let (kind, scope, reason): (Kind, HaltScope, String) =
      switch change {
      case .halt(let scope, let reason): (.halt, scope, reason)
      case .resume(let scope, let reason): (.resume, scope, reason)
      }
    return event(kind) { event in
      event.set(.scope, text: scope.text(names))
      event.set(.reason, text: reason)
    }
  }

  static func factor(_ market: Int, _ factor: Decimal18, _ names: Names) -> Event {
    event(.parameter) { event in
      event.set(.scope, text: Feed.market(market).scope(names))
      event.set(.name, text: DynamicMargin.parameter)
      event.set(.value, text: "\(factor)")
      event.set(.authority, text: Judge.ruleAuthority)
    }
  }

  // MARK: - Calls

  static func marginCall(
    _ id: String, _ account: Int, tier: Int, _ health: Health, deadline: Int64?,
    deadlineBlock: Int64?
  ) -> Event {
    event(.marginCall) { event in
      event.set(.call, text: id)
      event.set(.account, integer: Int64(account))
      event.set(.tier, integer: Int64(tier))
      event.set(.equity, decimal: health.equity)
      event.set(.requirement, decimal: health.requirement)
      if let deadline { event.set(.deadline, integer: deadline) }
      if let deadlineBlock { event.set(.deadlineBlock, integer: deadlineBlock) }
    }
  }

  static func notice(_ call: String, channel: String, tier: Int) -> Event {
    event(.notice) { event in
      event.set(.call, text: call)
      event.set(.channel, text: channel)
      event.set(.tier, integer: Int64(tier))
    }
  }

  static func callClosed(_ call: String, _ outcome: String) -> Event {
    event(.marginCallClosed) { event in
      event.set(.call, text: call)
      event.set(.outcome, choice: outcome)
    }
  }

  // MARK: - Liquidations

  static func liquidationStart(_ account: Int, _ health: Health) -> Event {
    event(.liquidationStart) { event in
      event.set(.account, integer: Int64(account))
      event.set(.notional, decimal: health.gross)
      event.set(.equity, decimal: health.equity)
    }
  }

  static func attempt(
    _ account: Int, _ keeper: Int, _ outcome: String, reason: String, fee: Decimal18
  ) -> Event {
    event(.liquidationAttempt) { event in
      event.set(.account, integer: Int64(account))
      event.set(.liquidator, integer: Int64(keeper))
      event.set(.outcome, choice: outcome)
      event.set(.reason, text: reason)
      if !fee.isZero { event.set(.fee, decimal: fee) }
    }
  }

  /// Part of a position is closed.
  static func closed(
    _ account: Int, _ market: Int, isSale: Bool, size: Decimal18, price: Decimal18,
    mechanism: FillMechanism, penalty: Decimal18 = .zero
  ) -> Event {
    event(.liquidationFill) { event in
      event.set(.account, integer: Int64(account))
      event.set(.mechanism, choice: mechanism.rawValue)
      event.set(.market, integer: Int64(market))
      event.set(.side, choice: isSale ? "sell" : "buy")
      event.set(.size, decimal: size)
      event.set(.price, decimal: price)
      if !penalty.isZero { event.set(.penalty, decimal: penalty) }
    }
  }

  /// A position is taken over as a whole.
  static func takenOver(
    _ account: Int, by vault: Int, _ market: Int, isSale: Bool, size: Decimal18, price: Decimal18
  ) -> Event {
    event(.liquidationFill) { event in
      event.set(.account, integer: Int64(account))
      event.set(.liquidator, integer: Int64(vault))
      event.set(.mechanism, choice: FillMechanism.backstop.rawValue)
      event.set(.market, integer: Int64(market))
      event.set(.side, choice: isSale ? "sell" : "buy")
      event.set(.size, decimal: size)
      event.set(.price, decimal: price)
    }
  }

  /// A seizure of collateral for the payment of a debt.
  struct Seizure {
    var account: Int
    var liquidator: Int?
    var mechanism: FillMechanism
    var asset: Int
    var size: Decimal18
    var price: Decimal18
    var debtAsset: Int
    var repaid: Decimal18
    var penalty = Decimal18.zero
    var fee = Decimal18.zero
    var auction: String?
  }

  static func seized(_ seizure: Seizure) -> Event {
    event(.liquidationFill) { event in
      event.set(.account, integer: Int64(seizure.account))
      if let liquidator = seizure.liquidator {
        event.set(.liquidator, integer: Int64(liquidator))
      }
      event.set(.mechanism, choice: seizure.mechanism.rawValue)
      event.set(.asset, integer: Int64(seizure.asset))
      event.set(.size, decimal: seizure.size)
      event.set(.price, decimal: seizure.price)
      event.set(.repaidAsset, integer: Int64(seizure.debtAsset))
      event.set(.repaid, decimal: seizure.repaid)
      if !seizure.penalty.isZero { event.set(.penalty, decimal: seizure.penalty) }
      if !seizure.fee.isZero { event.set(.fee, decimal: seizure.fee) }
      if let auction = seizure.auction { event.set(.auction, text: auction) }
    }
  }

  static func deleverage(
    _ account: Int, _ market: Int, isSale: Bool, _ match: DeleverageQueue.Match,
    price: Decimal18
  ) -> Event {
    event(.deleverage) { event in
      event.set(.account, integer: Int64(account))
      event.set(.counterparty, integer: Int64(match.counterparty))
      event.set(.market, integer: Int64(market))
      event.set(.side, choice: isSale ? "sell" : "buy")
      event.set(.size, decimal: match.size)
      event.set(.price, decimal: price)
      if let rank = match.rank { event.set(.rank, decimal: rank) }
    }
  }

  // MARK: - Money

  static func insurance(
    _ fund: String, _ asset: Int, _ amount: Decimal18, cause: String, account: Int? = nil,
    ofDebt: Bool = false
  ) -> Event {
    event(.insurance) { event in
      event.set(.fund, text: fund)
      event.set(.asset, integer: Int64(asset))
      event.set(.amount, decimal: amount)
      event.set(.cause, choice: cause)
      if let account {
        event.set(.account, integer: Int64(account))
        if ofDebt { event.set(.side, choice: "debt") }
      }
    }
  }

  static func badDebt(
    _ account: Int, _ asset: Int, _ amount: Decimal18, ofDebt: Bool
  ) -> Event {
    event(.badDebt) { event in
      event.set(.account, integer: Int64(account))
      event.set(.asset, integer: Int64(asset))
      event.set(.amount, decimal: amount)
      if !ofDebt { event.set(.side, choice: "asset") }
    }
  }

  static func socializedLoss(
    _ pool: String, _ asset: Int, _ amount: Decimal18, _ method: LossRules.Method
  ) -> Event {
    event(.socializedLoss) { event in
      event.set(.pool, text: pool)
      event.set(.asset, integer: Int64(asset))
      event.set(.amount, decimal: amount)
      event.set(.method, choice: method.rawValue)
    }
  }

  static func lossShare(
    _ pool: String, _ account: Int, _ asset: Int, _ amount: Decimal18, ofDebt: Bool = false
  ) -> Event {
    event(.lossShare) { event in
      event.set(.pool, text: pool)
      event.set(.account, integer: Int64(account))
      event.set(.asset, integer: Int64(asset))
      event.set(.amount, decimal: amount)
      if ofDebt { event.set(.side, choice: "debt") }
    }
  }

  static func money(
    _ kind: Kind, _ account: Int, _ asset: Int, _ amount: Decimal18, cause: String? = nil
  ) -> Event {
    event(kind) { event in
      event.set(.account, integer: Int64(account))
      event.set(.asset, integer: Int64(asset))
      event.set(.amount, decimal: amount)
      if let cause { event.set(.cause, text: cause) }
    }
  }

  static func funding(_ account: Int, _ market: Int, _ amount: Decimal18) -> Event {
    event(.fundingPayment) { event in
      event.set(.account, integer: Int64(account))
      event.set(.market, integer: Int64(market))
      event.set(.amount, decimal: amount)
    }
  }

  static func transfer(_ from: Int, _ to: Int, _ asset: Int, _ amount: Decimal18) -> Event {
    event(.transfer) { event in
      event.set(.from, integer: Int64(from))
      event.set(.to, integer: Int64(to))
      event.set(.asset, integer: Int64(asset))
      event.set(.amount, decimal: amount)
    }
  }
}

extension Event {
  /// Says which asset or market the event is about.
  mutating func set(_ feed: Feed) {
    switch feed {
    case .asset(let asset): set(.asset, integer: Int64(asset))
    case .market(let market): set(.market, integer: Int64(market))
    }
  }
}
