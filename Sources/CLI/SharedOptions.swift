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

  static let accountKinds: Set<FieldType> = [.account]

  /// The form that `--format` asks for.
  static func format(_ arguments: ParsedArguments) -> OutputFormat {
    arguments.option("format").flatMap { OutputFormat(rawValue: $0) } ?? .table
  }

  /// The block that an option names; nil when it is not given.
  ///
  /// A time stands for the last block at or before it. A time after the last block is an error, as a
  /// block after the last is: what the ledger does not cover it cannot answer.
  static func block(
    _ name: String, _ arguments: ParsedArguments, _ file: LedgerFile
  ) throws -> Int64? {
    guard let text = arguments.option(name) else { return nil }
    if let number = Int64(text) {
      guard number >= 0 else {
        throw arguments.error("--\(name): a block number is not negative: \(text)")
      }
      try file.check(block: number)
      return number
    }
    let time: Int64
    do throws(ISOTimeError) {
      time = try ISOTime.parse(text)
    } catch {
      throw arguments.error("--\(name): \(error)")
    }
    guard let first = try file.firstBlock(), let found = try file.lastBlock(atOrBefore: time),
      time <= file.tip.time
    else {
      let first = try file.firstBlock()
      throw CommandFailure(
        "\(file.path): \(text) is outside of the ledger, which covers "
          + (first.map { "\(ISOTime.format($0.time)) to \(ISOTime.format(file.tip.time))" }
            ?? "nothing yet"))
    }
    _ = first
    return found.number
  }

  /// The first event at or after `--from` and the last at or before `--to`.
  static func range(
    _ arguments: ParsedArguments, _ file: LedgerFile
  ) throws -> (first: Int64, last: Int64) {
    var first: Int64 = 1
    var last = file.tip.size
    if let text = arguments.option("from") {
      first = try firstEvent(text, arguments, file)
    }
    if let block = try block("to", arguments, file) {
      last = try file.lastEvent(throughBlock: block)
    }
    return (first, last)
  }

  private static func firstEvent(
    _ text: String, _ arguments: ParsedArguments, _ file: LedgerFile
  ) throws -> Int64 {
    if Int64(text) != nil {
      let block = try block("from", arguments, file) ?? 0
      return try file.firstEvent(fromBlock: block)
    }
    let time: Int64
    do throws(ISOTimeError) {
      time = try ISOTime.parse(text)
    } catch {
      throw arguments.error("--from: \(error)")
    }
    // The first block at or after a time is the one behind the last block before it.
    guard let before = try file.lastBlock(atOrBefore: time - 1) else { return 1 }
    return try file.lastEvent(throughBlock: before.number) + 1
  }

  /// The id of an account that the user named.
  ///
  /// - Throws: A failure that offers the nearest name.
  static func account(_ name: String, _ file: LedgerFile) throws -> Int {
    if let id = file.names.accounts.id(of: name) { return id }
    let lower = name.lowercased()
    let similar = (0..<file.names.accounts.count).lazy.map { file.names.accounts[$0] }
      .first { $0.lowercased() == lower || ($0.lowercased().hasPrefix(lower) && lower.count >= 6) }
    throw CommandFailure(
      "\(file.path): there is no account \"\(name)\""
        + (similar.map { "; did you mean \"\($0)\"?" } ?? ""))
  }
}
