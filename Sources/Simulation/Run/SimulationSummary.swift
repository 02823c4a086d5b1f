internal import Engine
package import FixedPoint
package import Ledger
internal import Margin

/// What happened in a simulation, in numbers.
package struct SimulationSummary: Sendable {
  /// A fund in an asset, at the end of the first block and now.
  package struct Fund: Sendable, Hashable {
    /// Its name.
    package let name: String
    /// The asset by its place.
    package let asset: Int
    /// After the first block.
    package var start = Decimal18.zero
    /// Now.
    package var end = Decimal18.zero
  }

  /// How many blocks had events.
  package private(set) var blocks = 0
  /// How many events there were.
  package private(set) var events: Int64 = 0
  /// How many accounts occurred.
  package private(set) var accounts = 0
  /// Who was called.
  package private(set) var called: Set<Int> = []
  /// Whose liquidation began.
  package private(set) var liquidated: Set<Int> = []
  /// Who left something that others had to pay.
  package private(set) var bankrupt: Set<Int> = []
  /// What was written off, by asset, whoever bore it afterwards.
  package private(set) var badDebt: [Decimal18] = []
  /// What of it nobody has borne yet, by asset: less what was spread over others, paid by funds, recovered.
  package private(set) var openBadDebt: [Decimal18] = []
  /// What was spread over others, by asset.
  package private(set) var socialized: [Decimal18] = []
  /// What positions were closed against others, by market, in the base asset.
  package private(set) var deleveraged: [Decimal18] = []
  /// The funds, in the order of the scenario.
  package private(set) var funds: [Fund] = []
  /// Facts that the rules refused.
  package private(set) var refused: Int64 = 0

  private var counts = [Int64](repeating: 0, count: Kind.allCases.count)

  /// Nothing.
  init() {}

  init(_ scenario: Scenario) {
    badDebt = scenario.assets.map { _ in .zero }
    (openBadDebt, socialized) = (badDebt, badDebt)
    deleveraged = scenario.markets.map { _ in .zero }
    var names = [scenario.rulebook.losses.fund]
    names += scenario.contributions.map(\.fund)
    names += scenario.markets.map { scenario.rulebook.terms(ofMarket: $0.name).fund }
    for (place, name) in names.enumerated()
    where !name.isEmpty && !names[..<place].contains(name) {
      for asset in scenario.assets.indices { funds.append(Fund(name: name, asset: asset)) }
    }
  }

  /// Events by kind, in the order of kinds; only those that occurred.
  package var kinds: [(kind: Kind, count: Int64)] {
    Kind.allCases.compactMap { kind in
      counts[Int(kind.rawValue)] > 0 ? (kind, counts[Int(kind.rawValue)]) : nil
    }
  }

  /// How many events of a kind there were.
  package func count(of kind: Kind) -> Int64 { counts[Int(kind.rawValue)] }

  /// Takes in an event.
  mutating func count(_ event: borrowing Event) {
    events += 1
    counts[Int(event.kind.rawValue)] += 1
    switch event.kind {
    case .marginCall: if let account = event.id(.account) { called.insert(account) }
    case .liquidationStart: if let account = event.id(.account) { liquidated.insert(account) }
    case .badDebt:
      if let account = event.id(.account) { bankrupt.insert(account) }
      Self.add(event.decimal(.amount), to: &badDebt, event.id(.asset))
    case .insurance:
      if let account = event.id(.account), event.decimal(.amount)?.isNegative == true {
        bankrupt.insert(account)
      }
    case .socializedLoss: Self.add(event.decimal(.amount), to: &socialized, event.id(.asset))
    case .deleverage:
      if let account = event.id(.account) { bankrupt.insert(account) }
      Self.add(event.decimal(.size), to: &deleveraged, event.id(.market))
    case .note: if event.string(.text)?.hasPrefix("refused: ") == true { refused += 1 }
    default: break
    }
  }

  /// Adds to a sum; one that leaves the range of decimals stays at its end.
  private static func add(_ amount: Decimal18?, to sums: inout [Decimal18], _ place: Int?) {
    guard let amount, let place, place < sums.count else { return }
    let (sum, isOver) = sums[place].mantissa.addingReportingOverflow(amount.mantissa)
    sums[place] = isOver ? .max : Decimal18(mantissa: sum)
  }

  /// A block is over.
  mutating func end(of state: borrowing VenueState, names: Names) {
    blocks += 1
    accounts = names.accounts.count
    for asset in openBadDebt.indices {
      let pool = state.book.poolBalance(.badDebt, asset: asset)
      openBadDebt[asset] = max(.zero, (try? -pool) ?? .max)
    }
    for place in funds.indices {
      let amount = state.book.insurance(funds[place].name, asset: funds[place].asset)
      funds[place].end = amount
      if blocks == 1 { funds[place].start = amount }
    }
  }
}
