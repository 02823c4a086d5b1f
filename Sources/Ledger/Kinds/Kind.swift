/// The kinds of events.
///
/// The list may grow at its end; a kind never changes its meaning, its name, or the order of its
/// fields. `docs/EVENTS.md` is written from these declarations.
public enum Kind: UInt8, Sendable, CaseIterable {
  case venue, asset, market, account, parameter
  case deposit, withdrawal, transfer, borrow, repay, interest, fee
  case openingBalance, openingPosition
  case fill, fundingPayment, fundingIndex, interestIndex, priceUpdate
  case marginCall, marginCallClosed, notice
  case liquidationStart, liquidationAttempt, auctionStart, auctionReset, liquidationFill, deleverage
  case insurance, socializedLoss, lossShare, badDebt, recovery
  case halt, resume, settlementOverride, dispute, disputeRuling
  case balanceAssertion, positionAssertion, note, unclassified
  case referencePrice, depth, liquidity, auctionBid, auctionEnd
}

extension Kind {
  /// The name in lines, and of the kind's table.
  public var name: String { Self.table[Int(rawValue)].name }

  /// The declaration of the kind.
  public var spec: KindSpec { Self.table[Int(rawValue)].spec }

  /// The kind of that name.
  public init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// The place of `field` among the fields of the kind; nil when the kind has no such field.
  public func position(of field: Field) -> Int? {
    let position = Self.positions[Int(rawValue) * Self.fieldCount + field.ordinal]
    return position == Self.absent ? nil : Int(position)
  }

  /// Everything about each kind, by its number.
  static let table: [Entry] = allCases.map { Entry($0) }

  private static let absent = UInt8.max

  private static let fieldCount = Field.allCases.count

  /// The place of each field in each kind, kind by kind.
  private static let positions: [UInt8] = {
    var positions = [UInt8](repeating: absent, count: allCases.count * fieldCount)
    for kind in allCases {
      for (place, field) in kind.spec.fields.enumerated() {
        positions[Int(kind.rawValue) * fieldCount + field.field.ordinal] = UInt8(place)
      }
    }
    return positions
  }()

  /// The derived facts of one kind.
  struct Entry: Sendable {
    let name: String
    let spec: KindSpec

    init(_ kind: Kind) {
      name = Self.snakeCase("\(kind)")
      spec = kind.declaration
    }

    private static func snakeCase(_ name: String) -> String {
      name.reduce(into: "") { text, character in
        text += character.isUppercase ? "_\(character.lowercased())" : String(character)
      }
    }
  }
}
