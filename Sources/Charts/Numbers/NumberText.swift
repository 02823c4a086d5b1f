/// Numbers as words: no locale, a true minus, the same bytes every time.
package enum NumberText {
  /// What stands in place of a figure that is no number.
  package static let missing = "–"

  /// A coordinate with at most two decimals and an ASCII minus, for SVG attributes.
  package static func coordinate(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = Int((min(max(value, -1e9), 1e9) * 100).rounded())
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    var text = (hundredths < 0 ? "-" : "") + String(whole)
    guard rest > 0 else { return text }
    text += rest < 10 ? ".0" : "."
    text += String(rest % 10 == 0 ? rest / 10 : rest)
    return text
  }

  /// A number with exactly so many decimals, grouped by thousands.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return missing }
    let places = min(max(decimals, 0), 15)
    let scaled = (abs(value) * Powers.ten(places)).rounded()
    guard scaled < 9e18 else { return scientific(value) }
    let digits = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = grouped(padded.dropLast(places))
    let sign = value < 0 && scaled > 0 ? "−" : ""
    return sign + whole + (places > 0 ? "." + padded.suffix(places) : "")
  }

  /// A whole number, grouped by thousands.
  package static func whole(_ value: Int) -> String {
    (value < 0 ? "−" : "") + grouped(String(value.magnitude)[...])
  }

  /// A number for tables: up to six decimals, as many as it needs.
  package static func plain(_ value: Double) -> String {
    guard value.isFinite else { return missing }
    let size = abs(value)
    if size > 0, size < 0.000_001 || size >= 1e15 { return scientific(value) }
    return trimmed(fixed(value, decimals: size < 1e12 ? 6 : 0))
  }

  /// A number for charts and headlines: three digits and `k`, `M`, `B` or `T` where it is long.
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return missing }
    let size = abs(value)
    if size == 0 { return "0" }
    if size < 0.000_1 || size >= 999.5e12 { return scientific(value) }
    if size < 1 { return trimmed(fixed(value, decimals: 2 - Powers.decade(of: size))) }
    if size < 999.995 { return trimmed(fixed(value, decimals: 2)) }
    if size < 99_999.5 { return fixed(value, decimals: 0) }
    var group = Powers.decade(of: size) / 3
    if size / Powers.ten(3 * group) >= 999.5 { group += 1 }
    let scaled = value / Powers.ten(3 * group)
    let decimals = abs(scaled) >= 99.95 ? 0 : abs(scaled) >= 9.995 ? 1 : 2
    return fixed(scaled, decimals: decimals) + " " + suffixes[min(group, 4)]
  }

  /// A number in words, as `1,716.747385313251032115`, with at most so many significant digits, half-even.
  ///
  /// Digits before the point all stay. Nil where it has no more than that, or is no number.
  static func significant(_ text: String, _ digits: Int) -> String? {
    let parts = text.drop { $0 == "−" }.replacing(",", with: "")
      .split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let whole = Int64(parts[0]), !parts[1].isEmpty,
      parts[1].allSatisfy({ $0.isASCII && $0.isNumber })
    else { return nil }
    let decimals = parts[1]
    let kept =
      whole == 0 ? digits + decimals.prefix { $0 == "0" }.count : max(0, digits - parts[0].count)
    guard decimals.count > kept, decimals.dropFirst(kept).contains(where: { $0 != "0" }),
      parts[0].count + kept <= 18, let head = Int64("\(parts[0])\(decimals.prefix(kept))")
    else { return nil }
    let tail = decimals.dropFirst(kept)
    let isHalf = tail.first == "5" && tail.dropFirst().allSatisfy { $0 == "0" }
    let isUp = isHalf ? head % 2 != 0 : (tail.first ?? "0") >= "5"
    let rounded = String(head + (isUp ? 1 : 0))
    let padded = String(repeating: "0", count: max(0, kept + 1 - rounded.count)) + rounded
    let number = grouped(padded.dropLast(kept)) + (kept > 0 ? "." + padded.suffix(kept) : "")
    return (text.first == "−" ? "−" : "") + trimmed(number)
  }

  /// A part of a whole in percent with one decimal.
  package static func percent(_ ratio: Double) -> String {
    guard ratio.isFinite else { return missing }
    if ratio > 0, ratio < 0.000_5 { return "<0.1 %" }
    return fixed(ratio * 100, decimals: 1) + " %"
  }

  /// A length of time in seconds in its two largest units, as `7 m 29 s`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return missing }
    let size = abs(seconds)
    let sign = seconds < 0 ? "−" : ""
    if size < 59.95 || size > 1e14 { return short(size < 1 ? seconds : rounded(seconds)) + " s" }
    let whole = Int(size.rounded())
    let parts = [
      (whole / 86_400, "d"), (whole / 3_600 % 24, "h"), (whole / 60 % 60, "m"), (whole % 60, "s"),
    ]
    let first = parts.firstIndex { $0.0 > 0 } ?? 3
    let shown = parts[first..<min(first + 2, 4)].filter { $0.0 > 0 }
    return sign + shown.map { "\(self.whole($0.0)) \($0.1)" }.joined(separator: " ")
  }

  /// The letter of a power of a thousand: nothing, k, M, B, T.
  static let suffixes = ["", "k", "M", "B", "T"]

  /// A mantissa of up to two decimals and a power of ten.
  static func scientific(_ value: Double, decimals: Int = 2) -> String {
    let size = abs(value)
    guard size > 0 else { return "0" }
    // Below the smallest normal number the power of ten itself would be no number.
    guard size > 1e-300 else { return "0" }
    var exponent = Powers.decade(of: size)
    var mantissa = size / Powers.ten(exponent)
    if mantissa >= 9.995 {
      exponent += 1
      mantissa /= 10
    }
    let power = String(exponent).map { superscripts[$0] ?? String($0) }.joined()
    return (value < 0 ? "−" : "") + trimmed(fixed(mantissa, decimals: decimals)) + " × 10" + power
  }

  /// Without the zeros that end its decimals.
  static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let short = text.reversed().drop { $0 == "0" }
    return String((short.first == "." ? short.dropFirst() : short).reversed())
  }

  // MARK: - Private

  private static let superscripts: [Character: String] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]

  private static func rounded(_ seconds: Double) -> Double {
    abs(seconds) < 10 ? (seconds * 10).rounded() / 10 : seconds.rounded()
  }

  private static func grouped(_ digits: Substring) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}
