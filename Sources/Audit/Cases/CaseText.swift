internal import FixedPoint
internal import Ledger
internal import Margin

/// What an event of a case says, for its timeline.
enum CaseText {
  static func sentence(_ event: Event, _ names: Names, about subject: Int? = nil) -> String {
    let asset = event.id(.asset).map { names.assets[$0] } ?? ""
    let item = event.id(.market).map { names.markets[$0] } ?? asset
    func number(_ field: Field) -> String { event.decimal(field).map { "\($0)" } ?? "" }
    switch event.kind {
    case .marginCall:
      let grace = event.integer(.deadline).map { $0 - event.time } ?? 0
      let end = grace > 0 ? ", grace of \(SecondsText.span(grace))" : ""
      return "tier \(event.integer(.tier) ?? 0): equity \(number(.equity)), "
        + "requirement \(number(.requirement))\(end)"
    case .marginCallClosed: return "call closed: \(words(event.choice(.outcome)))"
    case .notice: return "tier \(event.integer(.tier) ?? 0), by \(event.string(.channel) ?? "")"
    case .liquidationStart: return start(event)
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
      let other: Field = event.id(.account) == subject ? .counterparty : .account
      let who = event.id(other).map { names.accounts[$0] } ?? ""
      return "\(number(.size)) \(item) closed against \(who) at \(number(.price))"
    case .fill:
      return "\(event.choice(.side) ?? "") \(number(.size)) \(item) at \(number(.price))"
    case .insurance: return "fund \(event.string(.fund) ?? "") \(number(.amount)) \(asset)"
    case .badDebt: return "written off \(number(.amount)) \(asset)"
    default:
      let amount = event.decimal(.amount).map { " \($0) \(asset)" } ?? ""
      return words(event.kind.name) + amount
    }
  }

  private static func start(_ event: Event) -> String {
    var parts: [String] = []
    if let scope = event.string(.scope) { parts.append(scope) }
    if let equity = event.decimal(.equity) { parts.append("equity \(equity)") }
    if let notional = event.decimal(.notional) { parts.append("notional \(notional)") }
    return parts.isEmpty ? "liquidation begins" : "published: " + parts.joined(separator: ", ")
  }

  private static func fill(_ event: Event, _ item: String, _ names: Names) -> String {
    func number(_ field: Field) -> String { event.decimal(field).map { "\($0)" } ?? "" }
    var text = "filled \(number(.size)) \(item)"
    if let repaid = event.decimal(.repaid) {
      // The recorded price may be the one that the venue went by, of which a bonus was given away.
      text += " for \(repaid) \(event.id(.repaidAsset).map { names.assets[$0] } ?? "")"
      text += event.decimal(.price).map { ", recorded price \($0)" } ?? ""
    } else if let price = event.decimal(.price) {
      text += " at \(price)"
    }
    if let who = event.id(.liquidator) { text += ", \(names.accounts[who])" }
    if let penalty = event.decimal(.penalty) { text += ", penalty \(penalty)" }
    return text
  }

  private static func words(_ text: String?) -> String {
    (text ?? "").replacing("_", with: " ")
  }
}
