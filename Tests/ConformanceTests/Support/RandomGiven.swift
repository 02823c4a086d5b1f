/// Random inputs for operations: pieces of JSON text, the same for the same seed.
struct RandomGiven: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// True once in `count` times.
  mutating func chance(_ count: Int) -> Bool { int(0..<count) == 0 }

  mutating func int(_ range: Range<Int>) -> Int { .random(in: range, using: &self) }

  mutating func pick<T>(_ list: [T]) -> T { list[int(0..<list.count)] }

  /// The digits of a whole number with so many digits at most, often at an edge.
  mutating func digits(_ most: Int, zero: Bool = true) -> String {
    let count = int(1..<most + 1)
    switch int(0..<12) {
    case 0 where zero: return "0"
    case 1: return "1"
    case 2: return "1" + String(repeating: "0", count: count - 1)
    case 3: return String(repeating: "9", count: count)
    case 4: return "5" + String(repeating: "0", count: count - 1)
    default:
      let rest = (1..<count).map { _ in "\(int(0..<10))" }
      return "\(int(1..<10))" + rest.joined()
    }
  }

  /// A decimal number, never zero or negative unless wished.
  mutating func decimal(
    _ whole: Int, places: Int, zero: Bool = false, negative: Bool = false
  ) -> String {
    let sign = negative && chance(2) ? "-" : ""
    if zero && chance(10) { return "0" }
    let fraction = chance(3) || places == 0 ? "" : "." + digits(places, zero: false)
    return sign + digits(whole, zero: false) + fraction
  }

  /// The text of an object whose values are strings.
  static func object(_ members: KeyValuePairs<String, String>) -> String {
    json(members.map { ($0.key, "\"\($0.value)\"") })
  }

  /// The text of an object whose values are JSON text already.
  static func json(_ members: [(String, String)]) -> String {
    "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  /// The text of an array of JSON text.
  static func array(_ elements: [String]) -> String {
    "[" + elements.joined(separator: ",") + "]"
  }
}
