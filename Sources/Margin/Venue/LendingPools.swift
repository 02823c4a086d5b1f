internal import Engine
internal import Ledger

/// Which indices of interest each account grows by: those of its pool, where the pool has its own.
///
/// An isolated lending market is a pool: its indices are published under its name, and hold for the
/// accounts that an `account` event put into it. All others grow by the venue's.
struct LendingPools: Sendable {
  private var names = NameTable()
  /// The pool of each account; −1 for none.
  private var pools: [Int32] = []
  /// The numbers of indices: by pool (0 is the venue, others from 1) and asset.
  private var items = PairTable<Int>(initial: 0)

  /// The index of an asset that an account grows by; nil when none was published.
  func item(_ account: Int, _ asset: Int) -> Int? {
    if let pool = pool(of: account), let item = items.find(pool + 1, asset) { return item }
    return items.find(0, asset)
  }

  /// The pool of an account, by its number here; nil when it is in none.
  func pool(of account: Int) -> Int? {
    guard account < pools.count, pools[account] >= 0 else { return nil }
    return Int(pools[account])
  }

  /// Whether the account is in another pool than this.
  func isOutside(_ account: Int, _ pool: String) -> Bool {
    guard let number = names.id(of: pool) else { return true }
    return self.pool(of: account) != number
  }

  /// Whether a pool has an index of its own for an asset.
  func hasIndex(_ pool: String, _ asset: Int) -> Bool {
    names.id(of: pool).map { items.find($0 + 1, asset) != nil } ?? false
  }

  /// The number of an index that was published; nil when it never was.
  func item(known pool: String?, _ asset: Int) -> Int? {
    guard let pool else { return items.find(0, asset) }
    return names.id(of: pool).flatMap { items.find($0 + 1, asset) }
  }

  /// The number of an index, which is new if it was never published.
  mutating func item(ofPool pool: String?, _ asset: Int) -> Int {
    let first = pool.map { names.intern($0) + 1 } ?? 0
    let place = items.place(first, asset)
    items.values[place] = place
    return place
  }

  /// An account is put into a pool.
  mutating func put(_ account: Int, into pool: String) {
    let number = Int32(names.intern(pool))
    while pools.count <= account { pools.append(-1) }
    pools[account] = number
  }
}
