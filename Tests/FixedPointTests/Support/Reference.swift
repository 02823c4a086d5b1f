import FixedPoint

/// The rounded quotient by another method than the module's: floor division of small integers.
///
/// Nil stands for an inexact result that must be exact.
func referenceQuotient(_ dividend: Int, _ divisor: Int, _ rounding: Rounding) -> Int? {
  func floorDivide(_ a: Int, _ b: Int) -> Int {
    let quotient = a / b
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
  }
  let numerator = divisor < 0 ? -dividend : dividend
  let denominator = abs(divisor)
  let floor = floorDivide(numerator, denominator)
  let ceiling = -floorDivide(-numerator, denominator)
  let isNegative = numerator < 0
  let nearestUp = floorDivide(2 * numerator + denominator, 2 * denominator)
  let nearestDown = -floorDivide(-2 * numerator + denominator, 2 * denominator)
  switch rounding {
  case .down: return floor
  case .up: return ceiling
  case .towardZero: return isNegative ? ceiling : floor
  case .awayFromZero: return isNegative ? floor : ceiling
  case .halfEven: return nearestUp % 2 == 0 ? nearestUp : nearestDown
  case .halfUp: return isNegative ? nearestDown : nearestUp
  case .exact: return floor == ceiling ? floor : nil
  }
}
