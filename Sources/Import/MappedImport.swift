internal import Ledger
package import Store

/// Imports strangers' files through a map.
package enum MappedImport {
  /// A file of the import and the source of the map it belongs to, where the user said so.
  package struct File: Sendable, Hashable {
    /// The path.
    package let path: String
    /// The name of the source; nil to recognise the file by its name or columns.
    package let source: String?

    /// A file; nil recognises its source.
    package init(path: String, source: String? = nil) {
      self.path = path
      self.source = source
    }
  }

  /// Reads all files and gives their lines, and the rows that cannot be mapped.
  ///
  /// - Parameters:
  ///   - files: The files in any order.
  ///   - map: The map.
  ///   - writer: The ledger the lines are for.
  ///   - keepsGoing: Whether rows that cannot be mapped are left out.
  /// - Returns: The lines, and the rows that cannot be mapped.
  /// - Throws: `ImportError` when a file cannot be read or recognised.
  package static func read(
    _ files: [File], map: ImportMap, for writer: LedgerWriter, keepsGoing: Bool
  ) throws(ImportError) -> MappedLines {
    do throws(MapRunError) {
      var run = MapRun(map: map, known: try known(writer))
      try run.add(files.map { ($0.path, $0.source) })
      var decoder = LineDecoder(names: writer.names, recorded: writer.lastPosition)
      return try run.finish(decoder: &decoder, keepGoing: keepsGoing)
    } catch {
      throw ImportError(error.description)
    }
  }

  /// Takes mapped lines into a ledger.
  package static func take(
    _ lines: MappedLines, into session: ImportSession
  ) async throws(ImportError) {
    try await session.take(MappedChunks(lines: lines))
  }

  private static func known(_ writer: LedgerWriter) throws(MapRunError) -> KnownDeclarations {
    var known = KnownDeclarations()
    guard writer.tip.size > 0 else { return known }
    do throws(StoreError) {
      let file = try LedgerFile(path: writer.path)
      known.venue = try file.declarations(.venue).values.min()
      known.assets = try file.declarations(.asset)
      known.markets = try file.declarations(.market)
      known.accounts = try file.declarations(.account)
    } catch {
      throw MapRunError(error.description)
    }
    return known
  }
}

/// Mapped lines, some thousands at a time.
private struct MappedChunks: ChunkSource {
  /// Lines that are prepared while as many are written.
  private static let chunkLines = 8_192

  let lines: MappedLines
  private var first = 0

  init(lines: MappedLines) {
    self.lines = lines
  }

  mutating func next() -> Chunk? {
    guard first < lines.count else { return nil }
    let last = min(first + Self.chunkLines, lines.count)
    let start = lines[first].range.lowerBound
    let bytes = Array(lines.bytes[start..<lines[last - 1].range.upperBound])
    let ranges = (first..<last).map { place in
      let range = lines[place].range
      return range.lowerBound - start..<range.upperBound - start
    }
    let origins = (first..<last).map { lines[$0].origin }
    let files = lines.files
    first = last
    return Chunk(bytes: bytes, lines: ranges) { number in
      "\(files[origins[number].file]):\(origins[number].line)"
    }
  }
}
