internal import FixedPoint

extension LineDecoder {
  /// Checks what no single field can tell: rules over several fields, and the decimals of amounts.
  func check(
    _ event: borrowing Event, _ text: Span<UInt8>, from start: Int
  ) throws(LineError) {
    let kind = plan.kinds[Int(event.kind.rawValue)]
    for rule in event.kind.spec.rules {
      try check(rule, event, text, from: start)
    }
    for place in 0..<kind.fields.count where event.present & (1 << UInt32(place)) != 0 {
      let field = plan.fields[kind.fields.lowerBound + place]
      guard let decimals = decimals(allowed: field.decimals, event) else { continue }
      guard Self.fits(event.slots[place], decimals: decimals) else {
        throw LineError(
          at: event.kind.spec.fields[place].field.rawValue, text, from: start,
          "\(Decimal18(mantissa: event.slots[place])) has more decimals than the \(decimals) that "
            + "its asset was declared with")
      }
    }
  }

  private func check(
    _ rule: FieldRule, _ event: borrowing Event, _ text: Span<UInt8>, from start: Int
  ) throws(LineError) {
    switch rule {
    case .exactlyOne(let fields):
      try checkOne(of: fields, event, text, from: start)
    case .together(let first, let second):
      guard event.has(first) == event.has(second) else {
        throw LineError(
          at: (event.has(first) ? first : second).rawValue, text, from: start,
          "\"\(first.rawValue)\" and \"\(second.rawValue)\" must stand together or not at all")
      }
    case .requires(let field, let others):
      guard !event.has(field) || others.contains(where: { event.has($0) }) else {
        let names = others.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
        throw LineError(at: field.rawValue, text, from: start, "needs \(names) beside it")
      }
    case .atMost(let field, let limit, let condition):
      guard event.has(condition), let value = event.decimal(field),
        let most = event.decimal(limit), value > most
      else { return }
      throw LineError(
        at: field.rawValue, text, from: start,
        "\(value) is more than \"\(limit.rawValue)\", \(most)")
    case .product(let first, let second):
      guard let a = event.decimal(first), let b = event.decimal(second),
        (try? a.multiplied(by: b, rounding: .halfEven)) == nil
      else { return }
      throw LineError(
        at: first.rawValue, text, from: start,
        "\(a) times \"\(second.rawValue)\", \(b), is too large a number")
    }
  }

  /// Of none, the place is the end of the line; of several, that of the second.
  private func checkOne(
    of fields: [Field], _ event: borrowing Event, _ text: Span<UInt8>, from start: Int
  ) throws(LineError) {
    var given: [Field] = []
    for field in fields where event.has(field) { given.append(field) }
    if given.count == 1 { return }
    let names = fields.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    guard given.count > 1 else {
      throw LineError(column: text.count, "needs exactly one of \(names)")
    }
    throw LineError(
      at: given[1].rawValue, text, from: start, "needs exactly one of \(names)")
  }

  /// The decimals an amount may have in this event; nil when they are not limited.
  private func decimals(allowed decimals: LinePlan.Decimals, _ event: borrowing Event) -> Int? {
    switch decimals {
    case .free: nil
    case .asset(let place):
      event.id(at: place).map { names.decimals(ofAsset: $0) }
    case .base(let place):
      event.id(at: place).map { names.decimals(ofAsset: names.market($0).base) }
    case .quote(let place):
      event.id(at: place).map { names.decimals(ofAsset: names.market($0).quote) }
    case .baseOrAsset(let market, let asset):
      self.decimals(allowed: event.id(at: market) == nil ? .asset(asset) : .base(market), event)
    case .quoteOrAsset(let market, let asset):
      self.decimals(allowed: event.id(at: market) == nil ? .asset(asset) : .quote(market), event)
    }
  }

  private static func fits(_ mantissa: Int128, decimals: Int) -> Bool {
    decimals >= Decimal18.scale || mantissa % powers[Decimal18.scale - decimals] == 0
  }

  private static let powers: [Int128] = (0...18).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  /// Makes the asset or market of a declaration known and puts its id in the place of its name.
  mutating func declare(
    _ event: inout Event, _ text: Span<UInt8>, from start: Int
  ) throws(LineError) {
    let isRecorded = recorded.map { event.position <= $0 } ?? false
    switch event.kind {
    case .asset:
      guard let decimals = event.integer(.decimals), decimals <= Limits.assetDecimals else {
        throw LineError(
          at: "decimals", text, from: start, "must be at most \(Limits.assetDecimals)")
      }
      let name = Array(event.text[Event.range(event.slots[0])])
      let declared =
        isRecorded ? names.assets.id(of: name.span, in: 0..<name.count) : nil
      guard
        let id = declared
          ?? names.declareAsset(name.span, in: 0..<name.count, decimals: Int(decimals))
      else { throw Self.declaredTwice("asset", name, text, start) }
      event.set(0, Int128(id))
    case .market:
      guard let base = event.id(.base), let quote = event.id(.quote) else { return }
      let name = Array(event.text[Event.range(event.slots[0])])
      let market = Names.Market(base: base, quote: quote, isSpot: event.choiceIndex(.type) == 1)
      let declared =
        isRecorded ? names.markets.id(of: name.span, in: 0..<name.count) : nil
      guard
        let id = declared ?? names.declareMarket(name.span, in: 0..<name.count, market)
      else { throw Self.declaredTwice("market", name, text, start) }
      event.set(0, Int128(id))
    default: break
    }
  }

  private static func declaredTwice(
    _ what: String, _ name: [UInt8], _ text: Span<UInt8>, _ start: Int
  ) -> LineError {
    LineError(
      at: what, text, from: start,
      "\(what) \"\(String(decoding: name, as: UTF8.self))\" is declared already")
  }
}
