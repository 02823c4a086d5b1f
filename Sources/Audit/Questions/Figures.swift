import Engine
import FixedPoint
import Ledger
import Margin

/// What answers are written with: shares, sums, values.
enum Figures {
  /// A share in per cent with two decimals, half-even: `36.03 %`; a dash when the whole is nothing.
  static func percent(_ part: Decimal18, of whole: Decimal18) throws(ArithmeticError) -> String {
    guard !whole.isZero else { return "–" }
    return "\(try share(part, of: whole)) %"
  }

  /// A share in per cent with two decimals, half-even, as a number; zero when the whole is nothing.
  static func share(_ part: Decimal18, of whole: Decimal18) throws(ArithmeticError) -> Decimal18 {
    guard !whole.isZero else { return .zero }
    return try part.multiplied(by: Decimal18(100), dividedBy: whole, rounding: .halfEven)
      .rounded(toDecimals: 2, rounding: .halfEven)
  }

  /// `1 auction`, `2 auctions`.
  static func count(_ number: Int, _ word: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? word : many ?? word + "s")"
  }

  /// What a sentence says of those left out of its figures: `; 2 more lack a price`; nothing of none.
  static func unpriced(_ number: Int) -> String {
    number > 0 ? "; \(number) more \(number == 1 ? "lacks" : "lack") a price" : ""
  }

  /// Milliseconds in words: `2 h 5 min`, `45 s`.
  static func duration(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    if seconds < 120 { return "\(seconds) s" }
    let (whole, rest): (String, String) =
      if seconds < 7200 {
        ("\(seconds / 60) min", "\(seconds % 60) s")
      } else if seconds < 172_800 {
        ("\(seconds / 3600) h", "\(seconds / 60 % 60) min")
      } else {
        ("\(seconds / 86400) d", "\(seconds / 3600 % 24) h")
      }
    return rest.hasPrefix("0 ") ? whole : "\(whole) \(rest)"
  }

  /// Amounts by asset in words, by the order of the assets: `12.5 ETH and 3 USD`; `nothing` for none.
  static func amounts(_ amounts: [Int: Decimal18], _ names: Names) -> String {
    let parts = amounts.keys.sorted().filter { amounts[$0]?.isZero == false }
      .map { "\(amounts[$0] ?? .zero) \(names.assets[$0])" }
    return parts.isEmpty ? "nothing" : words(parts)
  }

  /// Amounts by asset in words, those of zero too: `12.5 ETH and 0 USD`.
  static func sums(_ sums: KeyedSums<Int>, _ names: Names) -> String {
    words(sums.byKey.map { "\($0.amount) \(names.assets[$0.key])" })
  }

  /// The first of some clauses, and how many more there are: a sentence is to be read.
  static func some(_ parts: [String], of noun: String) -> String {
    let shown = 3
    let more = parts.count - shown
    return parts.prefix(shown).joined(separator: "; ")
      + (more > 0 ? "; and \(count(more, "more \(noun)"))" : "")
  }

  /// `a, b and c`, or with another word before the last.
  static func words(_ parts: [String], last word: String = "and") -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " \(word) " + last
  }

  /// The middle one, the lower of two; nil of none.
  static func median(_ numbers: [Decimal18]) -> Decimal18? {
    numbers.isEmpty ? nil : numbers.sorted()[(numbers.count - 1) / 2]
  }
}

/// KeyedSums by key, in the range of `Decimal18`.
struct KeyedSums<Key: Hashable & Sendable>: Sendable {
  private(set) var all: [Key: Decimal18] = [:]

  subscript(key: Key) -> Decimal18 { all[key] ?? .zero }

  mutating func add(_ amount: Decimal18, to key: Key) throws(ArithmeticError) {
    all[key] = try self[key] + amount
  }

  var isEmpty: Bool { all.isEmpty }

  /// Σ over all keys.
  var total: Decimal18 {
    get throws(ArithmeticError) {
      var sum = Decimal18.zero
      for amount in all.values { sum = try sum + amount }
      return sum
    }
  }
}

extension KeyedSums where Key: Comparable {
  /// The keys from the largest amount to the smallest; of equals the lower key first.
  var descending: [(key: Key, amount: Decimal18)] {
    all.map { ($0.key, $0.value) }
      .sorted { a, b in a.1 == b.1 ? a.0 < b.0 : a.1 > b.1 }
  }

  /// The keys in their order.
  var byKey: [(key: Key, amount: Decimal18)] {
    all.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }
}

extension Valuation {
  /// Debts, overdrawn balances and notionals.
  var owed: Decimal18 {
    get throws(ArithmeticError) {
      var sum = health.gross
      for line in assets where line.value.isNegative { sum = try sum - line.value }
      return sum
    }
  }

  /// Whether it owes anything, or has to answer for a position.
  var isBurdened: Bool {
    !markets.isEmpty || assets.contains { $0.amount.isNegative || !$0.debt.isZero }
  }
}

extension Feed {
  /// The asset that a market is quoted in; nil of an asset.
  func marketQuote(_ names: Names) -> Int? {
    if case .market(let id) = self { names.market(id).quote } else { nil }
  }
}

extension DetailTable.Value {
  /// An exact number, or nothing.
  static func amount(_ number: Decimal18?) -> Self { number.map { .decimal("\($0)") } ?? .none }

  /// An exact number, or nothing.
  static func amount(_ number: Decimal18) -> Self { .decimal("\(number)") }

  /// A whole number.
  static func count(_ number: Int) -> Self { .integer(Int64(number)) }

  /// An account, or nothing.
  static func who(_ account: Int?) -> Self { account.map { .account($0) } ?? .none }

  /// A text, or nothing.
  static func words(_ text: String?) -> Self { text.map { .text($0) } ?? .none }
}

extension VenueState {
  /// The name of the unit of account, for heads and sentences; empty when the venue names none.
  var unitName: String { book.venue?.unit ?? "" }

  /// An amount with the unit of account, where the venue names one.
  func inUnit(_ amount: Decimal18) -> String {
    unitName.isEmpty ? "\(amount)" : "\(amount) \(unitName)"
  }

  /// The last price known of a feed: what the venue judges by, else what a source said.
  func known(_ feed: Feed) -> Decimal18? {
    switch feed {
    case .asset(let id): price(ofAsset: id) ?? book.prices.asset(id)?.value
    case .market(let id): price(ofMarket: id) ?? book.prices.market(id)?.value
    }
  }

  /// What an amount of an asset is worth in the unit, half-even at 18 decimals; nil without a price.
  func value(_ amount: Decimal18, of asset: Int) throws(ArithmeticError) -> Decimal18? {
    guard let price = known(.asset(asset)) else { return nil }
    return try amount.multiplied(by: price, rounding: .halfEven)
  }

  /// The same venue with another price of a feed to judge by.
  func pricing(
    _ feed: Feed, at price: Decimal18, names: Names
  ) throws(ArithmeticError) -> VenueState {
    var other = self
    do throws(VenueError) {
      try other.assume([(feed, price)], names: names)
    } catch {
      throw .overflow
    }
    return other
  }

  /// Whether the log's parameters hold a rule of a rulebook, so that requirements are known.
  var hasRules: Bool { parameters.holdsRules }
}
