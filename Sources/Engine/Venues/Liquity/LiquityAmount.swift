package import FixedPoint

/// An amount, a price or a rate of Liquity: a whole number, 18 decimals unless a name says otherwise.
///
/// It is a 256-bit integer whose operators throw ``LiquityError``. Divisions round down, as the
/// contracts do. A product that is divided at once has a 512-bit intermediate.
package struct LiquityAmount: Sendable, Hashable, Comparable, ExpressibleByIntegerLiteral {
  /// The number.
  package let value: Int256

  /// An amount of so many units.
  package init(_ value: Int256) {
    self.value = value
  }

  /// A literal number of units.
  package init(integerLiteral value: Int128) {
    self.value = Int256(value)
  }

  /// Compares by value.
  package static func < (left: LiquityAmount, right: LiquityAmount) -> Bool {
    left.value < right.value
  }

  /// The sum.
  package static func + (
    left: LiquityAmount, right: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    do { return LiquityAmount(try left.value + right.value) } catch { throw .arithmetic(error) }
  }

  /// The difference, which may be below zero.
  package static func - (
    left: LiquityAmount, right: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    do { return LiquityAmount(try left.value - right.value) } catch { throw .arithmetic(error) }
  }

  /// The product.
  package static func * (
    left: LiquityAmount, right: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    do { return LiquityAmount(try left.value * right.value) } catch { throw .arithmetic(error) }
  }

  /// The quotient, rounded down.
  package static func / (
    left: LiquityAmount, right: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    do {
      return LiquityAmount(try left.value.divided(by: right.value, rounding: .down))
    } catch {
      throw .arithmetic(error)
    }
  }

  /// Adds in place.
  package static func += (left: inout LiquityAmount, right: LiquityAmount) throws(LiquityError) {
    left = try left + right
  }

  /// Subtracts in place; the result may be below zero.
  package static func -= (left: inout LiquityAmount, right: LiquityAmount) throws(LiquityError) {
    left = try left - right
  }

  /// The difference of two amounts that cannot be negative.
  ///
  /// - Throws: ``LiquityRefusal/underflow`` if `other` is larger.
  package func reduced(by other: LiquityAmount) throws(LiquityError) -> LiquityAmount {
    if other > self { throw .refused(.underflow) }
    return try self - other
  }

  /// `self · factor / divisor`, rounded once.
  package func scaled(
    by factor: LiquityAmount, over divisor: LiquityAmount, rounding: Rounding = .down
  ) throws(LiquityError) -> LiquityAmount {
    do {
      return LiquityAmount(
        try Int256.mulDiv(value, factor.value, divisor.value, rounding: rounding))
    } catch {
      throw .arithmetic(error)
    }
  }
}
