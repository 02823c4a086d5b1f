import Engine
import FixedPoint
import Ledger
import Margin

/// Follows the open interest of owners.
struct OpenInterestCollector: Collector {
  private struct Cluster: Hashable, Comparable {
    var market: Int
    var owner: Int

    static func < (a: Cluster, b: Cluster) -> Bool { (a.market, a.owner) < (b.market, b.owner) }
  }

  private typealias Point = (block: Int64, size: Decimal18, rate: Decimal18?)

  private struct Growth {
    var long = Decimal18.zero
    var short = Decimal18.zero
    var first: Point?
    var peak: Point?
    var last: Point?
    /// Whether it is, by an account of it, one that was asked for.
    var isWanted = false
    /// Whether it was open when the range began.
    var beganBefore = false

    var size: Decimal18 { max(long, short) }
  }

  private let asked: Asked
  private var growths: [Cluster: Growth] = [:]
  private var changed: Set<Cluster> = []
  private var sizes: [Int: [Int: Decimal18]] = [:]

  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    for cluster in growths.keys {
      guard var growth = growths[cluster] else { continue }
      growth.beganBefore = !growth.size.isZero
      (growth.first, growth.peak) = growth.beganBefore ? (growth.last, growth.last) : (nil, nil)
      growths[cluster] = growth
    }
  }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let market = event.id(.market), asked.wants(.market(market)) else { return }
    for account in VenueState.accounts(of: event) {
      let isKnown = !venue.book.isOverclosed(account, market)
      let now = isKnown ? venue.book.position(of: account, market: market).size : .zero
      let before = sizes[market]?[account] ?? .zero
      guard now != before else { continue }
      sizes[market, default: [:]][account] = now
      let cluster = Cluster(
        market: market, owner: venue.book.profiles.owner(of: account) ?? account)
      var growth = growths[cluster] ?? Growth()
      growth.isWanted =
        growth.isWanted || asked.wants(account: cluster.owner) || asked.wants(account: account)
      growth.long = try growth.long + max(now, .zero) - max(before, .zero)
      growth.short = try growth.short + max(-now, .zero) - max(-before, .zero)
      growths[cluster] = growth
      changed.insert(cluster)
    }
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    for cluster in changed {
      guard var growth = growths[cluster], !growth.size.isZero else { continue }
      let tiers =
        cluster.market < venue.terms.markets.count
        ? venue.terms.markets[cluster.market].tiers : []
      let point = (venue.block, growth.size, venue.hasRules ? tiers.first?.initial : nil)
      growth.last = point
      if growth.first == nil { growth.first = point }
      if growth.peak.map({ growth.size > $0.size }) ?? true { growth.peak = point }
      growths[cluster] = growth
    }
    changed = []
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    var totals: [Int: Decimal18] = [:]
    for (cluster, growth) in growths {
      totals[cluster.market] = try (totals[cluster.market] ?? .zero) + growth.size
    }
    let all = growths.values.count { $0.peak != nil }
    let ordered = growths.filter { $0.value.peak != nil && $0.value.isWanted }.sorted { a, b in
      let (x, y) = (a.value.peak?.size ?? .zero, b.value.peak?.size ?? .zero)
      return a.key.market != b.key.market
        ? a.key.market < b.key.market : x == y ? a.key.owner < b.key.owner : x > y
    }
    // The largest of the market that most accounts trade; sizes of several markets do not compare.
    let busiest = Dictionary(grouping: ordered, by: \.key.market)
      .min { ($1.value.count, $0.key) < ($0.value.count, $1.key) }?.value.first
    var sentence = "No position was open"
    if let (cluster, growth) = busiest, let first = growth.first, let peak = growth.peak {
      let market = names.markets[cluster.market]
      sentence =
        "\(names.accounts[cluster.owner]) "
        + (peak.block == first.block
          ? (growth.beganBefore
            ? "had \(first.size) \(market) since block \(first.block), before the range, and never more"
            : "opened \(first.size) \(market) in block \(first.block) and never had more")
          : "grew from \(first.size) \(market) in block \(first.block)"
            + "\(growth.beganBefore ? ", before the range," : "") to \(peak.size) in block "
            + "\(peak.block)")
        + (peak.rate.map { ", at an initial margin of \($0)" } ?? "")
        + "; \(Figures.count(all, "owner and market", "owners and markets")) in all"
    }
    var answer = Answer(
      sentence + ".",
      DetailTable(
        "Open interest by owner",
        columns: [
          .init("market"), .init("owner"), .init("first_block"), .init("first_size"),
          .init("peak_block"), .init("peak_size"), .init("last_size"),
          .init("share_at_the_end", unit: "%"), .init("initial_margin_at_peak"),
        ],
        rows: try ordered.map { (cluster, growth) throws(ArithmeticError) in
          [
            .text(names.markets[cluster.market]), .account(cluster.owner),
            growth.first.map { .integer($0.block) } ?? .none, .amount(growth.first?.size),
            growth.peak.map { .integer($0.block) } ?? .none, .amount(growth.peak?.size),
            .amount(growth.size),
            .amount(try Figures.share(growth.size, of: totals[cluster.market] ?? .zero)),
            .amount(growth.peak?.rate),
          ]
        }))
    if !venue.hasRules { answer.lacks = [.parameter] }
    return answer.without(overclosedIn: venue, asked)
  }
}
