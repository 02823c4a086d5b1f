package import Ledger

/// Makes random logs of canonical lines of every kind, from the declarations of the kinds.
///
/// It writes the lines itself, without the encoder, so that it can judge it. A log begins with
/// declarations; after them any kind may come, each field of it filled as its type says.
package struct RandomLog {
  /// How the numbers and texts are chosen.
  package enum Style: Sendable {
    /// Amounts that a book can add up, plain texts.
    case calm
    /// The whole range of each type, texts that need escapes.
    case wild
  }

  package var random: SeededRandom
  package var style: Style
  /// The kinds to choose from after the declarations.
  package var kinds: [Kind]
  /// Whether what a book adds up stays so small that a ledger takes the log in.
  package let isFoldable: Bool
  package private(set) var block: Int64 = 0
  package private(set) var index: Int64 = -1
  package private(set) var time: Int64 = 1_600_000_000_000

  package private(set) var accounts: [String]
  package private(set) var assets: [(name: String, decimals: Int)] = []
  package private(set) var markets: [(name: String, base: Int, quote: Int, isSpot: Bool)] = []
  /// Whether a book adds up the amounts of the present line.
  private var isAddedUp = false

  package init(
    seed: UInt64, style: Style = .calm, accounts: Int = 12, kinds: [Kind] = Kind.allCases,
    isFoldable: Bool = false
  ) {
    random = SeededRandom(seed)
    self.style = style
    self.kinds = kinds
    self.isFoldable = isFoldable
    self.accounts = (0..<accounts).map { "acct-\($0)" }
    if style == .wild { self.accounts += ["Ω≈ç", "a\"b\\c", String(repeating: "n", count: 256)] }
  }

  /// The next lines of the log.
  package mutating func lines(_ count: Int) -> [String] {
    (0..<count).map { _ in line() }
  }

  /// The next line of the log: declarations first, then any kind.
  package mutating func line() -> String {
    if assets.count < 5 { return line(of: .asset) }
    if markets.count < 4 { return line(of: .market) }
    return line(of: random.pick(kinds))
  }

  /// The next line, of that kind; `fields` says which of the optional fields it has.
  package mutating func line(of kind: Kind, _ fields: Presence = .some) -> String {
    advance()
    var line = "{\"v\":1,\"block\":\(block),\"index\":\(index),\"time\":\(time)"
    line += ",\"kind\":\"\(kind.name)\""
    for (field, value) in values(of: kind, fields) {
      line += ",\"\(field.field.rawValue)\":"
      line += field.type.isQuoted ? "\"\(Self.escaped(value))\"" : value
    }
    return line + "}"
  }

  /// Which optional fields a line has.
  package enum Presence: Sendable { case all, none, some }

  private mutating func advance() {
    if index >= 0, !random.chance(3) {
      index += random.chance(4) ? Int64.random(in: 1...5, using: &random) : 1
    } else {
      if index >= 0 { block += random.chance(3) ? Int64.random(in: 1...50, using: &random) : 1 }
      index = random.chance(8) ? 3 : 0
      time += random.chance(5) ? 0 : Int64.random(in: 1...100_000, using: &random)
    }
  }
}

// MARK: - Fields

extension RandomLog {
  private mutating func values(of kind: Kind, _ presence: Presence) -> [(FieldSpec, String)] {
    let spec = kind.spec
    var present = Set<Field>()
    for field in spec.fields {
      let isIn = presence == .all || presence == .some && random.chance(2)
      if field.isRequired || isIn { present.insert(field.field) }
    }
    for rule in spec.rules {
      if case .exactlyOne(let fields) = rule {
        present.subtract(fields)
        present.insert(random.pick(fields))
      }
    }
    for rule in spec.rules {
      guard case .together(let first, let second) = rule else { continue }
      // A field that another rule has decided on decides for its partner.
      let isFixed = spec.rules.contains {
        if case .exactlyOne(let fields) = $0 { fields.contains(first) } else { false }
      }
      let isIn = present.contains(first) && (isFixed || present.contains(second))
      for field in [first, second] {
        if isIn { present.insert(field) } else { present.remove(field) }
      }
    }
    for rule in spec.rules {
      switch rule {
      case .requires(.market, let others) where present.contains(.market):
        present.formUnion(others)
      case .requires(let field, let others) where present.isDisjoint(with: others):
        present.remove(field)
        for case .together(field, let partner) in spec.rules { present.remove(partner) }
      default: break
      }
    }
    var context = Context(
      asset: [:], market: markets.isEmpty ? 0 : Int.random(in: 0..<markets.count, using: &random))
    context.hasMarket = present.contains(.market)
    for field in spec.fields where field.type == .asset {
      context.asset[field.field] = Int.random(in: 0..<assets.count, using: &random)
    }
    isAddedUp = !spec.effect.isEmpty || [.balanceAssertion, .positionAssertion].contains(kind)
    // The product of two numbers of the whole range is not in the range.
    let chosen = style
    defer { style = chosen }
    if spec.rules.contains(.product(.size, .price)) { style = .calm }
    var texts: [Field: String] = [:]
    return spec.fields.filter { present.contains($0.field) }.map { field in
      var text = value(of: field, kind, &context)
      for case .atMost(field.field, let limit, let condition) in spec.rules
      where present.contains(condition) {
        if let limit = texts[limit] { text = part(of: limit) }
      }
      texts[field.field] = text
      return (field, text)
    }
  }

