package import Ledger

extension HaltBoard {
  /// Whether nobody acts as a keeper: a `halt` of the scope `keepers`.
  package var isKeeperOutage: Bool { halts.contains { $0.text == "keepers" } }
}

extension Kind {
  /// Whether such an event declares a name or sets a parameter.
  package var isDeclaration: Bool {
    switch self {
    case .venue, .asset, .market, .account, .parameter: true
    default: false
    }
  }
}
