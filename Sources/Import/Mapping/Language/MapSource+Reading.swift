internal import Console
internal import Formats
internal import Ledger

extension MapReader {
  private static let sourceKeys = [
    "name", "files", "columns", "format", "separator", "rows", "line", "each", "order", "time",
    "block", "index", "ref", "let", "unmatched", "events",
  ]

  /// One entry of `sources`.
  func source(_ node: LocatedNode) throws(InputError) -> MapSource {
    let object = try node.mapObject("a source", keys: Self.sourceKeys)
    let name = try object.required("name").word("the name of a source")
    let files = try object["files"]?.words("\"files\"") ?? []
    let marks = try object["columns"]?.words("\"columns\"") ?? []
    let format = try self.format(object)
    var scope = MapScope()
    let clock = try object["time"].map { node throws(InputError) in try self.clock(node, &scope) }
    let block = try object["block"].map { node throws(InputError) in try self.block(node, &scope) }
    let index = try object["index"].map { node throws(InputError) in
      try number(node, "\"index\"", &scope)
    }
    var deltaCount = 0
    let lets = try self.lets(object["let"], &scope, &deltaCount)
    var events: [MapEvent] = []
    if let list = object["events"] {
      for element in try list.list("\"events\"") {
        events.append(try event(element, ref: object["ref"], &scope))
      }
    }
    try check(clock, block, object, hasEvents: !events.isEmpty, scope)
    return MapSource(
      name: name, files: files, marks: marks, format: format,
      isDescending: try object["order"]?.choice(
        "\"order\"", [("ascending", false), ("descending", true)]) ?? false,
      clock: clock, block: block, index: index, lets: lets, deltaCount: deltaCount,
      skipsUnmatched: try object["unmatched"]?.choice(
        "\"unmatched\"", [("reject", false), ("skip", true)]) ?? false,
      events: events, scope: scope)
  }

  private func check(
    _ clock: MapSource.Clock?, _ block: MapSource.BlockRule?, _ object: LocatedObject,
    hasEvents: Bool,
    _ scope: MapScope
  ) throws(InputError) {
    let needsTime = hasEvents || scope.used[MapScope.time] != nil
    let needsBlock = hasEvents || scope.used[MapScope.block] != nil
    if needsTime, clock == nil { _ = try object.required("time") }
    if needsBlock, block == nil { _ = try object.required("block") }
    guard case .fromBlock = clock else { return }
    switch block {
    case .value: return
    default:
      throw (object["block"] ?? object.node).error(
        "the time comes from the block here: \"block\" must be a column")
    }
  }

  // MARK: - Format

  private func format(_ object: LocatedObject) throws(InputError) -> MapSource.Format {
    let word = try object.required("format").choice(
      "the format", ["csv", "json", "ndjson", "text"].map { ($0, $0) })
    let allowed = [
      "rows": ["json"], "line": ["text"], "each": ["text"], "separator": ["csv", "text"],
      "columns": ["csv", "ndjson"],
    ]
    for member in object.members {
      guard let formats = allowed[member.name], !formats.contains(word) else { continue }
      throw member.key.error(
        "\"\(member.name)\" is for the format \(formats.joined(separator: " or ")), not \(word)")
    }
    switch word {
    case "csv":
      let node = object["separator"]
      let text = try node?.word("\"separator\"") ?? ","
      guard let separator = text.utf8.first, text.utf8.count == 1, !"\"\n\r".contains(text) else {
        throw (node ?? object.node).error(
          "\"separator\" must be one character such as \";\", or \"\\t\" for a tab")
      }
      return .csv(separator: separator)
    case "json":
      let node = object["rows"]
      let text = try node?.text("\"rows\"") ?? "[]"
      guard let rows = MapRows(text) else {
        throw (node ?? object.node).error(
          "\"\(text)\" is not a path to rows: write it like \"markets[]\", "
            + "\"vaults.{vault}[]\" or \"{owner}.positions[]\"")
      }
      return .json(rows)
    case "ndjson": return .ndjson
    default: return .text(try textLayout(object))
    }
  }

