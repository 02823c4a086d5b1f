internal import Audit
internal import Charts
internal import Console
internal import FixedPoint
internal import Ledger

/// Figures and times of a post-mortem as words.
enum PostMortemText {
  /// An exact figure for people: grouped by thousands, with a true minus.
  static func exact(_ value: Decimal18) -> String {
    Console.NumberText.grouped(value.description)
  }

  static func exact(_ value: Decimal18?) -> String { value.map(exact) ?? "" }

  /// A figure to draw, with its exact words.
  static func figure(_ value: Decimal18) -> Figure {
    Figure(drawn(value), exact: exact(value))
  }

  /// A point of a series to draw.
  static func point(_ point: VenueSeries.Point) -> TimePoint {
    TimePoint(point.time, figure(point.value), isBefore: point.isBefore)
  }

  /// Where a figure is drawn; nothing is reckoned with it.
  ///
  /// Cut to what a `Double` can hold, so that 7,822.4999999999999993 is not shortened to 7,823.
  static func drawn(_ value: Decimal18) -> Double {
    var (mantissa, scale) = (value.mantissa, 1e18)
    while mantissa.magnitude >= 1_000_000_000_000_000 {
      mantissa /= 10
      scale /= 10
    }
    return Double(mantissa) / scale
  }

  /// A figure shortened for a sentence or a headline, with its unit.
  static func short(_ value: Decimal18, _ unit: String = "") -> String {
    let text = Charts.NumberText.short(drawn(value))
    return unit.isEmpty ? text : "\(text) \(unit)"
  }

  /// A figure without its sign.
  static func size(_ value: Decimal18) -> Decimal18 { (try? value.magnitude) ?? value }

  static func whole(_ number: some BinaryInteger) -> String {
    Charts.NumberText.whole(Int(clamping: number))
  }

  /// A number of things: `1 account`, `1,451 accounts`.
  static func count(_ number: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
    "\(whole(number)) \(number == 1 ? one : many ?? one + "s")"
  }

  /// A part of a whole in per cent; nil when there is no whole.
  static func share(_ part: Decimal18, of whole: Decimal18) -> String? {
    guard whole > .zero else { return nil }
    return Charts.NumberText.percent(drawn(part) / drawn(whole))
  }

  /// Thousandths as per cent: `87.2`, `−1.5`.
  static func perCent(_ thousandths: Int) -> String {
    let (whole, rest) = abs(thousandths).quotientAndRemainder(dividingBy: 10)
    return "\(thousandths < 0 ? "−" : "")\(Self.whole(whole)).\(rest)"
  }

  static func duration(_ milliseconds: Int64) -> String {
    Charts.NumberText.duration(Double(milliseconds) / 1_000)
  }

  /// The first and last time of something in as few words as say it.
  static func range(_ from: Int64, _ to: Int64) -> String {
    let (first, last) = (TimeText.longDay(from), TimeText.longDay(to))
    if first == last {
      return from == to
        ? "on \(first) at \(TimeText.second(from)) UTC"
        : "on \(first) between \(TimeText.second(from)) and \(TimeText.second(to)) UTC"
    }
    return "between \(first) and \(last)"
  }

  /// A sentence of a case with its figures grouped by thousands and a true minus; names stay as they are.
  ///
  /// A figure is a number after a word of quantity, or before the name of an asset or a market.
  static func grouped(_ sentence: String, _ names: Names) -> String {
    let quantities: Set<String> = [
      "at", "for", "equity", "requirement", "notional", "price", "penalty", "lost", "filled", "buy",
      "sell", "off", "bids", "log",
    ]
    func bare(_ word: Substring) -> String {
      String(word.last == "," || word.last == ";" ? word.dropLast() : word)
    }
    let words = sentence.split(separator: " ", omittingEmptySubsequences: false)
    return words.indices.map { place in
      let word = bare(words[place])
      let before = place > 0 ? String(words[place - 1]) : ""
      let after = place + 1 < words.count ? bare(words[place + 1]) : ""
      let isFigure =
        quantities.contains(before)
        || names.assets.id(of: after) != nil || names.markets.id(of: after) != nil
      guard isFigure, (try? Decimal18(word)) != nil else { return String(words[place]) }
      return Console.NumberText.grouped(word) + words[place].dropFirst(word.count)
    }.joined(separator: " ")
  }

  /// A sentence of an audit with all its long numbers grouped; names of accounts stay as they are.
  static func groupedAll(_ sentence: String, _ names: Names) -> String {
    sentence.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let bare = word.last == "," || word.last == ";" || word.last == ":" ? word.dropLast() : word
      let number = String(bare)
      guard number.utf8.prefix(4).count == 4,
        number.prefix(4).allSatisfy({ $0.isNumber || $0 == "-" }),
        (try? Decimal18(number)) != nil, names.accounts.id(of: number) == nil
      else { return String(word) }
      return Console.NumberText.grouped(number) + word.dropFirst(bare.count)
    }.joined(separator: " ")
  }

  /// Why something was halted, with the move of a breaker in per cent.
  static func reason(_ text: String) -> String {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    return words.indices.map { place in
      guard place > 0, words[place - 1] == "by", words.indices.contains(place + 1),
        words[place + 1] == "within", let move = try? Decimal18(String(words[place])),
        let percent = try? move.multiplied(by: 100).rounded(toDecimals: 2, rounding: .halfEven)
      else { return String(words[place]) }
      return "\(percent)\u{A0}%"
    }.joined(separator: " ")
  }

  /// A list of words: `a`, `a and b`, `a, b and c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A long name, shortened in its middle as on a terminal.
  static func id(_ name: String, to width: Int = 24) -> String {
    TerminalText.shortenMiddle(name, to: width)
  }
}
