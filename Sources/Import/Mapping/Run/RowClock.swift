internal import Console
internal import FixedPoint
internal import Ledger

/// Finds the block and the time of rows.
struct RowClock: Sendable {
  private let clock: MapSource.Clock?
  private let block: MapSource.BlockRule?
  private let index: MapValue?
  /// The last text of a time and what it stands for: the rows of a block share it.
  private var lastText: [UInt8] = []
  private var lastTime: Int64 = 0

  init(_ source: MapSource) {
    clock = source.clock
    block = source.block
    index = source.index
  }

  /// Block, time and index of a row; zero where the source has none.
  mutating func place(
    of row: RowBuffer, _ evaluator: inout Evaluator
  ) throws(RowFailure) -> (block: Int64, time: Int64, index: Int64) {
    let index = try self.index.map { value throws(RowFailure) in
      try whole(value, row, &evaluator, "the index")
    }
    if case .fromBlock(let anchor, let time, let interval) = clock {
      guard case .value(let value) = block else { return (0, 0, 0) }
      let block = try whole(value, row, &evaluator, "the block")
      let shift = (block - anchor).multipliedReportingOverflow(by: interval)
      let sum = time.addingReportingOverflow(shift.partialValue)
      guard !shift.overflow, !sum.overflow, (0...Limits.integer).contains(sum.partialValue) else {
        throw RowFailure(text: String(block), "the time of this block is out of range")
      }
      return (block, sum.partialValue, index ?? 0)
    }
    let time = try self.time(of: row, &evaluator)
    switch block {
    case .value(let value):
      return (try whole(value, row, &evaluator, "the block"), time, index ?? 0)
    case .milliseconds: return (time, time, index ?? 0)
    case .seconds, nil: return (time / 1_000, time, index ?? 0)
    }
  }

  private mutating func time(
    of row: RowBuffer, _ evaluator: inout Evaluator
  ) throws(RowFailure) -> Int64 {
    switch clock {
    case .iso(let value): return try isoTime(value, row, &evaluator)
    case .seconds(let value):
      return try units(value, row, &evaluator, perUnit: 1_000)
    case .milliseconds(let value):
      return try units(value, row, &evaluator, perUnit: 1)
    case .fromBlock, nil: return 0
    }
  }

  private mutating func isoTime(
    _ value: MapValue, _ row: RowBuffer, _ evaluator: inout Evaluator
  ) throws(RowFailure) -> Int64 {
    let column = evaluator.columnName(value)
    let text = try evaluator.bytes(value, row)
    if text == lastText, !text.isEmpty { return lastTime }
    let shown = Self.withoutZoneName(String(decoding: text, as: UTF8.self))
    let time: Int64
    do throws(ISOTimeError) {
      time = try ISOTime.parse(shown)
    } catch {
      let isNumber = !shown.isEmpty && shown.utf8.allSatisfy { (0x30...0x39).contains($0) }
      throw RowFailure(
        column: column, text: shown,
        error.message
          + (isNumber ? "; \"seconds\" or \"milliseconds\" in the map reads Unix times" : ""))
    }
    guard (0...Limits.integer).contains(time) else {
      throw RowFailure(column: column, text: shown, "the time is before 1970")
    }
    lastText = text
    lastTime = time
    return time
  }

  /// Without the " UTC" that some programs write behind a time.
  private static func withoutZoneName(_ text: String) -> String {
    text.hasSuffix(" UTC") ? String(text.dropLast(4)) : text
  }

  /// A time in seconds or milliseconds since 1970.
  private func units(
    _ value: MapValue, _ row: RowBuffer, _ evaluator: inout Evaluator, perUnit: Int128
  ) throws(RowFailure) -> Int64 {
    let column = evaluator.columnName(value)
    let read: Decimal18?
    do throws(RowFailure) {
      read = try evaluator.number(value, row)
    } catch {
      guard (try? ISOTime.parse(Self.withoutZoneName(error.text))) != nil else { throw error }
      throw RowFailure(
        column: column, text: error.text,
        "\"\(error.text)\" is no number; \"iso\" in the map reads times like it")
    }
    guard let number = read else { throw RowFailure(column: column, "the time is empty") }
    let unit = Decimal18.one.mantissa / perUnit
    let milliseconds = number.mantissa / unit
    guard number.mantissa % unit == 0 else {
      throw RowFailure(
        column: column, text: number.description, "the time is finer than a millisecond")
    }
    guard (0...Int128(Limits.integer)).contains(milliseconds) else {
      throw RowFailure(
        column: column, text: number.description,
        "the time is out of range; are these seconds or milliseconds?")
    }
    return Int64(milliseconds)
  }

  private func whole(
    _ value: MapValue, _ row: RowBuffer, _ evaluator: inout Evaluator, _ what: String
  ) throws(RowFailure) -> Int64 {
    let column = evaluator.columnName(value)
    guard let number = try evaluator.number(value, row) else {
      throw RowFailure(column: column, "\(what) is empty")
    }
    let one = Decimal18.one.mantissa
    let integer = number.mantissa / one
    guard number.mantissa % one == 0, (0...Int128(Limits.integer)).contains(integer) else {
      throw RowFailure(
        column: column, text: number.description,
        "\(what) must be a whole number from 0 to \(Limits.integer)")
    }
    return Int64(integer)
  }
}
