package import FixedPoint
package import Ledger

/// The auctions under way, as their events said.
package struct Auctions: Sendable {
  /// What an auction asks for.
  ///
  /// It stays what it was started as, whatever the rulebook says later.
  package enum Form: Sendable, Hashable {
    /// A price that falls until somebody takes.
    case dutch
    /// Bids, of which the highest wins.
    case english

    /// How its fills say that they were sold.
    package var mechanism: FillMechanism { self == .dutch ? .dutchAuction : .englishAuction }
  }

  /// One auction: what is for sale, what it must raise, and how it stands.
  package struct Auction: Sendable {
    package var id: String
    package var account: Int
    package var form: Form
    package var subject: AuctionSubject
    /// What is left of the lot.
    package var lot: Decimal18
    /// The asset of the debt.
    package var debtAsset: Int
    /// What is left to raise, the penalty included.
    package var debt: Decimal18
    /// What was to be raised at first.
    package var target: Decimal18
    /// The part of the debt that was to be repaid; nil for all of it.
    package var due: Decimal18?
    /// What it started at, last time.
    package var top: Decimal18
    /// When it started, last time.
    package var started: Int64
    /// The best bid of an English auction.
    package var best: EnglishAuction.Bid?
    /// When it was made.
    package var bidTime: Int64?

    /// How much of a payment goes for the debt; nil for as much as is owed.
    ///
    /// What was due of the debt is paid before the penalty.
    package var dueLeft: Decimal18? {
      get throws(ArithmeticError) {
        guard let due else { return nil }
        return max(.zero, try due - (target - debt))
      }
    }

    /// The auction as one with a falling price.
    package var dutch: DutchAuction {
      DutchAuction(
        id: id, account: account, subject: subject, lot: lot, debt: debt, top: top,
        started: started)
    }

    /// The auction as one that the highest bid wins.
    package var english: EnglishAuction {
      var auction = EnglishAuction(
        id: id, account: account, subject: subject, lot: lot, debt: debt, started: started)
      if let best, let bidTime { auction.apply(best, at: bidTime) }
      return auction
    }
  }

  /// The open auctions, the oldest first.
  package private(set) var open: [Auction] = []

  package init() {}

  /// The open auction of an account.
  package func of(account: Int) -> Auction? { open.first { $0.account == account } }

  /// The open auction with that id.
  package func with(id: String) -> Auction? { open.first { $0.id == id } }

  /// Takes in what happened to an auction: a reset, a bid, a fill or its end.
  ///
  /// - Throws: `ArithmeticError` when an amount leaves its range.
  package mutating func apply(_ event: borrowing Event) throws(ArithmeticError) {
    guard let id = event.string(.auction) else { return }
    guard let place = open.firstIndex(where: { $0.id == id }) else { return }
    switch event.kind {
    case .auctionReset:
      open[place].top = event.decimal(.price) ?? open[place].top
      open[place].started = event.time
      open[place].best = nil
      open[place].bidTime = nil
    case .auctionBid:
      guard let bidder = event.id(.liquidator), let pay = event.decimal(.repaid),
        let lot = event.decimal(.size)
      else { return }
      open[place].best = .init(bidder: bidder, pay: pay, lot: lot)
      open[place].bidTime = event.time
    case .liquidationFill:
      open[place].lot = try open[place].lot - (event.decimal(.size) ?? .zero)
      open[place].debt = max(
        .zero, try open[place].debt - (event.decimal(.repaid) ?? .zero))
    case .auctionEnd:
      open.remove(at: place)
    default: break
    }
  }

  /// Takes in the start of an auction.
  ///
  /// - Parameters:
  ///   - event: The start.
  ///   - mechanism: The mechanism in force. Under one without auctions, those that name a price are Dutch.
  ///   - due: The part of the debt that is to be repaid; nil for all of it.
  package mutating func start(
    _ event: borrowing Event, under mechanism: LiquidationRules.Mechanism, due: Decimal18?
  ) {
    guard let id = event.string(.auction), let account = event.id(.account),
      let lot = event.decimal(.size), let subject = Feed(event)
    else { return }
    let debt = event.decimal(.debt) ?? .zero
    let what: AuctionSubject =
      switch subject {
      case .asset(let asset): .asset(asset)
      case .market(let market): .market(market)
      }
    let form: Form =
      switch mechanism {
      case .dutchAuction: .dutch
      case .englishAuction: .english
      default: event.has(.price) ? .dutch : .english
      }
    open.append(
      Auction(
        id: id, account: account, form: form, subject: what, lot: lot,
        debtAsset: event.id(.debtAsset) ?? 0, debt: debt, target: debt,
        due: due.map { min($0, debt) }, top: event.decimal(.price) ?? .zero, started: event.time))
  }
}
