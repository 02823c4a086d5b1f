extension Oracle {
  /// Cases for 256-bit integers and for ratios of them.
  static let wideProgram =
    prelude + #"""

      LOW, HIGH = -2**255, 2**255 - 1

      def integer():
          kind = rng.randrange(10)
          sign = rng.choice([1, -1])
          if kind == 0: return rng.choice([LOW, LOW + 1, HIGH, HIGH - 1, 0, 1, -1])
          if kind == 1: return sign * (10 ** rng.randrange(77) + rng.randrange(-1, 2))
          if kind == 2: return sign * max(0, 2 ** rng.randrange(255) + rng.randrange(-1, 2))
          # Halves of edges meet the corrections of long division.
          if kind == 3:
              upper = rng.choice([1, 2**126, 2**127 - 1])
              return sign * upper * 2**128 + rng.choice([0, 2**128 - 1])
          return sign * rng.getrandbits(rng.randrange(1, 256))

      def small():
          width = rng.randrange(1, rng.choice([20, 90, 130, 256]))
          return rng.choice([1, -1]) * rng.getrandbits(width)

      def fits(value): return LOW <= value <= HIGH

      def checked(value): return str(value) if fits(value) else "overflow"

      def answer(numerator, denominator, mode):
          if denominator == 0: return "divisionByZero"
          value = Fraction(numerator, denominator)
          result = rounded(value, mode)
          if result is None: return "inexact" if fits(math.trunc(value)) else "overflow"
          return checked(result)

      def shown(value):
          good = fits(value.numerator) and value.denominator <= HIGH
          return f"{value.numerator}/{value.denominator}" if good else "overflow"

      def ratio():
          # Denominators with common factors, as powers of ten and small primes have.
          unit = 10 ** rng.randrange(60) if rng.randrange(2) else 2 * 3 * 5 * 7 * 11
          return Fraction(small(), rng.choice([1, unit, abs(small()) or 1, unit * 3]))

      def combined(a, b, sign):
          common = math.lcm(a.denominator, b.denominator)
          x, y = a.numerator * (common // a.denominator), b.numerator * (common // b.denominator)
          return shown(a + sign * b) if all(map(fits, [x, y, x + sign * y])) else "overflow"

      def pair(operation):
          a, b = ratio(), ratio()
          while not all(map(fits, [a.numerator, b.numerator])): a, b = ratio(), ratio()
          if rng.randrange(20) == 0: b = a
          if operation == "radd": result = combined(a, b, 1)
          elif operation == "rsub": result = combined(a, b, -1)
          elif operation == "rmul": result = shown(a * b)
          elif operation == "rdiv": result = shown(a / b) if b else "divisionByZero"
          else: result = (a > b) - (a < b)
          return [operation, a.numerator, a.denominator, b.numerator, b.denominator, result]

      def rounding(mode):
          a, count = ratio(), rng.randrange(-1, 78)
          if rng.randrange(2): count = rng.randrange(20)
          whole = answer(a.numerator, a.denominator, mode)
          scaled = a * 10 ** max(count, 0)
          part = answer(scaled.numerator, scaled.denominator, mode)
          if not 0 <= count <= 76: part = "overflow"
          if part.lstrip("-").isdigit(): part = shown(Fraction(int(part), 10 ** count))
          return ["round", a.numerator, a.denominator, count, mode, whole, part]

      def written(a):
          rest, twos, fives = a.denominator, 0, 0
          while rest % 2 == 0: rest, twos = rest // 2, twos + 1
          while rest % 5 == 0: rest, fives = rest // 5, fives + 1
          places = max(twos, fives)
          scaled = a * 10 ** places
          if rest > 1 or places > 76 or not fits(scaled): return str(a)
          digits = str(abs(scaled)).rjust(places + 1, "0")
          point = "." + digits[-places:] if places else ""
          return ("-" if a < 0 else "") + (digits[:-places] if places else digits) + point

      def decimal():
          def digits(n): return "".join(rng.choice("0012459") for _ in range(n))
          sign = rng.choice(["", "-", "+"])
          text = digits(rng.choice([0, 1, 3, 12, 30, 60, 80]))
          text += rng.choice(["", ".", "." + digits(rng.choice([1, 6, 18, 30, 60]))])
          if not any(c.isdigit() for c in text): text += "7"
          exponents = ["", "", "e" + str(rng.randrange(-80, 80)), "E+" + str(rng.randrange(30))]
          text += rng.choice(exponents)
          value = Fraction(text)
          if value == 0: return ["decimal", sign + text, "0/1"]
          digits, exponent = str(value.numerator * (10 ** 200) // value.denominator), -200
          digits, exponent = digits.rstrip("0"), exponent + len(digits) - len(digits.rstrip("0"))
          number = int(sign.strip("+") + digits)
          good = fits(number) and abs(exponent) <= 76 and fits(number * 10 ** max(0, exponent))
          return ["decimal", sign + text, shown(Fraction(sign + text)) if good else "nil"]

      def case(index):
          mode = rng.choice(MODES)
          a, b, c = integer(), integer(), integer()
          kind = index % 16
          if kind == 0: return ["add", a, b, checked(a + b)]
          if kind == 1: return ["sub", a, b, checked(a - b)]
          if kind == 2:
              if rng.randrange(2): a, b = small(), small()
              return ["mul", a, b, checked(a * b)]
          if kind in [3, 4]: return ["div", a, b, mode, answer(a, b, mode)]
          if kind == 5:
              rest = a - b * math.trunc(Fraction(a, b)) if b else "divisionByZero"
              return ["rem", a, b, rest]
          if kind in [6, 7, 8]: return ["mulDiv", a, b, c, mode, answer(a * b, c, mode)]
          if kind == 9:
              number = a * rng.choice([1, 1, 1, 2, 10])
              return ["text", rng.choice(["", "", "-"]) * (number > 0) + str(number)]
          if kind in [10, 11, 12]:
              return pair(rng.choice(["radd", "rsub", "rmul", "rdiv", "rcmp"]))
          if kind == 13: return rounding(mode)
          if kind == 14: return decimal()
          while True:
              unit = rng.choice([2 ** rng.randrange(90), 10 ** rng.randrange(77)])
              a = rng.choice([ratio(), Fraction(small(), unit)])
              if fits(a.numerator): return ["written", a.numerator, a.denominator, written(a)]

      for index in range(int(sys.argv[2])):
          words = case(index)
          if words[0] == "text": words.append(words[1] if fits(int(words[1])) else "nil")
          print(*words)
      """#
}
