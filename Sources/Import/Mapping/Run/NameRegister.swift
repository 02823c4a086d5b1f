internal import FixedPoint
internal import Ledger

/// The names of assets, markets and accounts that rows use, and what the map declares of them.
struct NameRegister: Sendable {
  private(set) var assets = UsedNames()
  private(set) var markets = UsedNames()
  private(set) var accounts = UsedNames()

  private let rules: MapDeclarations
  private let known: KnownDeclarations

  /// The names of the event at hand.
  private var eventAssets: [(field: Field, id: Int)] = []
  private var eventMarkets: [Int] = []
  private var eventAccounts: [Int] = []
  /// The names of the row at hand, which count when the whole row is mapped.
  private var rowAssets: [(id: Int, order: DraftOrder)] = []
  private var rowMarkets: [(id: Int, order: DraftOrder)] = []
  private var rowAccounts: [(id: Int, order: DraftOrder)] = []

  init(map: ImportMap, known: KnownDeclarations) {
    rules = map.declarations
    self.known = known
  }

  mutating func beginEvent() {
    eventAssets.removeAll(keepingCapacity: true)
    eventMarkets.removeAll(keepingCapacity: true)
    eventAccounts.removeAll(keepingCapacity: true)
  }

  /// Notes a name of the event at hand.
  mutating func note(
    _ name: [UInt8], _ field: Field, _ type: FieldType, _ evaluator: inout Evaluator
  ) throws(RowFailure) {
    guard name.count <= Limits.nameBytes else {
      throw RowFailure(
        text: String(decoding: name, as: UTF8.self),
        "a name has at most \(Limits.nameBytes) bytes")
    }
    if name.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw RowFailure(
        text: String(decoding: name, as: UTF8.self), "a name must not hold control characters")
    }
    switch type {
    case .asset: eventAssets.append((field, try asset(name, &evaluator)))
    case .market: eventMarkets.append(try market(name, &evaluator))
    case .account:
      // Who takes a position over or owns an account is named, but not one of its accounts.
      let isOther = field == .liquidator || field == .owner
      guard !rules.accounts.isEmpty, !isOther else { return }
      eventAccounts.append(accounts.intern(name, 0..<name.count))
    case .newAsset:
      assets.declare(assets.intern(name, 0..<name.count), UsedNames.Declaration())
    case .newMarket:
      markets.declare(markets.intern(name, 0..<name.count), UsedNames.Declaration())
    default: break
    }
  }

  /// The decimals that a number of the event at hand may have; nil when that is not known here.
  func decimals(of type: FieldType, in unit: AmountUnit?) -> Int? {
    switch type {
    case .amount(of: let field, _): return assetDecimals(field)
    case .size: return marketDecimals { $0.base }
    case .quote: return marketDecimals { $0.quote }
    default: break
    }
    switch unit {
    case .base(let field):
      return eventMarkets.isEmpty ? assetDecimals(field) : marketDecimals { $0.base }
    case .quote(let field):
      return eventMarkets.isEmpty ? assetDecimals(field) : marketDecimals { $0.quote }
    case nil: return nil
    }
  }

  private func assetDecimals(_ field: Field) -> Int? {
    guard let asset = eventAssets.first(where: { $0.field == field }) else { return nil }
    return assets.declarations[asset.id]?.decimals
  }

  private func marketDecimals(_ side: (UsedNames.Declaration) -> Int?) -> Int? {
    guard let market = eventMarkets.first, let terms = markets.declarations[market],
      let asset = side(terms)
    else { return nil }
    return assets.declarations[asset]?.decimals
  }

  /// Gives the names of the event at hand their place.
  mutating func use(at order: DraftOrder) {
    for market in eventMarkets {
      rowMarkets.append((market, order))
      guard let terms = markets.declarations[market] else { continue }
      for asset in [terms.base, terms.quote] {
        if let asset { rowAssets.append((asset, order)) }
      }
    }
    for asset in eventAssets { rowAssets.append((asset.id, order)) }
    for account in eventAccounts { rowAccounts.append((account, order)) }
  }

  /// Keeps the names of the row, which has been mapped.
  mutating func commit() {
    for use in rowAssets { assets.use(use.id, at: use.order) }
    for use in rowMarkets { markets.use(use.id, at: use.order) }
    for use in rowAccounts { accounts.use(use.id, at: use.order) }
    rollBack()
  }

  /// Forgets the names of the row.
  mutating func rollBack() {
    rowAssets.removeAll(keepingCapacity: true)
    rowMarkets.removeAll(keepingCapacity: true)
    rowAccounts.removeAll(keepingCapacity: true)
  }
}

