/// Powers and logarithms to the base ten, the same bits on every machine.
///
/// The standard library has no logarithm, and those of C libraries differ in the last bit.
enum Powers {
  /// Ten to a whole power; exact from 0 to 22.
  static func ten(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<min(abs(exponent), 330) { power *= 10 }
    return exponent < 0 ? 1 / power : power
  }

  /// The logarithm of a positive number to the base ten.
  static func logarithm(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    var exponent = Double(value.exponent)
    var fraction = value.significand
    if fraction > 1.414_213_562_373_095 {
      fraction /= 2
      exponent += 1
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), where the argument is below 0.172.
    let ratio = (fraction - 1) / (fraction + 1)
    let square = ratio * ratio
    var sum = 0.0
    for odd in stride(from: 23.0, through: 1, by: -2) { sum = sum * square + 1 / odd }
    let natural = exponent * 0.693_147_180_559_945_3 + 2 * ratio * sum
    return natural / 2.302_585_092_994_045_7
  }

  /// The largest whole exponent with ten to it at most the positive value.
  static func decade(of value: Double) -> Int {
    var exponent = Int(logarithm(value).rounded(.down))
    if ten(exponent + 1) <= value { exponent += 1 }
    if ten(exponent) > value { exponent -= 1 }
    return exponent
  }
}
