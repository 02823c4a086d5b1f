internal import Audit
internal import Console
internal import FixedPoint
package import Ledger
internal import Margin

/// What every forward look says of the moment it looks from.
package struct OutlookScene {
  /// The names of the ledger.
  package let names: Names
  /// The asset that values are in; empty when the venue named none.
  package let unit: String
  /// Where the venue was read.
  package let anchor: Anchor
  /// What the record leaves undecided.
  package let caution: RecordCaution

  /// The moment of a venue.
  package init(
    names: Names, unit: String, anchor: Anchor, caution: RecordCaution = RecordCaution()
  ) {
    self.names = names
    self.unit = unit
    self.anchor = anchor
    self.caution = caution
  }

  /// How far a price is from the present one: price ÷ present − 1, exact.
  func change(_ price: Decimal18, of moved: MovedPrices) throws -> ExactRatio {
    try ExactRatio(Int256((price - moved.present).mantissa), Int256(moved.present.mantissa))
  }

  /// `no account`, `1 account`, `12 accounts`.
  func counted(_ accounts: Int, _ shown: Presentation) -> String {
    if accounts == 0 { return "no account" }
    return accounts == 1 ? "1 account" : "\(shown.shown(accounts)) accounts"
  }

  /// The members that every JSON answer begins with.
  func members(_ moved: MovedPrices) -> [(String, JSONNode)] {
    anchor.members + [
      ("unit", .string(unit)), ("moves", .array(moved.feeds.map { .string($0.feed.scope(names)) })),
      ("present_price", .string(moved.present.description)),
    ] + caution.members
  }

  /// Writes what moves together and what could not be judged.
  func writeNotes(_ moved: MovedPrices, unjudged: Int, to output: Output) throws {
    if moved.feeds.count > 1 {
      let feeds = moved.feeds.map { TerminalText.escape($0.feed.scope(names)) }
      try output.write("\n")
      try output.write(paragraph: "By the same share move \(feeds.joined(separator: ", ")).")
    }
    if unjudged > 0 {
      let are = unjudged == 1 ? "is" : "are"
      try output.write("\n")
      try output.write(
        paragraph: "\(counted(unjudged, output.presentation)) \(are) left out, as a price is "
          + "missing or not valid.")
    }
    try writeCaution(to: output)
  }

  /// Writes whose equity the record does not tell; what is recorded of them is in the figures.
  func writeCaution(to output: Output) throws {
    guard let sentence = caution.sentence else { return }
    try output.write("\n")
    try output.write(paragraph: sentence + " The figures contain what is recorded of them.")
  }

  /// The cells of a sale: what is closed, how much of it, for what, and its value.
  func cells(_ sale: NextSale?) -> [Cell] {
    guard let sale else { return [.empty, .empty, .empty, .empty] }
    let (item, other): (String, String?) =
      switch sale.subject {
      case .position(let market): (names.markets[market], nil)
      case .debt(let asset, let collateral): (names.assets[asset], names.assets[collateral])
      }
    return [
      .text(item), .decimal(sale.size.description), other.map { .text($0) } ?? .empty,
      .decimal(sale.value.description),
    ]
  }

  /// The columns of `cells`.
  var saleColumns: [Column] {
    [
      .id("closes"), .number("amount"), .id("for", priority: 1),
      .number("value", unit: unit, priority: 1),
    ]
  }
}