// MARK: - Rules

extension NameRegister {
  private mutating func asset(
    _ name: [UInt8], _ evaluator: inout Evaluator
  ) throws(RowFailure) -> Int {
    let id = assets.intern(name, 0..<name.count)
    if assets.declarations[id] != nil { return id }
    let text = String(decoding: name, as: UTF8.self)
    guard let (rule, row) = Self.match(name, rules.assets) else {
      guard known.assets[text] != nil else {
        throw RowFailure(text: text, "the map declares no asset \"\(text)\" in \"assets\"")
      }
      assets.declare(id, UsedNames.Declaration())
      return id
    }
    guard let value = rule.fields["decimals"] else { return id }
    let decimals = try evaluator.number(value, row)
    guard let decimals, decimals.decimals == 0, !decimals.isNegative,
      decimals.mantissa / Decimal18.one.mantissa <= Int128(Limits.assetDecimals)
    else {
      throw RowFailure(
        text: text,
        "the decimals of the asset \"\(text)\" are not known: the map must give 0 to "
          + "\(Limits.assetDecimals)")
    }
    assets.declare(
      id,
      UsedNames.Declaration(
        decimals: Int(decimals.mantissa / Decimal18.one.mantissa), isAutomatic: true))
    return id
  }

  private mutating func market(
    _ name: [UInt8], _ evaluator: inout Evaluator
  ) throws(RowFailure) -> Int {
    let id = markets.intern(name, 0..<name.count)
    if markets.declarations[id] != nil { return id }
    let text = String(decoding: name, as: UTF8.self)
    guard let (rule, row) = Self.match(name, rules.markets) else {
      guard known.markets[text] != nil else {
        throw RowFailure(text: text, "the map declares no market \"\(text)\" in \"markets\"")
      }
      markets.declare(id, UsedNames.Declaration())
      return id
    }
    var declaration = UsedNames.Declaration(isAutomatic: true)
    if let base = rule.fields["base"] {
      declaration.base = try asset(try evaluator.bytes(base, row), &evaluator)
    }
    if let quote = rule.fields["quote"] {
      declaration.quote = try asset(try evaluator.bytes(quote, row), &evaluator)
    }
    if let type = rule.fields["type"] {
      declaration.type = String(decoding: try evaluator.bytes(type, row), as: UTF8.self)
    }
    markets.declare(id, declaration)
    return id
  }

  /// What the map says of an account: the fields of its `account` event, without the empty ones.
  func fields(
    ofAccount name: [UInt8], _ evaluator: inout Evaluator
  ) throws(RowFailure) -> [(String, String)] {
    guard let (rule, row) = Self.match(name, rules.accounts) else { return [] }
    var fields: [(String, String)] = []
    for field in ["owner", "class", "pool"] {
      guard let value = rule.fields[field] else { continue }
      let text = try evaluator.bytes(value, row)
      if !text.isEmpty { fields.append((field, String(decoding: text, as: UTF8.self))) }
    }
    return fields
  }

  /// The first rule that a name fits, and the row that its templates are filled from.
  private static func match(
    _ name: [UInt8], _ rules: [MapDeclarations.Rule]
  ) -> (MapDeclarations.Rule, RowBuffer)? {
    var captures: [Range<Int>] = []
    for rule in rules {
      if let pattern = rule.pattern {
        let end = pattern.match(name, from: 0, to: name.count, captures: &captures)
        if end == nil { continue }
      } else {
        captures = []
      }
      var row = RowBuffer(slots: rule.slotCount)
      row.set(0, name)
      for (place, range) in captures.enumerated() { row.set(place + 1, name[range]) }
      return (rule, row)
    }
    return nil
  }
}
