import Foundation

/// Another implementation of the arithmetic: Python's integers and fractions.
enum Oracle {
  /// The interpreter, if this machine has one.
  static let interpreter: URL? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: "python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
  }()

  /// Whether a longer run is asked for.
  static let isSoaking = ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"] != nil

  /// Runs a program once.
  ///
  /// Each line of its output is one case, as words; the last words are the answer.
  static func cases(
    seed: UInt64, count: Int, program: String = program
  ) throws -> [[String]] {
    guard let interpreter else { return [] }
    let process = Process()
    process.executableURL = interpreter
    process.arguments = ["-c", program, "\(seed)", "\(count)"]
    // A file: reading from a pipe can be interrupted by the end of another child process.
    let output = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID())")
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    try process.run()
    process.waitUntilExit()
    try handle.close()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    let data = try Data(contentsOf: output)
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }
  }

  /// What every program begins with: the random source and the rounding rules.
  static let prelude = #"""
    import math, random, sys
    from fractions import Fraction

    rng = random.Random(int(sys.argv[1]))
    MODES = ["down", "up", "towardZero", "awayFromZero", "halfEven", "halfUp", "exact"]

    def rounded(value, mode):
        if mode == "down": return math.floor(value)
        if mode == "up": return math.ceil(value)
        if mode == "towardZero": return math.trunc(value)
        if mode == "awayFromZero": return math.ceil(value) if value > 0 else math.floor(value)
        if mode == "halfEven": return round(value)
        if mode == "halfUp":
            half = Fraction(1, 2)
            return math.floor(value + half) if value > 0 else math.ceil(value - half)
        return value.numerator if value.denominator == 1 else None

    """#

  private static let program =
    prelude + #"""
      LOW, HIGH = -2**127, 2**127 - 1

      def integer():
          kind = rng.randrange(8)
          if kind == 0:
              return rng.choice([LOW, LOW + 1, HIGH, HIGH - 1, 0, 1, -1])
          if kind == 1:
              return rng.choice([1, -1]) * (10 ** rng.randrange(39) + rng.randrange(-1, 2))
          return rng.choice([1, -1]) * rng.getrandbits(rng.randrange(1, 127))

      def answer(numerator, denominator, mode):
          if denominator == 0: return "divisionByZero"
          value = Fraction(numerator, denominator)
          result = rounded(value, mode)
          # What does not even fit is an overflow before it is inexact.
          if result is None: return "inexact" if abs(math.trunc(value)) < 2**127 else "overflow"
          return str(result) if LOW <= result <= HIGH else "overflow"

      def canonical(mantissa, scale):
          digits = str(abs(mantissa)).rjust(scale + 1, "0")
          whole, fraction = (digits[:-scale], digits[-scale:]) if scale else (digits, "")
          fraction = fraction.rstrip("0")
          return ("-" if mantissa < 0 else "") + whole + ("." + fraction if fraction else "")

      def foreign():
          def digits(n): return "".join(rng.choice("0123459") for _ in range(n))
          text = rng.choice(["", "-", "+"]) + digits(rng.choice([0, 1, 3, 12, 22, 40]))
          text += rng.choice(["", ".", "." + digits(rng.choice([1, 6, 18, 19, 30, 45]))])
          if not any(c.isdigit() for c in text): text += "7"
          exponents = ["", "", "e" + str(rng.randrange(-45, 25)), "E+" + str(rng.randrange(30))]
          return text + rng.choice(exponents)

      def lenient(text, shift, scale, mode):
          value = Fraction(text) * Fraction(10) ** (shift + scale)
          result = answer(value.numerator, value.denominator, mode)
          return {"inexact": "error", "overflow": "error"}.get(result, result)

      for index in range(int(sys.argv[2])):
          mode = rng.choice(MODES)
          a, b, c, d = integer(), integer(), integer(), integer()
          kind = index % 8
          if kind == 0: case = ["mulDiv", a, b, c, mode, answer(a * b, c, mode)]
          elif kind == 1: case = ["mul", a, b, mode, answer(a * b, 10**18, mode)]
          elif kind == 2: case = ["div", a, b, mode, answer(a * 10**18, b, mode)]
          elif kind == 3: case = ["ratio", a, b, mode, answer(a * b, 10**27, mode)]
          elif kind == 4:
              total = a * b + c * d
              power = rng.randrange(39)
              sign = (total > 0) - (total < 0)
              fits = -2**255 <= total < 2**255
              result = answer(total, 10**power, mode) if fits else "overflow"
              case = ["sum", a, b, c, d, power, mode, sign if fits else "overflow", result]
          elif kind == 5:
              scale = rng.randrange(37)
              case = ["text", a, scale, canonical(a, scale)]
          elif kind == 6:
              places = rng.randrange(19)
              unit = 10 ** (18 - places)
              result = answer(a, unit, mode)
              if result.lstrip("-").isdigit():
                  result = int(result) * unit
                  result = str(result) if LOW <= result <= HIGH else "overflow"
              case = ["round", a, places, mode, result]
          else:
              text, shift, scale = foreign(), rng.choice([0, 0, -6, -18, 4]), rng.randrange(37)
              case = ["lenient", text, shift, scale, mode, lenient(text, shift, scale, mode)]
          print(*case)
      """#
}
