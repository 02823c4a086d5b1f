/// The texts of one row by slot; one buffer serves all rows of a file.
struct RowBuffer: Sendable {
  private(set) var bytes: [UInt8] = []
  private var ends: [Int]
  private var starts: [Int]
  /// The line of the file on which the row begins.
  var line = 0
  /// The text of the row as it stands in the file: of CSV a record, of text and NDJSON a line, of
  /// JSON a value.
  var source: ArraySlice<UInt8> = []

  init(slots: Int) {
    starts = [Int](repeating: 0, count: slots)
    ends = starts
  }

  /// Empties every slot.
  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    for slot in starts.indices {
      starts[slot] = 0
      ends[slot] = 0
    }
  }

  /// Fills a slot.
  mutating func set(_ slot: Int, _ text: some Collection<UInt8>) {
    starts[slot] = bytes.count
    bytes.append(contentsOf: text)
    ends[slot] = bytes.count
  }

  /// Where the text of a slot is in `bytes`.
  func range(_ slot: Int) -> Range<Int> { starts[slot]..<ends[slot] }

  /// Whether a slot has no text.
  func isEmpty(_ slot: Int) -> Bool { starts[slot] == ends[slot] }

  /// The text of a slot.
  func text(_ slot: Int) -> ArraySlice<UInt8> { bytes[range(slot)] }
}

/// Why a row gives no events.
struct RowFailure: Error {
  /// The column or computed value at fault, where one is.
  var column: String?
  /// The offending text.
  var text: String
  let reason: String
  /// Whether it is only that nothing in the map applies: a map may leave such rows out.
  var isUnmatched = false

  init(column: String? = nil, text: String = "", _ reason: String) {
    self.column = column
    self.text = text
    self.reason = reason
  }
}
