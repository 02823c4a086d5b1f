internal import Formats

extension LocatedNode {
  /// The keys of maps that words of other languages stand for.
  private static let meant = [
    "delimiter": "separator", "sep": "separator", "timestamp": "time", "date": "time",
    "where": "when", "if": "when", "filter": "when", "type": "kind", "event": "kind",
    "height": "block", "default": "else", "sort": "order", "precision": "decimals",
    "scale": "decimals", "mode": "rounding", "pattern": "files", "glob": "files",
  ]

  /// An object of a map.
  func mapObject(_ what: String, keys: [String]) throws(InputError) -> LocatedObject {
    try object(what, keys: keys, synonyms: Self.meant)
  }
}
