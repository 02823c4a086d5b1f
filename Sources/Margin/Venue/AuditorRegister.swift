internal import Ledger

/// Whom calls and auctions are about, and what they sell: their other events name only the id.
struct AuditorRegister: Sendable {
  private var calls: [String: Int] = [:]
  private var auctions: [String: (account: Int, asset: Int?, debtAsset: Int?)] = [:]

  /// Takes in what an event says; an id means the one whom it was first given to.
  mutating func learn(_ event: borrowing Event, _ names: Names) {
    guard let account = event.id(.account) else { return }
    switch event.kind {
    case .marginCall:
      if let id = event.string(.call), calls[id] == nil { calls[id] = account }
    case .auctionStart:
      if let id = event.string(.auction), auctions[id] == nil {
        let asset = event.id(.asset) ?? event.id(.market).map { names.market($0).base }
        auctions[id] = (account, asset, event.id(.debtAsset))
      }
    default: break
    }
  }

  /// The account of the call or auction that an event names by its id.
  func account(of event: borrowing Event) -> Int? {
    if let id = event.string(.call) { return calls[id] }
    if let id = event.string(.auction) { return auctions[id]?.account }
    return nil
  }

  /// What the auction of an event sells.
  func asset(of event: borrowing Event) -> Int? {
    event.string(.auction).flatMap { auctions[$0]?.asset }
  }

  /// What the auction of an event must raise.
  func debtAsset(of event: borrowing Event) -> Int? {
    event.string(.auction).flatMap { auctions[$0]?.debtAsset }
  }
}
