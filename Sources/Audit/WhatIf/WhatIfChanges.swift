package import FixedPoint
package import Ledger
package import Margin

/// What is to be different in the alternative history: rules, prices, and facts left out.
///
/// Nothing of it is different in an empty value: then the alternative is the rules' own history.
package struct WhatIfChanges: Sendable {
  /// A rule that is set, from the start or from a block on.
  package struct Setting: Sendable, Hashable {
    /// The rule and its value in canonical text.
    package var parameter: Parameter
    /// The first block it holds in; nil for the start.
    package var block: Int64?

    package init(_ parameter: Parameter, from block: Int64? = nil) {
      self.parameter = parameter
      self.block = block
    }
  }

  /// How late the oracle is.
  package enum Delay: Sendable, Hashable {
    /// So many blocks.
    case blocks(Int64)
    /// So many milliseconds.
    case time(Int64)
  }

  /// When a given price becomes known.
  package enum Moment: Sendable, Hashable {
    case block(Int64)
    /// Unix milliseconds.
    case time(Int64)
  }

  /// A price that somebody gives.
  package struct Price: Sendable, Hashable {
    package var moment: Moment
    package var feed: Feed
    /// Who says it; nil for every source of the feed but `market`.
    package var source: String?
    package var value: Decimal18

    package init(_ moment: Moment, _ feed: Feed, source: String?, value: Decimal18) {
      self.moment = moment
      self.feed = feed
      self.source = source
      self.value = value
    }
  }

  /// A limit to what sources other than `market` may say.
  package struct Bound: Sendable, Hashable {
    package var feed: Feed
    /// Whether it is the lowest price, not the highest.
    package var isFloor: Bool
    package var price: Decimal18

    package init(_ feed: Feed, isFloor: Bool, price: Decimal18) {
      self.feed = feed
      self.isFloor = isFloor
      self.price = price
    }
  }

  /// Facts that are left out.
  package struct Omission: Sendable, Hashable {
    package var kind: Kind
    /// A name in one of its fields, or `#` and its number; nil for all of the kind.
    package var id: String?

    package init(_ kind: Kind, id: String?) {
      self.kind = kind
      self.id = id
    }
  }

  /// The rulebook that replaces all rules of the record; nil to keep those.
  package var rulebook: [Parameter]?
  /// The beginnings of paths of rules that the rulebook does not replace.
  package var kept: [String] = []
  /// Policies by their readable names.
  package var policies: [WhatIfPolicy.Choice] = []
  /// Single rules; they stand over rulebook and policies.
  package var settings: [Setting] = []
  /// Prices; a feed and source that occur here say nothing else.
  package var prices: [Price] = []
  package var bounds: [Bound] = []
  /// The source that alone is believed, where it speaks; nil for those of the rulebook.
  package var source: String?
  package var delay: Delay?
  package var omissions: [Omission] = []
  /// The first block that is decided again; nil for the first of the log.
  package var first: Int64?

  package init() {}

  /// Whether nothing is different.
  package var isEmpty: Bool {
    rulebook == nil && policies.isEmpty && settings.isEmpty && prices.isEmpty && bounds.isEmpty
      && source == nil && delay == nil && omissions.isEmpty
  }
}

extension Event {
  /// Whether such an event may be the world's doing: no rule alone decides it.
  package var mayBeFact: Bool {
    switch kind {
    case .halt, .resume, .parameter, .insurance, .fee, .disputeRuling: true
    default: !isSettlement && !isJudgement
    }
  }
}
