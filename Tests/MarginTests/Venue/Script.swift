import Engine
import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

/// A venue of dollars and ether whose facts are written down one by one.
struct Script {
  private(set) var enforcer: Enforcer
  private(set) var blocks: [[Event]] = []
  private var facts: [Event] = []
  private var number: Int64 = 0

  var state: VenueState { enforcer.state }
  var names: Names { enforcer.names }
  /// Everything that happened in the last block.
  var last: [Event] { blocks.last ?? [] }

  static let usd = 0
  static let eth = 1
  static let btc = 2

  /// The first block: two markets with a tenth and a twentieth as margins, and the rules, which may differ.
  init(decimals: Int = 6, _ change: (inout Rulebook) -> Void = { _ in }) throws {
    var names = Names()
    facts.append(
      World.event(.venue) {
        $0.set(.name, text: "script")
        $0.set(.unit, text: "USD")
      })
    for (name, places) in [("USD", decimals), ("ETH", 18), ("BTC", 8)] {
      let bytes = Array(name.utf8)
      let asset = names.declareAsset(bytes.span, in: 0..<bytes.count, decimals: places) ?? -1
      facts.append(
        World.event(.asset) {
          $0.set(.asset, integer: Int64(asset))
          $0.set(.decimals, integer: Int64(places))
        })
    }
    for (market, name) in ["ETH-USD", "BTC-USD"].enumerated() {
      let (bytes, base) = (Array(name.utf8), market + 1)
      _ = names.declareMarket(
        bytes.span, in: 0..<bytes.count, .init(base: base, quote: Self.usd, isSpot: false))
      facts.append(
        World.event(.market) {
          $0.set(.market, integer: Int64(market))
          $0.set(.base, integer: Int64(base))
          $0.set(.quote, integer: Int64(Self.usd))
        })
    }
    var rules = Rulebook()
    var tier = MarketTerms.Tier()
    tier.initial = try Decimal18("0.1")
    tier.maintenance = try Decimal18("0.05")
    rules.anyMarket.tiers = [tier]
    change(&rules)
    facts += LivelyRulebook.events(rules)
    enforcer = Enforcer(names: names)
  }

  // MARK: - Facts

  mutating func account(_ name: String) -> Int { enforcer.names.internAccount(name) }

  mutating func add(_ kind: Kind, _ fill: (inout Event) -> Void) {
    facts.append(World.event(kind, fill))
  }

  mutating func money(
    _ kind: Kind, _ who: String, _ amount: String, _ asset: Int = Script.usd
  ) throws {
    let (who, amount) = (account(who), try Decimal18(amount))
    add(kind) {
      $0.set(.account, integer: Int64(who))
      $0.set(.asset, integer: Int64(asset))
      $0.set(.amount, decimal: amount)
    }
  }

  mutating func transfer(
    _ from: String, _ to: String, _ amount: String, _ asset: Int = Script.usd
  ) throws {
    let (from, to, amount) = (account(from), account(to), try Decimal18(amount))
    add(.transfer) {
      $0.set(.from, integer: Int64(from))
      $0.set(.to, integer: Int64(to))
      $0.set(.asset, integer: Int64(asset))
      $0.set(.amount, decimal: amount)
    }
  }

  /// One buys from another.
  mutating func trade(
    _ buyer: String, _ seller: String, _ size: String, at price: String, market: Int = 0
  ) throws {
    let (size, price) = (try Decimal18(size), try Decimal18(price))
    for (who, side) in [(buyer, "buy"), (seller, "sell")] {
      let who = account(who)
      add(.fill) {
        $0.set(.account, integer: Int64(who))
        $0.set(.market, integer: Int64(market))
        $0.set(.side, choice: side)
        $0.set(.size, decimal: size)
        $0.set(.price, decimal: price)
      }
    }
  }

