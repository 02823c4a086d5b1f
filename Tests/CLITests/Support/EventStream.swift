import LedgerSupport

/// A long log of plausible events, the same for the same seed: money, fills, funding and prices of one
/// venue, several events a block.
struct EventStream {
  private var random: SeededRandom
  private var block: Int64 = 1
  private var index: Int64 = 0
  private var count = 0

  init(seed: UInt64) {
    random = SeededRandom(seed)
  }

  func lines(_ count: Int) -> [String] {
    var copy = self
    return (0..<count).map { _ in copy.next() }
  }

  private static let declarations = [
    #""venue","name":"Stream","unit":"USD""#, #""asset","asset":"USD","decimals":6"#,
    #""asset","asset":"BTC","decimals":8"#,
    #""market","market":"BTC-PERP","base":"BTC","quote":"USD""#,
  ]

  private mutating func next() -> String {
    let head =
      "{\"v\":1,\"block\":\(block),\"index\":\(index),\"time\":\(1_600_000_000_000 + block * 2_000)"
    let body = count < Self.declarations.count ? Self.declarations[count] : fields()
    count += 1
    if random.chance(5) {
      block += Int64.random(in: 1...3, using: &random)
      index = 0
    } else {
      index += 1
    }
    return head + ",\"kind\":" + body + "}"
  }

  private mutating func fields() -> String {
    let account = "\"account\":\"trader-\(Int.random(in: 0..<500, using: &random))\""
    let number = Int.random(in: 1..<1_000_000, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return "\"deposit\",\(account),\"asset\":\"USD\",\"amount\":\"\(number)\""
    case 1: return "\"withdrawal\",\(account),\"asset\":\"USD\",\"amount\":\"\(number % 1_000).5\""
    case 2:
      return "\"funding_payment\",\(account),\"market\":\"BTC-PERP\",\"amount\":\"-\(number)\""
    case 3:
      return
        "\"price_update\",\"market\":\"BTC-PERP\",\"source\":\"oracle\",\"price\":\"\(number)\""
    default:
      let side = random.chance(2) ? "buy" : "sell"
      return
        "\"fill\",\(account),\"market\":\"BTC-PERP\",\"side\":\"\(side)\",\"size\":\"0.00\(number % 9 + 1)\","
        + "\"price\":\"\(number)\",\"fee\":\"0.5\""
    }
  }
}
