import Glibc

/// A clock that never goes back: the only place of this module that asks for the time.
package struct MonotonicClock: Sendable {
  /// Nanoseconds since some moment in the past.
  package let now: @Sendable () -> Int64

  /// A clock that asks a function, for tests.
  package init(now: @escaping @Sendable () -> Int64) {
    self.now = now
  }

  /// The clock of the system.
  package static let system = MonotonicClock {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
