package import FixedPoint
package import Ledger
package import Margin

/// One account's way from its breach to its end: who was called, what was tried, what was sold, who paid.
package struct MarginCase: Sendable, Hashable {
  /// How a case ends.
  package enum Outcome: String, Sendable, CaseIterable {
    /// It has not ended, or the log does not say how.
    case open
    /// The account came back above the line by itself or by a price.
    case cured
    /// It came back, or was closed, by a liquidation that left nothing unpaid.
    case liquidated
    /// Something was left that it could not pay.
    case bankrupt
  }

  /// What a case was built from.
  package enum Basis: String, Sendable, CaseIterable {
    /// A rulebook, which draws the line that a breach is a crossing of.
    case rules
    /// What the log says of liquidations alone: when the line was crossed is not decidable.
    case facts
  }

  /// A place and time.
  package struct Moment: Sendable, Hashable {
    package var block: Int64
    package var time: Int64
    /// The last event before it.
    package var seq: Int64
  }

  /// How an account stood at a moment, in the unit of account.
  package struct Standing: Sendable, Hashable {
    /// Assets less debts and unrealized profit, at market prices.
    package var equity: Decimal18
    /// The same at the venue's own prices.
    package var venueEquity: Decimal18
    /// What the venue counts of it, weighted, at its own prices.
    package var resources: Decimal18
    /// What the venue requires, at its own prices.
    package var requirement: Decimal18
    /// Resources and requirement at market prices.
    package var marketResources: Decimal18
    package var marketRequirement: Decimal18
    /// Whether the venue had a price for everything: without it the figures at its own prices are none.
    package var hasVenuePrices = true

    /// Resources ÷ requirement at market prices, down; nil when nothing is required.
    package var marketCoverage: Decimal18? {
      marketRequirement.isZero
        ? nil : try? marketResources.divided(by: marketRequirement, rounding: .down)
    }
  }

  /// One point of the account's standing.
  package struct Point: Sendable, Hashable {
    package var moment: Moment
    package var standing: Standing

    package var time: Int64 { moment.time }
    /// Equity at market prices.
    package var equity: Decimal18 { standing.equity }
    /// What the venue requires, at its own prices.
    package var requirement: Decimal18 { standing.requirement }
  }

  /// A price that the breach rests on.
  package struct PriceUse: Sendable, Hashable {
    package var feed: Feed
    /// What the venue judged by; nil when it had none.
    package var venue: Decimal18?
    /// What the market paid; nil when no source says it.
    package var market: Decimal18?
    /// Milliseconds since the venue's price was published; nil when no source says it.
    package var age: Int64?
  }

  /// What the venue published when it began to liquidate.
  package struct Start: Sendable, Hashable {
    package var moment: Moment
    package var scope: String?
    package var notional: Decimal18?
    package var equity: Decimal18?
  }

  /// Something that happened.
  package struct Step: Sendable, Hashable {
    package var moment: Moment
    package var kind: Kind
    /// What it said, in words with figures.
    package var text: String
    /// How the account stood after it; nil where that is not decidable.
    package var standing: Standing?
    /// For an attempt that failed or was not made: who, how, why, and what it cost.
    package var attempt: Attempt?
  }

  /// An attempt that failed or was not made.
  package struct Attempt: Sendable, Hashable {
    package var liquidator: Int?
    /// `failed` or `skipped`.
    package var outcome: String
    package var reason: String
    package var fee: Decimal18
    /// The price of gas at that moment, and the highest that this liquidator pays; nil where no rule says.
    package var gas: Decimal18?
    package var gasLimit: Decimal18?
  }

  /// Who paid part of what the account could not.
  package struct Payer: Sendable, Hashable {
    /// `insurance:NAME`, `deleveraging`, `stability pool`, `backstop`, `socialized:METHOD`, `redistribution`
    /// or `bad debt`.
    package var name: String
    package var asset: Int
    package var amount: Decimal18
    /// What it was worth to the account in the unit of account, at market prices; nil where no price says it.
    package var value: Decimal18?
  }

  /// What somebody gave in one event that names no amount of it: the other side of a deleveraging, or who must
  /// take an account over.
  package struct Contribution: Sendable, Hashable {
    package var seq: Int64
    /// Who gave it, named as a payer; nil for the collateral that went with a debt, which is below zero.
    package var name: String?
    package var asset: Int
    package var amount: Decimal18
    /// In the unit of account, at market prices.
    package var value: Decimal18
  }

  /// Its number, from 1 in the order of breaches.
  package var id = 0
  /// What it was built from.
  package var basis = Basis.rules
  /// Whose.
  package var account: Int
  /// When it fell below the line by the venue's own prices, or was called or liquidated.
  package var opened: Moment
  /// How it stood then, before anything was done about it; nil where that is not decidable.
  package var breach: Standing?
  /// The prices that this rests on.
  package var prices: [PriceUse] = []
  /// The last moment at which it was above the line at market prices; nil when there was none.
  package var healthy: Point?
  /// When it fell below the line by market prices; nil when that was not before.
  package var marketBreach: Point?
  /// When the last rung of the ladder was reached; nil when it was not called.
  package var called: Moment?
  /// When grace ended by the call; nil when there was none.
  package var deadline: Int64?
  /// What the venue published when it began to liquidate; nil when it published nothing.
  package var start: Start?
  /// When something of it was first sold.
  package var firstFill: Moment?
  /// When it ended; nil while it is open.
  package var closed: Moment?
  package var outcome = Outcome.open
  /// What the log says of its end: what is left, or what is not known.
  package var ending = ""
  /// Everything that happened, in order; notices before the breach too.
  package var steps: [Step] = []
  /// How many attempts failed or were not made, by reason.
  package var attempts: [String: Int] = [:]
  /// How many fills there were.
  package var fills = 0
  /// What its own collateral repaid of its debts, penalties included.
  package var repaid: [Payer] = []
  package var payers: [Payer] = []
  /// What is among these and in no event by itself, one for each event, in order.
  package var contributions: [Contribution] = []
  /// What went away with the debts that others took over, in the unit of account at market prices: below zero.
  package var collateralTaken = Decimal18.zero
  /// Its equity at the end at market prices, or so far.
  package var remainder = Decimal18.zero
  /// What it could not pay, in the unit of account at market prices; zero when nothing is missing, nil where
  /// that is not decidable.
  ///
  /// Of an open case it is what it lacks so far.
  package var shortfall: Decimal18? = .zero
  package var attribution = Attribution()
  /// Whether it was sold from, or paid for, while something of it had no price: where its equity went is not
  /// decidable then.
  package var isUnvalued = false
  /// How it stood from the breach on: first the breach, then for each block in which that changed the point of
  /// the lowest equity, if it was above that again at the end of the block, and the last point.
  package private(set) var path: [Point] = []

  package init(account: Int, opened: Moment) {
    self.account = account
    self.opened = opened
  }

  /// Milliseconds from the breach to the call; nil when it was not called.
  package var callDelay: Int64? { called.map { $0.time - opened.time } }

  /// Milliseconds from the breach to the first fill; nil when nothing was sold.
  package var delay: Int64? { firstFill.map { $0.time - opened.time } }

  /// Adds a point to the path.
  mutating func follow(_ point: Point) {
    guard path.last?.standing != point.standing else { return }
    // What others pay within a block must not hide what was missing in it.
    let own = path.indices.dropFirst().suffix(2)
      .filter { path[$0].moment.block == point.moment.block }
    if let last = own.last, path[last].equity >= point.equity || own.count > 1 {
      path.removeLast()
      if let low = own.first, low != last, path[low].equity >= point.equity { path.removeLast() }
    }
    if path.last?.standing != point.standing { path.append(point) }
  }

  /// It stood as it last did until then.
  mutating func stand(until moment: Moment) {
    guard var last = path.last, last.moment.block != moment.block else { return }
    last.moment = moment
    path.append(last)
  }

  /// Takes note that a sale of its collateral repaid something.
  package mutating func repay(_ event: Event) throws(ArithmeticError) {
    guard let asset = event.id(.repaidAsset), let amount = event.decimal(.repaid) else { return }
    if let place = repaid.firstIndex(where: { $0.asset == asset }) {
      repaid[place].amount = try repaid[place].amount + amount
    } else {
      repaid.append(Payer(name: "own collateral", asset: asset, amount: amount))
    }
  }

  /// What is known to be missing: the shortfall, and zero where that is not decidable.
  package var missing: Decimal18 { shortfall ?? .zero }

  /// The cause that took most of what is missing; nil when nothing is missing or it is not decidable.
  package var cause: Attribution.Cause? {
    isAttributed && missing > .zero ? attribution.largest : nil
  }

  /// What the causes are counted from: its equity when it was last above the line, or, where the log never shows
  /// it there with a price for everything, when it was first seen with one.
  package var startOfCauses: String {
    healthy == nil ? "equity when first seen" : "equity before the breach"
  }

  /// Whether it is decidable where its equity went.
  package var isAttributed: Bool { basis == .rules && !isUnvalued }
}
