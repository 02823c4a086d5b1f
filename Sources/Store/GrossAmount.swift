internal import FixedPoint
internal import Ledger

/// The sum of the magnitudes of all amounts of a log, each rounded up to a whole unit, of whatever asset.
///
/// An event moves a balance, a position, a pool or a total by at most four times what it adds here: a
/// transfer has two legs in one total, a trade moves what was paid and the profit of each of two
/// accounts. So while the sum is safe, no book of the log can leave the range of amounts, and nobody
/// needs to fold it to know that.
struct GrossAmount: Sendable, Hashable {
  /// The sum in whole units; it stays at the largest number instead of overflowing.
  private(set) var units: UInt128 = 0

  /// The largest sum that is safe: a quarter of the range of amounts.
  private static let largestSafe = unit(Int128.max) / 4

  /// Whether every balance must be in range.
  var isSafe: Bool { units <= Self.largestSafe }

  init() {}

  /// The sum that `checkpoint` holds as text; nil when it is none.
  init?(text: String) {
    guard let units = UInt128(text), "\(units)" == text else { return nil }
    self.units = units
  }

  /// Adds the amounts of an event.
  mutating func add(_ event: borrowing Event) {
    let terms = Self.terms[Int(event.kind.rawValue)]
    var left = terms.amounts & event.present
    while left != 0 {
      add(Self.unit(event.slots[left.trailingZeroBitCount]))
      left &= left - 1
    }
    guard terms.product != 0, event.present & terms.product == terms.product else { return }
    // The product of the factors rounded up is at least the product rounded up.
    let first = Self.unit(event.slots[terms.product.trailingZeroBitCount])
    let second = Self.unit(event.slots[31 - terms.product.leadingZeroBitCount])
    let (product, isTooLarge) = first.multipliedReportingOverflow(by: second)
    add(isTooLarge ? .max : product)
  }

  /// Adds another sum.
  mutating func add(_ other: GrossAmount) {
    add(other.units)
  }

  private mutating func add(_ more: UInt128) {
    let (sum, isTooLarge) = units.addingReportingOverflow(more)
    units = isTooLarge ? .max : sum
  }

  private static func unit(_ mantissa: Int128) -> UInt128 {
    let one: UInt128 = 1_000_000_000_000_000_000
    return (mantissa.magnitude + (one - 1)) / one
  }

  /// Which fields of a kind count, as bits of their places.
  private struct Terms {
    /// Those that are amounts.
    let amounts: UInt32
    /// The two factors of an amount; no bits when there is none.
    let product: UInt32

    init(_ kind: Kind) {
      let spec = kind.spec
      var (amounts, product) = (0 as UInt32, 0 as UInt32)
      let isCompared = kind == .balanceAssertion || kind == .positionAssertion
      if !spec.effect.isEmpty || isCompared {
        for (place, field) in spec.fields.enumerated() where field.field != .price {
          switch field.type {
          case .amount, .size, .quote, .decimal: amounts |= 1 << UInt32(place)
          default: break
          }
        }
        for case .product(let first, let second) in spec.rules {
          for place in [first, second].compactMap({ kind.position(of: $0) }) {
            product |= 1 << UInt32(place)
          }
        }
      }
      (self.amounts, self.product) = (amounts, product)
    }
  }

  /// The terms of each kind, by its number.
  private static let terms = Kind.allCases.map { Terms($0) }
}
