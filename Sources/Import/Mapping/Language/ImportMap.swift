internal import Console
internal import Formats
internal import Ledger

/// How the files of one venue become events.
///
/// `docs/MAPS.md` describes the language.
package struct ImportMap: Sendable {
  /// Its own name.
  package let name: String
  /// What it is for, in its author's words.
  package let about: String

  let declarations: MapDeclarations
  let sources: [MapSource]
  let lookups: [MapLookup]

  /// Reads a map and checks it as a whole.
  ///
  /// - Parameters:
  ///   - json: The text of the map.
  ///   - name: The path or name of the map, for messages.
  /// - Throws: `MapError` with line and column of the first thing that is wrong.
  package init(json: [UInt8], name: String) throws(MapError) {
    do throws(InputError) {
      let document = try JSONDocument(parsing: json, source: name)
      try self.init(LocatedNode(value: document.root, source: name))
    } catch {
      throw MapError(map: name, error)
    }
  }

  private init(_ node: LocatedNode) throws(InputError) {
    let object = try node.mapObject(
      "a map",
      keys: ["name", "venue", "notes", "assets", "markets", "accounts", "lookups", "sources"])
    self.name = try object.required("name").word("\"name\"")
    about = try object["about"]?.text("\"about\"") ?? ""
    var reader = MapReader()
    let tables = try object["lookups"]?.table("\"lookups\"").filter { $0.name != "about" } ?? []
    for (number, table) in tables.enumerated() { reader.lookups[table.name] = number }
    declarations = try Self.declarations(object, reader)
    var sources: [MapSource] = []
    let list = try object.required("sources")
    for element in try list.list("\"sources\"") {
      let source = try reader.source(element)
      if sources.contains(where: { $0.name == source.name }) {
        throw element.error("two sources are named \"\(source.name)\"")
      }
      sources.append(source)
    }
    reader.allowsLookups = false
    var lookups: [MapLookup] = []
    for table in tables { lookups.append(try reader.lookup(table, &sources)) }
    if let idle = sources.indices.first(where: { place in
      sources[place].events.isEmpty && !lookups.contains { $0.source == place }
    }) {
      throw list.error(
        "the source \"\(sources[idle].name)\" has no \"events\", and no lookup uses it")
    }
    if sources.isEmpty { throw list.error("a map needs at least one source") }
    try Self.checkTextColumns(sources, list)
    try Self.checkUnit(object, declarations, sources)
    self.sources = sources
    self.lookups = lookups
  }

  /// The unit that reports are valued in is an asset, which the map or a row of it declares.
  private static func checkUnit(
    _ object: LocatedObject, _ declarations: MapDeclarations, _ sources: [MapSource]
  ) throws(InputError) {
    guard let unit = declarations.venueUnit, !declarations.declares(asset: unit),
      !sources.contains(where: { $0.events.contains { $0.kind == .asset } }),
      let venue = try object["venue"]?.mapObject("\"venue\"", keys: ["name", "unit"])
    else { return }
    let names = try object["assets"]?.table("\"assets\"").map(\.name) ?? []
    let near = NearestName.find(unit, among: names).map { "; did you mean \"\($0)\"?" }
    throw try venue.required("unit").error(
      "the unit of the venue is the asset that reports are valued in, and \"assets\" declares no "
        + "\"\(unit)\"" + (near ?? ""))
  }

  /// Text files have only the columns that their patterns name.
  private static func checkTextColumns(
    _ sources: [MapSource], _ list: LocatedNode
  ) throws(InputError) {
    for (source, node) in zip(sources, try list.list("\"sources\"")) {
      guard case .text(let layout) = source.format else { continue }
      let names = layout.line.names + (layout.repeated?.pattern.names ?? [])
      let unknown = source.scope.columns.first { !names.contains($0.name) }
      if let unknown {
        throw node.error("{\(unknown.name)} is not a name of \"line\" or \"each\"")
      }
    }
  }

  private static func declarations(
    _ object: LocatedObject, _ reader: MapReader
  ) throws(InputError) -> MapDeclarations {
    var declarations = MapDeclarations()
    if let venue = object["venue"] {
      let fields = try venue.mapObject("\"venue\"", keys: ["name", "unit"])
      declarations.venueName = try fields.required("name").word("the name of the venue")
      declarations.venueUnit = try fields["unit"]?.word("the unit of the venue")
    }
    declarations.notes = try object["notes"]?.words("\"notes\"") ?? []
    if let notes = object["notes"], declarations.venueName == nil {
      throw notes.error("notes stand beside the venue: \"venue\" is missing")
    }
    declarations.assets = try reader.rules(object["assets"], "assets", required: ["decimals"])
    declarations.markets = try reader.rules(
      object["markets"], "markets", required: ["base", "quote"], optional: ["type"])
    declarations.accounts = try reader.rules(
      object["accounts"], "accounts", required: [], optional: ["owner", "class", "pool"])
    return declarations
  }
}
