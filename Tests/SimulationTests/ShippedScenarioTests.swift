import Engine
import FixedPoint
import Foundation
import Ledger
import Margin
import Testing

@testable import Simulation

/// The scenarios of fixtures/scenarios: each shows its mechanism, and gives what it always gave.
@Suite struct ShippedScenarioTests {
  /// A scenario, and what must be found in single lines of its ledger.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var replacing: [(String, String)] = []
    var label = ""
    var facts: [[String]]

    var testDescription: String { key }
    var key: String { label.isEmpty ? name : "\(name) \(label)" }
  }

  static let cases: [Case] = [
    Case(
      name: "ladder",
      facts: [
        ["\"tier\":1,", "margin_call"], ["\"tier\":2,", "margin_call"],
        ["\"tier\":3,", "margin_call", "\"deadline_block\":16"],
        ["notice", "\"channel\":\"chain\""],
        ["deposits@", "\"outcome\":\"topped_up\""], ["reduces@", "\"outcome\":\"reduced\""],
        ["recovers@", "\"outcome\":\"price_recovered\""],
        ["liquidated@26", "\"outcome\":\"liquidated\""],
        ["\"block\":31,", "liquidation_start", "\"account\":\"liquidated\""],
      ]),
    Case(
      name: "fixed-spread",
      facts: [
        [
          "liquidation_fill", "borrower-a", "\"size\":\"9.264705882352941176\"",
          "\"repaid\":\"15000\"",
        ],
        ["liquidation_fill", "borrower-b", "\"size\":\"43.75\"", "\"repaid\":\"50000\""],
        ["bad_debt", "\"amount\":\"7142.857142\""],
      ]),
    Case(
      name: "cure",
      facts: [
        ["liquidation_fill", "\"account\":\"partly\"", "\"size\":\"2.544802867383512545\""],
        ["liquidation_fill", "\"account\":\"whole\"", "\"size\":\"10\""],
        ["liquidation_fill", "\"account\":\"rest\"", "\"size\":\"0.4\""],
      ]),
    Case(
      name: "dispute",
      facts: [
        [
          "dispute_ruling", "\"dispute\":\"call\"", "\"ruling\":\"rejected\"",
          "margin_call of borrower in block 6: equity 3200, resources 14400, requirement 14800",
        ],
        [
          "dispute_ruling", "\"dispute\":\"liquidation\"", "\"ruling\":\"rejected\"",
          "liquidation_fill of borrower in block 9: equity 3200", "below the maintenance line",
        ],
        ["dispute_ruling", "event 24 is no call and no liquidation of an account"],
        ["dispute_ruling", "there was no event 1000 when it was disputed"],
      ]),
    Case(
      name: "window-cap",
      facts: [
        ["\"block\":6,", "liquidation_fill", "\"account\":\"b\"", "\"repaid\":\"12550\""],
        ["\"block\":31,", "liquidation_fill", "\"account\":\"small\"", "\"repaid\":\"730\""],
        ["\"block\":31,", "liquidation_fill", "\"account\":\"c\"", "\"repaid\":\"19270\""],
      ]),
    Case(
      name: "order-book",
      facts: [
        ["liquidation_fill", "\"mechanism\":\"order_book\"", "\"side\":\"sell\""],
        ["liquidation_fill", "\"mechanism\":\"order_book\"", "\"side\":\"buy\""],
        ["insurance", "\"cause\":\"liquidation\"", "\"amount\":\"-"],
      ]),
    Case(
      name: "dutch-linear",
      facts: [
        ["auction_start", "\"price\":\"2040\""], ["auction_reset", "\"reason\":\"time\""],
        ["liquidation_fill", "\"liquidator\":\"small\"", "dutch_auction"],
        ["liquidation_fill", "\"liquidator\":\"deep\"", "dutch_auction"],
        ["auction_end", "\"outcome\":\"raised\""], ["fee", "\"cause\":\"keeper_incentive\""],
      ]),
    Case(
      name: "dutch-exponential",
      facts: [
        ["auction_reset"], ["liquidation_fill", "dutch_auction"],
        ["auction_end", "\"outcome\":\"raised\""],
      ]),
    Case(
      name: "dutch-stair",
      facts: [
        ["auction_start", "\"price\":\"2210\""], ["auction_reset", "\"reason\":\"drop\""],
        ["liquidation_fill", "dutch_auction"], ["auction_end"],
      ]),
    Case(
      name: "english",
      facts: [
        ["auction_bid", "\"liquidator\":\"cheap\""],
        ["liquidation_attempt", "\"reason\":\"gas_above_limit\""],
        ["liquidation_fill", "english_auction", "\"repaid\":\"0.000000000000000001\""],
        ["liquidation_fill", "english_auction", "\"penalty\":"], ["bad_debt", "DAI"],
        ["auction_end", "\"outcome\":\"raised\""],
      ]),
    Case(
      name: "amm",
      facts: [
        ["liquidation_fill", "\"mechanism\":\"amm\"", "\"penalty\":\"745\""],
        ["insurance", "\"cause\":\"penalty\"", "\"amount\":\"745\""],
        ["liquidity", "\"block\":11,", "\"size\":\"210.818510677\""],
        ["bad_debt", "\"account\":\"c\""],
      ]),
    Case(name: "batch", facts: [["\"block\":16,", "liquidation_fill", "\"mechanism\":\"batch\""]]),
    Case(
      name: "stability-pool",
      facts: [
        [
          "liquidation_fill", "\"liquidator\":\"stability-pool\"",
          "\"mechanism\":\"stability_pool\"",
        ],
        ["socialized_loss", "\"method\":\"redistribution\""],
        ["loss_share", "\"account\":\"safe\"", "\"side\":\"debt\""],
        ["transfer", "\"to\":\"safe\""],
      ]),
    Case(
      name: "stability-depositors",
      facts: [
        ["liquidation_fill", "\"account\":\"first\"", "\"repaid\":\"16000\""],
        ["transfer", "\"to\":\"bob\"", "\"asset\":\"ETH\"", "\"amount\":\"2.5\""],
        ["transfer", "\"to\":\"ann\"", "\"asset\":\"ETH\"", "11.686046511627906976"],
        ["transfer", "\"to\":\"cat\"", "\"asset\":\"ETH\"", "4.651162790697674418"],
      ]),
    Case(
      name: "lending-pools",
      facts: [
        ["interest_index", "\"pool\":\"dear\""], ["liquidation_fill", "\"account\":\"dear\""],
        ["interest\"", "\"account\":\"cheap\"", "\"amount\":\"-15.903181\""],
      ]),
    Case(
      name: "penalty-tiers",
      facts: [
        ["liquidation_fill", "\"account\":\"small\"", "\"penalty\":\""],
        ["insurance", "\"cause\":\"penalty\""],
      ]),
    Case(name: "penalty-ramp", facts: [["liquidation_fill", "\"penalty\":"]]),
    Case(name: "penalty-health", facts: [["liquidation_fill", "\"penalty\":"]]),
    Case(
      name: "keepers",
      facts: [
        ["liquidation_attempt", "\"reason\":\"halted\""],
        ["liquidation_attempt", "\"reason\":\"no_capital\""],
        ["liquidation_attempt", "\"reason\":\"gas_above_limit\"", "\"fee\":\"4\""],
        ["liquidation_attempt", "\"reason\":\"thin_incentive\""],
        ["liquidation_attempt", "\"reason\":\"no_capacity\"", "\"fee\":\"2\""],
        ["parameter", "keepers.capacity", "\"value\":\"1\""],
      ]),
    Case(
      name: "waterfall",
      facts: [
        ["\"cause\":\"liquidation\"", "\"fund\":\"insurance-eth\"", "\"amount\":\"-1571.214375\""],
        ["\"cause\":\"penalty\"", "\"fund\":\"insurance\"", "\"amount\":\"213.643125\""],
        ["\"account\":\"bankrupt-btc\"", "\"amount\":\"-4000\""],
        ["bad_debt", "bankrupt-btc", "\"amount\":\"1525\""],
      ]),
    Case(
      name: "oracle-health",
      facts: [
        ["reference_price", "stale"], ["reference_price", "uncertain"],
        ["reference_price", "paused"],
        ["reference_price", "floor"], ["\"block\":21,", "liquidation_fill"],
        ["\"block\":79,", "liquidation_fill"], ["price_update", "\"block\":104,", "published"],
      ]),
    Case(
      name: "oracle-median",
      facts: [
        ["reference_price", "\"method\":\"median\"", "\"price\":\"1996\""],
        ["reference_price", "divergent", "1700"], ["reference_price", "\"status\":\"stale\""],
      ]),
    Case(
      name: "dynamic-margin",
      facts: [
        ["parameter", "dynamic.factor", "\"authority\":\"rule\""], ["margin_call\""],
        ["margin_call_closed", "topped_up"],
      ]),
    Case(
      name: "breakers",
      facts: [
        ["\"block\":11,", "halt", "\"scope\":\"liquidation:ETH-USD\""],
        ["\"block\":17,", "resume", "liquidation:ETH-USD"], ["\"block\":17,", "liquidation_fill"],
        ["\"block\":29,", "halt", "committee"], ["\"block\":37,", "resume", "committee"],
        ["halt", "all:ETH-USD"], ["note", "refused: fill of third: trading is halted"],
        ["\"block\":71,", "resume", "\"scope\":\"all\""],
      ]),
    Case(
      name: "initial-margin",
      facts: [
        ["note", "refused: fill of trader: initial margin 4500"],
        ["note", "refused: withdrawal of trader"], ["note", "refused: borrow of borrower"],
        ["note", "refused: fill of sub: initial margin 6457.5"],
        ["\"block\":11,", "fill", "\"account\":\"trader\"", "sell"],
      ]),
    Case(
      name: "isolated",
      facts: [
        ["account", "ann@eth", "\"owner\":\"ann\"", "isolated"],
        ["liquidation_start", "ann@eth"], ["liquidation_start", "ann@btc"],
        ["opening_position", "ann@btc"],
      ]),
    Case(
      name: "indices",
      facts: [
        ["funding_payment", "maker", "\"amount\":\"54\""], ["liquidation_start", "thin"],
        ["interest\"", "borrower", "\"amount\":\"-"], ["interest\"", "maker"],
      ]),
    Case(name: "crash-lending", facts: [["repay"], ["margin_call_closed"], ["liquidation_fill"]]),
    Case(
      name: "seed",
      facts: [
        ["auction_start"], ["liquidation_attempt"],
        ["\"reason\":\"keepers are out\""], ["fee", "keeper_incentive"], ["\"published\":"],
      ]),
  ]

  static let ranks = ["none", "profit_leverage", "bitmex", "binance", "hyperliquid"].map { rank in
    Case(
      name: "deleverage", replacing: [("\"rank\": \"profit_leverage\"", "\"rank\": \"\(rank)\"")],
      label: "rank=\(rank)", facts: [["\"kind\":\"deleverage\"", "trader-3"]])
  }

  static let methods =
    ["index_cut", "exchange_rate", "supply_cut", "explicit", "redistribution"].map { method in
      Case(
        name: "losses-deposits", replacing: [("\"index_cut\"", "\"\(method)\"")],
        label: "method=\(method)",
        facts: [["socialized_loss", "\"method\":\"\(method)\""], ["loss_share", "lender-a"]])
    }
    + ["funding_shift", "profit_cap"].map { method in
      Case(
        name: "losses-contracts", replacing: [("\"funding_shift\"", "\"\(method)\"")],
        label: "method=\(method)",
        facts: [["socialized_loss", "\"method\":\"\(method)\""], ["loss_share"]])
    }

  static let priorities = ["worst", "largest", "oldest"].map {
    Case(name: "priority-\($0)", facts: [["liquidation_fill"]])
  }

  @Test(arguments: cases + ranks + methods + priorities)
  func showsItsMechanismAndGivesWhatItAlwaysGave(_ example: Case) throws {
    let run = try ScenarioRun(shipped: example.name, replacing: example.replacing)
    for words in example.facts {
      let isThere = run.lines.contains { line in words.allSatisfy { line.contains($0) } }
      #expect(isThere, "\(example.key): no event has \(words)")
    }
    try Golden.expect(example.key, run)
    try expectThatTheLogTakes(run)
  }

  /// The log takes every line, meets accounts in the same order, and then holds the same.
  private func expectThatTheLogTakes(_ run: ScenarioRun) throws {
    var decoder = LineDecoder(names: Names())
    var book = Book()
    var event = Event(.note)
    for (number, line) in run.lines.enumerated() {
      let bytes = Array(line.utf8)
      do {
        try decoder.decode(bytes.span, 0..<bytes.count, into: &event)
      } catch {
        Issue.record("\(error): \(line)")
        return
      }
      event.seq = Int64(number + 1)
      try book.apply(event, names: decoder.names)
    }
    let names = run.simulation.names
    #expect(book.digest(names: decoder.names) == run.simulation.state.book.digest(names: names))
    let known = (0..<names.accounts.count).map { names.accounts[$0] }
    let read = (0..<decoder.names.accounts.count).map { decoder.names.accounts[$0] }
    #expect(known == read)
  }

  @Test func everyShippedScenarioIsTested() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: scenarioFolder.path)
      .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
    let all = Self.cases + Self.ranks + Self.methods + Self.priorities
    let tested = Set(all.map(\.name) + ["black-thursday", "black-thursday-2"])
    #expect(Set(files) == tested)
  }

  @Test(arguments: [
    ("worst", ["worst", "early", "large"]), ("largest", ["large", "early", "worst"]),
    ("oldest", ["early", "large", "worst"]),
  ])
  func prioritySaysWhoIsFirst(_ rule: String, _ expected: [String]) throws {
    let run = try ScenarioRun(shipped: "priority-\(rule)")
    let order = run.lines(with: "liquidation_fill").compactMap { ScenarioRun.value("account", $0) }
    #expect(order == expected)
  }

  @Test func penaltiesFollowTheirRules() throws {
    func penalties(_ name: String) throws -> [String: String] {
      let run = try ScenarioRun(shipped: name)
      return Dictionary(
        run.lines(with: "liquidation_fill", "penalty").compactMap { line in
          ScenarioRun.value("account", line).flatMap { account in
            ScenarioRun.value("penalty", line).map { (account, $0) }
          }
        }, uniquingKeysWith: { first, _ in first })
    }
    let tiers = try penalties("penalty-tiers")
    // One ETH at 2,798.6: 1 %. Ten at 2,598.7 are 25,987: 3 %. Sixty: 6 %.
    #expect(tiers["small"] == "27.986")
    let kinds = try [tiers, penalties("penalty-ramp"), penalties("penalty-health")]
    #expect(Set(kinds.map { $0["large"] }).count == 3)
  }

  // MARK: - 12 March 2020

  @Test func oldAuctionsOfBlackThursdayLeaveBadDebt() throws {
    let run = try ScenarioRun(shipped: "black-thursday", checkingEvery: 240)
    let summary = run.simulation.summary
    let dai = 1
    #expect(summary.liquidated.count > 1000)
    #expect(summary.badDebt[dai] > .zero)
    #expect(!run.lines(with: "liquidation_fill", "\"repaid\":\"0.000000000000000001\"").isEmpty)
    #expect(!run.lines(with: "liquidation_attempt", "gas_above_limit").isEmpty)
    try Golden.expect("black-thursday", run)
  }

  @Test func newAuctionsOfBlackThursdayLeaveNone() throws {
    // A fifth of the vaults: the auctions of all of them take long to run unoptimized.
    let run = try ScenarioRun(
      shipped: "black-thursday-2", replacing: [("\"count\": 5000", "\"count\": 1000")],
      checkingEvery: 240)
    let summary = run.simulation.summary
    #expect(summary.liquidated.count > 200)
    #expect(summary.badDebt[1].isZero)
    #expect(!run.lines(with: "liquidation_attempt", "gas_above_limit").isEmpty)
    try Golden.expect("black-thursday-2 count=1000", run)
  }
}
