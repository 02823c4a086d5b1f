import Testing

/// A repeatable source of random numbers: the same seed gives the same test.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A 128-bit integer of any size: all bit widths are equally likely, and edges are frequent.
  mutating func nextInt128() -> Int128 {
    switch next() % 16 {
    case 0: return [Int128.min, .min + 1, .max, .max - 1, 0, 1, -1][Int(next() % 7)]
    case 1:
      let power = (0..<Int(next() % 39)).reduce(Int128(1)) { value, _ in value * 10 }
      return next() % 2 == 0 ? power : -power
    default:
      let bits = Int128(truncatingIfNeeded: UInt128(next()) << 64 | UInt128(next()))
      return bits >> Int128(next() % 128)
    }
  }
}

/// Seeds of the random tests; add the seed of a failure here.
let seeds: [UInt64] = [1, 20_260_101, 0xDEAD_BEEF]
