internal import Engine
package import Ledger

/// Replays a log beside its rulebook and compares what the venue did with what it had to do.
///
/// Where something differs, it reads on in two ways: as if what is recorded is what happened, and as if
/// only the line were wrong or missing. It keeps the reading that leaves fewer differences, so that one
/// fault is one finding and what follows is judged on its own. A log in which nothing differs is read once.
package struct Auditor: Sendable {
  /// One reading; two after something differed, the recorded one first.
  private var tracks: [AuditorTrack]
  /// When the readings parted: how much was found until then, and how many blocks were judged since.
  private var fork = (found: 0, blocks: 0)
  private var clock = AuditorClock()

  /// An auditor of a log with those names; all names of the log are known from the start.
  package init(names: Names) {
    tracks = [AuditorTrack(names: names)]
  }

  /// The state as the log has it.
  package var state: VenueState { tracks[best].state }
  /// The differences so far, in the order they were found.
  package var discrepancies: [Discrepancy] { tracks[best].found }
  /// What the world did in the last block: neither judgements nor settlements.
  package var facts: [Event] { tracks[best].facts }
  /// How many obligations were checked.
  package var obligations: Int { tracks[best].obligations }

  /// The reading that leaves fewer differences; of equals the one that believes what is recorded.
  private var best: Int {
    tracks.count > 1 && tracks[1].found.count < tracks[0].found.count ? 1 : 0
  }

  /// Judges one block: all its events, in order.
  ///
  /// - Throws: `VenueError` when an event cannot be taken in.
  package mutating func judge(block events: [Event]) throws(VenueError) {
    guard let first = events.first else { return }
    let stoodStill = state.halts.areBlocksHalted
    if !stoodStill { try judgeSilence(before: first.position.block, first.time) }
    try judge(first.position.block, first.time, events)
    clock.note(block: first.position.block, time: first.time, afterHalt: stoodStill)
  }

  private mutating func judge(
    _ number: Int64, _ time: Int64, _ events: [Event]
  ) throws(VenueError) {
    for index in tracks.indices { tracks[index].begin(block: number, time: time, events) }
    var index = 0
    while index < tracks.count {
      do throws(VenueError) {
        if try tracks[index].proceed() { index += 1 } else { part() }
      } catch {
        // A reading that leads to what cannot be is wrong.
        guard tracks.count > 1 else { throw error }
        tracks.remove(at: index)
      }
    }
    decide()
  }

  /// From here on the log is read in two ways.
  private mutating func part() {
    fork = (tracks[0].found.count, 0)
    var other = tracks[0]
    tracks[0].policy = .recorded
    other.policy = .expected
    tracks.append(other)
  }

  /// Keeps one of two readings once it is plain which is the better one.
  private mutating func decide() {
    guard tracks.count > 1 else {
      tracks[0].policy = nil
      return
    }
    fork.blocks += 1
    let found = tracks.map { $0.found.count - fork.found }
    let gap = abs(found[0] - found[1])
    guard
      gap >= Self.plainGap || (gap > 0 && fork.blocks >= Self.patience)
        || fork.blocks >= Self.longestPatience
    else { return }
    tracks = [tracks[best]]
    tracks[0].policy = nil
  }

  /// So many differences more leave no doubt.
  private static let plainGap = 3
  /// After so many blocks one difference more is enough.
  private static let patience = 16
  /// After so many blocks what is recorded is believed.
  private static let longestPatience = 4096

  // MARK: - Blocks without lines

  /// Judges the blocks since the last one, of which the log has nothing: what became due in them by time
  /// alone.
  private mutating func judgeSilence(before block: Int64, _ time: Int64) throws(VenueError) {
    guard let silence = clock.silence(before: block, time) else { return }
    var first = silence.lowerBound
    for _ in 0..<Self.mostSilentFindings {
      guard let due = firstDue(in: first..<silence.upperBound) else { return }
      try judge(due, clock.time(of: due), [])
      first = due + 1
    }
  }

  /// The first of these blocks in which something is due; nil when nothing is.
  private func firstDue(in blocks: Range<Int64>) -> Int64? {
    guard !blocks.isEmpty, isDue(in: blocks.upperBound - 1) else { return nil }
    var (low, high) = (blocks.lowerBound, blocks.upperBound - 1)
    while low < high {
      let middle = low + (high - low) / 2
      if isDue(in: middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func isDue(in block: Int64) -> Bool {
    tracks.contains { track in
      do throws(VenueError) {
        return try track.isLacking(inBlock: block, at: clock.time(of: block))
      } catch {
        return false
      }
    }
  }

  private static let mostSilentFindings = 8
}

/// When blocks are, as far as a log tells: in a log that is silent in most of its blocks, and whose blocks are
/// the same time apart, the time of one that it has nothing of is known.
///
/// In a log that is hardly ever silent there was none where it is: the venue stood still. Where the log says so
/// itself, by a halt of its blocks, nobody has to guess.
private struct AuditorClock: Sendable {
  private var first: (block: Int64, time: Int64)?
  private var last: (block: Int64, time: Int64) = (0, 0)
  private var interval: Int64 = 0
  private var recorded: Int64 = 0
  /// The blocks that there were none of, as the log says.
  private var halted: Int64 = 0
  private var isRegular = true

  /// A block is in the log.
  mutating func note(block: Int64, time: Int64, afterHalt: Bool) {
    defer {
      last = (block, time)
      recorded += 1
    }
    guard first != nil else {
      first = (block, time)
      return
    }
    guard !afterHalt else { return halted += block - last.block - 1 }
    let (blocks, passed) = (block - last.block, time - last.time)
    guard blocks > 0, passed % blocks == 0 else { return isRegular = false }
    if interval == 0 { interval = passed / blocks }
    if passed != interval * blocks { isRegular = false }
  }

  /// The blocks between the last one and another, where they are known to have been.
  func silence(before block: Int64, _ time: Int64) -> Range<Int64>? {
    guard let first, isRegular, interval > 0, block > last.block + 1,
      time - last.time == interval * (block - last.block),
      recorded * 2 < block - first.block - halted
    else { return nil }
    return (last.block + 1)..<block
  }

  /// The time of a silent block.
  func time(of block: Int64) -> Int64 { last.time + (block - last.block) * interval }
}
