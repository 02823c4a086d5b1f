internal import FixedPoint
internal import Formats
internal import Ledger
internal import Margin

extension ScenarioReader {
  /// The kinds of facts that a scenario may state; all others are for the rules to decide.
  static let facts: [Kind] = [
    .account, .parameter, .deposit, .withdrawal, .transfer, .borrow, .repay, .interest, .fee,
    .openingBalance, .openingPosition, .fill, .fundingPayment, .fundingIndex, .interestIndex,
    .priceUpdate, .depth, .liquidity, .insurance, .recovery, .halt, .resume, .settlementOverride,
    .dispute, .balanceAssertion, .positionAssertion, .note, .unclassified,
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
    var isSound = true
    for spec in specs {
      guard let value = object[spec.field.rawValue] else { continue }
      line += Array(",\"\(spec.field.rawValue)\":".utf8)
      if kind == .parameter, spec.field == .value, let text = Self.setting(object) {
        line += Self.quoted(text)
      } else if let text = canonical(value, spec) {
        line += text
      } else {
        isSound = false
      }
    }
    line.append(UInt8(ascii: "}"))
    guard isSound, let event = event(line, names, object), isFact(event, object) else { return nil }
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
    case .asset: return name(node, what, "asset", scenario.assets.map(\.name))
    case .market: return name(node, what, "market", scenario.markets.map(\.name))
    case .choice(let words):
      return node.choice(what, words.map { ($0, $0) }).map { Self.quoted($0) }
    case .account, .newAsset, .newMarket, .text: return node.text(what).map { Self.quoted($0) }
    }
  }

  /// The name of an asset or market that was declared.
  private func name(
    _ node: ScenarioNode, _ what: String, _ sort: String, _ names: [String]
  ) -> [UInt8]? {
    guard let text = node.text(what) else { return nil }
    if names.contains(text) { return Self.quoted(text) }
    node.fail("\(what): the \(sort) \"\(text)\" is unknown" + LocatedNode.hint(text, names))
    return nil
  }

  private static func quoted(_ text: String) -> [UInt8] {
    var bytes = [UInt8(ascii: "\"")]
    LineEncoder.appendEscaped(Array(text.utf8)[...], to: &bytes)
    bytes.append(UInt8(ascii: "\""))
    return bytes
  }

  /// The value of a rule in the form that the log has it in; nil when it is no value of one.
  private static func setting(_ object: ScenarioObject) -> String? {
    guard let scope = object["scope"]?.value.string, let name = object["name"]?.value.string,
      let text = object["value"]?.value.string
    else { return nil }
    return RuleSchema.rule(scope: scope, name: name)?.type.canonical(of: text)
  }

  /// The event of a line; what the log would not take is noted at the field.
  private func event(_ line: [UInt8], _ names: Names, _ object: ScenarioObject) -> Event? {
    let whole = ScenarioLine.whole(line, Position(block: 1, index: 0), time: 1)
    var decoder = LineDecoder(names: names)
    var event = Event(.note)
    do throws(LineError) {
      try decoder.decode(whole.span, 0..<whole.count, into: &event)
      return event
    } catch {
      let field = error.field.map { "\"\($0)\" " } ?? ""
      (error.field.flatMap { object[$0] } ?? object.node).fail(
        "the log would not take this event: \(field)\(error.message)")
      return nil
    }
  }

  /// Whether the world may say so, and not the rules alone; what is wrong is noted.
  private func isFact(_ event: Event, _ object: ScenarioObject) -> Bool {
    switch event.kind {
    case .halt, .resume:
      guard let node = object["scope"], isScope(event.string(.scope) ?? "", node) else {
        return false
      }
      guard event.isJudgement else { return true }
      object.node.fail(
        "a \(event.kind.name) without \"authority\" is for the rules to decide; say who decides it")
    case .parameter where event.isJudgement:
      (object["authority"] ?? object.node).fail(
        "\"\(event.string(.name) ?? "")\" by the authority \"\(event.string(.authority) ?? "")\" is for "
          + "the rules to decide")
    case .insurance where event.isJudgement, .fee where event.isJudgement:
      object["cause"]?.fail(
        "\(event.kind.name) with the cause \"\(cause(event))\" is for the rules to decide")
    default: return true
    }
    return false
  }

  private func cause(_ event: Event) -> String {
    event.kind == .insurance ? event.choice(.cause) ?? "" : event.string(.cause) ?? ""
  }

  /// The declared assets and markets, with the ids that they will have.
  func declaredNames() -> Names {
    var names = Names()
    scenario.declare(in: &names)
    return names
  }
}
