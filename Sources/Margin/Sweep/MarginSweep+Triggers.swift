internal import FixedPoint

// Where triggers stand. An account with excess X at prices q cannot fall below zero inside the box
// of its triggers if, over its feeds, Σ max(fall · (q - low), rise · (high - q)) ≤ X. That sum is
// what the box *needs*; X, less rounding, is its *budget*. Both are in units of excess × scale.
extension MarginSweep {
  /// The part of the budget that new triggers use: the rest pays for changes of the account, so
  /// that most of them leave the triggers where they are.
  private static let spentPart = 0.8

  /// What the triggers of an account need, and what those would weigh that must be set anew.
  private struct Need {
    var kept = 0.0
    var openWeight = 0.0
    var weight = 0.0
    var isOpen = false
  }

  /// Makes the box of an account's triggers safe again, moving as few of them as it can.
  mutating func placeTriggers(at start: Int, isNew: Bool, spending budget: Double) {
    if budget < 0 { return watchEveryMove(at: start) }
    let need = need(at: start, isNew: isNew)
    if !need.isOpen && need.kept <= budget { return }
    let spent = budget * Self.spentPart
    let left = spent - need.kept
    // The crossed triggers alone, if the others leave them at least half of their fair share.
    let keeps =
      need.openWeight > 0
      ? left >= 0.5 * spent * need.openWeight / need.weight : need.kept <= budget
    let share = keeps ? max(0, left) / need.openWeight : spent / need.weight
    for offset in exposures.indices {
      let exposure = exposures[offset]
      if keeps && !isOpen(start + offset, exposure, isNew: isNew) { continue }
      set(start + offset, exposure, budget: share * weight(exposure))
    }
  }

  /// Places triggers at the price itself: where rounding alone may bring the excess below zero,
  /// even a move that should not lower it counts.
  private mutating func watchEveryMove(at start: Int) {
    for offset in exposures.indices {
      let price = prices[exposures[offset].feed]
      move(start + offset, rises: false, to: price)
      move(start + offset, rises: true, to: price)
    }
  }

  private func need(at start: Int, isNew: Bool) -> Need {
    var need = Need()
    for (offset, exposure) in exposures.enumerated() {
      let weight = weight(exposure)
      need.weight += weight
      if isOpen(start + offset, exposure, isNew: isNew) {
        need.openWeight += weight
        need.isOpen = true
      } else {
        need.kept += cost(slots[start + offset], exposure)
      }
    }
    return need
  }

  /// Whether the triggers of a slot were crossed, or stand beyond the range of its slopes.
  private func isOpen(_ at: Int, _ exposure: Exposure, isNew: Bool) -> Bool {
    let slot = slots[at]
    let price = prices[exposure.feed]
    return isNew || price < slot.low || price > slot.high
      || slot.low < exposure.range.lowerBound || slot.high > exposure.range.upperBound
  }

  /// How much the excess may fall before one of the slot's triggers is crossed.
  private func cost(_ slot: Slot, _ exposure: Exposure) -> Double {
    let price = prices[exposure.feed]
    let fall = SafeFloat.positive(exposure.fall) * SafeFloat.distance(from: slot.low, to: price)
    let rise = SafeFloat.positive(exposure.rise) * SafeFloat.distance(from: price, to: slot.high)
    return max(fall, rise)
  }

  /// How much a feed matters to the account: what a move by the whole price would cost, or by its scale.
  private func weight(_ exposure: Exposure) -> Double {
    let slope = SafeFloat.positive(max(exposure.fall, exposure.rise))
    let size = exposure.scale?.magnitude ?? prices[exposure.feed].magnitude
    return slope * max(1, SafeFloat.value(size))
  }

  /// Places both triggers of a slot as far from the price as a budget allows.
  private mutating func set(_ at: Int, _ exposure: Exposure, budget: Double) {
    let price = prices[exposure.feed]
    var low = exposure.range.lowerBound
    if exposure.fall > 0 {
      let distance = SafeFloat.whole(budget / SafeFloat.positive(exposure.fall))
      let (limit, isBeyond) = price.subtractingReportingOverflow(distance)
      if !isBeyond { low = max(low, limit) }
    }
    var high = exposure.range.upperBound
    if exposure.rise > 0 {
      let distance = SafeFloat.whole(budget / SafeFloat.positive(exposure.rise))
      let (limit, isBeyond) = price.addingReportingOverflow(distance)
      if !isBeyond { high = min(high, limit) }
    }
    move(at, rises: false, to: min(low, price))
    move(at, rises: true, to: max(high, price))
  }

  // MARK: - Moving one trigger

  /// Moves the lower or upper trigger of a slot; the end of the number range removes it.
  mutating func move(_ at: Int, rises: Bool, to threshold: Int128) {
    let slot = slots[at]
    let none = rises ? Int128.max : Int128.min
    let old = rises ? slot.high : slot.low
    if threshold == old { return }
    if rises { slots[at].high = threshold } else { slots[at].low = threshold }
    if threshold != none { counters.pushes += 1 }
    let side = TriggerIndex.side(Int(slot.feed), rises: rises)
    if old != none {
      let position = rises ? slot.highPosition : slot.lowPosition
      if threshold != none
        && triggers.replace(old, with: threshold, side: side, position: position)
      {
        return
      }
      if let moved = triggers.remove(old, side: side, position: position) {
        setPosition(Int(moved), rises: rises, position)
      }
    }
    if threshold != none {
      let position = triggers.insert(threshold, side: side, owner: UInt32(at))
      setPosition(at, rises: rises, position)
    }
  }

  private mutating func setPosition(_ at: Int, rises: Bool, _ position: UInt32) {
    if rises { slots[at].highPosition = position } else { slots[at].lowPosition = position }
  }
}
