internal import CEmbedded

/// The files of the repository that are compiled into the binary.
package enum EmbeddedFiles {
  /// A file: its name and its bytes, exactly as in the repository.
  package struct File: Sendable {
    /// The name, without a folder.
    package let name: String
    /// The content.
    package let bytes: [UInt8]

    /// The content as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// The files of `migrations/`, in the order they are applied.
  package static let migrations: [File] = unsafe files(
    UnsafeBufferPointer(start: plimsoll_migrations_start(), count: plimsoll_migration_count))

  /// The files of `maps/`.
  package static let maps: [File] = unsafe files(
    UnsafeBufferPointer(start: plimsoll_maps_start(), count: plimsoll_map_count))

  private static func files(_ files: UnsafeBufferPointer<plimsoll_file>) -> [File] {
    unsafe files.map { file in
      let bytes = unsafe UnsafeBufferPointer(start: file.bytes, count: file.size)
      return unsafe File(name: String(cString: file.name), bytes: Array(bytes))
    }
  }
}
