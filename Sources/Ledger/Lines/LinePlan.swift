/// The declarations of the kinds laid out flat, for the loops that run once per field of every event.
///
/// `KindSpec` holds arrays and strings, whose reference counting alone costs more than reading a field.
/// Everything here is a plain number or a range of one array of bytes.
package struct LinePlan: Sendable {
  /// How a value is written and kept.
  package enum Code: UInt8, Sendable {
    /// The id of a name.
    case account, asset, market, newAsset, newMarket
    /// A mantissa of 18 decimals.
    case unsigned, signed
    /// A mantissa of 27 decimals.
    case ratio
    /// A whole number.
    case integer
    /// A range of the event's text.
    case text
    /// A place in a list of words.
    case choice
  }

  /// What bounds the decimals of an amount.
  enum Decimals: Sendable {
    case free
    /// The asset in the field at that place.
    case asset(Int)
    /// The base or the quote asset of the market in the field at that place.
    case base(Int), quote(Int)
    /// The same where there is a market, else the asset in the other field.
    case baseOrAsset(market: Int, asset: Int), quoteOrAsset(market: Int, asset: Int)
  }

  /// One field of one kind.
  package struct FieldPlan: Sendable {
    /// How its value is written and kept.
    package let code: Code
    /// What bounds its decimals.
    let decimals: Decimals
    /// Where `,"name":`, with the opening quote if there is one, stands in `bytes`.
    let key: Range<Int>
    /// Its words, in `words`.
    let words: Range<Int>
    /// Whether the value is written between quotes.
    let isQuoted: Bool
  }

  /// One kind.
  package struct KindPlan: Sendable {
    /// Its fields, in `fields`.
    package let fields: Range<Int>
    /// The bits of the fields that a line must have.
    let required: UInt32
    /// Where `,"kind":"name"` stands in `bytes`.
    let opening: Range<Int>
    /// Where the name stands in `bytes`.
    let name: Range<Int>
    /// Whether rules or decimals must be checked.
    let hasChecks: Bool
  }

  /// The kinds, by their numbers.
  package let kinds: [KindPlan]
  /// The fields, kind by kind.
  package let fields: [FieldPlan]
  /// The words of all lists, as ranges of `bytes`.
  package let words: [Range<Int>]
  /// All keys, names and words.
  package let bytes: [UInt8]

  /// The plan of all kinds.
  package static let shared = LinePlan()

  private init() {
    var builder = Builder()
    for kind in Kind.allCases { builder.add(kind) }
    kinds = builder.kinds
    fields = builder.fields
    words = builder.words
    bytes = builder.bytes
  }

  /// The place in the list of the field of the word that stands in a range of `text`.
  package func word(_ field: FieldPlan, _ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    for number in field.words {
      let word = words[number]
      if word.count == range.count, bytes.span.holds(text, range, at: word.lowerBound) {
        return number - field.words.lowerBound
      }
    }
    return nil
  }

  /// Where the word at a place of the list of the field stands in `bytes`.
  package func word(_ field: FieldPlan, at place: Int) -> Range<Int> {
    words[field.words.lowerBound + place]
  }
}

/// Lays the plan out, kind by kind.
private struct Builder {
  var kinds: [LinePlan.KindPlan] = []
  var fields: [LinePlan.FieldPlan] = []
  var words: [Range<Int>] = []
  var bytes: [UInt8] = []

  mutating func add(_ kind: Kind) {
    let spec = kind.spec
    let opening = add(",\"kind\":\"\(kind.name)\"")
    let first = fields.count
    for field in spec.fields { add(field, of: spec) }
    let required = spec.fields.enumerated().reduce(UInt32(0)) { bits, field in
      field.element.isRequired ? bits | 1 << UInt32(field.offset) : bits
    }
    let isBounded = fields[first...].contains {
      if case .free = $0.decimals { false } else { true }
    }
    kinds.append(
      LinePlan.KindPlan(
        fields: first..<fields.count, required: required, opening: opening,
        name: opening.upperBound - 1 - kind.name.utf8.count..<opening.upperBound - 1,
        hasChecks: isBounded || !spec.rules.isEmpty))
  }

  private mutating func add(_ text: String) -> Range<Int> {
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    return start..<bytes.count
  }

  private mutating func add(_ field: FieldSpec, of spec: KindSpec) {
    func place(_ field: Field) -> Int {
      spec.fields.firstIndex { $0.field == field } ?? 0
    }
    let quote = field.type.isQuoted ? "\"" : ""
    let key = add(",\"\(field.field.rawValue)\":\(quote)")
    let firstWord = words.count
    var decimals = LinePlan.Decimals.free
    let code: LinePlan.Code
    switch field.type {
    case .account: code = .account
    case .asset: code = .asset
    case .market: code = .market
    case .newAsset: code = .newAsset
    case .newMarket: code = .newMarket
    case .amount(let asset, let sign):
      code = sign == .signed ? .signed : .unsigned
      decimals = .asset(place(asset))
    case .size(let sign):
      code = sign == .signed ? .signed : .unsigned
      decimals = .base(place(.market))
    case .quote(let sign):
      code = sign == .signed ? .signed : .unsigned
      decimals = .quote(place(.market))
    case .decimal(let sign): code = sign == .signed ? .signed : .unsigned
    case .ratio: code = .ratio
    case .integer, .time: code = .integer
    case .text: code = .text
    case .choice(let list):
      code = .choice
      for word in list { words.append(add(word)) }
    }
    switch field.unit {
    case .base(let asset): decimals = .baseOrAsset(market: place(.market), asset: place(asset))
    case .quote(let asset): decimals = .quoteOrAsset(market: place(.market), asset: place(asset))
    case nil: break
    }
    fields.append(
      LinePlan.FieldPlan(
        code: code, decimals: decimals, key: key, words: firstWord..<words.count,
        isQuoted: field.type.isQuoted))
  }
}
