/// Where the fields and rows of a chunk of CSV text are.
struct CSVTable: Sendable {
  /// A field: its range, and in the high bits of the end how it is quoted.
  struct Field: BitwiseCopyable, Sendable {
    private static let quoted: UInt32 = 1 << 31
    private static let doubled: UInt32 = 1 << 30

    private let start: UInt32
    private let endAndFlags: UInt32

    init(_ range: Range<Int>) {
      start = UInt32(truncatingIfNeeded: range.lowerBound)
      endAndFlags = UInt32(truncatingIfNeeded: range.upperBound)
    }

    init(quoted range: Range<Int>, hasDoubledQuotes: Bool) {
      start = UInt32(truncatingIfNeeded: range.lowerBound)
      let flags = hasDoubledQuotes ? Self.quoted | Self.doubled : Self.quoted
      endAndFlags = UInt32(truncatingIfNeeded: range.upperBound) | flags
    }

    var range: Range<Int> { Int(start)..<Int(endAndFlags & ~(Self.quoted | Self.doubled)) }
    var isQuoted: Bool { endAndFlags & Self.quoted != 0 }
    var hasDoubledQuotes: Bool { endAndFlags & Self.doubled != 0 }
  }

  /// A row: the index of its first field, and the line on which it begins.
  struct Row: BitwiseCopyable, Sendable {
    var firstField: Int
    var line: Int
  }

  /// The largest chunk whose offsets fit a field.
  static let largestChunk = 1 << 30

  var fields: [Field] = []
  var rows: [Row] = []

  func fieldCount(ofRow index: Int) -> Int {
    let end = index + 1 < rows.count ? rows[index + 1].firstField : fields.count
    return end - rows[index].firstField
  }

  /// Forgets the rows from `index` on.
  mutating func removeRows(from index: Int) {
    guard index < rows.count else { return }
    fields.removeSubrange(rows[index].firstField...)
    rows.removeSubrange(index...)
  }

  /// Forgets the first row; its fields stay where they are.
  mutating func removeFirstRow() {
    rows.removeFirst()
  }
}
