// Measures the margin sweep: microseconds for one price update, against a full scan.
//
//     sweep ACCOUNTS UPDATES walk|jump|calm [POSITIONS [CHANGES]] [full]
//
// Cross-margin accounts with up to POSITIONS (5) of 16 assets; CHANGES accounts change before each
// update. A `walk` moves one price by 0.05 % (one standard deviation) and every 500th time by 1 %;
// a `jump` moves it by 1 % each time. `full` evaluates every account instead. The last line's
// `check` depends on every breach: it must be the same with and without `full`.
import FixedPoint
import Glibc
import Margin

struct Random {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}

/// The accounts: excess = cash + Σ slope · price, exact integers.
struct Population: MarginSource {
  static let places = 5
  static let assets = 16

  struct Account {
    var cash: Int128 = 0
    var slopes = InlineArray<5, Int64>(repeating: 0)
    var feeds = InlineArray<5, UInt8>(repeating: 0)
    var count = 0
  }

  var prices: [Int64]
  var accounts: [Account]

  var slopeScale: Int128 { 1 }
  var slack: Int128 { 0 }

  init(_ count: Int, positions: Int) {
    prices = (0..<Self.assets).map {
      Int64(1e8 * pow(10, Double($0 % 6 - 1)) * Double(1 + $0))
    }
    accounts = Array(repeating: Account(), count: count)
    var random = Random(state: 7)
    for number in 0..<count {
      var account = Account()
      account.count = positions == 1 ? 1 : Int(1 + random.next() % UInt64(positions))
      let first = Int(random.next() % UInt64(Self.assets))
      for place in 0..<account.count {
        let feed = (first + place * 3) % Self.assets
        let notional = pow(10, 2 + 4 * random.unit())
        let size = notional / (Double(prices[feed]) / 1e8)
        let sign: Double = random.next() & 1 == 1 ? 1 : -1
        let slope = Int64((sign * size - 0.05 * size) * 1e6)
        account.feeds[place] = UInt8(feed)
        account.slopes[place] = slope == 0 ? Int64(sign) : slope
      }
      accounts[number] = account
      refill(number, to: 0.02 + 0.58 * random.unit())
    }
  }

  func excess(_ account: Int) -> Int128 {
    var sum = accounts[account].cash
    for place in 0..<accounts[account].count {
      let price = prices[Int(accounts[account].feeds[place])]
      sum += Int128(accounts[account].slopes[place]) * Int128(price)
    }
    return sum
  }

  func evaluate(
    _ account: Int, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) -> Int256 {
    for place in 0..<accounts[account].count {
      let slope = Int128(accounts[account].slopes[place])
      let feed = Int(accounts[account].feeds[place])
      exposures.append(Exposure(feed: feed, fall: slope, rise: -slope))
    }
    return Int256(excess(account))
  }

  func gross(_ account: Int) -> Double {
    var sum = 0.0
    for place in 0..<accounts[account].count {
      let price = prices[Int(accounts[account].feeds[place])]
      sum += abs(Double(accounts[account].slopes[place]) * Double(price))
    }
    return sum
  }

  mutating func refill(_ account: Int, to health: Double) {
    accounts[account].cash += Int128(gross(account) * health) - excess(account)
  }

  /// Refills an account in breach to a health that depends on it and the update alone.
  mutating func refill(_ account: Int, update: Int) {
    var random = Random(state: UInt64(account) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(update))
    refill(account, to: 0.05 + 0.5 * random.unit())
  }

  /// Trades or moves cash of a random account; gives its number.
  mutating func change(_ random: inout Random) -> Int {
    let account = Int(random.next() % UInt64(accounts.count))
    let place = Int(random.next() % UInt64(accounts[account].count))
    let bits = random.next()
    let part = Double(bits >> 40) / 16_777_216 - 0.5
    if bits & 1 == 1 {
      let price = prices[Int(accounts[account].feeds[place])]
      let traded = Int64(Double(accounts[account].slopes[place]) * 0.1 * part)
      accounts[account].slopes[place] += traded
      accounts[account].cash -= Int128(traded) * Int128(price)
    } else {
      accounts[account].cash += Int128(gross(account) * 0.02 * part)
    }
    return account
  }

