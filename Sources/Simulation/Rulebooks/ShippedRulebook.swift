internal import CEmbedded
internal import Formats

/// A rulebook that is part of Plimsoll: a file of `rulebooks/`, compiled into the binary.
package struct ShippedRulebook: Sendable {
  /// The name, as in `plimsoll rulebook perpetual`.
  package let name: String
  /// The JSON text, exactly as in the repository.
  package let bytes: [UInt8]

  /// What the file says of itself.
  package var about: String {
    do throws(InputError) {
      return try JSONDocument(parsing: bytes, source: name).root["about"]?.string ?? ""
    } catch {
      return ""
    }
  }

  /// All of them, by name.
  package static let all: [ShippedRulebook] = unsafe files(
    UnsafeBufferPointer(start: plimsoll_rulebooks_start(), count: plimsoll_rulebook_count))

  /// The one of that name.
  package static func named(_ name: String) -> ShippedRulebook? {
    all.first { $0.name == name }
  }

  private static func files(_ files: UnsafeBufferPointer<plimsoll_file>) -> [ShippedRulebook] {
    unsafe files.map { file in
      let bytes = unsafe UnsafeBufferPointer(start: file.bytes, count: file.size)
      return unsafe ShippedRulebook(name: String(cString: file.name), bytes: Array(bytes))
    }
  }
}
