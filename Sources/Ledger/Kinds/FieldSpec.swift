/// What a field holds, how it is written, and what is checked when it is read.
public enum FieldType: Sendable, Hashable {
  /// The name of an account; a new name makes a new account.
  case account
  /// The name of a declared asset.
  case asset
  /// The name of a declared market.
  case market
  /// The name that an `asset` event declares.
  case newAsset
  /// The name that a `market` event declares.
  case newMarket
  /// An amount in whole units of the asset named in another field, with no more decimals than that
  /// asset has.
  case amount(of: Field, Sign)
  /// A size in whole units of the base asset of the market named in `market`.
  case size(Sign)
  /// An amount in whole units of the quote asset of the market named in `market`.
  case quote(Sign)
  /// A price or another decimal number.
  case decimal(Sign)
  /// An index or a rate with up to 27 decimals.
  case ratio
  /// A whole number from 0 to `Limits.integer`.
  case integer
  /// Unix milliseconds.
  case time
  /// Free text.
  case text
  /// One word of a closed list.
  case choice([String])

  /// Which signs a number may have.
  public enum Sign: Sendable, Hashable {
    /// Zero or more.
    case unsigned
    /// Any sign; the field's text says what the sign means.
    case signed
  }
}

extension FieldType {
  /// Whether the value is an id of a name.
  package var isName: Bool {
    switch self {
    case .account, .asset, .market, .newAsset, .newMarket: true
    default: false
    }
  }

  /// Whether the value is written between quotes.
  package var isQuoted: Bool {
    switch self {
    case .integer, .time: false
    default: true
    }
  }
}

/// What a decimal is an amount of, in kinds that are about a market or about an asset.
///
/// It then has no more decimals than that asset has.
public enum AmountUnit: Sendable, Hashable {
  /// Of the base asset of `market` where there is one, else of the asset in the other field.
  case base(orAssetIn: Field)
  /// Of the quote asset of `market` where there is one, else of the asset in the other field.
  case quote(orAssetIn: Field)
}

/// One field of a kind: its name, type and meaning.
public struct FieldSpec: Sendable {
  /// The name in lines and tables.
  public let field: Field
  /// What it holds.
  public let type: FieldType
  /// Whether a line must have it.
  public let isRequired: Bool
  /// The meaning in one sentence, with unit and sign.
  public let meaning: String
  /// What a decimal is an amount of, where that depends on the fields beside it.
  public let unit: AmountUnit?

  init(
    _ field: Field, _ type: FieldType, _ meaning: String, in unit: AmountUnit? = nil,
    optional: Bool = false
  ) {
    self.unit = unit
    self.field = field
    self.type = type
    self.meaning = meaning
    isRequired = !optional
  }
}

/// A rule over several fields of one kind.
public enum FieldRule: Sendable, Hashable {
  /// Exactly one of these fields is present.
  case exactlyOne([Field])
  /// The first field is present if and only if the second is.
  case together(Field, Field)
  /// Where the first field is present, at least one of the others is.
  case requires(Field, [Field])
  /// Where the last field is present, the first is at most the second.
  case atMost(Field, Field, when: Field)
  /// Where both are present, their product is in the range of a decimal.
  case product(Field, Field)
}

/// What is known of one kind: where everything else about it is derived from.
public struct KindSpec: Sendable {
  /// The group it is listed under.
  public let group: KindGroup
  /// What happened when such an event is recorded, in one sentence.
  public let meaning: String
  /// How the book changes, in one sentence; empty when it does not.
  public let effect: String
  /// The fields in the order of the line; `ref` is last in every kind.
  public let fields: [FieldSpec]
  /// The rules over several fields.
  public let rules: [FieldRule]

  init(
    _ group: KindGroup, _ meaning: String, effect: String = "", rules: [FieldRule] = [],
    _ fields: [FieldSpec]
  ) {
    self.group = group
    self.meaning = meaning
    self.effect = effect
    self.rules = rules
    self.fields =
      fields + [
        FieldSpec(.ref, .text, "The source's own id of this fact.", optional: true)
      ]
    precondition(self.fields.count <= Limits.fieldsPerKind, "a kind has too many fields")
  }
}

/// The groups that kinds are listed under.
public enum KindGroup: String, Sendable, CaseIterable {
  case reference = "Reference"
  case money = "Money in and out"
  case market = "Market"
  case margin = "Margin"
  case liquidation = "Liquidation"
  case shortfall = "Shortfall"
  case control = "Control"
}
