internal import Console
internal import FixedPoint
internal import Formats
internal import Ledger
internal import Margin

/// Reads the text of a scenario.
struct ScenarioReader {
  let notes = ScenarioNotes()
  /// Opens the files that the scenario names.
  let files: (String) throws(InputError) -> ByteSource
  var scenario = Scenario()
  /// The rules that the scenario changes, and where it says so.
  var overrides: [RuleOverride] = []

  static let keys = [
    "scenario", "about", "seed", "venue", "assets", "markets", "rulebook", "set", "start",
    "first_block", "block_seconds", "blocks", "prices", "gas", "depth", "liquidity", "population",
    "insurance", "stability_pool", "events", "behaviour", "trading", "indices", "faults",
  ]

  init(files: @escaping (String) throws(InputError) -> ByteSource) {
    self.files = files
  }

  mutating func read(_ root: LocatedNode) {
    let object = ScenarioNode(node: root, notes: notes).object("a scenario", keys: Self.keys)
    guard object.node.value.kind == .object else { return }
    scenario.name = object.required("scenario")?.text("\"scenario\"") ?? ""
    scenario.about = object["about"]?.value.string ?? ""
    readNames(object)
    readTime(object)
    readRules(object)
    readPrices(object)
    readMarkets(object)
    readPopulation(object)
    readFaults(object)
    readScript(object)
    checkOverrides()
  }

  // MARK: - Names and time

  private mutating func readNames(_ object: ScenarioObject) {
    if let node = object["seed"] {
      scenario.seed = UInt64(node.integer("\"seed\"", in: 0...Self.large) ?? 0)
    }
    for member in object.required("assets")?.table("\"assets\"") ?? [] {
      let decimals = member.node.integer("the decimals of an asset", in: 0...18) ?? 18
      if member.name.isEmpty { member.key.fail("an asset needs a name") }
      scenario.assets.append(.init(name: member.name, decimals: Int(decimals)))
    }
    if let venue = object.required("venue")?.object("\"venue\"", keys: ["name", "unit"]) {
      scenario.venue = venue.required("name")?.text("\"name\"") ?? ""
      if let node = venue.required("unit"), let asset = asset(node, "\"unit\"") {
        scenario.unit = scenario.assets[asset].name
      }
    }
    for member in object["markets"]?.table("\"markets\"") ?? [] {
      let terms = member.node.object("a market", keys: ["base", "quote", "type"])
      guard let base = terms.required("base"), let quote = terms.required("quote"),
        let first = asset(base, "\"base\""), let second = asset(quote, "\"quote\"")
      else { continue }
      let isSpot = terms["type"]?.choice("\"type\"", [("perpetual", false), ("spot", true)])
      scenario.markets.append(
        .init(name: member.name, base: first, quote: second, isSpot: isSpot ?? false))
    }
  }

  private mutating func readTime(_ object: ScenarioObject) {
    if let node = object["start"], let text = node.text("\"start\"") {
      scenario.start = absolute(text, node) ?? 0
    }
    scenario.firstBlock = object.integer("first_block", 1, in: 0...Self.large)
    if let node = object["block_seconds"],
      let seconds = node.decimal("\"block_seconds\"", .positive)
    {
      let milliseconds = seconds.mantissa / 1_000_000_000_000_000
      if seconds.mantissa % 1_000_000_000_000_000 != 0 || milliseconds > 10_000_000_000 {
        node.fail("\"block_seconds\" must be whole milliseconds, and 10,000,000 seconds at most")
      }
      scenario.blockMilliseconds = Int64(max(1, min(milliseconds, 10_000_000_000)))
    }
    let blocks = object.required("blocks")?.integer("\"blocks\"", in: 1...10_000_000)
    // Where their number is wrong, nothing is said of places that are compared with it.
    scenario.blocks = Int(blocks ?? 10_000_000)
    if blocks != nil, scenario.time(of: scenario.blocks) > Limits.integer {
      object.node.fail("the last block is too far away: a ledger ends in the year 287396")
    }
  }

  /// Bounds numbers that are multiplied with others of their sort.
  static let large: Int64 = 4_000_000_000_000

  private func absolute(_ text: String, _ node: ScenarioNode) -> Int64? {
    do throws(ISOTimeError) {
      let time = try ISOTime.parse(text)
      if time >= 0, time <= Limits.integer { return time }
      node.fail("the time \"\(text)\" is before 1970, or too far away")
    } catch {
      node.fail("\(error)")
    }
    return nil
  }

