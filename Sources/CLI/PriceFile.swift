internal import Audit
internal import Console
internal import FixedPoint
internal import Formats
internal import Ledger
internal import Margin

/// A csv file of prices: `block` or `time`, `asset` or `market`, `price`, and perhaps `source`.
struct PriceFile {
  private let reader: CSVReader
  private let path: String
  private let names: Names
  /// The columns.
  private let moment: (place: Int, isBlock: Bool)
  private let assets: Int?
  private let markets: Int?
  private let price: Int
  private let source: Int?

  /// The prices of a file.
  ///
  /// - Throws: A failure that names the file, the line and what is wrong.
  static func read(_ path: String, names: Names) throws -> [WhatIfChanges.Price] {
    let file: PriceFile
    do {
      file = try PriceFile(path, names)
      var prices: [WhatIfChanges.Price] = []
      while let block = try file.reader.nextBlock() {
        for row in block.rows { prices.append(try file.price(row)) }
      }
      guard !prices.isEmpty else { throw CommandFailure("\(path): there are no prices in it") }
      return prices
    } catch let error as InputError {
      throw CommandFailure("\(error)")
    }
  }

  private init(_ path: String, _ names: Names) throws {
    self.path = path
    self.names = names
    reader = try CSVReader(try ByteSource(path: path))
    let block = reader.column("block")
    guard let place = block ?? reader.column("time"), let price = reader.column("price") else {
      throw Self.wrongColumns(path, reader.header)
    }
    moment = (place, block != nil)
    self.price = price
    assets = reader.column("asset")
    markets = reader.column("market")
    source = reader.column("source")
    guard assets != nil || markets != nil else { throw Self.wrongColumns(path, reader.header) }
  }

  private static func wrongColumns(_ path: String, _ header: [String]) -> CommandFailure {
    CommandFailure(
      "\(path):1: the columns are \(header.joined(separator: ", ")); needed are block or time, asset "
        + "or market, and price; source may be there too")
  }

  private func price(_ row: CSVRow) throws -> WhatIfChanges.Price {
    guard let value = Self.decimal(row.string(price)), value > .zero else {
      throw failure(row, "\"\(row.string(price))\" is no price above 0")
    }
    let name = source.map { row.string($0) } ?? ""
    return .init(
      try moment(row), try feed(row), source: name.isEmpty ? nil : name, value: value)
  }

  private func moment(_ row: CSVRow) throws -> WhatIfChanges.Moment {
    let text = row.string(moment.place)
    if moment.isBlock {
      guard let number = Int64(text), number >= 0 else {
        throw failure(row, "\"\(text)\" is no number of a block")
      }
      return .block(number)
    }
    do throws(ISOTimeError) { return .time(try ISOTime.parse(text)) } catch {
      throw failure(row, "time: \(error)")
    }
  }

  private func feed(_ row: CSVRow) throws -> Feed {
    for (column, prefix) in [(markets, "market:"), (assets, "asset:")] {
      guard let column, !row.string(column).isEmpty else { continue }
      let text = row.string(column)
      // A column of assets alone may name markets too.
      guard
        let feed = Feed(prefix + text, names: names)
          ?? (markets == nil || assets == nil ? Feed(text, names: names) : nil)
      else { throw failure(row, WhatIfOptions.unknown(text, names, "the ledger")) }
      return feed
    }
    throw failure(row, "neither an asset nor a market is named")
  }

  private func failure(_ row: CSVRow, _ what: String) -> CommandFailure {
    CommandFailure("\(path):\(row.line): \(what)")
  }

  /// A decimal as people write it; nil when it is none.
  static func decimal(_ text: String) -> Decimal18? {
    let bytes = text.utf8.span
    do throws(DecimalParseError) {
      return try Decimal18.parseLenient(bytes, from: 0, to: bytes.count)
    } catch {
      return nil
    }
  }
}
