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

extension Cell {
  /// A share of a whole in per cent: half-even at 4 decimals for people, at 16 in data.
  package static func percent(_ ratio: ExactRatio, _ format: OutputFormat) throws -> Cell {
    let hundred = try ratio * ExactRatio(100)
    return .decimal(
      try hundred.rounded(toDecimals: format == .table ? 4 : 16, rounding: .halfEven).description)
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
