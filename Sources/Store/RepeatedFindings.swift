/// Findings that may come in thousands from one cause: the first is told, the rest are counted.
struct RepeatedFindings {
  /// What findings have in common.
  enum Cause: Hashable {
    /// Events that are not there.
    case gap
    /// Rows that cannot be read, all for one reason.
    case fault(RowFault)
    /// Rows of the spine.
    case spine
    /// Hash tiles.
    case tile
  }

  private struct Group {
    let cause: Cause
    let seq: Int64?
    let text: String
    var more = 0
  }

  private var groups: [Group] = []
  private var places: [Cause: Int] = [:]

  /// Adds a finding that stands for `count` things of its sort.
  mutating func add(_ cause: Cause, _ seq: Int64?, _ text: String, count: Int = 1) {
    if let place = places[cause] {
      groups[place].more += count
    } else {
      places[cause] = groups.count
      groups.append(Group(cause: cause, seq: seq, text: text))
    }
  }

  /// Gives each first finding, with the number of those like it, to `body`.
  func tell(_ body: (Int64?, String) -> Void) {
    for group in groups {
      body(group.seq, group.more == 0 ? group.text : "\(group.text); \(Self.words(group))")
    }
  }

  private static func words(_ group: Group) -> String {
    let more = group.more
    let isOne = more == 1
    return switch group.cause {
    case .gap: isOne ? "1 more event is missing" : "\(more) more events are missing"
    case .fault(.name): isOne ? "so does 1 more event" : "so do \(more) more events"
    case .fault(.column): isOne ? "nor can 1 more event" : "nor can \(more) more events"
    case .fault(.block): isOne ? "so is 1 more event" : "so are \(more) more events"
    case .spine: isOne ? "nor in 1 more block" : "nor in \(more) more blocks"
    case .tile: isOne ? "nor is 1 more tile" : "nor are \(more) more tiles"
    }
  }
}
