internal import Audit
internal import Console
internal import FixedPoint

extension WhatIfReport {
  /// The sentence with the figures that matter, shortened; the tables have them exactly.
  func headline(_ presentation: Presentation) -> String {
    guard !result.isSame else { return nothing }
    var parts = [hits(presentation)]
    for name in [
      "accounts bankrupt", "bad debt", "socialized", "paid by funds",
      "paid by the penalty reserve", "deleveraged",
    ] {
      for total in result.total(name) where total.before != total.after {
        let unit = total.unit.isEmpty ? "" : " \(total.unit)"
        let word = total.unit.isEmpty ? "bankrupt" : name
        parts.append("\(word) \(Self.short(total.before)) → \(Self.short(total.after))\(unit)")
      }
    }
    if let cause = largestChange {
      parts.append(
        "\(cause.cause.title) \(Self.short(cause.before)) → "
          + "\(Self.short(cause.after)) \(result.unit)")
    }
    let figures = parts.joined(separator: ", ") + "."
    guard !changes.isEmpty else {
      return "Nothing is changed, and the rules of the record do not give the record: " + figures
    }
    let start =
      result.undecidable.isEmpty
      ? "Under" : "As far as it can be decided (what cannot is named below), under"
    return "\(start) \(changes): " + figures
  }

  private var nothing: String {
    changes.isEmpty
      ? "Nothing is changed, and no event differs."
      : "Under \(changes): no event differs; the change has no effect on this log."
  }

  private func hits(_ presentation: Presentation) -> String {
    let newly = presentation.shown(result.newlyHit)
    let rest =
      result.undecidedCount > 0 ? ", \(presentation.shown(result.undecidedCount)) undecided" : ""
    guard result.hitBefore > 0 else {
      let nobody = rest.isEmpty ? "nobody is liquidated" : "nobody is known to be liquidated"
      return (result.newlyHit == 0 ? nobody : "\(newly) newly hit") + rest
    }
    return "\(presentation.shown(result.spared)) of \(presentation.shown(result.hitBefore)) "
      + "liquidated accounts spared, \(newly) newly hit\(rest)"
  }

  private var largestChange: WhatIfResult.Cause? {
    func change(_ cause: WhatIfResult.Cause) -> Int128.Magnitude {
      cause.after.mantissa.magnitude > cause.before.mantissa.magnitude
        ? cause.after.mantissa.magnitude - cause.before.mantissa.magnitude
        : cause.before.mantissa.magnitude - cause.after.mantissa.magnitude
    }
    return (result.causes ?? []).filter { $0.cause != .flows && $0.before != $0.after }
      .max { change($0) < change($1) }
  }

  /// What must be known to read the figures.
  func remarks(_ presentation: Presentation) -> [String] {
    var remarks: [String] = []
    if let control = result.control, !control.isSame { remarks.append(differing(control)) }
    if !result.hasRules {
      remarks.append(
        "The log holds no rulebook: its own judgements are taken as history, and the rulebook "
          + "decides the alternative from the same facts.")
    }
    let effects = result.effects
    if effects.rulesDropped > 0 {
      remarks.append("\(counted(effects.rulesDropped, "rule")) of the record left out.")
    }
    if effects.meansOmitted > 0 {
      remarks.append(
        "\(counted(effects.meansOmitted, "fact")) that brought money or positions left out, but what "
          + "accounts did with them is kept: trades and loans then stand without the money behind "
          + "them, so less bad debt or fewer liquidations here are no improvement.")
    }
    if effects.pricesLate > 0 {
      remarks.append(
        "\(counted(effects.pricesLate, "delayed price")) would have come after the last block.")
    }
    if result.cutRepayments > 0 {
      remarks.append(
        "\(counted(result.cutRepayments, "repayment")) cut to what is still owed in the alternative."
      )
    }
    return remarks
  }

  private func differing(_ control: WhatIfControl) -> String {
    let block = control.firstBlock.map { ", the first in block \($0)" } ?? ""
    return "The unchanged rules do not give the record either: "
      + "\(counted(control.recordedOnly, "event")) only recorded, \(control.decidedOnly) only by "
      + "the rules\(block); liquidated \(control.hits.record) recorded, \(control.hits.rules) by "
      + "the rules. \(reason) "
      + (result.basis == .record
        ? "--against rules compares with what the unchanged rules give."
        : "The figures before are what the unchanged rules give.")
  }

  /// Why the unchanged rules do not give the record.
  private var reason: String {
    result.discrepancies > 0
      ? "'plimsoll audit' names the differences."
      : "An audit finds the venue's acts right: the rules act in blocks that the record has nothing "
        + "of. Where the venue stood still in them, --blocks recorded leaves them out."
  }

  private func counted(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }

  /// A number in three digits, down, with its magnitude: `11.6 M`.
  static func short(_ number: Decimal18) -> String {
    let unit = Decimal18.one.mantissa
    let size = Int128(number.mantissa.magnitude)
    let sign = number.isNegative ? "−" : ""
    let scales: [(Int128, String)] = [
      (1_000_000_000_000, " T"), (1_000_000_000, " G"), (1_000_000, " M"), (1_000, " k"),
    ]
    for (scale, letter) in scales where size / unit >= scale {
      let tenths = size / (unit * scale / 10)
      return sign + "\(tenths / 10).\(tenths % 10)\(letter)"
    }
    let hundredths = size * 100 / unit
    if hundredths == 0 { return size == 0 ? "0" : "\(sign)\(Decimal18(mantissa: size))" }
    let (whole, rest) = (hundredths / 100, hundredths % 100)
    guard rest > 0 else { return "\(sign)\(whole)" }
    return sign + "\(whole).\(rest / 10)" + (rest % 10 == 0 ? "" : "\(rest % 10)")
  }
}
