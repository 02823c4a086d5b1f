internal import Formats
internal import Console
internal import FixedPoint
internal import Ledger

/// One event that a source gives for a row.
struct MapEvent: Sendable {
  /// One field of the event.
  struct FieldValue: Sendable {
    let field: Field
    let type: FieldType
    let isRequired: Bool
    /// What a decimal is an amount of, where that depends on the fields beside it.
    let unit: AmountUnit?
    /// The bytes that stand before the value in a line.
    let key: [UInt8]
    let value: MapValue
    /// The words of a closed list.
    let words: [[UInt8]]

    init(_ spec: FieldSpec, _ value: MapValue) {
      field = spec.field
      type = spec.type
      isRequired = spec.isRequired
      unit = spec.unit
      key = Array(",\"\(spec.field.rawValue)\":".utf8)
      self.value = value
      if case .choice(let list) = spec.type {
        words = list.map { Array($0.utf8) }
      } else {
        words = []
      }
    }
  }

  let condition: MapCondition?
  let kind: Kind
  /// The bytes from behind the time to the first field.
  let opening: [UInt8]
  /// In the order of the kind.
  let fields: [FieldValue]

  init(kind: Kind, condition: MapCondition?, fields: [FieldValue]) {
    self.kind = kind
    self.condition = condition
    self.fields = fields
    opening = Array(",\"kind\":\"\(kind.name)\"".utf8)
  }
}

extension MapReader {
  /// An event of a source: its condition, kind and fields, checked against what the kind declares.
  func event(
    _ node: LocatedNode, ref: LocatedNode?, _ scope: inout MapScope
  ) throws(InputError) -> MapEvent {
    guard let kindNode = try node.table("an event").first(where: { $0.name == "kind" })?.node
    else {
      // A misspelled "kind" is the likeliest cause; other keys can only be judged by their kind.
      for member in try node.table("an event")
      where NearestName.find(member.name, among: ["kind"]) != nil || member.name == "type" {
        throw member.key.error("an event has no key \"\(member.name)\"; did you mean \"kind\"?")
      }
      throw node.error("an event needs the key \"kind\"")
    }
    let kind = try kindNode.choice("the kind", Kind.allCases.map { ($0.name, $0) })
    let specs = kind.spec.fields
    let names = specs.map(\.field.rawValue)
    let object = try node.mapObject(
      "an event of kind \"\(kind.name)\"", keys: ["when", "kind"] + names)
    var condition: MapCondition?
    if let when = object["when"] { condition = try self.condition(when, &scope) }
    var fields: [MapEvent.FieldValue] = []
    for spec in specs {
      let given = object[spec.field.rawValue] ?? (spec.field == .ref ? ref : nil)
      guard let given else {
        guard spec.isRequired else { continue }
        throw node.error("kind \"\(kind.name)\" needs the field \"\(spec.field.rawValue)\"")
      }
      let value = try self.value(given, &scope)
      try check(value, spec, given)
      fields.append(MapEvent.FieldValue(spec, value))
    }
    try checkRules(of: kind, fields.map(\.field), node)
    return MapEvent(kind: kind, condition: condition, fields: fields)
  }

  /// Checks what can be known of a field's value without a row.
  private func check(_ value: MapValue, _ spec: FieldSpec, _ node: LocatedNode) throws(InputError) {
    let name = "the field \"\(spec.field.rawValue)\""
    switch spec.type {
    case .choice(let words):
      if value.isArithmetic {
        throw node.error("\(name) is one of \(words.joined(separator: ", ")), not a number")
      }
      for text in value.constants ?? [] where !words.contains(text) && !text.isEmpty {
        throw node.error("\(name) must be one of \(words.joined(separator: ", ")), not \"\(text)\"")
      }
    case .amount, .size, .quote, .decimal, .ratio, .integer, .time:
      for text in value.constants ?? [] where !text.isEmpty {
        let bytes = text.utf8.span
        let scale = spec.type == .ratio ? Ratio27.scale : Decimal18.scale
        do throws(DecimalParseError) {
          _ = try DecimalText.parseLenient(bytes, from: 0, to: bytes.count, scale: scale)
        } catch {
          throw node.error("\(name) is a number: \(error)")
        }
      }
    case .account, .asset, .market, .newAsset, .newMarket, .text:
      if spec.isRequired, let texts = value.constants, texts.contains("") {
        throw node.error("\(name) must not be empty")
      }
    }
  }

  private func checkRules(
    of kind: Kind, _ fields: [Field], _ node: LocatedNode
  ) throws(InputError) {
    for rule in kind.spec.rules {
      switch rule {
      case .exactlyOne(let choice):
        if !choice.contains(where: fields.contains) {
          let names = choice.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
          throw node.error("kind \"\(kind.name)\" needs the field \(names)")
        }
      case .together(let first, let second):
        if fields.contains(first) != fields.contains(second) {
          throw node.error(
            "the fields \"\(first.rawValue)\" and \"\(second.rawValue)\" must stand together")
        }
      case .requires(let field, let others):
        if fields.contains(field), !others.contains(where: fields.contains) {
          let names = others.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
          throw node.error("the field \"\(field.rawValue)\" needs \(names) beside it")
        }
      case .atMost, .product:
        // These are about the values of a row.
        break
      }
    }
  }
}
