internal import FixedPoint
internal import Ledger
internal import Margin

/// What an event of a case says, for its timeline.
enum CaseText {
  static func sentence(_ event: Event, _ names: Names) -> String {
    let asset = event.id(.asset).map { names.assets[$0] } ?? ""
    let item = event.id(.market).map { names.markets[$0] } ?? asset
    func number(_ field: Field) -> String { event.decimal(field).map { "\($0)" } ?? "" }
    switch event.kind {
    case .marginCall:
      return "called, tier \(event.integer(.tier) ?? 0): resources \(number(.equity)), "
        + "requirement \(number(.requirement))"
    case .marginCallClosed: return "call closed: \(words(event.choice(.outcome)))"
    case .notice: return "notice by \(event.string(.channel) ?? "")"
    case .liquidationStart: return "liquidation begins, equity \(number(.equity))"
    case .liquidationAttempt:
      let who = event.id(.liquidator).map { names.accounts[$0] } ?? ""
      let fee = event.decimal(.fee).map { ", lost \($0)" } ?? ""
      return "\(who) \(event.choice(.outcome) ?? ""): \(words(event.string(.reason)))\(fee)"
    case .auctionStart:
      return "auction of \(number(.size)) \(item) for \(number(.debt)) "
        + (event.id(.debtAsset).map { names.assets[$0] } ?? "")
    case .auctionReset: return "auction starts again: \(event.string(.reason) ?? "")"
    case .auctionBid:
      let who = event.id(.liquidator).map { names.accounts[$0] } ?? ""
      return "\(who) bids \(number(.repaid)) for \(number(.size))"
    case .auctionEnd: return "auction over: \(event.choice(.outcome) ?? "")"
    case .liquidationFill: return fill(event, item, names)
    case .deleverage:
      let who = event.id(.counterparty).map { names.accounts[$0] } ?? ""
      return "\(number(.size)) \(item) closed against \(who) at \(number(.price))"
    case .insurance: return "insurance \(event.string(.fund) ?? "") \(number(.amount)) \(asset)"
    case .badDebt: return "written off \(number(.amount)) \(asset)"
    default:
      let amount = event.decimal(.amount).map { " \($0) \(asset)" } ?? ""
      return words(event.kind.name) + amount
    }
  }

  private static func fill(_ event: Event, _ item: String, _ names: Names) -> String {
    func number(_ field: Field) -> String { event.decimal(field).map { "\($0)" } ?? "" }
    var text = "filled \(number(.size)) \(item)"
    if let price = event.decimal(.price) { text += " at \(price)" }
    if let repaid = event.decimal(.repaid) {
      text += " for \(repaid) \(event.id(.repaidAsset).map { names.assets[$0] } ?? "")"
    }
    if let who = event.id(.liquidator) { text += ", \(names.accounts[who])" }
    if let penalty = event.decimal(.penalty) { text += ", penalty \(penalty)" }
    return text
  }

  private static func words(_ text: String?) -> String {
    (text ?? "").replacing("_", with: " ")
  }
}
