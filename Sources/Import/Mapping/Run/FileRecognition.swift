internal import Formats

/// Finds the source of a map that a file belongs to.
struct FileRecognition {
  let map: ImportMap

  /// The source of that name.
  func source(named name: String) throws(MapRunError) -> Int {
    if let number = map.sources.firstIndex(where: { $0.name == name }) { return number }
    throw MapRunError("the map \"\(map.name)\" has no source \"\(name)\"; it has \(sourceList)")
  }

  /// The source that a file is recognised as: by its name first, then by its columns.
  func source(of path: String) throws(MapRunError) -> Int {
    let name = Self.baseName(of: path)
    let named = map.sources.indices.filter { number in
      map.sources[number].files.contains { Self.matches(name, pattern: $0) }
    }
    if named.count == 1 { return named[0] }
    if named.isEmpty { try checkReadable(path) }
    let candidates = named.isEmpty ? Array(map.sources.indices) : named
    var marked: [Int] = []
    for number in candidates where try hasMarks(path, map.sources[number]) {
      marked.append(number)
    }
    if marked.count == 1 { return marked[0] }
    let fitting = (marked.isEmpty ? named : marked).map { "\"\(map.sources[$0].name)\"" }
    let first = map.sources[0].name
    if fitting.isEmpty, let guess = try guess(path) { throw MapRunError(guess) }
    guard fitting.isEmpty else {
      throw MapRunError(
        "\(path) fits several sources of the map: \(fitting.joined(separator: ", "))"
          + "; say which one it is, as in \(first)=\(path)")
    }
    throw MapRunError(
      "\(path) is not known to the map \"\(map.name)\" by name or columns; the map has "
        + "\(sourceList); leave it out, or say which one it is, as in \(first)=\(path)",
      unknownFile: path)
  }

  /// Names all files at once that no source knows.
  func unknown(_ files: [String]) -> MapRunError {
    MapRunError(
      "\(files.count) files are not known to the map \"\(map.name)\" by name or columns: "
        + "\(files.joined(separator: ", ")); the map has \(sourceList); leave them out, or say "
        + "which one each is, as in \(map.sources[0].name)=\(files[0])")
  }

  /// Says of a file that is not there that it is not there, before its name is wondered at.
  private func checkReadable(_ path: String) throws(MapRunError) {
    do throws(InputError) { _ = try ByteSource(path: path) } catch { throw MapRunError(error) }
  }

  private func guess(_ path: String) throws(MapRunError) -> String? {
    do throws(InputError) {
      return try SeparatorGuess.sentence(of: path, among: map.sources)
    } catch {
      return nil
    }
  }

  private var sourceList: String {
    map.sources.map { source in
      let files = source.files.joined(separator: ", ")
      return files.isEmpty ? "\"\(source.name)\"" : "\"\(source.name)\" (\(files))"
    }.joined(separator: ", ")
  }

  /// The base name of a path without the ending of a packed file.
  static func baseName(of path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".gz", ".zst"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return name
  }

  /// Whether a name fits a pattern in which "*" stands for any bytes.
  static func matches(_ name: String, pattern: String) -> Bool {
    let name = Array(name.utf8)
    let pattern = Array(pattern.utf8)
    var (at, place) = (0, 0)
    // Where to go on when the text behind the last star does not fit.
    var star: (at: Int, place: Int)?
    while at < name.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        star = (at, place)
        place += 1
      } else if place < pattern.count, pattern[place] == name[at] {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.at + 1, last.place)
        at = last.at + 1
        place = last.place + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Whether a file has the columns that the source is known by.
  private func hasMarks(_ path: String, _ source: MapSource) throws(MapRunError) -> Bool {
    guard !source.marks.isEmpty else { return false }
    do throws(InputError) {
      switch source.format {
      case .csv(let separator):
        var options = CSVReader.Options()
        options.separator = separator
        options.allowsRaggedRows = true
        let reader = try CSVReader(try ByteSource(path: path), options: options)
        return source.marks.allSatisfy { reader.column($0) != nil }
      case .ndjson:
        let reader = LineReader(try ByteSource(path: path))
        guard let block = try reader.nextBlock(), let line = block.lines.first(where: { _ in true })
        else { return false }
        let document = try JSONParser().parse(block.bytes[line.range], source: path)
        return source.marks.allSatisfy { document.root[$0] != nil }
      case .json, .text: return false
      }
    } catch {
      switch error.kind {
      case .syntax, .encoding, .empty, .tooLarge: return false
      default: throw MapRunError(error)
      }
    }
  }
}
