internal import Ledger

/// Events that are not what was recorded, and the rows that may be to blame for them.
///
/// A line is made of the row of its event, of names, and of the time of its block. When one or two
/// names or blocks are in all wrong events, and no event with them is right, they are told in place of
/// the events.
struct Blame {
  /// An event whose hash differs from the sealed one.
  struct Suspect {
    let seq: Int64
    let kind: Kind
    let position: Position
    /// The names in it.
    let names: [NameRow]
    /// The line as it is now.
    let line: String

    var words: String { "event \(seq) (\(kind.name), \(position))" }
  }

  /// The rows whose names are lost.
  var lost: Set<NameRow> = []

  private var lostUses: [NameRow: (first: Int64, count: Int)] = [:]
  private var uses: [[Int]]
  private var block: Int64 = -1
  private var eventsInBlock = 0
  private var isBlockSuspect = false

  /// What was convicted: how many events, the first of them, and what is in them.
  private var count = 0
  private var kept: [Suspect] = []
  private var wrongUses: [NameRow: Int] = [:]
  private var wrongInBlocks: [Int64: Int] = [:]
  private var eventsOfBlocks: [Int64: Int] = [:]

  /// Blame for events with these names.
  init(_ names: borrowing Names) {
    uses = [names.accounts.count, names.assets.count, names.markets.count].map {
      [Int](repeating: 0, count: $0)
    }
  }

  /// Counts an event that was read.
  mutating func read(_ event: borrowing Event) {
    if event.position.block != block {
      endBlock()
      block = event.position.block
    }
    eventsInBlock += 1
    let plan = LinePlan.shared
    let fields = plan.kinds[Int(event.kind.rawValue)].fields
    for place in 0..<fields.count where event.present & (1 << UInt32(place)) != 0 {
      switch plan.fields[fields.lowerBound + place].code {
      case .account: uses[0][Int(event.slots[place])] += 1
      case .asset, .newAsset: uses[1][Int(event.slots[place])] += 1
      case .market, .newMarket: uses[2][Int(event.slots[place])] += 1
      default: break
      }
    }
  }

  /// Ends the block that the last event is in.
  mutating func endBlock() {
    if isBlockSuspect { eventsOfBlocks[block] = eventsInBlock }
    isBlockSuspect = false
    eventsInBlock = 0
  }

  /// What is to be said of an event that differs; nil when a lost name explains it.
  mutating func suspect(_ event: Event, _ line: [UInt8]) -> Suspect? {
    let names = Self.names(in: event)
    if let row = names.first(where: { lost.contains($0) }) {
      countWrong(names, event.position.block)
      lostUses[row] = (lostUses[row]?.first ?? event.seq, (lostUses[row]?.count ?? 0) + 1)
      return nil
    }
    isBlockSuspect = true
    return Suspect(
      seq: event.seq, kind: event.kind, position: event.position, names: names,
      line: kept.count < Verification.limit ? String(decoding: line, as: UTF8.self) : "")
  }

  /// How many events name a row whose name is lost, and the first of them; nil when none does.
  func uses(ofLost row: NameRow) -> (first: Int64, count: Int)? {
    lostUses[row]
  }

  /// Takes a suspect as wrong.
  mutating func convict(_ suspect: Suspect) {
    count += 1
    countWrong(suspect.names, suspect.position.block)
    if kept.count < Self.limit { kept.append(suspect) }
  }

  private mutating func countWrong(_ names: [NameRow], _ block: Int64) {
    for row in names { wrongUses[row, default: 0] += 1 }
    wrongInBlocks[block, default: 0] += 1
  }

  /// How many wrong events are kept; with more of them nobody asks for a common cause.
  private static let limit = 50_000

  private static func names(in event: Event) -> [NameRow] {
    event.kind.spec.fields.enumerated().compactMap { place, field in
      guard let id = event.id(field.field) else { return nil }
      let plan = LinePlan.shared
      let fields = plan.kinds[Int(event.kind.rawValue)].fields
      return NameRow.Table(plan.fields[fields.lowerBound + place].code)
        .map { NameRow(table: $0, id: Int64(id)) }
    }
  }
}

// MARK: - Telling

extension Blame {
  /// A row whose change alone makes events wrong.
  private enum Cause: Hashable {
    case name(NameRow)
    case block(Int64)

    func words(_ names: Names) -> String {
      switch self {
      case .name(let row): "\(row.words) (\"\(row.name(names))\")"
      case .block(let number): "row \(number) of table block"
      }
    }
  }

  /// Gives what is to be said to `body`; returns how many wrong events it says nothing of.
  func tell(_ names: Names, _ body: (Int64?, String) -> Void) -> Int {
    if tellOfCauses(names, body) { return 0 }
    let told = kept.prefix(Verification.limit)
    for suspect in told { body(suspect.seq, words(suspect, names)) }
    return count - told.count
  }

  private func words(_ suspect: Suspect, _ names: Names) -> String {
    let causes = self.causes(of: suspect).map { $0.words(names) }.joined(separator: " or ")
    return "\(suspect.words) is not what was recorded; it now reads \(suspect.line)"
      + (causes.isEmpty ? "" : "; or \(causes) is not, which is in no other event")
  }

  /// Tells in at most two findings what explains all wrong events; false when that cannot be.
  private func tellOfCauses(_ names: Names, _ body: (Int64?, String) -> Void) -> Bool {
    guard count > 1, count == kept.count else { return false }
    var left = kept[...]
    var findings: [(seq: Int64, text: String)] = []
    var hasCause = false
    while let first = left.first {
      guard findings.count < 2 else { return false }
      // Of the rows of the first, those in most of the wrong events.
      let counted = causes(of: first).map { cause in
        (cause: cause, count: left.count { causes(of: $0).contains(cause) })
      }
      let most = counted.map { $0.count }.max() ?? 0
      if most > 1 {
        let alike = counted.filter { $0.count == most }.map { $0.cause }
        left.removeAll { causes(of: $0).contains(alike[0]) }
        let words = alike.map { $0.words(names) }.joined(separator: " or ")
        findings.append(
          (
            first.seq,
            "\(words) is not what was recorded, nor is any event with it, \(most) in all; the first "
              + "is \(first.words), which now reads \(first.line)"
          ))
        hasCause = true
      } else {
        left.removeFirst()
        findings.append((first.seq, words(first, names)))
      }
    }
    guard hasCause else { return false }
    for finding in findings { body(finding.seq, finding.text) }
    return true
  }

  /// The rows of an event that only wrong events use.
  private func causes(of suspect: Suspect) -> [Cause] {
    var causes: [Cause] = []
    for row in suspect.names
    where uses[row.table.index][Int(row.id)] == wrongUses[row] && !causes.contains(.name(row)) {
      causes.append(.name(row))
    }
    let block = suspect.position.block
    if eventsOfBlocks[block] == wrongInBlocks[block] { causes.append(.block(block)) }
    return causes
  }
}
