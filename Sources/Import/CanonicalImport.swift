package import Formats
internal import Ledger

/// Imports files of canonical lines: plain, gzip or zstd, or standard input.
package enum CanonicalImport {
  /// Takes in the lines of an input.
  ///
  /// - Throws: `ImportError` naming file, line, column and field.
  package static func read(
    _ source: sending ByteSource, into session: ImportSession
  ) async throws(ImportError) {
    try await session.take(CanonicalLines(source))
  }

  /// Takes in lines that were made here.
  ///
  /// - Throws: `ImportError` naming line, column and field.
  package static func read(
    bytes: [UInt8], name: String, into session: ImportSession
  ) async throws(ImportError) {
    try await session.take(CanonicalLines(bytes: bytes, name: name))
  }
}

/// The lines of a source as they are.
private struct CanonicalLines: ChunkSource {
  /// Lines of about this many bytes are prepared while as many are written.
  private static let blockBytes = 1 << 20

  private let reader: LineReader

  init(_ source: ByteSource) {
    reader = LineReader(source, blockSize: Self.blockBytes, lineLimit: Limits.lineBytes)
  }

  init(bytes: [UInt8], name: String) throws(ImportError) {
    do throws(InputError) {
      self.init(try ByteSource(bytes: bytes, name: name))
    } catch {
      throw ImportError(error)
    }
  }

  func next() throws(ImportError) -> Chunk? {
    do throws(InputError) {
      guard let block = try reader.nextBlock() else { return nil }
      let (name, first) = (reader.source.name, block.firstLine)
      return Chunk(
        bytes: block.bytes, lines: block.lines.map(\.range),
        inputBytes: Int64(reader.source.consumedBytes)
      ) { "\(name):\(first + $0)" }
    } catch {
      throw ImportError(error)
    }
  }
}
