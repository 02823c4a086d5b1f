internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// What a log lacks for its alternative to be decided, in sentences for people.
struct Undecidable {
  private(set) var sentences: [String] = []

  /// The most names that a sentence lists.
  private static let shownNames = 8

  /// Looks at a record, and at the alternative venue after it.
  init(_ record: RecordedFacts, _ state: VenueState, names: Names) {
    prices(record, state, names)
    markets(record, state.rulebook)
    balances(record, names)
    refusals(record)
  }

  private mutating func prices(_ record: RecordedFacts, _ state: VenueState, _ names: Names) {
    guard record.count(of: .priceUpdate) > 0 || state.oracle.sources.count > 0 else {
      sentences.append(
        "no account: the log holds no prices (price_update); give them with --prices")
      return
    }
    var feeds: Set<Feed> = []
    var accounts = 0
    for account in 0..<names.accounts.count {
      let missing = Self.unpriced(account, state, names)
      if !missing.isEmpty { accounts += 1 }
      feeds.formUnion(missing)
    }
    guard !feeds.isEmpty else { return }
    sentences.append(
      "\(Self.counted(accounts, "account")): the alternative has no valid price of "
        + Self.list(feeds.sorted().map { $0.text(names) }))
  }

  private static func unpriced(_ account: Int, _ state: VenueState, _ names: Names) -> [Feed] {
    var feeds: [Feed] = []
    for line in state.book.balances(of: account) where !line.balance.isZero {
      if state.price(ofAsset: line.asset) == nil { feeds.append(.asset(line.asset)) }
    }
    for line in state.book.positions(of: account) where !line.position.size.isZero {
      if state.price(ofMarket: line.market) == nil { feeds.append(.market(line.market)) }
    }
    return feeds
  }

  private mutating func markets(_ record: RecordedFacts, _ rulebook: Rulebook) {
    switch rulebook.liquidation.mechanism {
    case .orderBook, .batch:
      guard record.count(of: .depth) == 0 else { return }
      sentences.append(
        "what the market would have taken: the rules sell into order books, and the log holds no "
          + "depth")
    case .amm:
      guard record.count(of: .liquidity) == 0 else { return }
      sentences.append(
        "what the market would have taken: the rules sell to a market maker, and the log holds no "
          + "liquidity")
    default: return
    }
  }

  /// What accounts gave without ever getting it, they had before the record begins.
  private mutating func balances(_ record: RecordedFacts, _ names: Names) {
    let missing = record.flows.gave.subtracting(record.flows.got).sorted()
    guard !missing.isEmpty else { return }
    sentences.append(
      "what accounts had and owed of \(Self.list(missing.map { names.assets[$0] })): the log holds no "
        + "deposit, loan or opening balance of it")
  }

  private mutating func refusals(_ record: RecordedFacts) {
    var refused = 0
    var event = Event(.note)
    for place in 0..<record.events.count
    where record.events.kind(of: place) == .note {
      record.events.read(place, into: &event)
      if event.string(.text)?.hasPrefix("refused: ") == true { refused += 1 }
    }
    guard refused > 0 else { return }
    sentences.append(
      "\(Self.counted(refused, "act")) that the venue refused: a note does not say what it was, so "
        + "it stays refused")
  }

  private static func counted(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(shownNames).joined(separator: ", ")
    return names.count > shownNames ? "\(shown) and \(names.count - shownNames) more" : shown
  }
}
