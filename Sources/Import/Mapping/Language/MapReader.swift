internal import FixedPoint
internal import Formats

/// Reads values and conditions of a map, and checks them.
struct MapReader {
  /// The numbers of the lookup tables by their names.
  var lookups: [String: Int] = [:]
  /// Whether a value may use a lookup table: a table itself may not.
  var allowsLookups = true

  static let operators = [
    "raw", "round", "negate", "absolute", "add", "subtract", "multiply", "divide", "cases", "lower",
    "upper", "trim", "first", "lookup", "delta",
  ]

  /// A value: a template, a number, or an object with one operator.
  func value(_ node: LocatedNode, _ scope: inout MapScope) throws(InputError) -> MapValue {
    switch node.value.kind {
    case .string: return try template(node, try node.text("a value"), &scope)
    case .number: return .constant(Array(node.value.numberBytes ?? []))
    case .true, .false: return .constant(Array(node.value.source))
    case .object: return try operation(node, &scope)
    case .null, .array:
      throw node.error(
        "a value must be a text such as \"{column}\", a number, or an object with one of "
          + "\(Self.operators.joined(separator: ", ")); it is \(node.value.kindName)")
    }
  }

  /// A value that is used as a number.
  func number(
    _ node: LocatedNode, _ what: String, _ scope: inout MapScope
  ) throws(InputError) -> MapValue {
    let value = try value(node, &scope)
    for text in value.constants ?? [] where !text.isEmpty {
      let bytes = text.utf8.span
      do throws(DecimalParseError) {
        _ = try DecimalText.parseLenient(bytes, from: 0, to: bytes.count, scale: Ratio27.scale)
      } catch {
        throw node.error("\(what) needs a number or a column such as \"{amount}\": \(error)")
      }
    }
    return value
  }

  /// A template whose text stands in the map.
  func template(
    _ node: LocatedNode, _ text: String, _ scope: inout MapScope
  ) throws(InputError) -> MapValue {
    do throws(TextPattern.Problem) {
      let pattern = try TextPattern(text)
      var parts: [MapValue.Part] = []
      for part in pattern.parts {
        switch part {
        case .literal(let bytes): parts.append(.literal(bytes))
        case .name(let name): parts.append(.slot(try scope.slot(name)))
        }
      }
      switch parts.first {
      case nil: return .constant([])
      case .literal(let bytes) where parts.count == 1: return .constant(bytes)
      case .slot(let slot) where parts.count == 1: return .slot(slot)
      default: return .template(parts)
      }
    } catch {
      throw node.error(error.message)
    }
  }

  private func operation(_ node: LocatedNode, _ scope: inout MapScope) throws(InputError)
    -> MapValue
  {
    let names = try node.table("a value").map(\.name)
    guard let name = Self.operators.first(where: names.contains) else {
      // The error for the first key also offers the nearest operator.
      let object = try node.mapObject("a value", keys: Self.operators)
      throw object.node.error(
        "a value needs one of the keys \(Self.operators.joined(separator: ", "))")
    }
    switch name {
    case "raw", "round": return try decimals(node, name, &scope)
    case "add", "subtract", "multiply", "divide": return try arithmetic(node, name, &scope)
    case "cases": return try cases(node, &scope)
    case "lookup": return try lookup(node, &scope)
    case "delta":
      throw node.error(
        "\"delta\" may only be a value of \"let\": give it a name there, and use the name here")
    default: break
    }
    let object = try node.mapObject("\"\(name)\"", keys: [name])
    let operand = try object.required(name)
    switch name {
    case "negate": return .negate(try number(operand, "\"negate\"", &scope))
    case "absolute": return .absolute(try number(operand, "\"absolute\"", &scope))
    case "lower": return .lower(try value(operand, &scope))
    case "upper": return .upper(try value(operand, &scope))
    case "trim": return .trim(try value(operand, &scope))
    default: return .first(try values(operand, "\"first\"", atLeast: 1, &scope))
    }
  }

  private func decimals(
    _ node: LocatedNode, _ name: String, _ scope: inout MapScope
  ) throws(InputError) -> MapValue {
    let object = try node.mapObject("\"\(name)\"", keys: [name, "decimals", "rounding"])
    let operand = try number(try object.required(name), "\"\(name)\"", &scope)
    let decimals = try object.required("decimals")
    if decimals.value.kind == .number {
      _ = try decimals.integer("\"decimals\"", in: 0...(name == "raw" ? 77 : 18))
    }
    let count = try number(decimals, "\"decimals\"", &scope)
    if name == "round" {
      return .round(operand, decimals: count, try rounding(object, isRequired: true))
    }
    return .raw(operand, decimals: count, try rounding(object, isRequired: false))
  }

  private func arithmetic(
    _ node: LocatedNode, _ name: String, _ scope: inout MapScope
  ) throws(InputError) -> MapValue {
    let isExact = name == "add" || name == "subtract"
    let object = try node.mapObject("\"\(name)\"", keys: isExact ? [name] : [name, "rounding"])
    let list = try object.required(name)
    let operands = try values(list, "\"\(name)\"", atLeast: 2, areNumbers: true, &scope)
    if name == "add" { return .add(operands) }
    guard operands.count == 2 else { throw list.error("\"\(name)\" needs two values") }
    switch name {
    case "subtract": return .subtract(operands[0], operands[1])
    case "multiply":
      return .multiply(operands[0], operands[1], try rounding(object, isRequired: true))
    default: return .divide(operands[0], operands[1], try rounding(object, isRequired: true))
    }
  }

