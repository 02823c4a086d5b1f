/// Many events in a few flat arrays: only the fields they have, and all their texts in one.
///
/// An array of `Event` would hold room for every field of every kind, and an allocation for each
/// event with a text.
package struct PackedEvents: Sendable {
  private var rows: [Row] = []
  private var slots: [Int128] = []
  private var text: [UInt8] = []

  private struct Row: Sendable {
    let position: Position
    let time: Int64
    let firstSlot: Int
    let text: Range<Int>
    let present: UInt32
    let kind: Kind
  }

  /// No events.
  package init() {}

  /// How many events there are.
  package var count: Int { rows.count }

  /// Makes room for that many events.
  package mutating func reserveCapacity(_ count: Int) {
    rows.reserveCapacity(count)
    slots.reserveCapacity(8 * count)
  }

  /// The place of an event.
  package func position(of number: Int) -> Position { rows[number].position }

  /// The kind of an event.
  package func kind(of number: Int) -> Kind { rows[number].kind }

  /// Adds an event at the end.
  package mutating func append(_ event: borrowing Event) {
    let start = text.count
    let firstSlot = slots.count
    if !event.text.isEmpty { text.append(contentsOf: event.text) }
    var bits = event.present
    while bits != 0 {
      slots.append(event.slots[bits.trailingZeroBitCount])
      bits &= bits - 1
    }
    rows.append(
      Row(
        position: event.position, time: event.time, firstSlot: firstSlot, text: start..<text.count,
        present: event.present, kind: event.kind))
  }

  /// Copies an event, which has no number, into `event`.
  package func read(_ number: Int, into event: inout Event) {
    let row = rows[number]
    event.reset(to: row.kind)
    event.seq = 0
    event.position = row.position
    event.time = row.time
    event.present = row.present
    var slot = row.firstSlot
    var bits = row.present
    while bits != 0 {
      event.slots[bits.trailingZeroBitCount] = slots[slot]
      slot += 1
      bits &= bits - 1
    }
    if !row.text.isEmpty { event.text.append(text.span, row.text) }
  }
}
