/// How the bytes of an input are packed.
package enum Compression: Equatable, Sendable {
  case none
  case gzip
  case zstd
}

/// One step of a decompressor: how much it took, how much it gave.
struct DecompressionStep {
  var consumed: Int
  var produced: Int
  var state: State

  /// What a decompressor can say about its data.
  enum State {
    /// Inside a member or frame: more input, or more room for output, is needed.
    case inside
    /// A member or frame ended here; another may follow.
    case atBoundary
    /// The data is damaged; the words of the library say how.
    case corrupt(String)
  }
}

/// Turns packed bytes into plain ones, as much as fits in each step.
protocol Decompressor: AnyObject {
  /// Unpacks from `input` to `output`. Neither needs to be used up.
  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecompressionStep

  /// Whether the bytes, at least one, can be the beginning of another member or frame.
  func canBegin(_ bytes: ArraySlice<UInt8>) -> Bool

  /// Whether the bytes that follow a boundary are padding that may be ignored.
  func isPadding(_ bytes: ArraySlice<UInt8>) -> Bool
}

extension Compression {
  /// The number of bytes that are needed to recognise a format.
  static let magicLength = 6

  /// Recognises a format by its first bytes, whatever the file is called.
  static func recognise(_ start: ArraySlice<UInt8>, name: String) throws(InputError) -> Compression
  {
    if start.starts(with: [0x1F, 0x8B]) { return .gzip }
    if start.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
    let isSkippableFrame = start.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
    if isSkippableFrame, let first = start.first, first & 0xF0 == 0x50 { return .zstd }
    if isUTF16(start) {
      throw InputError(
        .encoding, "\(name) is UTF-16 text, which is not read: save it as UTF-8", source: name)
    }
    let refused: [(magic: [UInt8], format: String)] = [
      ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed with xz"),
      ([0x42, 0x5A, 0x68], "compressed with bzip2"),
    ]
    for (magic, format) in refused where start.starts(with: magic) {
      throw InputError(
        .unsupported,
        "\(name) is \(format), which is not read: unpack it first, or pack it with gzip or zstd",
        source: name)
    }
    return .none
  }

  /// Whether a text begins with a byte order mark of two bytes, or with letters of two bytes.
  private static func isUTF16(_ start: ArraySlice<UInt8>) -> Bool {
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return true }
    let bytes = Array(start.prefix(4))
    guard bytes.count == 4 else { return false }
    let zeros = bytes.map { $0 == 0 }
    return zeros == [false, true, false, true] || zeros == [true, false, true, false]
  }
}
