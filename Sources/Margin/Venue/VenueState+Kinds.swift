package import Ledger

extension HaltBoard {
  /// The scope of a halt of keepers: nobody acts as one.
  package static let keepers = "keepers"
  /// The scope of a halt of the venue itself: there are no blocks between the one that says so and the one
  /// that resumes them.
  package static let blocks = "blocks"

  /// Whether nobody acts as a keeper.
  package var isKeeperOutage: Bool { halts.contains { $0.text == Self.keepers } }
  /// Whether there is no block before one resumes them.
  package var areBlocksHalted: Bool { halts.contains { $0.text == Self.blocks } }
}

extension VenueState {
  /// The accounts whose balances or positions an event may change, without repetition.
  package static func accounts(of event: borrowing Event) -> [Int] {
    var accounts: [Int] = []
    for field in [Field.account, .from, .to, .counterparty, .liquidator] {
      if let id = event.id(field), !accounts.contains(id) { accounts.append(id) }
    }
    return accounts
  }

  /// The highest number of an account that an event names, as an owner too; nil when it names none.
  package static func lastAccount(of event: borrowing Event) -> Int? {
    var last: Int?
    for field in [Field.account, .owner, .from, .to, .counterparty, .liquidator] {
      if let id = event.id(field) { last = max(last ?? id, id) }
    }
    return last
  }
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
