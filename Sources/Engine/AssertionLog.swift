public import FixedPoint
internal import Ledger

/// The outcome of every `balance_assertion` and `position_assertion`, checked at its place.
public struct AssertionLog: Sendable {
  /// What is asserted: one balance or position, however often.
  public struct Subject: Sendable, Hashable {
    /// Whose: an account, or all accounts of a margin pool.
    public enum Holder: Sendable, Hashable {
      /// An account, by id.
      case account(Int)
      /// A margin pool, by name.
      case pool(String)
    }

    /// Which side of a balance, or a position.
    public enum Side: String, Sendable, Hashable {
      /// Assets less debts.
      case net
      /// Assets.
      case asset
      /// Debts, above zero.
      case debt
      /// The size of a position.
      case position
    }

    /// Whose.
    public let holder: Holder
    /// Which side.
    public let side: Side
    /// The asset, or the market of a position.
    public let item: Int

    /// Names what is asserted.
    public init(holder: Holder, side: Side, item: Int) {
      self.holder = holder
      self.side = side
      self.item = item
    }
  }

  /// How often a subject was asserted and how often it held.
  public struct Tally: Sendable, Hashable {
    /// What was asserted.
    public let subject: Subject
    /// How many assertions there were.
    public internal(set) var count = 0
    /// How many held.
    public internal(set) var held = 0
    /// The difference (asserted − book) at the last assertion.
    public internal(set) var lastDifference = Decimal18.zero
  }

  /// An assertion that did not hold.
  public struct Failure: Sendable, Hashable {
    /// The number of its event.
    public let seq: Int64
    /// Its block.
    public let block: Int64
    /// Its place in `tallies`.
    public let tally: Int
    /// What the source said.
    public let asserted: Decimal18
    /// What the book had.
    public let found: Decimal18
  }

  /// Each subject, in the order of its first assertion.
  public private(set) var tallies: [Tally] = []
  /// Every assertion that did not hold, in order.
  public private(set) var failures: [Failure] = []

  private var places: [Subject: Int] = [:]

  init() {}

  mutating func record(_ check: Check) throws(ArithmeticError) {
    let place = places[check.subject] ?? tallies.count
    if place == tallies.count {
      places[check.subject] = place
      tallies.append(Tally(subject: check.subject))
    }
    tallies[place].count += 1
    tallies[place].lastDifference = try check.asserted - check.found
    if check.asserted == check.found {
      tallies[place].held += 1
    } else {
      failures.append(
        Failure(
          seq: check.seq, block: check.block, tally: place, asserted: check.asserted,
          found: check.found))
    }
  }

  /// One assertion beside what the book has, apart from the log so that the book is not copied.
  struct Check {
    let seq: Int64
    let block: Int64
    let subject: Subject
    let asserted: Decimal18
    let found: Decimal18

    /// What `event` asserts; nil when it asserts nothing.
    init?(_ event: borrowing Event, in book: borrowing Book) throws(ArithmeticError) {
      let isPosition = event.kind == .positionAssertion
      guard let (subject, found) = try Self.find(event, isPosition, book),
        let asserted = event.decimal(isPosition ? .size : .amount)
      else { return nil }
      seq = event.seq
      block = event.position.block
      self.subject = subject
      self.asserted = asserted
      self.found = found
    }

    private static func find(
      _ event: borrowing Event, _ isPosition: Bool, _ book: borrowing Book
    ) throws(ArithmeticError) -> (Subject, Decimal18)? {
      if isPosition {
        guard let account = event.id(.account), let market = event.id(.market) else { return nil }
        return (
          Subject(holder: .account(account), side: .position, item: market),
          book.position(of: account, market: market).size
        )
      }
      guard let asset = event.id(.asset) else { return nil }
      let holder: Subject.Holder
      let balance: Balance
      if let account = event.id(.account) {
        holder = .account(account)
        balance = book.balance(of: account, asset: asset)
      } else {
        let pool = event.string(.pool) ?? ""
        holder = .pool(pool)
        balance = book.total(ofPool: pool, asset: asset) ?? Balance()
      }
      let sides: [Subject.Side] = [.net, .asset, .debt]
      let side = sides[event.choiceIndex(.side) ?? 0]
      let found =
        switch side {
        case .asset: balance.asset
        case .debt: balance.debt
        default: try balance.net
        }
      return (Subject(holder: holder, side: side, item: asset), found)
    }
  }
}
