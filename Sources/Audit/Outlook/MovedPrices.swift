internal import Engine
package import FixedPoint
package import Ledger
package import Margin

/// Prices that move together, all by the same share, while all others stay.
package struct MovedPrices: Sendable {
  /// The feed whose price is named.
  package let main: Feed
  /// Its present price.
  package let present: Decimal18
  /// Every feed that moves, with its present price; the main one first.
  package let feeds: [(feed: Feed, price: Decimal18)]

  /// The feeds of some assets and markets; nil when the first of them has no valid price.
  ///
  /// An asset moves with every market of which it is the base; a market moves alone. Where an asset has
  /// no price of its own, that of its first market by name is the one that is named.
  package init?(_ subjects: [Feed], in state: VenueState, names: Names) {
    var feeds: [(feed: Feed, price: Decimal18)] = []
    for subject in subjects {
      for feed in Self.feeds(of: subject, names)
      where !feeds.contains(where: { $0.feed == feed }) && feed != state.terms.unit.map(Feed.asset)
      {
        if let price = state.price(of: feed), price > .zero { feeds.append((feed, price)) }
      }
      // Of the first subject something must have a price.
      if feeds.isEmpty { return nil }
    }
    guard let first = feeds.first else { return nil }
    main = first.feed
    present = first.price
    self.feeds = feeds
  }

  private static func feeds(of subject: Feed, _ names: Names) -> [Feed] {
    guard case .asset(let asset) = subject else { return [subject] }
    let markets = (0..<names.markets.count)
      .filter { names.market($0).base == asset && !names.market($0).isSpot }
      .sorted { names.markets[$0].utf8.lexicographicallyPrecedes(names.markets[$1].utf8) }
    return [subject] + markets.map { .market($0) }
  }

  /// All prices when the main one is this: present × price ÷ main present, half-even.
  package func at(
    _ price: Decimal18
  ) throws(ArithmeticError) -> [(feed: Feed, price: Decimal18)] {
    var moved: [(feed: Feed, price: Decimal18)] = []
    for (feed, own) in feeds {
      moved.append(
        (
          feed,
          feed == main
            ? price : try own.multiplied(by: price, dividedBy: present, rounding: .halfEven)
        ))
    }
    return moved
  }

  /// The state with the main price at this and the others moved with it.
  package func state(
    _ state: VenueState, at price: Decimal18, names: Names
  ) throws(VenueError) -> VenueState {
    var moved = state
    do throws(ArithmeticError) {
      let prices = try at(price)
      do throws(VenueError) {
        try moved.assume(prices, names: names)
      } catch {
        throw .overflow
      }
    } catch {
      throw VenueError(
        seq: state.book.seq, position: Position(block: state.block, index: 0),
        reason: "the venue cannot be valued at \(price): \(error)")
    }
    return moved
  }

  /// Whether what an account has, owes or holds is worth another amount when these prices move.
  package func concern(_ valuation: Valuation, names: Names) -> Bool {
    let moved = Set(feeds.map(\.feed))
    return valuation.assets.contains { moved.contains(.asset($0.asset)) }
      || valuation.markets.contains {
        moved.contains(.market($0.market))
          || moved.contains(.asset(names.market($0.market).quote))
      }
  }
}

extension VenueState {
  /// The price that accounts are judged by; nil when there is none.
  package func price(of feed: Feed) -> Decimal18? {
    switch feed {
    case .asset(let asset): price(ofAsset: asset)
    case .market(let market): price(ofMarket: market)
    }
  }
}