  private func values(
    _ node: LocatedNode, _ what: String, atLeast count: Int, areNumbers: Bool = false,
    _ scope: inout MapScope
  ) throws(InputError) -> [MapValue] {
    var values: [MapValue] = []
    for element in try node.list(what) {
      values.append(
        areNumbers ? try number(element, what, &scope) : try value(element, &scope))
    }
    if values.count < count { throw node.error("\(what) needs a list of \(count) or more values") }
    return values
  }

  private func rounding(_ object: LocatedObject, isRequired: Bool) throws(InputError) -> Rounding {
    guard let node = object["rounding"] else {
      if isRequired { _ = try object.required("rounding") }
      return .exact
    }
    return try node.choice(
      "the rounding",
      [
        ("down", .down), ("up", .up), ("toward_zero", .towardZero),
        ("away_from_zero", .awayFromZero), ("half_even", .halfEven), ("half_up", .halfUp),
        ("exact", .exact),
      ])
  }

  private func cases(_ node: LocatedNode, _ scope: inout MapScope) throws(InputError) -> MapValue {
    let object = try node.mapObject("\"cases\"", keys: ["cases", "of", "else"])
    let subject = try value(try object.required("of"), &scope)
    var cases = MapCases()
    for member in try object.required("cases").table("\"cases\"") {
      // A key stands once: the parser of JSON has seen to that.
      _ = cases.add(member.name, try value(member.node, &scope))
    }
    var otherwise: MapValue?
    if let node = object["else"] { otherwise = try value(node, &scope) }
    return .cases(subject, cases, otherwise: otherwise)
  }

  private func lookup(_ node: LocatedNode, _ scope: inout MapScope) throws(InputError) -> MapValue {
    let object = try node.mapObject("\"lookup\"", keys: ["lookup", "key"])
    let name = try object.required("lookup")
    guard allowsLookups else { throw name.error("a lookup table may not use another one") }
    let tables = lookups.sorted { $0.value < $1.value }.map { ($0.key, $0.value) }
    let table = try name.choice("the lookup table", tables)
    return .lookup(table, key: try value(try object.required("key"), &scope))
  }
}

// MARK: - Conditions

extension MapReader {
  /// A condition: an object whose tests must all hold, or a list of which one must.
  func condition(_ node: LocatedNode, _ scope: inout MapScope) throws(InputError) -> MapCondition {
    guard node.value.kind == .array else {
      return MapCondition(alternatives: [try terms(node, &scope)])
    }
    var alternatives: [[MapCondition.Term]] = []
    for element in try node.list("\"when\"") { alternatives.append(try terms(element, &scope)) }
    return MapCondition(alternatives: alternatives)
  }

  private func terms(
    _ node: LocatedNode, _ scope: inout MapScope
  ) throws(InputError) -> [MapCondition.Term] {
    var terms: [MapCondition.Term] = []
    for member in try node.table("\"when\"") {
      let subject = try template(member.key, member.name, &scope)
      if case .constant = subject {
        throw member.key.error(
          "\"\(member.name)\" is a constant: the key of a condition is a text such as "
            + "\"{column}\"")
      }
      for test in try tests(member.node, &scope) {
        terms.append(MapCondition.Term(value: subject, test: test))
      }
    }
    return terms
  }

  private func tests(
    _ node: LocatedNode, _ scope: inout MapScope
  ) throws(InputError) -> [MapCondition.Test] {
    switch node.value.kind {
    case .number: return [.compares(.equal, try value(node, &scope))]
    case .array: return [.isIn(try values(node, "a list of texts", atLeast: 1, &scope))]
    case .object: break
    default: return [.isText(try value(node, &scope))]
    }
    let keys = ["=", "!=", "<", "<=", ">", ">=", "in", "empty"]
    let object = try node.mapObject("a condition", keys: keys)
    var tests: [MapCondition.Test] = []
    for member in object.members {
      switch member.name {
      case "empty": tests.append(.isEmpty(try member.node.flag("\"empty\"")))
      case "in":
        tests.append(.isIn(try values(member.node, "\"in\"", atLeast: 1, &scope)))
      case "about": break
      default: tests.append(try comparison(member, &scope))
      }
    }
    return tests
  }

  private func comparison(
    _ member: LocatedMember, _ scope: inout MapScope
  ) throws(InputError) -> MapCondition.Test {
    let isOrder = member.name != "=" && member.name != "!="
    let operand =
      isOrder
      ? try number(member.node, "\"\(member.name)\"", &scope) : try value(member.node, &scope)
    let isNumber = member.node.value.kind == .number
    switch member.name {
    case "=": return isNumber ? .compares(.equal, operand) : .isText(operand)
    case "!=": return isNumber ? .compares(.notEqual, operand) : .isNotText(operand)
    case "<": return .compares(.less, operand)
    case "<=": return .compares(.lessOrEqual, operand)
    case ">": return .compares(.greater, operand)
    default: return .compares(.greaterOrEqual, operand)
    }
  }
}
