internal import Formats
package import Ledger

/// One import of files with a map: give it all files, then `finish`.
///
/// The lines depend on the files alone: not on the order in which they are given, nor on the clock.
package struct MapRun: Sendable {
  let map: ImportMap
  private let known: KnownDeclarations
  private var files: [Input] = []

  /// A file to read, and the source of the map that it belongs to.
  private struct Input: Sendable {
    let source: Int
    let path: String
    let identity: FileIdentity
  }

  /// Begins an import into a ledger that has declared what `known` says.
  package init(map: ImportMap, known: KnownDeclarations = KnownDeclarations()) {
    self.map = map
    self.known = known
  }

  /// Adds files; those that the map does not know are named all at once.
  ///
  /// - Parameter files: Their paths, and the sources they belong to, where the user said so.
  /// - Throws: `MapRunError` as ``add(path:source:)`` does.
  package mutating func add(_ files: [(path: String, source: String?)]) throws(MapRunError) {
    var (unknown, first): ([String], MapRunError?) = ([], nil)
    for file in files {
      do throws(MapRunError) {
        try add(path: file.path, source: file.source)
      } catch {
        guard let path = error.unknownFile else { throw error }
        unknown.append(path)
        first = first ?? error
      }
    }
    guard let first else { return }
    throw unknown.count == 1 ? first : FileRecognition(map: map).unknown(unknown)
  }

  /// Adds a file.
  ///
  /// - Parameters:
  ///   - path: The file; it may be packed with gzip or zstd.
  ///   - source: The source of the map that it belongs to; nil finds it by the name of the file, or
  ///     by its columns.
  /// - Throws: `MapRunError` when there is no such source, or none or several fit.
  package mutating func add(path: String, source: String? = nil) throws(MapRunError) {
    let recognition = FileRecognition(map: map)
    let number =
      if let source {
        try recognition.source(named: source)
      } else {
        try recognition.source(of: path)
      }
    let identity = FileIdentity(path: path)
    if let twin = files.first(where: { $0.identity == identity && $0.source == number }) {
      throw MapRunError(
        twin.path == path
          ? "\(path) is given twice" : "\(path) and \(twin.path) are the same file: give it once")
    }
    files.append(Input(source: number, path: path, identity: identity))
  }

  /// Reads all files and puts their events in order.
  ///
  /// - Parameters:
  ///   - decoder: Checks every line, with the names of the ledger; it learns those of the lines.
  ///   - keepGoing: Whether rows that cannot be mapped are left out. If not, one such row means
  ///     that there are no lines at all; all such rows are listed in any case.
  /// - Returns: The lines, the rows that could not be mapped, and counts.
  /// - Throws: `MapRunError` when a file cannot be read, lacks a column, or is missing.
  package consuming func finish(
    decoder: inout LineDecoder, keepGoing: Bool = false
  ) throws(MapRunError) -> MappedLines {
    let files = sortedFiles()
    let tables = try lookupTables(files)
    var mapper = RowMapper(
      map: map, known: known, tables: tables, fileSources: files.map(\.source),
      keepsRows: keepGoing)
    for (number, file) in files.enumerated() {
      let source = map.sources[file.source]
      guard !source.events.isEmpty else { continue }
      let isFirst = number == 0 || files[number - 1].source != file.source
      mapper.begin(
        file: number, path: file.path, source: file.source, isFirstOfSource: isFirst)
      let reader = RowReader(path: file.path, source: source)
      try reader.forEachRow { row, failure in mapper.take(&row, failure) }
    }
    var merge = LineMerge(mapper: mapper, known: known, files: files.map(\.path))
    var lines = merge.finish(&decoder, keepGoing: keepGoing)
    if keepGoing { try fetchRows(&lines, files) }
    return lines
  }

  /// Reads the rows again that proved wrong only beside others: until then nobody kept them.
  private func fetchRows(
    _ lines: inout MappedLines, _ files: [Input]
  ) throws(MapRunError) {
    for file in files {
      var wanted: [Int: [Int]] = [:]
      for (place, reject) in lines.rejects.enumerated()
      where reject.file == file.path && reject.row.isEmpty {
        wanted[reject.number, default: []].append(place)
      }
      if wanted.isEmpty { continue }
      var number = 0
      let reader = RowReader(path: file.path, source: map.sources[file.source])
      try reader.forEachRow { row, _ in
        for place in wanted[number] ?? [] { lines.rejects[place].row = Array(row.source) }
        number += 1
      }
    }
  }

  /// The files in the order of their sources, then of their names.
  private func sortedFiles() -> [Input] {
    files.sorted { left, right in
      if left.source != right.source { return left.source < right.source }
      let leftName = FileRecognition.baseName(of: left.path)
      let rightName = FileRecognition.baseName(of: right.path)
      if leftName != rightName {
        return leftName.utf8.lexicographicallyPrecedes(rightName.utf8)
      }
      return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
    }
  }

  private func lookupTables(
    _ files: [Input]
  ) throws(MapRunError) -> [LookupTable] {
    var tables: [LookupTable] = []
    for lookup in map.lookups {
      let paths = files.filter { $0.source == lookup.source }.map(\.path)
      let source = map.sources[lookup.source]
      if paths.isEmpty, !lookup.isOptional {
        throw MapRunError(
          "the map \"\(map.name)\" needs a file of its source \"\(source.name)\""
            + (source.files.first.map { " (\($0))" } ?? "")
            + " for the lookup table \"\(lookup.name)\": name it on the command line too")
      }
      var reader = LookupReader(lookup: lookup, source: source)
      for path in paths { try reader.read(path) }
      tables.append(reader.table)
    }
    return tables
  }
}

/// Fills a lookup table from files.
private struct LookupReader {
  let lookup: MapLookup
  let source: MapSource
  var table = LookupTable()
  private var clock: RowClock
  private var evaluator = Evaluator(tables: [])

  init(lookup: MapLookup, source: MapSource) {
    self.lookup = lookup
    self.source = source
    clock = RowClock(source)
    evaluator.slotNames = source.scope.names
  }

  mutating func read(_ path: String) throws(MapRunError) {
    var failed: (line: Int, RowFailure)?
    let reader = RowReader(path: path, source: source)
    try reader.forEachRow { row, failure in
      guard failed == nil else { return }
      do throws(RowFailure) {
        if let failure { throw failure }
        try take(&row)
      } catch {
        if error.isUnmatched, source.skipsUnmatched { return }
        failed = (row.line, error)
      }
    }
    // A table with a hole would change events without a word: that is no matter of one row.
    if let (line, failure) = failed {
      let reject = MapReject(
        file: path, line: line, column: failure.column, reason: failure.reason, text: failure.text,
        number: 0)
      throw MapRunError("lookup table \"\(lookup.name)\": \(reject)")
    }
  }

  private mutating func take(_ row: inout RowBuffer) throws(RowFailure) {
    let used = source.scope.used
    if !used.isEmpty {
      let place = try clock.place(of: row, &evaluator)
      if let slot = used[MapScope.block] { row.set(slot, String(place.block).utf8) }
      if let slot = used[MapScope.time] { row.set(slot, String(place.time).utf8) }
      if let slot = used[MapScope.line] { row.set(slot, String(row.line).utf8) }
    }
    if let condition = lookup.condition, try !evaluator.holds(condition, row) { return }
    let key = try evaluator.bytes(lookup.key, row)
    table.add(key, try evaluator.bytes(lookup.value, row), lookup.duplicates)
  }
}
