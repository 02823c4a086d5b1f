internal import FixedPoint
internal import Formats
internal import Margin

extension ScenarioReader {
  private static let pathKeys = ["csv", "inline", "steps", "walk"]
  private static let feedKeys = pathKeys + ["scale", "in", "decimals", "sources"]

  /// Prices, and that of gas.
  mutating func readPrices(_ object: ScenarioObject) {
    for member in object["prices"]?.table("\"prices\"") ?? [] where member.name != "about" {
      guard let feed = feed(member) else { continue }
      read(member.node, feed, standard: "oracle", isGas: false)
    }
    guard let gas = object["gas"] else { return }
    let terms = gas.object("\"gas\"", keys: ["asset"] + Self.feedKeys)
    guard let node = terms.required("asset"), let asset = asset(node, "\"asset\"") else { return }
    read(gas, .asset(asset), standard: "gas", isGas: true)
  }

  private mutating func read(
    _ node: ScenarioNode, _ feed: Feed, standard: String, isGas: Bool
  ) {
    let object = node.object("a price", keys: (isGas ? ["asset"] : []) + Self.feedKeys)
    if Self.paths(of: object).isEmpty, object.node.value.kind == .object {
      node.fail("a price needs one of the keys \(Self.pathKeys.joined(separator: ", "))")
    }
    guard let path = path(object, decimals: isGas ? 18 : 8) else { return }
    var sources: [Scenario.SourcePlan] = []
    if let list = object["sources"] {
      for node in list.list("\"sources\"") {
        sources.append(source(node, decimals: path.decimals))
      }
    } else {
      sources.append(.init(name: standard))
    }
    if scenario.feeds.contains(where: { $0.feed == feed }) {
      node.fail("there is a price of it already")
    }
    scenario.feeds.append(.init(feed: feed, path: path, sources: sources, isGas: isGas))
  }

  // MARK: - Paths

  private static func paths(of object: ScenarioObject) -> [ScenarioMember] {
    object.members.filter { pathKeys.contains($0.name) }
  }

  /// The path that an object has; nil when it has none.
  private func path(_ object: ScenarioObject, decimals: Int) -> PricePath? {
    let given = Self.paths(of: object)
    if given.count > 1 { object.node.fail("\(object.what) may have one path of prices only") }
    guard let member = given.first, var path = path(member) else { return nil }
    path.scale = object.decimal("scale", .one, .positive)
    path.decimals = Int(object.integer("decimals", Int64(decimals), in: 0...18))
    if let node = object["in"] { path.factor = asset(node, "\"in\"") }
    return path
  }

  private func path(_ member: ScenarioMember) -> PricePath? {
    let points: [PricePath.Point]
    switch member.name {
    case "walk": return walk(member.node)
    case "csv": points = csv(member.node)
    default: points = self.points(member.node, isSteps: member.name == "steps")
    }
    guard !points.isEmpty else {
      if notes.problems.isEmpty { member.node.fail("there are no prices") }
      return nil
    }
    return PricePath(shape: .points(points))
  }

  /// A list of moments and prices.
  private func points(_ node: ScenarioNode, isSteps: Bool) -> [PricePath.Point] {
    var points: [PricePath.Point] = []
    for element in node.list("a list of prices") {
      let pair = element.list("a moment and a price")
      guard pair.count == 2 else {
        element.fail("a moment and a price must be a list of two")
        continue
      }
      guard let time = moment(pair[0], isSteps: isSteps), let price = pair[1].decimal("a price")
      else { continue }
      if let last = points.last, time <= last.time {
        pair[0].fail("the moments must follow each other")
      }
      points.append(.init(time: time, price: price))
    }
    return points
  }

  private func moment(_ node: ScenarioNode, isSteps: Bool) -> Int64? {
    if isSteps || node.value.kind == .number {
      return place(node, "a block").map { scenario.time(of: $0) }
    }
    return node.text("a time").flatMap { time($0, node) }
  }

  private func walk(_ node: ScenarioNode) -> PricePath? {
    let object = node.object("\"walk\"", keys: ["start", "step", "drift", "jumps", "floor"])
    guard let start = object.required("start")?.decimal("\"start\"", .positive) else { return nil }
    var walk = PricePath.Walk(start: start)
    walk.step = object.decimal("step", .zero)
    walk.drift = object.decimal("drift", .zero, .any)
    walk.floor = object.decimal("floor", .ulp, .positive)
    if let jumps = object["jumps"]?.object("\"jumps\"", keys: ["every", "size"]) {
      walk.jumpEvery = jumps.integer("every", 0, in: 0...1_000_000)
      walk.jumpSize = jumps.decimal("size", .zero)
    }
    if walk.step >= .one || walk.jumpSize >= .one {
      node.fail("a step or a jump must be below 1, a share of the price")
    }
    return PricePath(shape: .walk(walk))
  }

