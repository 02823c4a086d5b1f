internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// What a log lacks for its alternative to be decided, in sentences for people.
struct Undecidable {
  private(set) var sentences: [String] = []
  /// The names of the accounts of which it cannot be told whether the alternative hits them.
  private(set) var accounts: Set<String> = []

  /// The most names that a sentence lists.
  private static let shownNames = 8

  /// Looks at a record, and at the alternative venue after it.
  init(_ record: RecordedFacts, _ names: Names, _ other: RecordedHistory) {
    prices(record, other)
    incompleteRecords(record, names, other)
    markets(record, other.state.rulebook)
    balances(record, other.names)
    refusals(record)
  }

  private mutating func prices(_ record: RecordedFacts, _ other: RecordedHistory) {
    let (state, names) = (other.state, other.names)
    guard record.count(of: .priceUpdate) > 0 || state.oracle.sources.count > 0 else {
      sentences.append(
        "how any account fares: the log holds no prices (price_update); give them with --prices")
      self.accounts = Set((0..<names.accounts.count).map { names.accounts[$0] })
      return
    }
    var feeds: Set<Feed> = []
    var accounts = 0
    for account in 0..<names.accounts.count {
      let missing = Self.unpriced(account, state, names)
      guard !missing.isEmpty else { continue }
      accounts += 1
      feeds.formUnion(missing)
      // Whom the venue came for was judged when there was a price.
      if other.tally[account].outcome == .untouched {
        self.accounts.insert(names.accounts[account])
      }
    }
    guard !feeds.isEmpty else { return }
    sentences.append(
      "\(Self.counted(accounts, "account")): the alternative has no valid price of "
        + Self.list(feeds.sorted().map { $0.text(names) }))
  }

  /// Whoever had something to do with what the record does not tell of may have more, or less, than it says.
  private mutating func incompleteRecords(
    _ record: RecordedFacts, _ names: Names, _ other: RecordedHistory
  ) {
    let book = record.state.book
    var kinds: Set<Kind> = []
    var (count, bankrupt) = (0, 0)
    for account in 0..<names.accounts.count {
      guard let gaps = record.gaps.gaps(of: account, in: book) else { continue }
      let name = names.accounts[account]
      kinds.formUnion(gaps)
      count += 1
      accounts.insert(name)
      if let id = other.names.accounts.id(of: name), other.tally[id].isBankrupt { bankrupt += 1 }
    }
    guard count > 0 else { return }
    let lacks = kinds.sorted { $0.rawValue < $1.rawValue }.map(\.name)
    sentences.append(
      "\(Self.counted(count, "account")): the log lacks \(lacks.joined(separator: ", ")), so that "
        + "nobody knows all that they had"
        + (bankrupt > 0
          ? "; what others pay for \(bankrupt) of them is in the sums above" : ""))
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
