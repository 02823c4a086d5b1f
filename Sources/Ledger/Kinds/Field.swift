/// The name of a field, as written in lines and as the column of the kind's table.
public enum Field: String, Sendable, CaseIterable {
  case account, amount, asset, auction, authority
  case base
  case call, cause, channel, claim, confidence, counterparty
  case deadline, deadlineBlock = "deadline_block", debt, debtAsset = "debt_asset", decimals, dispute
  case equity, event, evidence
  case fee, from, fund
  case `class`
  case liquidator
  case market, mechanism, method
  case name, notional
  case outcome, owner
  case penalty, pool, price, published
  case quote
  case rank, reason, ref, repaid, repaidAsset = "repaid_asset", requirement, role, ruling
  case scope, side, size, source, status
  case text, tier, to, trade, type
  case unit
  case value
}

extension Field {
  /// The place of the field in tables indexed by field.
  @inline(__always)
  var ordinal: Int {
    // An enum without payloads is one byte that counts its cases; a test holds it to `allCases`.
    Int(unsafe unsafeBitCast(self, to: UInt8.self))
  }
}
