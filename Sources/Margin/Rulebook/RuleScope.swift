/// What a parameter of the rulebook applies to.
package enum RuleScope: Sendable, Hashable {
  /// The venue as a whole: `venue`.
  case venue
  /// An asset by name: `asset:ETH`; `asset:*` are the terms of assets that have no own.
  case asset(String)
  /// A market by name: `market:ETH-USD`; `market:*` are the terms of markets that have no own.
  case market(String)

  /// The sorts of scopes; each has its own rules.
  package enum Kind: Int, Sendable, Hashable, CaseIterable {
    case venue, asset, market
  }

  /// The name that stands for all others.
  package static let others = "*"

  /// The scope of that text; nil when it is one of another source, which no rule is about.
  package init?(_ text: String) {
    if text == "venue" {
      self = .venue
    } else if text.hasPrefix("asset:"), text != "asset:" {
      self = .asset(String(text.dropFirst("asset:".count)))
    } else if text.hasPrefix("market:"), text != "market:" {
      self = .market(String(text.dropFirst("market:".count)))
    } else {
      return nil
    }
  }

  /// The text in a `parameter` event.
  package var text: String {
    switch self {
    case .venue: "venue"
    case .asset(let name): "asset:\(name)"
    case .market(let name): "market:\(name)"
    }
  }

  /// The sort.
  package var kind: Kind {
    switch self {
    case .venue: .venue
    case .asset: .asset
    case .market: .market
    }
  }
}
