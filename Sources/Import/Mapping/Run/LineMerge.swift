internal import FixedPoint
internal import Formats
internal import Ledger

/// Puts drafts in order, numbers them, writes declarations before first uses, and checks each line.
struct LineMerge {
  private var mapper: RowMapper
  private let known: KnownDeclarations
  private var lines = MappedLines()
  /// The declarations that are still to come, the next one last.
  private var assets: [(id: Int, order: DraftOrder)]
  private var markets: [(id: Int, order: DraftOrder)]
  private var accounts: [(id: Int, order: DraftOrder)]
  private var block: Int64 = -1
  private var time: Int64 = -1
  private var index: Int64 = 0
  private var event = Event(.note)

  init(mapper: RowMapper, known: KnownDeclarations, files: [String]) {
    self.mapper = mapper
    self.known = known
    lines.files = files
    assets = mapper.names.assets.inOrderOfUse().reversed()
    markets = mapper.names.markets.inOrderOfUse().reversed()
    accounts = mapper.names.accounts.inOrderOfUse().reversed()
  }

  /// Gives the lines; none when a row was rejected, unless `keepGoing`.
  mutating func finish(_ decoder: inout LineDecoder, keepGoing: Bool) -> MappedLines {
    mapper.drafts.sort()
    let entries = mapper.drafts.entries
    lines.bytes.reserveCapacity(mapper.drafts.bytes.count + entries.count * 56)
    if let first = entries.first { writeVenue(first, &decoder) }
    for entry in entries {
      if !add(entry, &decoder) {
        mapper.counts[mapper.fileSources[Int(entry.file)]].events -= 1
      }
    }
    lines.rejects = inOrder(mapper.rejects + lines.rejects)
    lines.sources = mapper.counts
    if !keepGoing, !lines.rejects.isEmpty { lines.removeLines() }
    return lines
  }

  /// Writes an event and the declarations it needs; false when it proves wrong.
  private mutating func add(_ entry: Drafts.Entry, _ decoder: inout LineDecoder) -> Bool {
    guard enter(entry) else { return false }
    declareNames(before: entry, &decoder)
    let body = mapper.drafts.bytes[entry.start..<entry.start + Int(entry.length)]
    return write(body, entry, &decoder)
  }

  /// The rejects by file and line, each row's own in the order in which they were found.
  private func inOrder(_ rejects: [MapReject]) -> [MapReject] {
    var places: [String: Int] = [:]
    for (place, file) in lines.files.enumerated() { places[file] = places[file] ?? place }
    let keyed = rejects.enumerated().map { number, reject in
      (key: (places[reject.file] ?? 0, reject.line, number), reject: reject)
    }
    return keyed.sorted { $0.key < $1.key }.map(\.reject)
  }

  /// Goes to the block of an event; false when its place contradicts the events before it.
  private mutating func enter(_ entry: Drafts.Entry) -> Bool {
    let time = self.time(of: entry)
    if entry.order.block == block {
      if time == self.time { return true }
      reject(
        entry, "the block \(block) has the time \(self.time) in another row, and \(time) here")
      return false
    }
    if time < self.time {
      reject(
        entry,
        "the time \(time) of block \(entry.order.block) is before the time \(self.time) of block "
          + "\(block)")
      return false
    }
    block = entry.order.block
    self.time = time
    index = 0
    return true
  }

  /// The time of the block: where blocks are seconds, all of a second is one time.
  private func time(of entry: Drafts.Entry) -> Int64 {
    let path = Int(entry.file)
    if case .seconds = mapper.map.sources[mapper.fileSources[path]].block {
      return entry.order.block * 1_000
    }
    return entry.order.time
  }

  // MARK: - Declarations

  private mutating func writeVenue(_ entry: Drafts.Entry, _ decoder: inout LineDecoder) {
    let rules = mapper.map.declarations
    guard let name = rules.venueName, enter(entry) else { return }
    if let declared = known.venue, declared < entry.order.block { return }
    var fields = [("name", name)]
    if let unit = rules.venueUnit { fields.append(("unit", unit)) }
    declare("venue", fields, entry, &decoder)
    for note in rules.notes { declare("note", [("text", note)], entry, &decoder) }
  }

  private mutating func declareNames(
    before entry: Drafts.Entry, _ decoder: inout LineDecoder
  ) {
    while let next = assets.last, next.order <= entry.order {
      assets.removeLast()
      declareAsset(next.id, entry, &decoder)
    }
    while let next = markets.last, next.order <= entry.order {
      markets.removeLast()
      declareMarket(next.id, entry, &decoder)
    }
    while let next = accounts.last, next.order <= entry.order {
      accounts.removeLast()
      declareAccount(next.id, entry, &decoder)
    }
  }