  private struct Context {
    var asset: [Field: Int]
    var market: Int
    var hasMarket = false
    var newDecimals = 0
    var newTerms = (base: 0, quote: 0)
  }

  private mutating func value(
    of field: FieldSpec, _ kind: Kind, _ context: inout Context
  ) -> String {
    switch field.type {
    case .account: return random.pick(accounts)
    case .asset:
      let id = context.asset[field.field] ?? 0
      if field.field == .base { markets[markets.count - 1].base = id }
      if field.field == .quote { markets[markets.count - 1].quote = id }
      return assets[id].name
    case .market: return markets[context.market].name
    case .newAsset:
      let number = assets.count
      assets.append(("AS\(number)", [6, 18, 8, 0, 2][number % 5]))
      return assets[number].name
    case .newMarket:
      markets.append(("MK\(markets.count)", 0, 0, false))
      return markets[markets.count - 1].name
    case .amount(of: let other, let sign):
      return number(sign, assets[context.asset[other] ?? 0].decimals)
    case .size(let sign): return number(sign, assets[markets[context.market].base].decimals)
    case .quote(let sign): return number(sign, assets[markets[context.market].quote].decimals)
    case .decimal(let sign):
      let free = style == .wild ? 18 : 4
      return number(sign, min(free, decimals(of: field.unit, context) ?? free))
    case .ratio: return number(.unsigned, 27)
    case .integer, .time:
      if field.field == .decimals { return "\(assets[assets.count - 1].decimals)" }
      return "\(integer())"
    case .choice(let words):
      let word = random.pick(words)
      if kind == .market { markets[markets.count - 1].isSpot = word == "spot" }
      return word
    case .text: return text(field.field)
    }
  }

  /// The decimals of what an amount is of, where that depends on the fields beside it.
  private func decimals(of unit: AmountUnit?, _ context: Context) -> Int? {
    switch unit {
    case .base(let other):
      let asset = context.hasMarket ? markets[context.market].base : context.asset[other]
      return asset.map { assets[$0].decimals }
    case .quote(let other):
      let asset = context.hasMarket ? markets[context.market].quote : context.asset[other]
      return asset.map { assets[$0].decimals }
    case nil: return nil
    }
  }

  private mutating func integer() -> Int64 {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: 0
    case 1: style == .wild ? Limits.integer : 7
    case 2: Int64.random(in: 0...Limits.integer, using: &random)
    default: Int64.random(in: 0...1000, using: &random)
    }
  }

  /// A canonical decimal with at most `decimals` decimals.
  package mutating func number(_ sign: FieldType.Sign, _ decimals: Int) -> String {
    var whole = "\(UInt64.random(in: 0...(random.chance(2) ? 20 : 50_000), using: &random))"
    // A Ratio27 holds less than a Decimal18: ±1.7e11.
    if style == .wild, random.chance(3) {
      whole =
        decimals > 18
        ? "170141183459"
        : isFoldable && isAddedUp
          ? "9999999999999999"
          : random.pick(["170141183460469231730", "99999999999999999999", "9999999999999999"])
    }
    let places = Int.random(in: 0...decimals, using: &random)
    var fraction = (0..<places).map { _ in random.pick(Array("0123456789")) }
    while fraction.last == "0" { fraction.removeLast() }
    if whole == "170141183460469231730" || whole == "170141183459" { fraction = [] }
    let text = fraction.isEmpty ? whole : whole + "." + String(fraction)
    return sign == .signed && text != "0" && random.chance(2) ? "-" + text : text
  }

  /// A whole number that is not above a decimal.
  private mutating func part(of limit: String) -> String {
    "\(UInt128.random(in: 0...(UInt128(limit.prefix { $0 != "." }) ?? 0), using: &random))"
  }

  private mutating func text(_ field: Field) -> String {
    switch field {
    case .pool: return random.pick(["core", "isolated-1", "isolated-2"])
    case .fund: return random.pick(["main", "backup"])
    default: break
    }
    guard style == .wild else { return "\(field.rawValue) \(random.next() % 100)" }
    let pieces = [
      "", "a", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{8}", "\u{c}", "\u{0}", "\u{1f}",
      "\u{7f}", "é", "\u{2028}", "€", "🦔", "}", ",\"ref\":\"", "\u{feff}", "日本",
    ]
    return (0..<Int.random(in: 0...6, using: &random)).map { _ in random.pick(pieces) }.joined()
  }

  /// A text with the escapes that JSON requires, written apart from the encoder.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case let control where control.value < 0x20:
        let digits = String(control.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