  /// Something comes into an insurance fund, or goes out of it.
  mutating func insurance(
    _ amount: String, _ asset: Int = Script.usd, fund: String = "insurance",
    cause: String = "contribution"
  ) throws {
    let amount = try Decimal18(amount)
    add(.insurance) {
      $0.set(.fund, text: fund)
      $0.set(.asset, integer: Int64(asset))
      $0.set(.amount, decimal: amount)
      $0.set(.cause, choice: cause)
    }
  }

  /// The oracle's price of an asset and of its market.
  mutating func price(_ price: String, _ asset: Int = Script.eth) throws {
    let price = try Decimal18(price)
    for isMarket in [false, true] {
      add(.priceUpdate) {
        $0.set(isMarket ? .market : .asset, integer: Int64(isMarket ? asset - 1 : asset))
        $0.set(.source, text: "oracle")
        $0.set(.price, decimal: price)
      }
    }
  }

  mutating func depth(_ side: String, _ price: String, _ size: String, market: Int = 0) throws {
    let (price, size) = (try Decimal18(price), try Decimal18(size))
    add(.depth) {
      $0.set(.market, integer: Int64(market))
      $0.set(.side, choice: side)
      $0.set(.price, decimal: price)
      $0.set(.size, decimal: size)
    }
  }

  mutating func interestIndex(_ side: String, _ value: String, pool: String? = nil) throws {
    let value = try Ratio27(value)
    add(.interestIndex) {
      $0.set(.asset, integer: Int64(Self.usd))
      $0.set(.side, choice: side)
      $0.set(.value, ratio: value)
      if let pool { $0.set(.pool, text: pool) }
    }
  }

  mutating func fundingIndex(_ value: String) throws {
    let value = try Ratio27(value)
    add(.fundingIndex) {
      $0.set(.market, integer: 0)
      $0.set(.value, ratio: value)
    }
  }

  /// Somebody changes a rule.
  mutating func set(_ name: String, _ value: String, scope: String = "venue") {
    add(.parameter) {
      $0.set(.scope, text: scope)
      $0.set(.name, text: name)
      $0.set(.value, text: value)
      $0.set(.authority, text: "governance")
    }
  }

  mutating func put(_ who: String, into pool: String) {
    let who = account(who)
    add(.account) {
      $0.set(.account, integer: Int64(who))
      $0.set(.pool, text: pool)
    }
  }

  /// A loss that stands in the log, over a pool.
  mutating func loss(_ amount: String, pool: String, _ method: LossRules.Method) throws {
    let amount = try Decimal18(amount)
    add(.socializedLoss) {
      $0.set(.pool, text: pool)
      $0.set(.asset, integer: Int64(Self.usd))
      $0.set(.amount, decimal: amount)
      $0.set(.method, choice: method.rawValue)
    }
  }

  // MARK: - Running

  /// Ends the block.
  mutating func run() throws {
    var events: [Event] = []
    try enforcer.run(
      block: 100 + number, time: 1_600_000_000_000 + number * 13_000, facts: facts
    ) { (event, _) throws(VenueError) in events.append(copy event) }
    facts = []
    number += 1
    blocks.append(events)
    try state.book.checkInvariants(names: names)
  }

  /// What an auditor finds.
  func audit() throws -> [Discrepancy] { try VenueRun.audit(blocks, names) }

  // MARK: - What happened

  func balance(_ who: String, _ asset: Int = Script.usd) -> Decimal18 {
    names.accounts.id(of: who).map { state.book.balance(of: $0, asset: asset).asset } ?? .zero
  }

  func debt(_ who: String, _ asset: Int = Script.usd) -> Decimal18 {
    names.accounts.id(of: who).map { state.book.balance(of: $0, asset: asset).debt } ?? .zero
  }

  func size(_ who: String, market: Int = 0) -> Decimal18 {
    names.accounts.id(of: who).map { state.book.position(of: $0, market: market).size } ?? .zero
  }

  /// The events of a kind, of all blocks.
  func all(_ kind: Kind) -> [Event] { blocks.joined().filter { $0.kind == kind } }
}
