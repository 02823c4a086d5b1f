internal import CSimdJSON

/// Reads JSON documents one after the other and keeps its buffers: for many small documents.
///
/// Each document must be whole: nothing but white space may surround it. Besides the grammar of
/// RFC 8259 it refuses equal keys in one object, nesting deeper than
/// ``JSONDocument/maximumDepth`` and escapes that are half of a surrogate pair.
@safe package final class JSONParser {
  private let parser: OpaquePointer?

  /// Creates a parser.
  package init() {
    unsafe parser = csj_parser_create()
  }

  deinit {
    unsafe csj_parser_free(parser)
  }

  /// Reads one document.
  ///
  /// - Parameters:
  ///   - bytes: The text. A byte order mark before it is ignored.
  ///   - source: The name of the input, for messages.
  ///   - line: The line of the input on which the text begins.
  /// - Returns: The document, which is independent of the parser.
  /// - Throws: ``InputError`` with the place of the first error.
  package func parse(
    _ bytes: ArraySlice<UInt8>, source: String? = nil, line: Int = 1
  ) throws(InputError) -> JSONDocument {
    let text = bytes.starts(with: Byte.byteOrderMark) ? bytes.dropFirst(3) : bytes
    var failure: JSONFailure?
    var document: JSONDocument?
    unsafe text.withUnsafeBytes { buffer in
      let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      let result = unsafe csj_parse(parser, base, buffer.count)
      if unsafe result.status == CSJ_OK {
        document = unsafe Self.document(result, text: buffer, line: line)
      } else {
        failure = unsafe JSONFailure(
          status: result.status, offset: Int(result.offset), other: Int(result.other))
      }
    }
    if let document { return document }
    let reason = failure ?? JSONFailure(status: CSJ_NO_MEMORY, offset: 0, other: 0)
    throw reason.error(in: text, source: source, line: line)
  }

  /// Copies the tape, the unescaped strings and the text into one allocation.
  private static func document(
    _ result: csj_result, text: UnsafeRawBufferPointer, line: Int
  ) -> JSONDocument {
    let unescapedStart = unsafe result.tape_count * JSONEntry.size
    let textStart = unsafe unescapedStart + result.unescaped_count
    let total = textStart + text.count
    let storage = unsafe [UInt8](unsafeUninitializedCapacity: total) { buffer, filled in
      let target = UnsafeMutableRawBufferPointer(buffer)
      func append(_ part: UnsafeRawBufferPointer) {
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: target[filled...])
        unsafe free.copyMemory(from: part)
        filled += part.count
      }
      unsafe append(UnsafeRawBufferPointer(start: result.tape, count: unescapedStart))
      unsafe append(
        UnsafeRawBufferPointer(start: result.unescaped, count: result.unescaped_count))
      unsafe append(text)
    }
    return JSONDocument(
      storage: storage, unescapedStart: unescapedStart, textStart: textStart, firstLine: line)
  }
}
