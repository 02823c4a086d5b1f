package import Ledger

/// What is halted: trading, liquidation or both, everywhere or of one asset or market.
package struct HaltScope: Sendable, Hashable {
  /// What stops.
  package let what: BreakerRules.Halts
  /// Of which asset or market; nil for all.
  package let feed: Feed?

  /// A scope.
  package init(_ what: BreakerRules.Halts, _ feed: Feed? = nil) {
    self.what = what
    self.feed = feed
  }

  /// The scope that a text means; nil when it names nothing known.
  ///
  /// `liquidation`, `trading:ETH-USD`, `all:asset:ETH`; a name alone, `ETH-USD`, is all of it.
  package init?(_ text: String, names: borrowing Names) {
    for what in BreakerRules.Halts.allCases {
      if text == what.rawValue {
        self.init(what)
        return
      }
      guard text.hasPrefix(what.rawValue + ":") else { continue }
      guard let feed = Feed(text.dropFirst(what.rawValue.count + 1), names: names) else { break }
      self.init(what, feed)
      return
    }
    guard let feed = Feed(text, names: names) else { return nil }
    self.init(.all, feed)
  }

  /// The text that means it: `liquidation:ETH-USD`.
  package func text(_ names: borrowing Names) -> String {
    guard let feed else { return what.rawValue }
    return what.rawValue + ":" + feed.text(names)
  }

  /// Whether everything in the other scope is in this one.
  package func contains(_ other: HaltScope) -> Bool {
    (what == .all || what == other.what) && (feed == nil || feed == other.feed)
  }
}
