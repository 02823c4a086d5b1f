internal import Console
internal import Ledger

/// Finds names like one that is not there: in other letters, cut short, or misspelled.
enum SimilarNames {
  /// The most names that are offered.
  private static let limit = 3
  /// In longer tables misspellings are not looked for: that compares with every name.
  private static let longest = 5_000

  /// Up to three names, the likeliest first.
  static func find(_ name: String, among names: NameTable) -> [String] {
    let lower = name.lowercased()
    guard !lower.isEmpty else { return [] }
    // `0x677d…f984e7` is how a table shows a long name.
    let parts = lower.split(separator: "…", maxSplits: 1, omittingEmptySubsequences: false)
    var found: [String] = []
    for id in 0..<names.count where found.count < limit {
      let other = names[id].lowercased()
      let isLike =
        parts.count == 2
        ? other.hasPrefix(parts[0]) && other.hasSuffix(parts[1])
        : other == lower || (lower.utf8.count >= 3 && other.hasPrefix(lower))
      if isLike { found.append(names[id]) }
    }
    if found.isEmpty, names.count <= longest,
      let near = NearestName.find(name, among: (0..<names.count).map { names[$0] })
    {
      found.append(near)
    }
    return found
  }
}
