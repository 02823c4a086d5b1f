internal import Console
internal import Import
internal import Store

/// The part of `import` that reads strangers' files through a map.
enum MappedCommand {
  static func take(
    _ paths: [String], map: String, rejects: String?, into writer: LedgerWriter, batch: Int64?,
    _ io: CommandIO
  ) async throws -> ImportSession.Outcome {
    throw CommandFailure("no map is built in")
  }
}
