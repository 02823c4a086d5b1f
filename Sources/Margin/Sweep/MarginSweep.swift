package import FixedPoint

/// Finds the accounts that a price move brings below zero without looking at the others.
///
/// After an account is evaluated, it gets a trigger below or above the present price of each feed
/// it is exposed to, so near that its excess stays at zero or above while no trigger is crossed:
/// the sum over its feeds of slope × distance is at most its excess. A price move then touches the
/// crossed triggers only; their accounts are evaluated exactly, and reported or given new triggers.
/// Triggers also stand where a slope stops holding. `MarginSweep+Triggers.swift` places them.
///
/// Floating point decides only where triggers stand, always rounded toward the price, so the
/// breaches found are those of ``NaiveSweep``, at the same settlement.
///
/// - Complexity: `setPrice` grows with the crossed triggers and one bucket of others; `settle` and
///   `arm` with the due accounts' exposures.
package struct MarginSweep: BreachSweep, Sendable {
  package internal(set) var counters = SweepCounters()
  /// The last price of each feed; zero before the first.
  var prices: [Int128] = []
  var triggers = TriggerIndex()
  /// The slots of all accounts, in one run for each armed account.
  var slots: [Slot] = []
  private var runs = Extents()
  private var accounts: [Account] = []
  /// Accounts to evaluate; some may have been evaluated since.
  private var due: [UInt32] = []
  /// The exposures of the account under evaluation.
  var exposures: [Exposure] = []
  private var crossed: [UInt32] = []

  /// The two triggers of an account on one feed.
  struct Slot {
    /// The account is looked at when the price is below this; `Int128.min` is no trigger.
    var low = Int128.min
    /// The account is looked at when the price is above this; `Int128.max` is no trigger.
    var high = Int128.max
    var feed: UInt32 = 0
    var account: UInt32 = 0
    var lowPosition: UInt32 = 0
    var highPosition: UInt32 = 0
  }

  private struct Account {
    var start: UInt32 = 0
    var count: UInt32 = 0
    var isArmed = false
    var isDue = false
  }

  /// A sweep of no accounts over `feeds` prices, all zero; more feeds may follow.
  package init(feeds: Int) {
    reserve(feeds: feeds)
  }

  // MARK: - Accounts

  package mutating func arm<Source: MarginSource>(
    _ account: Int, _ source: Source
  ) throws(ArithmeticError) -> Bool {
    admit(account)
    counters.armings += 1
    let pushes = counters.pushes
    do {
      let isSafe = try look(account, source)
      if isSafe && counters.pushes == pushes { counters.kept += 1 }
      return isSafe
    } catch {
      touch(account)
      throw error
    }
  }

  package mutating func touch(_ account: Int) {
    admit(account)
    if !accounts[account].isDue {
      accounts[account].isDue = true
      due.append(UInt32(account))
    }
  }

  package mutating func remove(_ account: Int) {
    guard account < accounts.count else { return }
    disarm(account)
    accounts[account].isDue = false
  }

  // MARK: - Prices

  package mutating func setPrice(_ feed: Int, _ price: Int128) {
    reserve(feeds: feed + 1)
    let old = prices[feed]
    if price == old { return }
    prices[feed] = price
    crossed.removeAll(keepingCapacity: true)
    counters.scans += triggers.cross(feed, from: old, to: price, into: &crossed)
    for slot in crossed { touch(Int(slots[Int(slot)].account)) }
  }

  package mutating func settle<Source: MarginSource>(
    _ source: Source, into candidates: inout [Int]
  ) throws(ArithmeticError) {
    let first = candidates.count
    defer { candidates[first...].sort() }
    while let last = due.last {
      let account = Int(last)
      if accounts[account].isDue {
        counters.evaluations += 1
        if try !look(account, source) { candidates.append(account) }
      }
      due.removeLast()
    }
  }

  /// The number of armed triggers.
  package var triggerCount: Int { triggers.count }

  /// The bytes held by triggers and accounts.
  package var footprint: Int {
    slots.capacity * MemoryLayout<Slot>.stride + runs.footprint + triggers.footprint
      + accounts.capacity * MemoryLayout<Account>.stride + due.capacity * 4 + crossed.capacity * 4
  }

  // MARK: - Evaluating

  /// Evaluates an account and arms it, or disarms it if its excess is below zero.
  private mutating func look<Source: MarginSource>(
    _ account: Int, _ source: Source
  ) throws(ArithmeticError) -> Bool {
    exposures.removeAll(keepingCapacity: true)
    let excess = try source.evaluate(account, &exposures)
    if excess.isNegative {
      counters.breaches += 1
      disarm(account)
    } else {
      let steps = exposures.reduce(0.0) { $0 + SafeFloat.positive($1.step) }
      let tolerance = SafeFloat.positive(source.slack) * 2 + steps
      let budget = try SafeFloat.positive(excess) * SafeFloat.trust - tolerance / SafeFloat.trust
      let scale = SafeFloat.positive(source.slopeScale)
      let isNew = provideSlots(account)
      let start = Int(accounts[account].start)
      placeTriggers(at: start, isNew: isNew, spending: budget * scale * SafeFloat.trust)
    }
    accounts[account].isDue = false
    return !excess.isNegative
  }

  /// Gives an account one slot for each present exposure; returns false if it has them already.
  private mutating func provideSlots(_ account: Int) -> Bool {
    if hasSlots(account) { return false }
    disarm(account)
    let start = runs.take(Self.length(exposures.count), list: Self.length(exposures.count))
    slots.lengthen(to: runs.end, with: Slot())
    for (offset, exposure) in exposures.enumerated() {
      reserve(feeds: exposure.feed + 1)
      slots[start + offset] = Slot(feed: UInt32(exposure.feed), account: UInt32(account))
    }
    accounts[account].start = UInt32(start)
    accounts[account].count = UInt32(exposures.count)
    accounts[account].isArmed = true
    return true
  }

  private func hasSlots(_ account: Int) -> Bool {
    let known = accounts[account]
    guard known.isArmed, Int(known.count) == exposures.count else { return false }
    let start = Int(known.start)
    return exposures.indices.allSatisfy { Int(slots[start + $0].feed) == exposures[$0].feed }
  }

  /// Removes the triggers and slots of an account.
  private mutating func disarm(_ account: Int) {
    let known = accounts[account]
    guard known.isArmed else { return }
    let start = Int(known.start)
    for at in start..<start + Int(known.count) {
      move(at, rises: false, to: .min)
      move(at, rises: true, to: .max)
    }
    runs.give(start, list: Self.length(Int(known.count)))
    accounts[account].isArmed = false
  }

  /// The length of the run for a number of slots: few lengths, so that runs are reused.
  private static func length(_ count: Int) -> Int {
    count <= 8 ? count : (count + 7) & ~7
  }

  private mutating func admit(_ account: Int) {
    accounts.lengthen(to: account + 1, with: Account())
  }

  private mutating func reserve(feeds: Int) {
    guard prices.count < feeds else { return }
    prices.append(contentsOf: repeatElement(0, count: feeds - prices.count))
    triggers.reserve(feeds: feeds)
  }
}
