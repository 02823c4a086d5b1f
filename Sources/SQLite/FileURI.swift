/// The `file:` address of a database, as SQLite reads it (https://sqlite.org/uri.html).
///
/// An address is the only way to ask for `immutable`, and it keeps SQLite from taking a path such
/// as `:memory:` for something else than a file.
enum FileURI {
  /// The address of a file; nil when no file can have this path.
  static func make(path: String, isImmutable: Bool) -> String? {
    guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
    // With an empty host the path may begin with two slashes; a relative one must have no host.
    var uri = path.utf8.first == slash ? "file://" : "file:"
    // SQLite opens the name ":memory:" in memory even when it comes from an address.
    if path == ":memory:" { uri += "./" }
    for byte in path.utf8 {
      if isPlain(byte) {
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        uri += "%"
        uri.unicodeScalars.append(hexDigit(byte >> 4))
        uri.unicodeScalars.append(hexDigit(byte & 0x0f))
      }
    }
    if isImmutable { uri += "?immutable=1" }
    return uri
  }

  private static let slash = UInt8(ascii: "/")

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), slash, UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default:
      false
    }
  }

  private static func hexDigit(_ digit: UInt8) -> Unicode.Scalar {
    Unicode.Scalar(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
  }
}
