package import Console
package import FixedPoint

extension Cell {
  /// A share of a whole: half-even at 6 decimals for people, at 18 in data; empty when there is none.
  package static func share(
    _ ratio: ExactRatio?, _ format: OutputFormat, tone: Tone = .plain
  ) throws -> Cell {
    let decimals = format == .table ? 6 : 18
    return .decimal(
      try ratio?.rounded(toDecimals: decimals, rounding: .halfEven).description, tone: tone)
  }
}

extension ExactRatio {
  /// The share in percent for a sentence, half-even at two decimals: `93.04 %`.
  package var percent: String {
    get throws(ArithmeticError) {
      let hundred = try self * ExactRatio(100)
      return "\(try hundred.rounded(toDecimals: 2, rounding: .halfEven)) %"
    }
  }
}
