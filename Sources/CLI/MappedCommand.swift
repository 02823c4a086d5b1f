internal import Console
internal import Formats
internal import Glibc
internal import Import
internal import Report
internal import Store

/// The part of `import` that reads strangers' files through a map.
enum MappedCommand {
  /// How many rows that cannot be mapped are shown.
  private static let shownRejects = 20

  static func take(
    _ paths: [String], map name: String, rejects: String?, into writer: LedgerWriter, batch: Int64?,
    _ io: CommandIO
  ) async throws -> ImportSession.Outcome {
    let map: ImportMap
    do {
      map = try load(name)
    } catch let error as MapError {
      throw ImportError(error.description)
    } catch let error as InputError {
      throw ImportError(error)
    }
    let lines = try MappedImport.read(
      paths.map { file($0, map) }, map: map, for: writer, keepsGoing: rejects != nil)
    if !lines.rejects.isEmpty, rejects == nil { throw refusal(lines.rejects) }
    let rejectFile = try rejects.map {
      try OwnFile($0, for: RejectedRows.purpose, ledger: writer.path)
    }
    func shown(_ count: Int) -> String { io.words.presentation.shown(Int64(count)) }
    for source in lines.sources where source.files > 0 {
      try io.say(
        "read    \(shown(source.rows)) \(source.rows == 1 ? "row" : "rows") of \(source.name)"
          + (source.skipped > 0 ? ", \(shown(source.skipped)) left out by the map" : ""))
    }
    let progress = ImportProgress(io)
    defer { progress.clear() }
    progress.begin(events: Int64(lines.count))
    let session = try ImportSession(writer, batchSize: batch) { progress.update($0) }
    try await MappedImport.take(lines, into: session)
    var outcome = try session.finish()
    // Only now: rows are set aside when the others are recorded, not before.
    try rejectFile?.fill { try RejectedRows.table(lines.rejects).write(as: .csv, to: $0) }
    outcome.rejected = Int64(lines.sources.reduce(0) { $0 + $1.rejected })
    return outcome
  }

  /// A map that is built in, or in a file.
  private static func load(_ name: String) throws -> ImportMap {
    if let file = EmbeddedFiles.maps.first(where: { $0.name == name }) {
      return try ImportMap(json: file.bytes, name: name)
    }
    let isFile = unsafe access(name, F_OK) == 0
    guard isFile || name.contains("/") || name.contains(".") else {
      let names = EmbeddedFiles.maps.map(\.name)
      let nearest = NearestName.find(name, among: names).map { " Did you mean '\($0)'?" } ?? ""
      let file = unsafe access(name + ".json", F_OK) == 0 ? " Did you mean '\(name).json'?" : nil
      throw ImportError(
        "no map \"\(name)\" is built in, and there is no such file.\(file ?? nearest) Built in are: "
          + names.joined(separator: ", "))
    }
    let bytes = try ByteSource(path: name).readAll(limit: 1 << 24)
    return try ImportMap(json: bytes, name: name)
  }

  /// `source=path`, when the map has that source and no file has that whole name.
  private static func file(_ word: String, _ map: ImportMap) -> MappedImport.File {
    guard let equals = word.firstIndex(of: "="), unsafe access(word, F_OK) != 0 else {
      return MappedImport.File(path: word)
    }
    let source = String(word[..<equals])
    return MappedImport.File(path: String(word[word.index(after: equals)...]), source: source)
  }

  private static func refusal(_ rejects: [MapReject]) -> CommandFailure {
    var text =
      (rejects.count == 1 ? "1 row" : "\(rejects.count) rows")
      + " cannot be mapped; nothing was imported. Mend the files or the map, or set the rows aside with --rejects FILE"
    for reject in rejects.prefix(shownRejects) { text += "\n  \(reject)" }
    if rejects.count > shownRejects { text += "\n  and \(rejects.count - shownRejects) more" }
    return CommandFailure(text)
  }
}
