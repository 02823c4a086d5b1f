import Engine
import FixedPoint
import Ledger
import Margin

/// Looks for what a log must have left out.
struct CompletenessCollector: Collector {
  private struct Overdraft: Hashable, Comparable {
    var account: Int
    var asset: Int

    static func < (a: Overdraft, b: Overdraft) -> Bool {
      (a.account, a.asset) < (b.account, b.asset)
    }
  }

  private let asked: Asked
  private var overdrafts: [Overdraft: (seq: Int64, lowest: Decimal18)] = [:]
  private var unclassified = 0
  private var gaps = RecordGaps()

  init(_ asked: Asked) { self.asked = asked }

  // The state after the range rests on everything before it.
  var followsState: Bool { true }

  mutating func follow(_ event: Event) throws(VenueError) { gaps.take(event) }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if event.kind == .unclassified { unclassified += 1 }
    let leaves = event.kind == .withdrawal || event.kind == .transfer
    for account in VenueState.accounts(of: event) where asked.wants(account: account) {
      let positions = venue.book.positions(of: account)
      // A trader may lose more than is there, and may draw on a profit that is not realized.
      if !positions.isEmpty, !leaves || positions.contains(where: { !$0.position.size.isZero }) {
        continue
      }
      for line in venue.book.balances(of: account) where line.balance.asset.isNegative {
        let key = Overdraft(account: account, asset: line.asset)
        let old = overdrafts[key]
        overdrafts[key] = (
          old?.seq ?? event.seq, min(old?.lowest ?? .zero, line.balance.asset)
        )
      }
    }
  }

  /// Whether an assertion is about an account that was asked for; those about pools are about nobody's.
  private func wants(_ tally: AssertionLog.Tally) -> Bool {
    if case .account(let id) = tally.subject.holder { return asked.wants(account: id) }
    return asked.account == nil
  }

  /// What shows that something is missing, and how many markets have one side only.
  private func signs(
    _ venue: VenueState
  ) throws(ArithmeticError) -> (rows: [[DetailTable.Value]], oneSided: Int) {
    let names = asked.names
    var rows: [[DetailTable.Value]] = []
    for key in overdrafts.keys.sorted() {
      guard let (seq, lowest) = overdrafts[key] else { continue }
      rows.append([
        .text("balance below zero"), .account(key.account), .text(names.assets[key.asset]),
        .amount(lowest), .integer(seq),
      ])
    }
    for account in venue.book.overclosed.keys.sorted() where asked.wants(account: account) {
      for market in (venue.book.overclosed[account] ?? []).sorted() {
        rows.append([
          .text("more closed than opened"), .account(account), .text(names.markets[market]),
          .amount(venue.book.position(of: account, market: market).size), .none,
        ])
      }
    }
    for failure in venue.book.assertions.failures {
      let tally = venue.book.assertions.tallies[failure.tally]
      guard wants(tally) else { continue }
      let account: Int? = if case .account(let id) = tally.subject.holder { id } else { nil }
      rows.append([
        .text("assertion that fails"), .who(account), .none,
        .amount(try failure.asserted - failure.found), .integer(failure.seq),
      ])
    }
    var oneSided = 0
    for market in 0..<names.markets.count {
      var sum = Decimal18.zero
      for (_, position) in venue.book.openPositions(in: market) {
        sum = try sum + position.size
      }
      guard !sum.isZero else { continue }
      oneSided += 1
      rows.append([
        .text("sides of the market do not match"), .none, .text(names.markets[market]),
        .amount(sum), .none,
      ])
    }
    return (rows, oneSided)
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let (rows, oneSided) = try signs(venue)
    let tallies = venue.book.assertions.tallies
    let failures = venue.book.assertions.failures.filter { wants(tallies[$0.tally]) }
    let assertions = tallies.reduce(0) { wants($1) ? $0 + $1.count : $0 }
    let missing: [Kind] = [
      .openingBalance, .openingPosition, .priceUpdate, .fee, .fundingPayment, .interest, .parameter,
    ].filter { !asked.has($0) }
    let accounts = Set(overdrafts.keys.map(\.account)).count
    let solvency = try Solvency(venue.book, gaps, names: asked.names)
    // Without a unit nothing is valued, and nobody is judged.
    let undecided =
      solvency.unit == nil
      ? 0 : solvency.undecided.count { asked.wants(account: $0.account) }
    // A market with one side lacks the others' accounts, not the state of those on record.
    let isWhole =
      overdrafts.isEmpty && failures.isEmpty && unclassified == 0 && undecided == 0
    var sentence =
      !isWhole
      ? "Not derivable in full"
      : oneSided > 0 ? "Derivable for the accounts on record" : "Derivable"
    sentence += ": \(Figures.count(accounts, "account")) fell below zero without a loan, "
    sentence += "\(failures.count) of \(Figures.count(assertions, "assertion")) fail, "
    sentence +=
      "\(Figures.count(oneSided, "market")) \(oneSided == 1 ? "has" : "have") one side only, "
    sentence +=
      "\(Figures.count(unclassified, "event")) \(unclassified == 1 ? "is" : "are") unclassified"
    if undecided > 0 {
      let kinds = gaps.lacks(of: solvency, in: venue.book)
        .map { $0 == .priceUpdate ? "some prices" : $0.words }
      sentence += ", the record of \(Figures.count(undecided, "account")) is not complete"
      if !kinds.isEmpty { sentence += " (it lacks \(Figures.words(kinds)))" }
    }
    var answer = Answer(
      sentence + ".",
      DetailTable(
        "What must be missing",
        columns: [
          .init("sign"), .init("account"), .init("of"), .init("amount"), .init("seq"),
        ], rows: rows))
    answer.lacks = missing
    return answer
  }
}

