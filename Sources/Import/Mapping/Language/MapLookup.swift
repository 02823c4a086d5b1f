internal import Formats
/// A table that is read from one source and used by values of others.
struct MapLookup: Sendable {
  enum Duplicates: Sendable {
    /// Rows with the same key must have the same value.
    case equal
    case first
    case last
  }

  let name: String
  let source: Int
  let condition: MapCondition?
  let key: MapValue
  let value: MapValue
  let duplicates: Duplicates
  /// Whether an import without its source is possible; the table is empty then.
  let isOptional: Bool
}

extension MapReader {
  /// One entry of `lookups`, whose templates use the columns of its source.
  func lookup(
    _ member: LocatedMember, _ sources: inout [MapSource]
  ) throws(InputError) -> MapLookup {
    let keys = ["source", "when", "key", "value", "duplicates", "optional"]
    let object = try member.node.mapObject("a lookup", keys: keys)
    let sourceNode = try object.required("source")
    let source = try sourceNode.choice(
      "the source", sources.enumerated().map { ($1.name, $0) })
    var scope = sources[source].scope
    scope.hidesComputed = true
    var condition: MapCondition?
    if let when = object["when"] { condition = try self.condition(when, &scope) }
    let lookup = MapLookup(
      name: member.name, source: source, condition: condition,
      key: try value(try object.required("key"), &scope),
      value: try value(try object.required("value"), &scope),
      duplicates: try object["duplicates"]?.choice(
        "\"duplicates\"", [("equal", .equal), ("first", .first), ("last", .last)]) ?? .equal,
      isOptional: try object["optional"]?.flag("\"optional\"") ?? false)
    if scope.used[MapScope.time] != nil, sources[source].clock == nil {
      throw sourceNode.error("{@time} is used, but the source has no \"time\"")
    }
    if scope.used[MapScope.block] != nil, sources[source].block == nil {
      throw sourceNode.error("{@block} is used, but the source has no \"block\"")
    }
    scope.hidesComputed = false
    sources[source].scope = scope
    return lookup
  }
}
