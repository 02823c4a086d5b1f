import Foundation

/// A book that is slow and plainly right: it reads lines as JSON, keys everything by name, keeps every
/// trade, and works out positions anew each time.
struct ReferenceBook {
  struct Position: Equatable {
    var size: Int128 = 0
    var cost: Int128 = 0
    var realized: Int128 = 0
  }

  struct Check {
    let held: Bool
    let difference: Int128
  }

  private typealias Fields = [String: String]

  /// What each holder has of each item: "asset:ann", "debt:ann", "pool:world", by "USD".
  private(set) var holdings: [String: [String: Int128]] = [:]
  /// What each account traded in each market: contracts (above zero bought) and their value.
  private(set) var trades: [String: [String: [(change: Int128, value: Int128)]]] = [:]
  private(set) var checks: [Check] = []
  private(set) var poolOf: [String: String] = [:]
  private var markets: [String: (base: String, quote: String, isSpot: Bool)] = [:]

  static let one: Int128 = 1_000_000_000_000_000_000

  mutating func apply(_ line: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    let f = json.compactMapValues { $0 as? String }
    let kind = f["kind"] ?? ""
    let n = { (name: String) in Self.number(f[name] ?? "0") }
    let account = f["account"] ?? ""
    let asset = f["asset"] ?? ""
    let own = "asset:" + account
    let debt = "debt:" + account
    switch kind {
    case "market":
      markets[f["market"] ?? ""] = (f["base"] ?? "", f["quote"] ?? "", f["type"] == "spot")
    case "account": poolOf[account] = f["pool"] ?? poolOf[account]
    case "deposit": move(asset, n("amount"), "pool:world", own)
    case "withdrawal": move(asset, n("amount"), own, "pool:world")
    case "borrow": move(asset, n("amount"), debt, "pool:world")
    case "repay": move(asset, n("amount"), "pool:world", debt)
    case "opening_balance": move(asset, n("amount"), "pool:world", n("amount") < 0 ? debt : own)
    case "interest": move(asset, n("amount"), "pool:interest", n("amount") < 0 ? debt : own)
    case "fee": move(asset, n("amount"), own, "pool:fees")
    case "transfer":
      move(asset, n("amount"), "asset:\(f["from"] ?? "")", "asset:\(f["to"] ?? "")")
    case "funding_payment":
      move(quote(f), n("amount"), "pool:funding:\(f["market"] ?? "")", own)
    case "opening_position": trade(account, f, n("size"))
    case "fill":
      trade(account, f, f["side"] == "sell" ? -n("size") : n("size"))
      move(quote(f), n("fee"), own, "pool:fees")
    case "deleverage":
      let change = f["side"] == "sell" ? -n("size") : n("size")
      trade(account, f, change)
      trade(f["counterparty"] ?? "", f, -change)
    case "liquidation_fill": liquidate(f, own, debt)
    case "insurance", "socialized_loss", "loss_share", "bad_debt", "recovery":
      shortfall(kind, f, own, debt)
    case "balance_assertion", "position_assertion": check(kind, f)
    default: break
    }
  }

  private mutating func liquidate(_ f: Fields, _ own: String, _ debt: String) {
    let n = { (name: String) in Self.number(f[name] ?? "0") }
    if f["market"] != nil {
      let change = f["side"] == "sell" ? -n("size") : n("size")
      trade(f["account"] ?? "", f, change)
      if f["mechanism"] == "backstop", let other = f["liquidator"] { trade(other, f, -change) }
      move(quote(f), n("penalty"), own, "pool:penalty")
      move(quote(f), n("fee"), own, "pool:fees")
      return
    }
    let asset = f["asset"] ?? ""
    var buyer = "pool:world"
    if f["mechanism"] == "stability_pool", let pool = f["liquidator"] { buyer = "asset:" + pool }
    move(asset, n("size") - n("fee"), own, buyer)
    move(asset, n("fee"), own, "pool:fees")
    guard let repaid = f["repaid_asset"] else { return }
    move(repaid, n("repaid") - n("penalty"), buyer, debt)
    move(repaid, n("penalty"), buyer, "pool:penalty")
  }

  private mutating func shortfall(_ kind: String, _ f: Fields, _ own: String, _ debt: String) {
    let amount = Self.number(f["amount"] ?? "0")
    let asset = f["asset"] ?? ""
    let pool = "pool:socialized:\(f["pool"] ?? "")"
    let side = f["side"] == "debt" ? debt : own
    switch kind {
    case "insurance":
      let others = ["bad_debt": "pool:bad_debt", "penalty": "pool:penalty"]
      let other = others[f["cause"] ?? ""] ?? "pool:world"
      move(asset, amount, f["account"] == nil ? other : side, "pool:insurance:\(f["fund"] ?? "")")
    case "socialized_loss": move(asset, amount, pool, "pool:bad_debt")
    case "loss_share": move(asset, amount, side, pool)
    case "bad_debt": move(asset, amount, "pool:bad_debt", f["side"] == "asset" ? own : debt)
    default: move(asset, amount, "pool:world", "pool:bad_debt")
    }
  }

