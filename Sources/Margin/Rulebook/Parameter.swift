/// A parameter of a venue: what a `parameter` event says, without who said it and when.
package struct Parameter: Sendable, Hashable {
  /// What it applies to, as `venue`, `asset:ETH`, `market:*`, or a scope of another source.
  package var scope: String
  /// The dotted path of the rule, as `calls.levels.0.coverage`.
  package var name: String
  /// The value in canonical text.
  package var value: String

  /// A parameter.
  package init(scope: String, name: String, value: String) {
    self.scope = scope
    self.name = name
    self.value = value
  }
}

extension Parameter {
  /// Parameters in the order of listings: the venue, assets and markets with their `*` first, other
  /// scopes; in a scope by the parts of the name, numbers by value.
  package static func sorted(_ parameters: [Parameter]) -> [Parameter] {
    parameters.map { (place: Place($0), parameter: $0) }
      .sorted { $0.place.precedes($1.place) }
      .map(\.parameter)
  }

  /// What the order goes by.
  private struct Place {
    let rank: Int
    let scope: String
    let parts: [(number: Int?, text: Substring)]

    init(_ parameter: Parameter) {
      scope = parameter.scope
      rank = Self.rank(scope)
      parts = parameter.name.split(separator: ".", omittingEmptySubsequences: false)
        .map { (Int($0), $0) }
    }

    func precedes(_ other: Place) -> Bool {
      if rank != other.rank { return rank < other.rank }
      if scope != other.scope { return scope < other.scope }
      for (left, right) in zip(parts, other.parts) where left.text != right.text {
        if let left = left.number, let right = right.number, left != right { return left < right }
        return left.text < right.text
      }
      return parts.count < other.parts.count
    }

    private static func rank(_ scope: String) -> Int {
      switch RuleScope(scope) {
      case .venue: 0
      case .asset(RuleScope.others): 1
      case .asset: 2
      case .market(RuleScope.others): 3
      case .market: 4
      case nil: 5
      }
    }
  }
}
