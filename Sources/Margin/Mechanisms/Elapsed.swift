/// Time between two moments.
enum Elapsed {
  /// Milliseconds from one moment to another; 0 when the other is not later.
  static func milliseconds(from start: Int64, to end: Int64) -> Int64 {
    if end <= start { return 0 }
    let (difference, overflow) = end.subtractingReportingOverflow(start)
    return overflow ? .max : difference
  }

  /// Whole seconds from one moment to another; 0 when the other is not later.
  static func seconds(from start: Int64, to end: Int64) -> Int64 {
    milliseconds(from: start, to: end) / 1000
  }
}