  private mutating func declareAsset(
    _ id: Int, _ entry: Drafts.Entry, _ decoder: inout LineDecoder
  ) {
    let assets = mapper.names.assets
    guard let declaration = assets.declarations[id], declaration.isAutomatic,
      let decimals = declaration.decimals
    else { return }
    let name = assets.table[id]
    if isKnown(known.assets[name], entry) { return }
    declare("asset", [("asset", name)], number: ("decimals", decimals), entry, &decoder)
  }

  private mutating func declareMarket(
    _ id: Int, _ entry: Drafts.Entry, _ decoder: inout LineDecoder
  ) {
    let names = mapper.names
    guard let declaration = names.markets.declarations[id], declaration.isAutomatic,
      let base = declaration.base, let quote = declaration.quote
    else { return }
    let name = names.markets.table[id]
    if isKnown(known.markets[name], entry) { return }
    var fields = [
      ("market", name), ("base", names.assets.table[base]), ("quote", names.assets.table[quote]),
    ]
    if !declaration.type.isEmpty { fields.append(("type", declaration.type)) }
    declare("market", fields, entry, &decoder)
  }

  private mutating func declareAccount(
    _ id: Int, _ entry: Drafts.Entry, _ decoder: inout LineDecoder
  ) {
    let name = mapper.names.accounts.table[id]
    if isKnown(known.accounts[name], entry) { return }
    do throws(RowFailure) {
      let fields = try mapper.names.fields(ofAccount: Array(name.utf8), &mapper.evaluator)
      guard !fields.isEmpty else { return }
      declare("account", [("account", name)] + fields, entry, &decoder)
    } catch {
      reject(
        entry, "the account \"\(name)\": \(error.reason)",
        text: error.text)
    }
  }

  /// Whether the ledger has the declaration from before this import.
  private func isKnown(_ block: Int64?, _ entry: Drafts.Entry) -> Bool {
    block.map { $0 < entry.order.block } ?? false
  }

  private mutating func declare(
    _ kind: String, _ fields: [(String, String)], number: (String, Int)? = nil,
    _ entry: Drafts.Entry, _ decoder: inout LineDecoder
  ) {
    var body = Array(",\"kind\":\"\(kind)\"".utf8)
    for (name, text) in fields {
      body += ",\"\(name)\":".utf8
      JSONWriter.appendQuoted(text.utf8, to: &body)
    }
    if let number { body += ",\"\(number.0)\":\(number.1)".utf8 }
    body.append(UInt8(ascii: "}"))
    if write(body[...], entry, &decoder) { lines.declarationCount += 1 }
  }

  // MARK: - Lines

  /// Writes a line and checks it; false when it proves wrong.
  private mutating func write(
    _ body: ArraySlice<UInt8>, _ entry: Drafts.Entry, _ decoder: inout LineDecoder
  ) -> Bool {
    let start = lines.bytes.count
    lines.bytes.append(contentsOf: Self.start)
    appendDecimal(block, to: &lines.bytes)
    lines.bytes.append(contentsOf: Self.indexKey)
    appendDecimal(index, to: &lines.bytes)
    lines.bytes.append(contentsOf: Self.timeKey)
    appendDecimal(time, to: &lines.bytes)
    lines.bytes.append(contentsOf: body)
    do throws(LineError) {
      try Self.check(lines.bytes, from: start, &decoder, &event)
    } catch {
      let field = error.field.map { "\"\($0)\" " } ?? ""
      let line = String(decoding: lines.bytes[start...], as: UTF8.self)
      reject(entry, "the event is not valid: \(field)\(error.message)", text: line)
      lines.dropUnfinishedLine()
      return false
    }
    lines.endLine(file: entry.file, line: entry.line)
    index += 1
    return true
  }

  private static func check(
    _ bytes: [UInt8], from start: Int, _ decoder: inout LineDecoder, _ event: inout Event
  ) throws(LineError) {
    try decoder.decode(bytes.span, start..<bytes.count, into: &event)
  }

  private static let start = Array("{\"v\":1,\"block\":".utf8)
  private static let indexKey = Array(",\"index\":".utf8)
  private static let timeKey = Array(",\"time\":".utf8)

  private mutating func reject(_ entry: Drafts.Entry, _ reason: String, text: String = "") {
    let reject = MapReject(
      file: lines.files[Int(entry.file)], line: Int(entry.line), column: nil, reason: reason,
      text: RowReader.excerpt(text), number: Int(entry.row))
    let isNewRow = lines.rejects.last.map { ($0.file, $0.number) != (reject.file, reject.number) }
    if isNewRow ?? true { mapper.counts[mapper.fileSources[Int(entry.file)]].rejected += 1 }
    lines.rejects.append(reject)
  }
}
