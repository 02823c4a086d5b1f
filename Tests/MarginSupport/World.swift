package import FixedPoint
package import Ledger
package import LedgerSupport

/// A small random venue: traders of perpetuals, borrowers against collateral, prices that jump, thin books.
///
/// It makes the facts of each block; what the venue does about them is the engine's.
package struct World {
  package var random: SeededRandom
  package var names = Names()
  package private(set) var prices: [Int: Int64] = [:]
  private let traders: Int
  private let borrowers: Int

  /// Assets and markets, by id.
  package static let usd = 0
  package static let eth = 1
  package static let wbt = 2
  package static let gas = 3
  package static let ethUSD = 0
  package static let wbtUSD = 1

  package init(seed: UInt64, traders: Int = 12, borrowers: Int = 12) {
    random = SeededRandom(seed)
    self.traders = traders
    self.borrowers = borrowers
  }

  // MARK: - The first block

  /// Declarations, parameters, deposits, loans and trades.
  package mutating func opening(_ parameters: [Event]) -> [Event] {
    var facts = [
      Self.event(.venue) {
        $0.set(.name, text: "random")
        $0.set(.unit, text: "USD")
      }
    ]
    for (name, decimals) in [("USD", 6), ("ETH", 18), ("WBT", 8), ("GAS", 18)] {
      _ = declare(asset: name, decimals)
      facts.append(
        Self.event(.asset) {
          $0.set(.asset, integer: Int64(names.assets.count - 1))
          $0.set(.decimals, integer: Int64(decimals))
        })
    }
    for (name, base) in [("ETH-USD", Self.eth), ("WBT-USD", Self.wbt)] {
      declare(market: name, base: base)
      facts.append(
        Self.event(.market) {
          $0.set(.market, integer: Int64(names.markets.count - 1))
          $0.set(.base, integer: Int64(base))
          $0.set(.quote, integer: Int64(Self.usd))
        })
    }
    facts += parameters
    facts += insurance()
    prices = [Self.eth: 2000_00, Self.wbt: 30_000_00, Self.gas: 1]
    facts += quotes()
    for number in 0..<traders {
      facts.append(money(.deposit, "trader-\(number)", Self.usd, Self.dollars(pick(200...5000))))
    }
    for _ in 0..<traders { facts += trade() }
    for number in 0..<borrowers { facts += loan("borrower-\(number)") }
    facts.append(money(.deposit, "stability", Self.usd, Self.dollars(pick(0...20_000))))
    return facts
  }

  private mutating func insurance() -> [Event] {
    [
      Self.event(.insurance) {
        $0.set(.fund, text: "insurance")
        $0.set(.asset, integer: Int64(Self.usd))
        $0.set(.amount, decimal: Self.dollars(pick(0...3000)))
        $0.set(.cause, choice: "contribution")
      }
    ]
  }

  // MARK: - Later blocks

  /// What happens in a block: prices move, somebody trades, deposits, borrows or repays.
  package mutating func block() -> [Event] {
    for asset in [Self.eth, Self.wbt] where random.chance(2) {
      let price = prices[asset] ?? 1
      let step = random.chance(8) ? pick(-1500...1200) : pick(-200...200)
      prices[asset] = max(100, price + price * step / 10_000)
    }
    if random.chance(4) { prices[Self.gas] = pick(1...400) }
    var facts = quotes()
    if random.chance(2) { facts += trade() }
    if random.chance(4) {
      facts.append(
        money(
          .deposit, "trader-\(pick(0...Int64(traders) - 1))", Self.usd,
          Self.dollars(pick(1...500))))
    }
    if random.chance(4) {
      facts.append(
        money(
          .withdrawal, "trader-\(pick(0...Int64(traders) - 1))", Self.usd,
          Self.dollars(pick(1...100))))
    }
    if random.chance(5) { facts += loan("borrower-\(pick(0...Int64(borrowers) - 1))") }
    if random.chance(6) { facts.append(index()) }
    return facts
  }

  private mutating func index() -> Event {
    growth += pick(0...40)
    let value = growth
    if random.chance(2) {
      return Self.event(.interestIndex) {
        $0.set(.asset, integer: Int64(Self.usd))
        $0.set(.side, choice: "borrow")
        $0.set(
          .value,
          ratio: Ratio27(
            mantissa: Ratio27.one.mantissa + Int128(value) * 1_000_000_000_000_000_000_000))
      }
    }
    return Self.event(.fundingIndex) {
      $0.set(.market, integer: Int64(Self.ethUSD))
      $0.set(
        .value, ratio: Ratio27(mantissa: Int128(value - 400) * 1_000_000_000_000_000_000_000_000))
    }
  }

  private var growth: Int64 = 0

  private mutating func quotes() -> [Event] {
    var facts: [Event] = []
    for (asset, market) in [(Self.eth, Self.ethUSD), (Self.wbt, Self.wbtUSD)] {
      let price = Self.cents(prices[asset] ?? 1)
      for source in ["market", "oracle"] where source == "market" || !random.chance(4) {
        facts.append(quote(source, price) { $0.set(.asset, integer: Int64(asset)) })
        facts.append(quote(source, price) { $0.set(.market, integer: Int64(market)) })
      }
      facts += depth(asset, market)
    }
    facts.append(
      quote("oracle", Self.cents(prices[Self.gas] ?? 1)) {
        $0.set(.asset, integer: Int64(Self.gas))
      })
    return facts
  }

  private mutating func depth(_ asset: Int, _ market: Int) -> [Event] {
    var facts: [Event] = []
    let price = prices[asset] ?? 1
    for level in 1...3 as ClosedRange<Int64> where !random.chance(3) {
      for side in ["bid", "ask"] {
        let move = price * level * pick(5...80) / 10_000
        let size = Decimal18(mantissa: Int128(pick(0...300)) * 10_000_000_000_000_000)
        facts.append(
          Self.event(.depth) {
            $0.set(.market, integer: Int64(market))
            $0.set(.side, choice: side)
            $0.set(.price, decimal: Self.cents(side == "bid" ? price - move : price + move))
            $0.set(.size, decimal: size)
          })
      }
    }
    let base = pick(10...200)
    for feed in 0...1 {
      facts.append(
        Self.event(.liquidity) {
          if feed == 0 {
            $0.set(.asset, integer: Int64(asset))
          } else {
            $0.set(.market, integer: Int64(market))
          }
          $0.set(.size, decimal: Decimal18(base))
          $0.set(.notional, decimal: Self.cents(base * price))
        })
    }
    return facts
  }

  private mutating func trade() -> [Event] {
    let market = random.chance(2) ? Self.ethUSD : Self.wbtUSD
    let price = Self.cents(prices[market == Self.ethUSD ? Self.eth : Self.wbt] ?? 1)
    let unit: Int128 = market == Self.ethUSD ? 10_000_000_000_000_000 : 1_000_000_000_000_000
    let size = Decimal18(mantissa: Int128(pick(1...200)) * unit)
    let buyer = pick(0...Int64(traders) - 1)
    let seller = (buyer + pick(1...Int64(traders) - 1)) % Int64(traders)
    return [(buyer, "buy"), (seller, "sell")].map { who, side in
      let account = names.internAccount("trader-\(who)")
      return Self.event(.fill) {
        $0.set(.account, integer: Int64(account))
        $0.set(.market, integer: Int64(market))
        $0.set(.side, choice: side)
        $0.set(.size, decimal: size)
        $0.set(.price, decimal: price)
      }
    }
  }

  private mutating func loan(_ name: String) -> [Event] {
    let asset = random.chance(2) ? Self.eth : Self.wbt
    let worth = pick(500...20_000)
    let price = prices[asset] ?? 1
    let size = Decimal18(
      mantissa: Int128(worth * 100) * 100_000_000 / Int128(price) * 10_000_000_000)
    return [
      money(.deposit, name, asset, size),
      money(.borrow, name, Self.usd, Self.dollars(worth * pick(20...80) / 100)),
    ]
  }

  // MARK: - Parts

  private mutating func pick(_ range: ClosedRange<Int64>) -> Int64 {
    Int64.random(in: range, using: &random)
  }

  private mutating func money(
    _ kind: Kind, _ name: String, _ asset: Int, _ amount: Decimal18
  ) -> Event {
    let account = names.internAccount(name)
    return Self.event(kind) {
      $0.set(.account, integer: Int64(account))
      $0.set(.asset, integer: Int64(asset))
      $0.set(.amount, decimal: amount)
    }
  }

  private func quote(
    _ source: String, _ price: Decimal18, _ feed: (inout Event) -> Void
  ) -> Event {
    Self.event(.priceUpdate) {
      feed(&$0)
      $0.set(.source, text: source)
      $0.set(.price, decimal: price)
    }
  }

  package static func event(_ kind: Kind, _ fill: (inout Event) -> Void) -> Event {
    var event = Event(kind)
    fill(&event)
    return event
  }

  package static func dollars(_ amount: Int64) -> Decimal18 { Decimal18(amount) }

  package static func cents(_ amount: Int64) -> Decimal18 {
    Decimal18(mantissa: Int128(amount) * 10_000_000_000_000_000)
  }

  private mutating func declare(asset name: String, _ decimals: Int) -> Int? {
    let bytes = Array(name.utf8)
    return names.declareAsset(bytes.span, in: 0..<bytes.count, decimals: decimals)
  }

  private mutating func declare(market name: String, base: Int) {
    let bytes = Array(name.utf8)
    _ = names.declareMarket(
      bytes.span, in: 0..<bytes.count, .init(base: base, quote: Self.usd, isSpot: false))
  }
}