  var check: UInt64 {
    var sum: UInt64 = 0
    for (account, value) in accounts.map(\.cash).enumerated() {
      let high = UInt64(truncatingIfNeeded: value >> 64)
      sum &+= (UInt64(truncatingIfNeeded: value) ^ high &* 31) &* UInt64(2 * account + 1)
    }
    return sum % 1_000_000_007
  }
}

/// The processor time of this program, which other programs on the machine hardly disturb.
func seconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func run(_ arguments: [String]) throws {
  let words = arguments.filter { $0 != "full" }
  let full = words.count < arguments.count
  let numbers = words.compactMap(Int.init)
  let path = words.first { Int($0) == nil } ?? "walk"
  let accounts = numbers.first ?? 100_000
  let updates = numbers.count > 1 ? numbers[1] : 100_000
  let changes = numbers.count > 3 ? numbers[3] : 0
  var population = Population(accounts, positions: numbers.count > 2 ? numbers[2] : 5)
  var sweep = MarginSweep(feeds: Population.assets)
  let started = seconds()
  if !full {
    for feed in 0..<Population.assets { sweep.setPrice(feed, Int128(population.prices[feed])) }
    for account in 0..<accounts { _ = try sweep.arm(account, population) }
  }
  let armed = sweep.counters
  let begun = seconds()
  var random = Random(state: 99)
  var changing = Random(state: 5)
  var candidates: [Int] = []
  var breaches = 0
  for update in 0..<updates {
    for _ in 0..<changes {
      let account = population.change(&changing)
      let isSafe =
        full ? population.excess(account) >= 0 : try sweep.arm(account, population)
      if !isSafe {
        breaches += 1
        population.refill(account, update: update)
        if !full { _ = try sweep.arm(account, population) }
      }
    }
    let feed = Int(random.next() % 16)
    var normal = -6.0
    for _ in 0..<12 { normal += random.unit() }
    var factor = exp((path == "jump" ? 0.01 : 0.0005) * normal)
    if path != "jump" {
      let bits = random.next()
      if path == "walk" && bits % 500 == 0 { factor = (bits >> 20) & 1 == 1 ? 1.01 : 1 / 1.01 }
    }
    population.prices[feed] = max(1, Int64(Double(population.prices[feed]) * factor))
    candidates.removeAll(keepingCapacity: true)
    if full {
      for account in 0..<accounts where population.excess(account) < 0 {
        candidates.append(account)
      }
    } else {
      try sweep.update(feed, Int128(population.prices[feed]), population, into: &candidates)
    }
    for account in candidates {
      breaches += 1
      population.refill(account, update: update)
      if !full { _ = try sweep.arm(account, population) }
    }
  }
  let took = seconds() - begun
  let work = sweep.counters
  let kind = full ? "full" : "triggers"
  print("\(accounts) accounts, \(updates) updates, \(path), \(changes) changes, \(kind)")
  print("µs/update \(took / Double(updates) * 1e6), with changes ns/event", terminator: " ")
  print("\(took / Double(updates * (1 + changes)) * 1e9), arming all s \(begun - started)")
  print("evaluations/update \(Double(work.evaluations) / Double(updates))")
  print("pushes/update \(Double(work.pushes - armed.pushes) / Double(updates))")
  print("scans/update \(Double(work.scans) / Double(updates))")
  let calls = max(1, work.armings - armed.armings)
  print("armings kept \(Double(work.kept - armed.kept) / Double(calls))")
  if !full {
    let bytes = sweep.footprint / max(1, sweep.triggerCount)
    print("triggers \(sweep.triggerCount), bytes each \(bytes)")
    let bound = 12 * work.breaches + 5 * updates
    print("evaluations \(work.evaluations), bound \(bound)")
  }
  print("breaches \(breaches), check \(population.check)")
}

try run(Array(CommandLine.arguments.dropFirst()))
