/// Seconds of rules against milliseconds of events.
enum OracleTime {
  /// Milliseconds; more than any two times can lie apart is as good as for ever.
  static func milliseconds(_ seconds: Int64) -> Int64 {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    return overflow ? forever : min(max(product, 0), forever)
  }

  /// Longer than times can lie apart, and far from the end of the type.
  private static let forever: Int64 = 1 << 60
}
