internal import FixedPoint
internal import Ledger
internal import Margin

extension Simulation {
  /// What the world pays, where it changed, and what sources say of it.
  mutating func tellPrices() throws(ArithmeticError) {
    for (row, plan) in scenario.feeds.enumerated() {
      let price = prices.prices[row][place]
      guard !plan.isGas, lastPrices[row] != price else { continue }
      lastPrices[row] = price
      tell(
        plan.feed, OracleBoard.market,
        .init(arrival: time, published: time, price: price))
    }
    for number in voices.indices {
      let voice = voices[number]
      let plan = scenario.feeds[voice.feed]
      let source = plan.sources[voice.source]
      let words = try voices[number].words(
        at: time, price: prices.price(of: voice, at: place), decimals: plan.path.decimals, source,
        mood(of: source))
      for word in words { tell(plan.feed, source.name, word) }
    }
  }

  private mutating func tell(_ feed: Feed, _ source: String, _ word: SourceVoice.Word) {
    let now = time
    add(.priceUpdate) { event in
      event.setFeed(feed)
      event.set(.source, text: source)
      event.set(.price, decimal: word.price)
      if word.published != now { event.set(.published, integer: word.published) }
      if let confidence = word.confidence { event.set(.confidence, decimal: confidence) }
      if let status = word.status, status != "live" { event.set(.status, choice: status) }
    }
  }

  /// What windows and faults make of a source in this block.
  private func mood(of source: Scenario.SourcePlan) -> SourceVoice.Mood {
    var mood = SourceVoice.Mood(
      confidence: source.confidence, offset: source.offset, delay: source.delay)
    for window in source.windows where window.blocks.contains(place) {
      mood.status = window.status ?? mood.status
      mood.confidence = window.confidence ?? mood.confidence
      mood.offset = window.offset ?? mood.offset
      mood.isSilent = mood.isSilent || window.isSilent
    }
    for fault in scenario.faults {
      switch fault {
      case .delay(source.name, let blocks, let milliseconds) where blocks.contains(place):
        mood.delay += milliseconds
      case .freeze(source.name, let blocks) where blocks.contains(place): mood.isSilent = true
      default: break
      }
    }
    return mood
  }

  // MARK: - Faults

  /// Halts and limits that begin or end; one that would begin in a halted block begins after it.
  mutating func tellFaults() {
    // The log says itself that there are no blocks in between.
    if enforcer.state.halts.areBlocksHalted { tellHaltedBlocks(.resume) }
    if place + 1 < scenario.blocks, isHaltedBlock(place + 1) { tellHaltedBlocks(.halt) }
    for (number, fault) in scenario.faults.enumerated() {
      switch fault {
      case .halt(let blocks, let scope, let reason, let authority):
        guard let isOn = turn(number, blocks) else { continue }
        add(isOn ? .halt : .resume) { event in
          event.set(.scope, text: scope)
          event.set(.reason, text: reason)
          event.set(.authority, text: authority)
        }
      case .congestion(let blocks, _, let capacity?):
        guard let isOn = turn(number, blocks) else { continue }
        let usual = scenario.rulebook.keepers.capacity
        set(
          Parameter(
            scope: "venue", name: "keepers.capacity", value: "\(isOn ? capacity : usual)"))
      case .congestion, .delay, .freeze, .haltedBlocks: continue
      }
    }
  }

  private mutating func tellHaltedBlocks(_ kind: Kind) {
    add(kind) { event in
      event.set(.scope, text: HaltBoard.blocks)
      event.set(.reason, text: kind == .halt ? "no blocks" : "blocks again")
      event.set(.authority, text: "scenario")
    }
  }

  /// Whether a fault begins or ends now; nil when neither.
  private mutating func turn(_ number: Int, _ blocks: Scenario.Window) -> Bool? {
    switch faultStates[number] {
    case .waiting where place >= blocks.lowerBound && place < blocks.upperBound:
      faultStates[number] = .active
      return true
    case .active where place >= blocks.upperBound:
      faultStates[number] = .over
      return false
    default: return nil
    }
  }
}

extension Event {
  /// Says which asset or market the event is about.
  mutating func setFeed(_ feed: Feed) {
    switch feed {
    case .asset(let asset): set(.asset, integer: Int64(asset))
    case .market(let market): set(.market, integer: Int64(market))
    }
  }
}
