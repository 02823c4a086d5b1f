internal import FixedPoint

/// How far one price is from another, compared exactly: by cross multiplication.
enum PriceMove {
  /// Whether `part` is more than the share of `whole`.
  static func isMore(_ part: Decimal18, than share: Decimal18, of whole: Decimal18) -> Bool {
    Int256Sum(product: part.mantissa, Decimal18.one.mantissa)
      > Int256Sum(product: share.mantissa, whole.mantissa)
  }

  /// Whether the prices are further apart than the share of `base`.
  static func isBeyond(_ share: Decimal18, from base: Decimal18, to price: Decimal18) -> Bool {
    isMore(distance(base, price), than: share, of: base)
  }

  /// Whether the prices are apart, and by the share of `base` or more.
  static func reaches(_ share: Decimal18, from base: Decimal18, to price: Decimal18) -> Bool {
    base != price
      && !(Int256Sum(product: distance(base, price).mantissa, Decimal18.one.mantissa)
        < Int256Sum(product: share.mantissa, base.mantissa))
  }

  /// The distance as a share of `base`, rounded down; the largest number where that is beyond it.
  static func share(from base: Decimal18, to price: Decimal18) -> Decimal18 {
    if base == price { return .zero }
    do {
      return try distance(base, price).divided(by: base, rounding: .down)
    } catch {
      return .max
    }
  }

  /// Prices are not below zero, so that their difference always fits.
  private static func distance(_ a: Decimal18, _ b: Decimal18) -> Decimal18 {
    Decimal18(mantissa: a < b ? b.mantissa &- a.mantissa : a.mantissa &- b.mantissa)
  }
}
