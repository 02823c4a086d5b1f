package import Formats
internal import Ledger

/// Imports files of canonical lines: plain, gzip or zstd, or standard input.
package enum CanonicalImport {
  /// Lines of about this many bytes are prepared while as many are written.
  private static let blockBytes = 1 << 20

  /// Takes in the lines of an input.
  ///
  /// - Throws: `ImportError` naming file, line, column and field.
  package static func read(
    _ source: ByteSource, into session: ImportSession
  ) async throws(ImportError) {
    let reader = LineReader(source, blockSize: blockBytes, lineLimit: Limits.lineBytes)
    let name = source.name
    while let block = try nextBlock(reader) {
      let first = block.firstLine
      let lines = block.lines.map(\.range)
      try await session.take(
        ImportSession.Chunk(bytes: block.bytes, lines: lines) { "\(name):\(first + $0)" })
    }
  }

  /// Takes in lines that were made here.
  package static func read(
    bytes: [UInt8], name: String, into session: ImportSession
  ) async throws(ImportError) {
    let source: ByteSource
    do throws(InputError) {
      source = try ByteSource(bytes: bytes, name: name)
    } catch {
      throw ImportError(error)
    }
    try await read(source, into: session)
  }

  private static func nextBlock(_ reader: LineReader) throws(ImportError) -> LineBlock? {
    do throws(InputError) { return try reader.nextBlock() } catch { throw ImportError(error) }
  }
}
