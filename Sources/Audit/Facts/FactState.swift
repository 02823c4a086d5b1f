package import Engine
internal import FixedPoint
package import Ledger
package import Margin

/// What the checks of facts look at: the book and the parameters after some events.
package struct FactState: Sendable {
  /// The names of the whole log.
  package let names: Names
  /// Whether the log holds a rulebook: then the rules decide what a judgement had to be, and a check of
  /// facts on the same figure is a line, no finding.
  package let hasRulebook: Bool
  /// Balances, positions, prices, assertions.
  package private(set) var book = Book()
  /// What was set, and by whom.
  package private(set) var parameters = ParameterBook()
  /// Whether any fill or event says a fee.
  package private(set) var hasFees = false
  /// Of which accounts the record does not tell the whole equity.
  package private(set) var gaps = RecordGaps()

  /// Whether rules are in force, whose obligations are judged beside the facts.
  package var isJudged: Bool { hasRulebook && gaps.hasRules }

  /// The starts of liquidations in the present block, by account.
  private var starts: [Int: Int64] = [:]
  private var counts = [Int](repeating: 0, count: Kind.allCases.count)
  private var largestDigits = 0

  init(names: Names, hasRulebook: Bool) {
    self.names = names
    self.hasRulebook = hasRulebook
  }

  /// How many events of a kind there were.
  package func count(_ kind: Kind) -> Int { counts[Int(kind.rawValue)] }

  /// Which of these kinds the log lacks.
  package func lacking(_ kinds: [Kind]) -> [Kind] {
    kinds.filter { $0 == .fee ? !hasFees : count($0) == 0 }
  }

  /// The most significant digits that a price of the venue had.
  package var priceDigits: Int { largestDigits }

  /// The liquidation that an event of it belongs to: its start in the block, or itself.
  borrowing func liquidation(of event: borrowing Event) -> Int64 {
    event.id(.account).flatMap { starts[$0] } ?? event.seq
  }

  /// The name of the asset that the venue values in.
  package var unit: String { book.venue?.unit ?? "" }

  mutating func apply(_ event: borrowing Event) throws(BookError) {
    counts[Int(event.kind.rawValue)] += 1
    gaps.take(event)
    switch event.kind {
    case .parameter:
      parameters.set(
        scope: event.string(.scope) ?? "", name: event.string(.name) ?? "",
        value: event.string(.value) ?? "", seq: event.seq, block: event.position.block,
        authority: event.string(.authority))
    case .liquidationStart:
      if let account = event.id(.account) { starts[account] = event.seq }
    case .fee: hasFees = true
    case .fill, .liquidationFill:
      if event.has(.fee) { hasFees = true }
      if event.kind == .fill, let price = event.decimal(.price) {
        largestDigits = max(largestDigits, price.significantDigits)
      }
    default: break
    }
    try book.apply(event, names: names)
  }

  /// Who has what and owes what now.
  func solvency() throws(ArithmeticError) -> Solvency {
    try Solvency(book, gaps, names: names)
  }

  mutating func endBlock() {
    if !starts.isEmpty { starts.removeAll(keepingCapacity: true) }
  }
}

extension Decimal18 {
  /// How many digits it has from its first to its last that is not zero.
  var significantDigits: Int {
    var rest = mantissa.magnitude
    if rest == 0 { return 0 }
    while rest % 10 == 0 { rest /= 10 }
    var digits = 0
    while rest > 0 {
      rest /= 10
      digits += 1
    }
    return digits
  }

  /// The nearest number with that many significant digits, half-even.
  func rounded(toDigits count: Int) throws(ArithmeticError) -> Decimal18 {
    var power = 0
    var rest = mantissa.magnitude
    while rest > 0 {
      rest /= 10
      power += 1
    }
    let drop = power - count
    if drop <= 0 { return self }
    if drop > 38 { return .zero }
    var unit: Int128 = 1
    for _ in 0..<drop { unit *= 10 }
    return try rounded(toMultipleOf: Decimal18(mantissa: unit), rounding: .halfEven)
  }

  /// The number for a sentence: at most that many decimals, or three digits where it is too small
  /// for them, so that no sentence says zero of something.
  func shown(_ decimals: Int = 6) -> String {
    let coarse = (try? rounded(toDecimals: decimals, rounding: .halfEven)) ?? self
    if coarse.significantDigits >= 3 { return coarse.description }
    return ((try? rounded(toDigits: 3)) ?? self).description
  }

  /// A share for a sentence, in per cent.
  func percent(_ decimals: Int = 2) -> String {
    ((try? multiplied(by: 100)) ?? self).shown(decimals) + " %"
  }
}
