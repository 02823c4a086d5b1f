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
        blocks: blocks, scope: "keepers", reason: "keepers are out", authority: "scenario")
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
    guard let node = object.required("scope"), let text = node.text("\"scope\"") else { return nil }
    if text == "keepers" || HaltScope(text, names: declaredNames()) != nil { return text }
    let words = BreakerRules.Halts.allCases.map(\.rawValue)
    let feeds = scenario.markets.map(\.name) + scenario.assets.map(\.name)
    let prefix = words.first { text.hasPrefix($0 + ":") }.map { $0 + ":" } ?? ""
    let known = prefix.isEmpty ? words + ["keepers"] + feeds : feeds.map { prefix + $0 }
    node.fail("nothing is called \"\(text)\" that could be halted" + LocatedNode.hint(text, known))
    return nil
  }
}

// MARK: - Facts as they are written

extension ScenarioReader {
  /// The kinds of facts that a scenario may state; all others are for the rules to decide.
  static let facts: [Kind] = [
    .account, .parameter, .deposit, .withdrawal, .transfer, .borrow, .repay, .interest, .fee,
    .openingBalance, .openingPosition, .fill, .fundingPayment, .fundingIndex, .interestIndex,
    .priceUpdate, .depth, .liquidity, .insurance, .recovery, .halt, .resume, .settlementOverride,
    .dispute, .disputeRuling, .balanceAssertion, .positionAssertion, .note, .unclassified,
  ]

  /// Facts at blocks.
  mutating func readScript(_ object: ScenarioObject) {
    guard let node = object["events"] else { return }
    let names = declaredNames()
    var settings = ScriptedParameters()
    for element in node.list("\"events\"") {
      guard let event = scripted(element, names) else { continue }
      settings.add(element.table("an event"), at: event.place)
      scenario.script.append(event)
    }
    checkParameters(settings)
    scenario.script = scenario.script.enumerated()
      .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
  }

  private func scripted(_ node: ScenarioNode, _ names: Names) -> Scenario.ScriptedEvent? {
    guard
      let kindNode = node.table("an event").first(where: { $0.name == "kind" })?.node,
      let kind = kindNode.choice("\"kind\"", Self.facts.map { ($0.name, $0) })
    else {
      if node.value.kind == .object, node.value["kind"] == nil {
        node.fail("an event needs the key \"kind\"")
      }
      return nil
    }
    let specs = kind.spec.fields
    let object = node.object(
      "an event of kind \(kind.name)", keys: ["at", "kind"] + specs.map(\.field.rawValue))
    guard let place = object.required("at").flatMap({ place($0, "\"at\"") }) else { return nil }
    if place >= scenario.blocks {
      object["at"]?.fail("there are only \(scenario.blocks) blocks, from 0")
    }
    var line = Array("\"kind\":\"\(kind.name)\"".utf8)
    for spec in specs {
      guard let value = object[spec.field.rawValue] else { continue }
      line += Array(",\"\(spec.field.rawValue)\":".utf8)
      guard let text = canonical(value, spec) else { return nil }
      line += text
    }
    line.append(UInt8(ascii: "}"))
    guard isReadable(line, names, node) else { return nil }
    let position = node.value.position
    return .init(place: place, line: line, origin: "line \(position.line)")
  }

  /// The value of a field as a line of the log has it.
  private func canonical(_ node: ScenarioNode, _ spec: FieldSpec) -> [UInt8]? {
    let what = "\"\(spec.field.rawValue)\""
    switch spec.type {
    case .integer:
      return node.integer(what, in: 0...Limits.integer).map { Array("\($0)".utf8) }
    case .time:
      guard node.value.kind == .string else {
        return node.integer(what, in: 0...Limits.integer).map { Array("\($0)".utf8) }
      }
      return node.text(what).flatMap { time($0, node) }.map { Array("\($0)".utf8) }
    case .amount, .size, .quote, .decimal:
      return node.decimal(what, .any).map { Array("\"\($0)\"".utf8) }
    case .ratio:
      let text = node.value.numberText ?? node.value.string ?? ""
      let bytes = text.utf8.span
      do throws(DecimalParseError) {
        let ratio = try Ratio27.parseLenient(bytes, from: 0, to: bytes.count)
        return Array("\"\(ratio)\"".utf8)
      } catch {
        node.fail("\(what): \(error)")
        return nil
      }
    case .account, .asset, .market, .newAsset, .newMarket, .text, .choice:
      guard let text = node.text(what) else { return nil }
      var bytes = [UInt8(ascii: "\"")]
      LineEncoder.appendEscaped(Array(text.utf8)[...], to: &bytes)
      bytes.append(UInt8(ascii: "\""))
      return bytes
    }
  }

  /// Whether the log would take the line.
  private func isReadable(_ line: [UInt8], _ names: Names, _ node: ScenarioNode) -> Bool {
    let whole = ScenarioLine.whole(line, Position(block: 1, index: 0), time: 1)
    var decoder = LineDecoder(names: names)
    var event = Event(.note)
    do throws(LineError) {
      try decoder.decode(whole.span, 0..<whole.count, into: &event)
      return true
    } catch {
      let field = error.field.map { "\"\($0)\" " } ?? ""
      node.fail("the log would not take this event: \(field)\(error.message)")
      return false
    }
  }

  /// The declared assets and markets, with the ids that they will have.
  func declaredNames() -> Names {
    var names = Names()
    scenario.declare(in: &names)
    return names
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
