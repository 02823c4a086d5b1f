/// One JSON document: its text and, for each value, where it is.
///
/// A value that can be shared.
///
/// Numbers are kept as the text that they are; nothing is ever rounded.
package struct JSONDocument: Sendable {
  /// The deepest nesting that is accepted.
  package static let maximumDepth = 64

  /// The entries of the tape, then the unescaped strings, then the document: one allocation.
  let storage: [UInt8]
  /// Where the unescaped strings begin in the storage.
  let unescapedStart: Int
  /// Where the document begins in the storage.
  let textStart: Int
  /// The line of the input on which the document begins.
  let firstLine: Int

  /// Reads one document.
  ///
  /// - Parameters:
  ///   - bytes: The whole text. A byte order mark before it is ignored.
  ///   - source: The name of the input, for messages.
  /// - Throws: ``InputError`` with the place of the first error.
  package init(parsing bytes: [UInt8], source: String? = nil) throws(InputError) {
    self = try JSONParser().parse(bytes[...], source: source)
  }

  init(storage: [UInt8], unescapedStart: Int, textStart: Int, firstLine: Int) {
    self.storage = storage
    self.unescapedStart = unescapedStart
    self.textStart = textStart
    self.firstLine = firstLine
  }

  /// The outermost value.
  package var root: JSONValue {
    JSONValue(document: self, index: 0)
  }

  /// The text of the document as it was read.
  package var text: ArraySlice<UInt8> {
    storage[textStart...]
  }

  /// The entry of a value.
  func entry(_ index: Int) -> JSONEntry {
    precondition(index >= 0 && (index + 1) * JSONEntry.size <= unescapedStart)
    let offset = index * JSONEntry.size
    return unsafe storage.withUnsafeBytes { bytes in
      unsafe bytes.loadUnaligned(fromByteOffset: offset, as: JSONEntry.self)
    }
  }

  /// The text of a string, without quotes and escapes, or of a number.
  func content(of entry: JSONEntry) -> ArraySlice<UInt8> {
    let start =
      if entry.kind != .string {
        textStart + entry.start
      } else if entry.isVerbatim {
        textStart + entry.start + 1
      } else {
        unescapedStart + Int(entry.link)
      }
    return storage[start..<start + entry.length]
  }
}

/// The description of one value, laid out as the C parser writes it.
struct JSONEntry: BitwiseCopyable {
  static let size = 16

  private let kindAndCount: UInt32
  private let startOffset: UInt32
  private let byteCount: UInt32
  /// Container: the index after its last descendant.
  ///
  /// String: the offset of its unescaped text.
  let link: UInt32

  var kind: JSONValue.Kind {
    JSONValue.Kind(rawValue: UInt8(kindAndCount & 7)) ?? .null
  }

  /// Members of an object or elements of an array.
  var count: Int { Int(kindAndCount >> 3) }
  /// The offset in the document.
  var start: Int { Int(startOffset) }
  /// Bytes of the text of a string, or of the value in the document.
  var length: Int { Int(byteCount) }
  /// Whether a string has no escapes.
  var isVerbatim: Bool { link == .max }

  /// The index of the value after this one, which is at `index`.
  func next(after index: Int) -> Int {
    kind.isContainer ? Int(link) : index + 1
  }
}
