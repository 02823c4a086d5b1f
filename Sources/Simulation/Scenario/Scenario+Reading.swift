package import Formats

extension Scenario {
  /// Reads the text of a scenario.
  ///
  /// - Parameters:
  ///   - bytes: The JSON text.
  ///   - name: The name of the file, for messages.
  ///   - files: Opens a file that the scenario names.
  /// - Throws: `ScenarioError` with everything that is wrong, each with its place.
  package init(
    _ bytes: [UInt8], name: String,
    files: @escaping (String) throws(InputError) -> ByteSource
  ) throws(ScenarioError) {
    let document: JSONDocument
    do throws(InputError) {
      document = try JSONDocument(parsing: bytes, source: name)
    } catch {
      throw ScenarioError(file: name, problems: [.init(error.position, error.reason)])
    }
    var reader = ScenarioReader(files: files)
    reader.read(LocatedNode(value: document.root, source: name))
    let problems = reader.notes.sorted
    if !problems.isEmpty { throw ScenarioError(file: name, problems: problems) }
    self = reader.scenario
  }

  /// Reads the file of a scenario; the files it names lie relative to it.
  ///
  /// - Throws: `ScenarioError` when it cannot be read, or with everything that is wrong with it.
  package init(path: String) throws(ScenarioError) {
    let bytes: [UInt8]
    do throws(InputError) {
      bytes = try ByteSource(path: path).readAll(limit: 1 << 26)
    } catch {
      throw ScenarioError(
        file: path, problems: [.init(error.position, error.clause(about: path))])
    }
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    try self.init(bytes, name: path) { file throws(InputError) in
      try ByteSource(path: file.hasPrefix("/") ? file : directory + file)
    }
  }
}