  /// The place of the first block at or after a moment: its place, `+seconds` after the start, or a
  /// time.
  func place(_ node: ScenarioNode, _ what: String) -> Int? {
    if node.value.kind == .number {
      return node.integer("\(what), a place of a block,", in: 0...10_000_000).map { Int($0) }
    }
    guard let text = node.text(what), let time = time(text, node) else { return nil }
    let length = scenario.blockMilliseconds
    let places = (time - scenario.start + length - 1) / length
    return Int(min(max(0, places), 10_000_000))
  }

  /// A time in Unix milliseconds, written as such or as `+seconds` after the start.
  func time(_ text: String, _ node: ScenarioNode) -> Int64? {
    guard text.hasPrefix("+") else { return absolute(text, node) }
    let digits = text.dropFirst()
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let seconds = Int64(digits), seconds <= Self.large
    else {
      node.fail("\"\(text)\" is no time: after + stand whole seconds")
      return nil
    }
    return scenario.start + seconds * 1000
  }

  /// The blocks from `from` to before `to`; all where they are missing.
  func window(_ object: ScenarioObject, isRequired: Bool = false) -> Scenario.Window {
    let end = max(scenario.blocks, 1)
    let from = isRequired ? object.required("from") : object["from"]
    let to = isRequired ? object.required("to") : object["to"]
    let start = from.flatMap { place($0, "\"from\"") } ?? 0
    let stop = to.flatMap { place($0, "\"to\"") } ?? end
    if start > stop { object.node.fail("\(object.what) ends before it begins") }
    if start >= end { from?.fail("there are only \(scenario.blocks) blocks, from 0") }
    return start..<max(start, stop)
  }

  // MARK: - Names

  /// The asset that a text names.
  func asset(_ node: ScenarioNode, _ what: String) -> Int? {
    let names = scenario.assets.map(\.name)
    return node.choice(what, names.enumerated().map { ($0.element, $0.offset) })
  }

  /// The asset that a key names.
  func asset(_ member: ScenarioMember) -> Int? {
    let names = scenario.assets.map(\.name)
    if let place = names.firstIndex(of: member.name) { return place }
    member.key.fail(
      "the asset \"\(member.name)\" is unknown" + LocatedNode.hint(member.name, names))
    return nil
  }

  /// The market that a key names.
  func market(_ member: ScenarioMember) -> Int? {
    let names = scenario.markets.map(\.name)
    if let place = names.firstIndex(of: member.name) { return place }
    member.key.fail(
      "the market \"\(member.name)\" is unknown" + LocatedNode.hint(member.name, names))
    return nil
  }

  /// The market, or else the asset, that a key names.
  func feed(_ member: ScenarioMember) -> Feed? {
    let markets = scenario.markets.map(\.name)
    let assets = scenario.assets.map(\.name)
    if let place = markets.firstIndex(of: member.name) { return .market(place) }
    if let place = assets.firstIndex(of: member.name) { return .asset(place) }
    member.key.fail(
      "no asset or market is called \"\(member.name)\""
        + LocatedNode.hint(member.name, markets + assets))
    return nil
  }

  /// How numbers are drawn: a number, or the bounds of them.
  func distribution(
    _ node: ScenarioNode, _ what: String, _ sign: ScenarioNode.Sign = .positive
  ) -> Distribution? {
    guard node.value.kind == .object else {
      return node.decimal(what, sign).map { .constant($0) }
    }
    let object = node.object(what, keys: ["uniform", "log_uniform"])
    guard let (name, range) = object.members.first.map({ ($0.name, $0.node) }),
      object.members.count == 1
    else {
      node.fail("\(what) needs one of the keys uniform, log_uniform")
      return nil
    }
    let bounds = range.list("\"\(name)\"").compactMap { $0.decimal("a bound of \(what)", sign) }
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      range.fail("\"\(name)\" must be a list of two numbers, the smaller first")
      return nil
    }
    if name == "uniform" { return .uniform(bounds[0], bounds[1]) }
    do throws(ArithmeticError) {
      return .logUniform(try LogUniform(bounds[0], bounds[1]))
    } catch {
      range.fail("\"\(name)\" needs bounds above zero")
      return nil
    }
  }
}
