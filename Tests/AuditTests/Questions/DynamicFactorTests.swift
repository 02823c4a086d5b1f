import Audit
import FixedPoint
import Ledger
import Margin
import Testing

/// The recorded factor of dynamic margin is in every requirement that an answer or a case rests on.
@Suite struct DynamicFactorTests {
  private static let lines = """
    1 venue name=Perps unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=BTC decimals=8
    1 market market=BTC-PERP base=BTC quote=USD
    1 parameter scope=market:BTC-PERP name=tiers.count value=1
    1 parameter scope=market:BTC-PERP name=tiers.0.above value=0
    1 parameter scope=market:BTC-PERP name=tiers.0.initial value=0.2
    1 parameter scope=market:BTC-PERP name=tiers.0.maintenance value=0.1
    1 parameter scope=venue name=liquidation.mechanism value=order_book
    1 parameter scope=venue name=dynamic_margin.decay value=0.9
    1 parameter scope=venue name=dynamic_margin.reference value=0.01
    1 parameter scope=venue name=dynamic_margin.maximum value=4
    1 deposit account=ann asset=USD amount=400
    1 deposit account=bob asset=USD amount=5000
    1 price_update market=BTC-PERP source=oracle price=100
    1 price_update market=BTC-PERP source=other price=100
    1 reference_price asset=USD price=1 status=valid method=last
    1 reference_price market=BTC-PERP price=100 status=valid method=last
    2 fill account=ann market=BTC-PERP side=buy size=10 price=100 trade=t1
    2 fill account=bob market=BTC-PERP side=sell size=10 price=100 trade=t1
    3 parameter scope=market:BTC-PERP name=dynamic.factor value=2 authority=rule
    4 reference_price market=BTC-PERP price=74 status=valid method=last
    """

  @Test func itIsInForceFromItsEventOn() throws {
    let log = try QuestionLog(Self.lines)
    var venue = VenueState()
    for event in log.events where event.position.block < 4 {
      try venue.apply(event, names: log.names)
    }
    let ann = try log.account("ann")
    // 10 at 100, a tenth of it, twice.
    let health = try venue.valuation(of: ann, names: log.names).health
    #expect(health.requirement.description == "200")
  }

  @Test func theLiquidationPriceIsThatOfTheLadder() throws {
    let early = Self.lines.split(separator: "\n").dropLast().joined(separator: "\n")
    let before = try QuestionLog(early)
    let line = try before.ask(22) { $0.account = try before.account("ann") }
    // 400 - 10 × (100 - p) = 2 × 0.1 × 10 × p: p = 600 ÷ 8.
    #expect(line.row(0)[3] == "75", "\(line.sentence)")
    let log = try QuestionLog(Self.lines)
    let answer = try log.ask(22) { $0.account = try log.account("ann") }
    // 400 - 260 of 2 × 74.
    #expect(answer.sentence.hasSuffix("coverage now is 0.945945945945945945."), "\(answer)")
  }

  @Test func aCaseBeginsWithIt() throws {
    let log = try QuestionLog(Self.lines)
    var scout = try BreachScout(names: log.names)
    for event in log.events { try scout.take(event) }
    try scout.finish()
    var builder = try CaseBuilder(names: log.names, accounts: scout.accounts)
    for event in log.events { try builder.take(event) }
    try builder.finish()
    #expect(builder.cases.count == 1)
    let entry = try #require(builder.cases.first)
    #expect(entry.account == (try log.account("ann")) && entry.opened.block == 4)
  }

  @Test func nobodyIsSparedForLackOfIt() throws {
    let log = try QuestionLog(
      Self.lines + """

        5 liquidation_start account=ann
        """)
    let answer = try log.ask(13)
    #expect(answer.row(0)[3] == "0.945945945945945945", "\(answer)")
  }
}
