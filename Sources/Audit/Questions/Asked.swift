package import FixedPoint
package import Ledger
import Margin

/// What a user asked beside the number of a question, and what is known of the log before it is read.
package struct Asked: Sendable {
  /// The names of the log.
  package var names: Names
  /// How many events there are of each kind.
  package var counts: [Kind: Int64]
  /// Only this account.
  package var account: Int?
  /// Only this asset.
  package var asset: Int?
  /// Only this market.
  package var market: Int?
  /// The name of a parameter, or a part of it.
  package var parameter: String?
  /// A price to reckon with in place of the recorded one.
  package var price: Decimal18?
  /// The last block before a later price, where a question is about one.
  package var at: Int64?
  /// A block whose events are asked about.
  package var block: Int64?
  /// The first event that counts; those before it only build the state.
  package var first: Int64 = 1
  /// The last event that counts; those behind it only build the state.
  package var last = Int64.max
  /// Whether the log goes on behind the last event that counts.
  package var isCut = false
  /// The accounts that may have a case; read before, where a question needs them.
  package var subjects: Set<Int> = []

  /// The parameters to reckon with in place of the log's own; nil for none.
  package var rules: [Event]?

  package init(names: Names, counts: [Kind: Int64]) {
    self.names = names
    self.counts = counts
  }

  /// The feed that was named, the market before the asset; nil for none.
  var feed: Feed? { market.map { .market($0) } ?? asset.map { .asset($0) } }

  /// Whether an event came before the range.
  func isBefore(_ seq: Int64) -> Bool { seq < first }

  /// What ends where the answer is taken: `the log ends`, `the range ends`.
  var ending: String { isCut ? "the range ends" : "the log ends" }

  /// ` (2 of them began before the range)`, or nothing for none.
  static func before(_ count: Int, of all: Int, _ verb: String = "began") -> String {
    count == 0 ? "" : " (\(beforeWords(count, of: all, verb)))"
  }

  /// `2 of them began before the range`.
  static func beforeWords(_ count: Int, of all: Int, _ verb: String) -> String {
    let part = all == 1 ? "it" : count == all ? "all of them" : "\(count) of them"
    return "\(part) \(verb) before the range"
  }

  /// What the options left out of the answer, as a sentence; nil for nothing.
  ///
  /// A figure without it would be taken for that of everybody.
  func scope(of question: Question) -> String? {
    let all: [(Question.Option, String?)] = [
      (.account, account.map { names.accounts[$0] }), (.asset, asset.map { names.assets[$0] }),
      (.market, market.map { names.markets[$0] }),
    ]
    let parts = all.compactMap { option, name in
      question.subjects.contains(option) ? nil : name.map { "\(option.rawValue) \($0)" }
    }
    guard !parts.isEmpty else { return nil }
    return "Only \(Figures.words(parts)) \(parts.count == 1 ? "is" : "are") counted."
  }

  /// Whether an account is one that was asked for.
  func wants(account other: Int) -> Bool { account == nil || account == other }

  /// Whether a feed is one that was asked for.
  func wants(_ feed: Feed) -> Bool {
    switch feed {
    case .asset(let id): market == nil && (asset == nil || asset == id)
    case .market(let id):
      (market == nil || market == id) && (asset == nil || asset == names.market(id).base)
    }
  }

  /// Whether an asset is one that was asked for.
  func wants(asset other: Int) -> Bool { asset == nil || asset == other }

  /// Whether the log holds an event of one of these kinds.
  func has(_ kinds: Kind...) -> Bool { kinds.contains { counts[$0] ?? 0 > 0 } }
}
