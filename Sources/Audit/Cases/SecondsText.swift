/// Spans of time in words.
package enum SecondsText {
  /// A span of milliseconds: `7 m 29 s`, `2 h 5 m`, `3 d 4 h`.
  package static func span(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    let parts = [
      (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"),
      (seconds % 60, "s"),
    ]
    guard let first = parts.firstIndex(where: { $0.0 > 0 }) else { return "0 s" }
    return parts[first...].prefix(2).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      .joined(separator: " ")
  }
}
