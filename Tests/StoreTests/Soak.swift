import Foundation

/// Longer runs of the random tests: `PLIMSOLL_SOAK` is how many rounds of one are wanted.
enum Soak {
  static let count = ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"].flatMap { Int($0) }

  static var isOn: Bool { count != nil }
}
