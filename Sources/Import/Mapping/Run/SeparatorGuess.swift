internal import Formats

/// Guesses what separates the columns of a CSV file that was read with the wrong separator.
enum SeparatorGuess {
  private static let usual = [",", ";", "\t", "|"].map { Array($0.utf8)[0] }

  /// A sentence that names the likely separator and the key of the map that sets it; nil when the
  /// header does not look as if it were separated otherwise.
  static func sentence(
    _ header: [String], separator: UInt8, path: String, source: String
  ) -> String? {
    let text = header.joined(separator: " ").utf8
    var best: (separator: UInt8, count: Int)?
    for candidate in usual where candidate != separator {
      let count = text.count { $0 == candidate }
      if count >= header.count, count > best?.count ?? 0 { best = (candidate, count) }
    }
    guard let best else { return nil }
    return "\(path):1: the header looks as if its columns were separated by "
      + "\(shown(best.separator)), but the source \"\(source)\" of the map expects "
      + "\(shown(separator)); \"separator\": \"\(spelled(best.separator))\" in the source sets that"
  }

  /// The same for a file that belongs to no source, when another separator would give the columns
  /// by which one of them is known.
  static func sentence(of path: String, among sources: [MapSource]) throws(InputError) -> String? {
    for source in sources where !source.marks.isEmpty {
      guard case .csv(let separator) = source.format else { continue }
      for candidate in usual where candidate != separator {
        var options = CSVReader.Options()
        options.separator = candidate
        options.allowsRaggedRows = true
        let reader = try CSVReader(try ByteSource(path: path), options: options)
        guard source.marks.allSatisfy({ reader.column($0) != nil }) else { continue }
        let whole = reader.header.joined(separator: String(decoding: [candidate], as: UTF8.self))
        return sentence([whole], separator: separator, path: path, source: source.name)
      }
    }
    return nil
  }

  private static func shown(_ separator: UInt8) -> String {
    separator == 0x09 ? "a tab" : "'\(String(decoding: [separator], as: UTF8.self))'"
  }

  private static func spelled(_ separator: UInt8) -> String {
    separator == 0x09 ? "\\t" : String(decoding: [separator], as: UTF8.self)
  }
}
