#if DEBUG
import Synchronization

/// A plan that makes chosen calls to SQLite fail; exists in debug builds only.
///
/// The plan holds for the task (or the thread) that runs it, so tests may run side by side.
///
/// ```swift
/// let plan = FaultInjection(.step, number: 3, code: .full)
/// try plan.run { try ledger.append(batch) }
/// ```
package final class FaultInjection: Sendable {
  /// The calls that can be made to fail.
  package enum Call: Sendable {
    /// `sqlite3_open_v2`.
    case open
    /// `sqlite3_prepare_v3`.
    case prepare
    /// `sqlite3_bind_…`.
    case bind
    /// `sqlite3_step`.
    case step
    /// `sqlite3_wal_checkpoint_v2`.
    case checkpoint
  }

  @TaskLocal private static var current: FaultInjection?

  private let call: Call
  private let number: Int
  private let code: ResultCode
  private let isLasting: Bool
  private let seen = Mutex(0)

  /// Makes a plan.
  ///
  /// - Parameters:
  ///   - call: The kind of call that fails.
  ///   - number: Which call of that kind fails, counted from 1.
  ///   - code: What the call returns in place of doing anything.
  ///   - isLasting: Whether all later calls of the kind fail, too.
  package init(_ call: Call, number: Int, code: ResultCode, isLasting: Bool = false) {
    self.call = call
    self.number = number
    self.code = code
    self.isLasting = isLasting
  }

  /// How many calls of the kind were made so far, the failed ones included.
  package var callCount: Int { seen.withLock { $0 } }

  /// Runs a body under this plan.
  package func run<R>(_ body: () throws -> R) rethrows -> R {
    try Self.$current.withValue(self, operation: body)
  }

  /// The code that a call of this kind must return now; nil when it must really be made.
  static func code(for call: Call) -> Int32? {
    guard let plan = current, plan.call == call else { return nil }
    let number = plan.seen.withLock { seen in
      seen += 1
      return seen
    }
    let fails = plan.isLasting ? number >= plan.number : number == plan.number
    return fails ? plan.code.rawValue : nil
  }
}
#endif