  private func textLayout(_ object: LocatedObject) throws(InputError) -> MapTextLayout {
    let lineNode = try object.required("line")
    let line = try pattern(lineNode, try lineNode.word("\"line\""))
    let separator = Array(try object["separator"]?.word("\"separator\"").utf8 ?? ", ".utf8)
    guard let each = object["each"] else {
      return MapTextLayout(line: line, repeated: nil, separator: separator)
    }
    let members = try each.table("\"each\"").filter { $0.name != "about" }
    guard members.count == 1, let member = members.first, line.names.contains(member.name) else {
      throw each.error(
        "\"each\" must have one key: a name of \"line\" whose text holds several rows")
    }
    let text = try member.node.word("\"each\"")
    let repeated = try pattern(member.node, text, isRepeated: true)
    if let twice = repeated.names.first(where: line.names.contains) {
      throw member.node.error("{\(twice)} stands in \"line\" too: choose another name")
    }
    return MapTextLayout(
      line: line, repeated: (member.name, repeated), separator: separator)
  }

  private func pattern(
    _ node: LocatedNode, _ text: String, isRepeated: Bool = false
  ) throws(InputError) -> TextPattern {
    do throws(TextPattern.Problem) {
      let pattern = try TextPattern(text)
      try pattern.checkMatchable(isRepeated: isRepeated)
      return pattern
    } catch {
      throw node.error(error.message)
    }
  }

  // MARK: - Place

  private func clock(
    _ node: LocatedNode, _ scope: inout MapScope
  ) throws(InputError) -> MapSource.Clock {
    let keys = ["iso", "seconds", "milliseconds", "from_block"]
    let object = try node.mapObject("\"time\"", keys: keys)
    let given = object.members.filter { $0.name != "about" }
    guard given.count == 1, let member = given.first else {
      throw node.error("\"time\" needs one of the keys \(keys.joined(separator: ", "))")
    }
    switch member.name {
    case "iso": return .iso(try isoTime(member.node, &scope))
    case "seconds": return .seconds(try number(member.node, "\"seconds\"", &scope))
    case "milliseconds":
      return .milliseconds(try number(member.node, "\"milliseconds\"", &scope))
    default: return try anchor(member.node)
    }
  }

  private func isoTime(_ node: LocatedNode, _ scope: inout MapScope) throws(InputError) -> MapValue
  {
    let value = try self.value(node, &scope)
    guard case .constant(let bytes) = value else { return value }
    do throws(ISOTimeError) {
      _ = try ISOTime.parse(String(decoding: bytes, as: UTF8.self))
      return value
    } catch {
      throw node.error(error.message)
    }
  }

  private func anchor(_ node: LocatedNode) throws(InputError) -> MapSource.Clock {
    let object = try node.mapObject("\"from_block\"", keys: ["block", "time", "milliseconds"])
    let block = try object.required("block").integer("the block", in: 0...Int(Limits.integer))
    let timeNode = try object.required("time")
    let interval = try object.required("milliseconds").integer(
      "the milliseconds of a block", in: 1...86_400_000)
    let time = try timeNode.word("\"time\"")
    do throws(ISOTimeError) {
      return .fromBlock(
        anchor: Int64(block), time: try ISOTime.parse(time), millisecondsPerBlock: Int64(interval))
    } catch {
      throw timeNode.error(error.message)
    }
  }

  private func block(
    _ node: LocatedNode, _ scope: inout MapScope
  ) throws(InputError) -> MapSource.BlockRule {
    if node.value.isString("seconds") { return .seconds }
    if node.value.isString("milliseconds") { return .milliseconds }
    let value = try value(node, &scope)
    for text in value.constants ?? [] where Int(text) == nil {
      let near = NearestName.find(text, among: ["seconds", "milliseconds"])
      throw node.error(
        "\"block\" must be \"seconds\", \"milliseconds\" or a column such as "
          + "\"{block_number}\", not \"\(text)\""
          + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
    }
    return .value(value)
  }

  // MARK: - Computed values

  private func lets(
    _ node: LocatedNode?, _ scope: inout MapScope, _ deltaCount: inout Int
  ) throws(InputError) -> [MapLet] {
    guard let node else { return [] }
    var lets: [MapLet] = []
    for member in try node.table("\"let\"") where member.name != "about" {
      let source: MapLet.Origin
      if member.node.value["delta"] != nil {
        let object = try member.node.mapObject("\"delta\"", keys: ["delta", "by"])
        source = .delta(
          of: try value(try object.required("delta"), &scope),
          by: try object["by"].map { node throws(InputError) in try value(node, &scope) }
            ?? .constant([]),
          table: deltaCount)
        deltaCount += 1
      } else {
        source = .value(try value(member.node, &scope))
      }
      guard let slot = scope.define(member.name) else {
        throw member.key.error(
          "{\(member.name)} is a column, or is defined already: choose another name")
      }
      lets.append(MapLet(slot: slot, source: source))
    }
    return lets
  }
}
