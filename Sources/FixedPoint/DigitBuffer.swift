/// A small buffer that is filled with decimal digits from its end to its front.
struct DigitBuffer {
  private static let capacity = 48

  private var bytes = InlineArray<48, UInt8>(repeating: UInt8(ascii: "0"))
  private var start = DigitBuffer.capacity
  private let end = DigitBuffer.capacity

  /// Lays out a mantissa in canonical form.
  ///
  /// - Precondition: `scale` is in `0...36`.
  @inline(__always)
  init(_ mantissa: Int128, scale: Int) {
    precondition((0...36).contains(scale), "the scale must be in 0...36")
    var rest = mantissa.magnitude
    if scale > 0 {
      let low = min(scale, PowersOfTen.chunkDigits)
      prepend(fraction: PowersOfTen.split(&rest, at: low), digits: low)
      if scale > low {
        prepend(fraction: PowersOfTen.split(&rest, at: scale - low), digits: scale - low)
      }
      if start < end { prepend(UInt8(ascii: ".")) }
    }
    prepend(integer: rest)
    if mantissa < 0 { prepend(UInt8(ascii: "-")) }
  }

  /// Lays out an integer.
  @inline(__always)
  init(_ magnitude: UInt64, isNegative: Bool) {
    if magnitude == 0 { prepend(UInt8(ascii: "0")) }
    prependSignificant(magnitude)
    if isNegative { prepend(UInt8(ascii: "-")) }
  }

  /// The number of bytes written.
  var count: Int { end - start }

  /// Appends the text to an array.
  @inline(__always)
  func append(to output: inout [UInt8]) {
    output.append(addingCapacity: end - start) { span in
      for index in start..<end { span.append(bytes[index]) }
    }
  }

  /// Writes the text into a buffer at an offset.
  @inline(__always)
  func write(to output: inout MutableSpan<UInt8>, at offset: Int) {
    for index in start..<end { output[offset + index - start] = bytes[index] }
  }

  /// The text as a string.
  var string: String {
    var output: [UInt8] = []
    append(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @inline(__always)
  private mutating func prepend(_ byte: UInt8) {
    start -= 1
    bytes[start] = byte
  }

  /// Prepends a part of the fraction, without the zeros that would end the number.
  @inline(__always)
  private mutating func prepend(fraction: UInt64, digits: Int) {
    if start < end {
      prepend(fraction, digits: digits)
    } else if fraction != 0 {
      var significant = fraction
      let zeros = PowersOfTen.dropTrailingZeros(&significant)
      prepend(significant, digits: digits - zeros)
    }
  }

  /// Prepends exactly `digits` digits, with zeros in front.
  @inline(__always)
  private mutating func prepend(_ value: UInt64, digits: Int) {
    let target = start - digits
    prependSignificant(value)
    // The buffer was filled with zeros.
    start = target
  }

  @inline(__always)
  private mutating func prepend(integer value: UInt128) {
    var rest = value
    while rest > UInt128(truncatingIfNeeded: UInt64.max) {
      let chunk = PowersOfTen.split(&rest, at: PowersOfTen.chunkDigits)
      prepend(chunk, digits: PowersOfTen.chunkDigits)
    }
    if rest == 0 {
      prepend(UInt8(ascii: "0"))
    } else {
      prependSignificant(UInt64(truncatingIfNeeded: rest))
    }
  }

  /// Prepends the digits of `value` without leading zeros; nothing for zero.
  @inline(__always)
  private mutating func prependSignificant(_ value: UInt64) {
    var rest = value
    while rest >= 100 {
      let quotient = rest / 100
      let pair = UInt8(truncatingIfNeeded: rest &- quotient &* 100)
      rest = quotient
      let tens = pair / 10
      start -= 2
      bytes[start] = UInt8(ascii: "0") &+ tens
      bytes[start + 1] = UInt8(ascii: "0") &+ (pair &- tens &* 10)
    }
    while rest > 0 {
      let quotient = rest / 10
      prepend(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest &- quotient &* 10))
      rest = quotient
    }
  }
}
