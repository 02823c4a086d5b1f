public import Ledger

/// What `account` events said: owner, class and margin pool of each account.
public struct AccountProfiles: Sendable {
  /// The names of margin pools.
  public private(set) var poolNames = NameTable()
  /// The names of classes.
  public private(set) var classNames = NameTable()

  private var rows: [Row] = []

  private struct Row: Sendable {
    var isDescribed = false
    var owner: Int32 = -1
    var `class`: Int32 = -1
    var pool: Int32 = -1
  }

  init() {}

  mutating func update(_ account: Int, owner: Int?, className: String?, pool: String?) {
    while rows.count <= account { rows.append(Row()) }
    rows[account].isDescribed = true
    if let owner { rows[account].owner = Int32(owner) }
    if let className { rows[account].class = Int32(classNames.intern(className)) }
    if let pool { rows[account].pool = Int32(poolNames.intern(pool)) }
  }

  /// Whether any `account` event named the account.
  public func isDescribed(_ account: Int) -> Bool {
    account < rows.count && rows[account].isDescribed
  }

  /// The owner's account; nil when none was said.
  public func owner(of account: Int) -> Int? {
    value(account, \.owner)
  }

  /// The class; nil when none was said.
  public func className(of account: Int) -> String? {
    value(account, \.class).map { classNames[$0] }
  }

  /// The id of the margin pool in `poolNames`; nil when none was said.
  public func pool(of account: Int) -> Int? {
    value(account, \.pool)
  }

  private func value(_ account: Int, _ path: KeyPath<Row, Int32>) -> Int? {
    guard account < rows.count, rows[account][keyPath: path] >= 0 else { return nil }
    return Int(rows[account][keyPath: path])
  }
}