  // MARK: - Files

  private func csv(_ node: ScenarioNode) -> [PricePath.Point] {
    let object = node.object("\"csv\"", keys: ["file", "time", "price", "format"])
    guard let file = object.required("file")?.text("\"file\"") else { return [] }
    let columns = (
      object["time"]?.text("\"time\"") ?? "time", object["price"]?.text("\"price\"") ?? "price"
    )
    let format = object["format"]?.choice(
      "\"format\"", [("iso", 0), ("seconds", 1_000), ("milliseconds", 1)])
    do throws(InputError) {
      let reader = try CSVReader(try files(file))
      guard let time = reader.column(columns.0), let price = reader.column(columns.1) else {
        object.node.fail(
          "\(file) has no columns \"\(columns.0)\" and \"\(columns.1)\"; it has "
            + reader.header.joined(separator: ", "))
        return []
      }
      return try points(reader, time, price, Int64(format ?? 0), file, node)
    } catch {
      object.node.fail("\(error)")
      return []
    }
  }

  private func points(
    _ reader: CSVReader, _ time: Int, _ price: Int, _ unit: Int64, _ file: String,
    _ node: ScenarioNode
  ) throws(InputError) -> [PricePath.Point] {
    var points: [PricePath.Point] = []
    while let block = try reader.nextBlock() {
      for row in block.rows {
        let text = row.string(time)
        let moment = unit > 0 ? Self.time(text, unit) : self.time(text, node)
        let bytes = row.string(price).utf8.span
        guard let moment, let last = try? Decimal18.parseLenient(bytes, from: 0, to: bytes.count)
        else {
          node.fail("\(file):\(row.line) has no time and price that can be read")
          return []
        }
        if let before = points.last, moment <= before.time {
          node.fail("\(file):\(row.line) is not later than the row before it")
          return []
        }
        points.append(.init(time: moment, price: last))
      }
    }
    return points
  }

  /// A count of seconds or milliseconds in Unix milliseconds; nil when it is none, or too far away.
  private static func time(_ text: String, _ unit: Int64) -> Int64? {
    guard let count = Int64(text), count >= 0 else { return nil }
    let (time, isOver) = count.multipliedReportingOverflow(by: unit)
    return isOver || time > large * 1000 ? nil : time
  }

  // MARK: - Sources

  private func source(_ node: ScenarioNode, decimals: Int) -> Scenario.SourcePlan {
    let object = node.object(
      "a source",
      keys: Self.pathKeys + [
        "scale", "in", "decimals", "source", "every_seconds", "deviation", "delay_seconds",
        "confidence", "offset", "windows",
      ])
    var plan = Scenario.SourcePlan()
    plan.name = object.required("source")?.text("\"source\"") ?? ""
    if plan.name == OracleBoard.market {
      node.fail("the source \"market\" is what the world pays: it tells every change by itself")
    }
    plan.path = path(object, decimals: decimals)
    plan.every = object.integer("every_seconds", 0, in: 0...Self.large / 1000) * 1000
    plan.deviation = object.decimal("deviation", .zero)
    plan.delay = object.integer("delay_seconds", 0, in: 0...Self.large / 1000) * 1000
    plan.confidence = object.decimal("confidence", .zero)
    plan.offset = object.decimal("offset", .zero, .any)
    for node in object["windows"]?.list("\"windows\"") ?? [] {
      let terms = node.object(
        "a window", keys: ["from", "to", "status", "confidence", "offset", "silent"])
      let words = ["live", "floor", "cap", "paused", "stale"]
      plan.windows.append(
        .init(
          blocks: window(terms, isRequired: true),
          status: terms["status"]?.choice("\"status\"", words.map { ($0, $0) }),
          confidence: terms["confidence"]?.decimal("\"confidence\""),
          offset: terms["offset"]?.decimal("\"offset\"", .any),
          isSilent: terms["silent"]?.flag("\"silent\"") ?? false))
    }
    return plan
  }
}