/// Makes an index of its members anew.
struct IndexCollector: Collector {
  private struct Member {
    var source: String
    var weight: Decimal18
    var price: Decimal18?
    var setBy: ParameterBook.Entry
  }

  private let asked: Asked
  /// The log's last word of each source on each feed.
  private var readings: [Feed: [String: (price: Decimal18, seq: Int64)]] = [:]

  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard event.kind == .priceUpdate, let feed = Feed(event), let source = event.string(.source),
      let price = event.decimal(.price)
    else { return }
    readings[feed, default: [:]][source] = (price, event.seq)
  }

  private static let prefix = "index."

  /// The members of each feed with a composition, by the parameters in force.
  private func members(_ venue: VenueState) -> [Feed: [Member]] {
    var indices: [Feed: [Member]] = [:]
    for parameter in venue.parameters.parameters where parameter.name.hasPrefix(Self.prefix) {
      guard let feed = Feed(parameter.scope, names: asked.names), asked.wants(feed),
        let weight = try? Decimal18(parameter.value),
        let entry = venue.parameters.entry(scope: parameter.scope, name: parameter.name)
      else { continue }
      let source = String(parameter.name.dropFirst(Self.prefix.count))
      indices[feed, default: []].append(
        Member(
          source: source, weight: weight, price: readings[feed]?[source]?.price, setBy: entry))
    }
    return indices
  }

  /// Σ weight × price ÷ Σ weight, over the members that have a price.
  private static func index(_ members: [Member]) throws(ArithmeticError) -> Decimal18? {
    var (sum, weights) = (Decimal18.zero, Decimal18.zero)
    for member in members {
      guard let price = member.price else { continue }
      sum = try sum + member.weight.multiplied(by: price, rounding: .halfEven)
      weights = try weights + member.weight
    }
    return weights > .zero ? try sum.divided(by: weights, rounding: .halfEven) : nil
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let indices = members(venue)
    guard let feed = indices.keys.min(), let members = indices[feed] else {
      return .undecidable(
        [.parameter], "no parameter index.SOURCE says what an index is made of")
    }
    let name = feed.name(asked.names)
    guard let index = try Self.index(members) else {
      return .undecidable([.priceUpdate], "no member of the index of \(name) has a price")
    }
    var sentence =
      "The index of \(name) is \(index), made of \(Figures.count(members.count, "member"))"
    if let recorded = venue.known(feed) { sentence += "; the price in force is \(recorded)" }
    var others = members
    if let source = asked.parameter, let price = asked.price {
      guard let place = others.firstIndex(where: { $0.source == source }) else {
        let sources = Figures.words(members.map(\.source))
        return Answer("\(source) is no member of the index of \(name); members are \(sources).")
      }
      others[place].price = price
      if let other = try Self.index(others) {
        sentence += "; with \(source) at \(price) it would be \(other), \(try other - index) away"
      }
    }
    var total = Decimal18.zero
    for member in members where member.price != nil { total = try total + member.weight }
    return Answer(
      sentence + ".",
      DetailTable(
        "Members of the index of \(name)",
        columns: [
          .init("member"), .init("weight"), .init("share", unit: "%"), .init("price"),
          .init("asked_price"), .init("since_block"), .init("authority"),
        ],
        rows: try zip(members, others).map { (pair) throws(ArithmeticError) in
          let (member, other) = pair
          return [
            .text(member.source), .amount(member.weight),
            .amount(try Figures.share(member.weight, of: total)), .amount(member.price),
            other.price == member.price ? .none : .amount(other.price),
            .integer(member.setBy.block), .words(member.setBy.authority),
          ]
        }))
  }
}