  private func quote(_ f: Fields) -> String { markets[f["market"] ?? ""]?.quote ?? "" }

  private mutating func move(_ item: String, _ amount: Int128, _ from: String, _ to: String) {
    holdings[from, default: [:]][item, default: 0] -= amount
    holdings[to, default: [:]][item, default: 0] += amount
  }

  private mutating func trade(_ account: String, _ f: Fields, _ change: Int128) {
    let name = f["market"] ?? ""
    guard let market = markets[name] else { return }
    let value = Self.product(change, Self.number(f["price"] ?? "0"))
    let clearing = "pool:clearing:" + name
    if market.isSpot {
      move(market.base, change, clearing, "asset:" + account)
      move(market.quote, value, "asset:" + account, clearing)
    } else {
      holdings[clearing, default: [:]][name + " contracts", default: 0] -= change
      holdings[clearing, default: [:]][market.quote, default: 0] += value
      trades[account, default: [:]][name, default: []].append((change, value))
    }
  }

  // MARK: - Answers

  /// The position after all trades: every trade is cut into a part that closes and one that opens.
  func position(_ account: String, _ market: String) -> Position {
    var position = Position()
    for (change, value) in trades[account]?[market] ?? [] {
      let opposite = position.size.signum() * change.signum() < 0
      let closing = opposite ? min(position.size.magnitude, change.magnitude) : 0
      let whole = UInt128(change.magnitude)
      let closingValue =
        closing == whole
        ? Int128(value.magnitude)
        : closing == 0 ? 0 : Self.ratio(Int128(value.magnitude), Int128(closing), Int128(whole)).0
      if closing > 0 {
        let open = Int128(position.size.magnitude)
        position.cost -=
          Int128(closing) == open
          ? position.cost : Self.ratio(position.cost, Int128(closing), open).0
      }
      position.cost += Int128(value.magnitude) - closingValue
      position.size += change
      // Money is conserved: what was received less what was paid is the profit less what is open.
      position.realized -= value
    }
    position.realized += position.size < 0 ? -position.cost : position.cost
    return position
  }

  /// What an account has and owes of an asset.
  func balance(_ account: String, _ asset: String) -> (asset: Int128, debt: Int128) {
    var own = holdings["asset:" + account]?[asset] ?? 0
    for market in trades[account]?.keys ?? [:].keys where markets[market]?.quote == asset {
      own += position(account, market).realized
    }
    return (own, -(holdings["debt:" + account]?[asset] ?? 0))
  }

  func poolTotal(_ pool: String, _ asset: String) -> (asset: Int128, debt: Int128) {
    var sum: (asset: Int128, debt: Int128) = (0, 0)
    for (account, own) in poolOf where own == pool {
      let balance = balance(account, asset)
      sum.asset += balance.asset
      sum.debt += balance.debt
    }
    return sum
  }

  private mutating func check(_ kind: String, _ f: Fields) {
    let found: Int128
    let asserted: Int128
    if kind == "position_assertion" {
      found = position(f["account"] ?? "", f["market"] ?? "").size
      asserted = Self.number(f["size"] ?? "0")
    } else {
      let asset = f["asset"] ?? ""
      let balance =
        f["account"].map { self.balance($0, asset) } ?? poolTotal(f["pool"] ?? "", asset)
      asserted = Self.number(f["amount"] ?? "0")
      found =
        switch f["side"] {
        case "asset": balance.asset
        case "debt": balance.debt
        default: balance.asset - balance.debt
        }
    }
    checks.append(Check(held: asserted == found, difference: asserted - found))
  }

  // MARK: - Arithmetic

  /// The mantissa of 18 decimals of a canonical text.
  static func number(_ text: String) -> Int128 {
    let digits = text.drop { $0 == "-" }.split(separator: ".")
    let fraction = digits.count > 1 ? String(digits[1]) : ""
    let padded = fraction + String(repeating: "0", count: 18 - fraction.count)
    let value = Int128(digits[0] + padded) ?? 0
    return text.hasPrefix("-") ? -value : value
  }

  /// a × b of 18 decimals, half-even.
  static func product(_ a: Int128, _ b: Int128) -> Int128 {
    let isNegative = (a < 0) != (b < 0)
    var (quotient, rest) = ratio(Int128(a.magnitude), Int128(b.magnitude), one)
    if 2 * rest > one || 2 * rest == one && quotient % 2 == 1 { quotient += 1 }
    return isNegative ? -quotient : quotient
  }

  /// a × b ÷ c and the rest, bit by bit of b, for numbers that are not negative.
  static func ratio(_ a: Int128, _ b: Int128, _ c: Int128) -> (Int128, Int128) {
    var (quotient, rest): (Int128, Int128) = (0, 0)
    for bit in stride(from: 126, through: 0, by: -1) {
      quotient *= 2
      rest *= 2
      if b >> bit & 1 == 1 {
        quotient += a / c
        rest += a % c
      }
      quotient += rest / c
      rest %= c
    }
    return (quotient, rest)
  }
}
