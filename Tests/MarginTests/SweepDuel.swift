import FixedPoint
import LedgerSupport
import Margin

/// A random population watched by the sweep under test and by the full scan.
struct SweepDuel {
  let shape: SweepPopulation.Shape
  var population: SweepPopulation
  var sweep: MarginSweep
  var naive = NaiveSweep()
  var random: SeededRandom
  var breaches = 0

  init(_ shape: SweepPopulation.Shape, accounts: Int, seed: UInt64) throws {
    self.shape = shape
    random = SeededRandom(seed)
    population = try SweepPopulation(shape, accounts: accounts, &random)
    sweep = MarginSweep(feeds: shape.feeds)
    for feed in population.prices.indices { sweep.setPrice(feed, population.prices[feed]) }
    for account in population.accounts.indices { try arm(account) }
  }

  mutating func arm(_ account: Int) throws {
    let isSafe = try sweep.arm(account, population)
    let expected = try naive.arm(account, population)
    if isSafe != expected { throw Disagreement(account: account) }
  }

  /// The two judged an account differently.
  struct Disagreement: Error {
    let account: Int
  }

  mutating func movePrice() {
    let feed = Int.random(in: 0..<shape.feeds, using: &random)
    population.move(feed, shape, &random)
    sweep.setPrice(feed, population.prices[feed])
  }

  mutating func settle() throws -> (found: [Int], expected: [Int]) {
    var found: [Int] = []
    var expected: [Int] = []
    try sweep.settle(population, into: &found)
    try naive.settle(population, into: &expected)
    breaches += expected.count
    return (found, expected)
  }

  /// Refills most accounts in breach, leaves or removes some.
  mutating func answerBreaches(_ accounts: [Int]) throws {
    for account in accounts where !random.chance(6) {
      population.accounts[account] = try population.refilled(
        population.accounts[account], shape, &random)
      try arm(account)
    }
  }

  /// Adds, removes or changes an account, and arms or touches it.
  mutating func changeAccount() throws {
    let count = population.accounts.count
    let account = Int.random(in: 0..<count, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      population.accounts.append(try population.account(shape, &random))
      try arm(count)
    case 1:
      sweep.remove(account)
      naive.remove(account)
    case 2:
      let feed = Int.random(in: 0..<shape.feeds, using: &random)
      population.accounts[account].terms.append((feed, population.term(shape, feed, &random)))
      try arm(account)
    case 3:
      if population.accounts[account].terms.count > 1 {
        population.accounts[account].terms.removeFirst()
      }
      sweep.touch(account)
      naive.touch(account)
    default:
      let part = Int128(random.between(shape.notional) * 0.01)
      try population.accounts[account].cash += Int256(random.chance(2) ? part : -part)
      try arm(account)
    }
  }
}
