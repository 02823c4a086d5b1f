package import Engine
package import FixedPoint

/// What was written off, what came back later, and which of it stands open.
///
/// A recovery pays the oldest bad debt first: of the account it names, or of all accounts.
package struct BadDebtBook: Sendable {
  /// One bad debt.
  package struct Item: Sendable, Hashable {
    /// The number of its event.
    package let seq: Int64
    /// Whose.
    package let account: Int
    /// In what.
    package let asset: Int
    /// How much was written off.
    package let amount: Decimal18
    /// How much of it has not come back.
    package fileprivate(set) var outstanding: Decimal18
  }

  /// The part of a recovery that pays one bad debt.
  package struct Link: Sendable, Hashable {
    /// The place of the bad debt in `items`.
    package let item: Int
    /// How much.
    package let amount: Decimal18

    /// A part.
    package init(item: Int, amount: Decimal18) {
      self.item = item
      self.amount = amount
    }
  }

  /// One recovery: its links and `unlinked` sum to its amount.
  package struct Recovery: Sendable, Hashable {
    /// The number of its event.
    package let seq: Int64
    /// In what.
    package let asset: Int
    /// Whose bad debt it was meant for; nil for anybody's.
    package let account: Int?
    /// How much.
    package let amount: Decimal18
    /// What it paid, the oldest first.
    package let links: [Link]
    /// What was left when no bad debt was.
    package let unlinked: Decimal18
  }

  /// The bad debts, in their order.
  package private(set) var items: [Item] = []
  /// The recoveries, in their order.
  package private(set) var recoveries: [Recovery] = []

  private var queues: [Key: Queue] = [:]

  private struct Key: Hashable {
    var asset: Int
    /// Nil for the queue of all accounts.
    var account: Int?
  }

  private struct Queue {
    var items: [Int] = []
    /// The first that may be open.
    var first = 0
    var outstanding = Decimal18.zero
  }

  /// No bad debt.
  package init() {}

  /// Writes off an amount; nothing for an amount that is not above zero.
  ///
  /// - Throws: ``ArithmeticError``; the book is then unchanged.
  package mutating func record(
    _ amount: Decimal18, of account: Int, _ asset: Int, seq: Int64
  ) throws(ArithmeticError) {
    guard amount > .zero else { return }
    let keys = [Key(asset: asset, account: account), Key(asset: asset)]
    let item = items.count
    let total = try outstanding(of: asset) + amount
    let own = try outstanding(of: asset, account: account) + amount
    for (key, sum) in zip(keys, [own, total]) {
      queues[key, default: Queue()].items.append(item)
      queues[key, default: Queue()].outstanding = sum
    }
    items.append(
      Item(seq: seq, account: account, asset: asset, amount: amount, outstanding: amount))
  }

  /// Takes a recovery in and links it to what it pays.
  ///
  /// - Complexity: O(links), but for items that were paid through the other queue, once each.
  @discardableResult
  package mutating func recover(
    _ amount: Decimal18, of asset: Int, account: Int? = nil, seq: Int64
  ) throws(ArithmeticError) -> Recovery {
    var rest = max(.zero, amount)
    var links: [Link] = []
    let key = Key(asset: asset, account: account)
    while rest > .zero, let item = nextOpen(key) {
      let paid = min(rest, items[item].outstanding)
      rest = try rest - paid
      items[item].outstanding = try items[item].outstanding - paid
      for part in [Key(asset: asset, account: items[item].account), Key(asset: asset)] {
        let left = try outstanding(of: asset, account: part.account) - paid
        queues[part]?.outstanding = left
      }
      links.append(Link(item: item, amount: paid))
    }
    let recovery = Recovery(
      seq: seq, asset: asset, account: account, amount: amount, links: links, unlinked: rest)
    recoveries.append(recovery)
    return recovery
  }

  private mutating func nextOpen(_ key: Key) -> Int? {
    guard var queue = queues[key] else { return nil }
    while queue.first < queue.items.count, items[queue.items[queue.first]].outstanding.isZero {
      queue.first += 1
    }
    queues[key]?.first = queue.first
    return queue.first < queue.items.count ? queue.items[queue.first] : nil
  }

  /// What stands open of an asset: of one account, or of all.
  package func outstanding(of asset: Int, account: Int? = nil) -> Decimal18 {
    queues[Key(asset: asset, account: account)]?.outstanding ?? .zero
  }

  /// What the last recovery paid of the bad debts of an account.
  package func lastRecovery(of account: Int) throws(ArithmeticError) -> Decimal18 {
    var paid = Decimal18.zero
    for link in recoveries.last?.links ?? [] where items[link.item].account == account {
      paid = try paid + link.amount
    }
    return paid
  }

  /// How much of an asset a recovery may bring back: what nobody has borne yet, and of an account it names no
  /// more than stands open of it.
  package func recoverable(
    of asset: Int, account: Int?, in book: borrowing Book
  ) throws(ArithmeticError) -> Decimal18 {
    let left = max(.zero, try -book.poolBalance(.badDebt, asset: asset))
    guard let account else { return left }
    return min(left, outstanding(of: asset, account: account))
  }

  /// The bad debts that stand open, in their order.
  package var open: [Item] { items.filter { !$0.outstanding.isZero } }
}
