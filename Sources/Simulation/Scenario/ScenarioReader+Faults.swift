internal import FixedPoint
internal import Formats
internal import Ledger
internal import Margin

extension ScenarioReader {
  private enum FaultKind { case delay, freeze, congestion, keepers, haltedBlock, governance }

  private static let faultKinds: [(String, FaultKind)] = [
    ("oracle_delay", .delay), ("oracle_freeze", .freeze), ("congestion", .congestion),
    ("keeper_outage", .keepers), ("halted_block", .haltedBlock), ("governance_halt", .governance),
  ]

  /// What goes wrong.
  mutating func readFaults(_ object: ScenarioObject) {
    for node in object["faults"]?.list("\"faults\"") ?? [] {
      if let fault = fault(node) { scenario.faults.append(fault) }
    }
  }

  private func fault(_ node: ScenarioNode) -> Scenario.Fault? {
    let object = node.object(
      "a fault",
      keys: [
        "kind", "source", "from", "to", "seconds", "gas", "capacity", "scope", "reason",
        "authority",
      ])
    guard let kind = object.required("kind")?.choice("\"kind\"", Self.faultKinds) else {
      return nil
    }
    let blocks = window(object, isRequired: true)
    switch kind {
    case .delay:
      guard let source = source(object),
        let seconds = object.required("seconds")?.integer("\"seconds\"", in: 0...Self.large / 1000)
      else { return nil }
      return .delay(source: source, blocks: blocks, milliseconds: seconds * 1000)
    case .freeze:
      return source(object).map { .freeze(source: $0, blocks: blocks) }
    case .congestion:
      return .congestion(
        blocks: blocks, gas: object.decimal("gas", .one, .positive),
        capacity: object["capacity"]?.integer("\"capacity\"", in: 1...1_000_000))
    case .keepers:
      return .halt(
        blocks: blocks, scope: HaltBoard.keepers, reason: "keepers are out", authority: "scenario")
    case .haltedBlock:
      return .haltedBlocks(blocks)
    case .governance:
      guard let scope = scope(object) else { return nil }
      return .halt(
        blocks: blocks, scope: scope, reason: object["reason"]?.text("\"reason\"") ?? "decided",
        authority: object["authority"]?.text("\"authority\"") ?? "governance")
    }
  }

  /// The source of prices that a fault is about.
  private func source(_ object: ScenarioObject) -> String? {
    let names = sourceNames
    return object.required("source")?.choice("\"source\"", names.map { ($0, $0) })
  }

  /// The sources of all prices.
  var sourceNames: [String] {
    var names: [String] = []
    for source in scenario.feeds.flatMap(\.sources) where !names.contains(source.name) {
      names.append(source.name)
    }
    return names
  }

  /// What a decision halts.
  private func scope(_ object: ScenarioObject) -> String? {
    guard let node = object.required("scope"), let text = node.text("\"scope\""),
      isScope(text, node)
    else { return nil }
    return text
  }

  /// Whether a halt may have that scope; what is wrong is noted.
  func isScope(_ text: String, _ node: ScenarioNode) -> Bool {
    if text == HaltBoard.keepers || HaltScope(text, names: declaredNames()) != nil { return true }
    let words = BreakerRules.Halts.allCases.map(\.rawValue)
    let feeds = scenario.markets.map(\.name) + scenario.assets.map(\.name)
    let prefix = words.first { text.hasPrefix($0 + ":") }.map { $0 + ":" } ?? ""
    let known = prefix.isEmpty ? words + [HaltBoard.keepers] + feeds : feeds.map { prefix + $0 }
    node.fail("nothing is called \"\(text)\" that could be halted" + LocatedNode.hint(text, known))
    return false
  }
}

/// Lines of scripted facts.
enum ScenarioLine {
  /// The whole line of a fact in its place.
  static func whole(_ line: [UInt8], _ position: Position, time: Int64) -> [UInt8] {
    Array(
      "{\"v\":1,\"block\":\(position.block),\"index\":\(position.index),\"time\":\(time),".utf8)
      + line
  }
}

extension Scenario {
  /// Declares the assets and markets in their order, so that their ids are their places.
  func declare(in names: inout Names) {
    for asset in assets {
      let bytes = Array(asset.name.utf8)
      _ = names.declareAsset(bytes.span, in: 0..<bytes.count, decimals: asset.decimals)
    }
    for market in markets {
      let bytes = Array(market.name.utf8)
      _ = names.declareMarket(
        bytes.span, in: 0..<bytes.count,
        Names.Market(base: market.base, quote: market.quote, isSpot: market.isSpot))
    }
  }
}
