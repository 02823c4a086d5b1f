internal import Console
internal import Ledger
internal import Store

/// The options that several commands have, and what they mean.
enum SharedOptions {
  static let ledger = ArgumentSpec("ledger", help: "The ledger.", kind: .ledger)

  static let format = OptionSpec(
    "format", choices: OutputFormat.names, help: "The form of the answer.", default: "table")

  static let wide = OptionSpec("wide", help: "Show whole names and every column on a terminal.")

  static let block = OptionSpec(
    "block", valueName: "block",
    help: "Answer after this block: a number, an ISO 8601 time, or @ and Unix seconds.")

  static let from = OptionSpec(
    "from", valueName: "block", help: "Begin with this block or time.")

  static let to = OptionSpec("to", valueName: "block", help: "End with this block or time.")

  /// The form that `--format` asks for.
  static func format(_ arguments: ParsedArguments) -> OutputFormat {
    arguments.option("format").flatMap { OutputFormat(rawValue: $0) } ?? .table
  }

  /// What a user wrote for a block.
  enum Moment {
    case block(Int64)
    case time(Int64)
  }

  /// The block or time that an option names; nil when it is not given.
  static func moment(_ name: String, _ arguments: ParsedArguments) throws -> Moment? {
    guard let text = arguments.option(name) else { return nil }
    if let number = Int64(text) {
      guard number >= 0 else {
        throw arguments.error("--\(name): a block number is not negative: \(text).")
      }
      return .block(number)
    }
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      throw arguments.error("--\(name): no block has a number as large as \(text).")
    }
    do throws(ISOTimeError) {
      return .time(try ISOTime.parse(text))
    } catch {
      throw arguments.error("--\(name): \(error).")
    }
  }

  /// The block that an option names; nil when it is not given.
  ///
  /// A time stands for the last block at or before it. A time after the last block is an error, as a
  /// block after the last is: what the ledger does not cover it cannot answer.
  static func block(
    _ name: String, _ arguments: ParsedArguments, _ file: LedgerFile
  ) throws -> Int64? {
    switch try moment(name, arguments) {
    case nil: return nil
    case .block(let number):
      try file.check(block: number)
      return number
    case .time(let time):
      guard time <= file.tip.time, let found = try file.lastBlock(atOrBefore: time) else {
        throw try outside(arguments.option(name) ?? "", file)
      }
      return found.number
    }
  }

  /// The failure of asking for what a ledger does not cover.
  static func outside(_ text: String, _ file: LedgerFile) throws -> CommandFailure {
    guard let first = try file.firstBlock() else {
      return CommandFailure("\(file.path): the ledger is empty; it covers no block or time")
    }
    let subject = Int64(text) == nil ? text : "block \(text)"
    return CommandFailure(
      "\(file.path): \(subject) is outside of the ledger, which covers blocks \(first.number) to "
        + "\(file.tip.block), \(ISOTime.format(first.time)) to \(ISOTime.format(file.tip.time))")
  }

  /// The blocks that `--from` and `--to` name.
  ///
  /// - Throws: Also when the second lies before the first.
  static func blocks(
    _ arguments: ParsedArguments, _ file: LedgerFile
  ) throws -> (first: Int64?, last: Int64?) {
    let (from, to) = (try moment("from", arguments), try moment("to", arguments))
    try EventRange.checkOrder(from, to, arguments)
    return (try firstBlock("from", arguments, file), try block("to", arguments, file))
  }

  /// The number from which on the blocks lie that an option begins with; nil when it is not given.
  ///
  /// A time stands for the first block at or after it. One after the last block is an error.
  static func firstBlock(
    _ name: String, _ arguments: ParsedArguments, _ file: LedgerFile
  ) throws -> Int64? {
    guard case .time(let time) = try moment(name, arguments) else {
      return try block(name, arguments, file)
    }
    guard time <= file.tip.time, try file.firstBlock() != nil else {
      throw try outside(arguments.option(name) ?? "", file)
    }
    return try file.lastBlock(atOrBefore: time - 1).map { $0.number + 1 } ?? 0
  }

  /// The id of an account that the user named.
  ///
  /// - Throws: A failure that offers similar names, as for assets and markets.
  static func account(_ name: String, _ file: LedgerFile) throws -> Int {
    try id(name, "account", file.names.accounts, file)
  }

  /// The id of an asset that the user named.
  static func asset(_ name: String, _ file: LedgerFile) throws -> Int {
    try id(name, "asset", file.names.assets, file)
  }

  /// The id of a market that the user named.
  static func market(_ name: String, _ file: LedgerFile) throws -> Int {
    try id(name, "market", file.names.markets, file)
  }

  private static func id(
    _ name: String, _ what: String, _ table: NameTable, _ file: LedgerFile
  ) throws -> Int {
    guard let id = table.id(of: name) else { throw unknown(name, what, [table], file) }
    return id
  }

  /// The failure of naming what a ledger does not have.
  static func unknown(
    _ name: String, _ what: String, _ tables: [NameTable], _ file: LedgerFile
  ) -> CommandFailure {
    let similar = tables.flatMap { SimilarNames.find(name, among: $0) }
      .map { "\"\($0)\"" }.joined(separator: " or ")
    return CommandFailure(
      "\(file.path): there is no \(what) \"\(name)\""
        + (similar.isEmpty ? "" : "; did you mean \(similar)?"))
  }
}
