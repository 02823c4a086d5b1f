internal import Engine
internal import FixedPoint
package import Ledger

extension Event {
  /// Whether it is a judgement of the venue: a rule did it, nobody else.
  package var isJudgement: Bool {
    switch kind {
    case .referencePrice, .marginCall, .marginCallClosed, .notice, .liquidationStart,
      .liquidationAttempt, .auctionStart, .auctionReset, .auctionBid, .auctionEnd,
      .liquidationFill, .deleverage, .socializedLoss, .badDebt, .disputeRuling:
      true
    case .halt, .resume: !has(.authority)
    case .parameter:
      string(.authority) == Judge.ruleAuthority || string(.name) == DynamicMargin.parameter
    case .insurance: ["liquidation", "bad_debt", "penalty"].contains(choice(.cause))
    case .fee: string(.cause) == "keeper_incentive"
    default: false
    }
  }

  /// Whether it is a judgement that comes before all that touches accounts.
  var isOfPrices: Bool {
    switch kind {
    case .referencePrice, .halt, .resume, .parameter: isJudgement
    default: false
    }
  }

  /// Whether it settles what an account gathered, or its share of a loss.
  package var isSettlement: Bool {
    switch kind {
    case .interest, .fundingPayment, .lossShare: true
    default: false
    }
  }

  /// Whether it says the same as another, wherever they stand; `ref` says nothing.
  func isSame(as other: borrowing Event) -> Bool {
    guard kind == other.kind else { return false }
    for (place, spec) in kind.spec.fields.enumerated() where spec.field != .ref {
      let bit = UInt32(1) << UInt32(place)
      guard present & bit == other.present & bit else { return false }
      guard present & bit != 0 else { continue }
      if spec.type == .text {
        guard text[Self.range(slots[place])] == other.text[Self.range(other.slots[place])] else {
          return false
        }
      } else if slots[place] != other.slots[place] {
        return false
      }
    }
    return true
  }

  /// The value of a field as text; nil when it is absent.
  package func text(of spec: FieldSpec, _ names: Names) -> String? {
    guard has(spec.field) else { return nil }
    switch spec.type {
    case .account: return id(spec.field).map { names.accounts[$0] }
    case .asset, .newAsset: return id(spec.field).map { names.assets[$0] }
    case .market, .newMarket: return id(spec.field).map { names.markets[$0] }
    case .amount, .size, .quote, .decimal: return decimal(spec.field).map { "\($0)" }
    case .ratio: return ratio(spec.field).map { "\($0)" }
    case .integer, .time: return integer(spec.field).map { "\($0)" }
    case .text: return string(spec.field)
    case .choice: return choice(spec.field)
    }
  }
}
