internal import FixedPoint
internal import Ledger

/// The last state of each key of a `delta`.
struct DeltaTable: Sendable {
  private var keys = NameTable()
  private var states: [(value: Decimal18, time: Int64)] = []
  private var pending: (id: Int, value: Decimal18, time: Int64)?

  /// The change of a key's value to `value`; the first is a change from zero.
  ///
  /// - Throws: `RowFailure` when the row is older than the row before it.
  mutating func change(
    to value: Decimal18, key: [UInt8], time: Int64
  ) throws(RowFailure) -> Decimal18 {
    let id = keys.intern(key.span, in: 0..<key.count)
    if id == states.count { states.append((.zero, 0)) }
    guard states[id].time <= time else {
      throw RowFailure(
        text: String(decoding: key, as: UTF8.self),
        "this row is older than the row before it of the same key, so the change is not known; "
          + "is the \"order\" of the source right?")
    }
    do throws(ArithmeticError) {
      let change = try value - states[id].value
      pending = (id, value, time)
      return change
    } catch {
      throw RowFailure(text: value.description, error.description)
    }
  }

  /// Keeps the state of the row, which has been mapped.
  mutating func commit() {
    guard let pending else { return }
    states[pending.id] = (pending.value, pending.time)
    self.pending = nil
  }

  /// Forgets the row: its change becomes part of the next one.
  mutating func rollBack() {
    pending = nil
  }
}
