internal import FixedPoint
internal import Ledger
package import Margin

/// Why an alternative cannot be computed.
package enum WhatIfError: Error, Sendable, CustomStringConvertible {
  /// The recorded log itself cannot be replayed.
  case record(VenueError)
  /// The alternative history leaves the range of numbers, or its rules cannot be read.
  case alternative(VenueError)
  /// The rules do not fit together.
  case ruleError(RuleError)

  /// A sentence for people.
  package var description: String {
    switch self {
    case .record(let error): "\(error)"
    case .alternative(let error): "the alternative cannot be decided: \(error)"
    case .ruleError(let error): "the changed rules do not fit together: \(error)"
    }
  }

  static func rules<T>(_ body: () throws(RuleError) -> T) throws(WhatIfError) -> T {
    do throws(RuleError) { return try body() } catch { throw .ruleError(error) }
  }

  static func record<T>(_ body: () throws(VenueError) -> T) throws(WhatIfError) -> T {
    do throws(VenueError) { return try body() } catch { throw .record(error) }
  }

  static func alternative<T>(_ body: () throws(VenueError) -> T) throws(WhatIfError) -> T {
    do throws(VenueError) { return try body() } catch { throw .alternative(error) }
  }

  static func computing<T>(
    _ block: Int64, _ body: () throws(ArithmeticError) -> T
  ) throws(WhatIfError) -> T {
    do throws(ArithmeticError) { return try body() } catch {
      throw .alternative(
        VenueError(seq: 0, position: Position(block: block, index: 0), reason: "\(error)"))
    }
  }
}
