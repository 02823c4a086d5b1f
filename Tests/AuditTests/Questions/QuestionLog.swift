import Audit
import Ledger
import LedgerSupport
import Testing

/// A small log written by hand: a line is a block, a kind, and `field=value` words in the declared order.
///
/// Block n is at n minutes; a value with spaces has underscores for them.
struct QuestionLog {
  private(set) var names = Names()
  private(set) var events: [Event] = []

  init(_ text: String) throws {
    var reader = LogReader()
    var (block, index) = (-1, 0)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard let number = words.first.flatMap(Int.init) else { continue }
      index = number == block ? index + 1 : 0
      block = number
      let kind = try #require(Kind.allCases.first { $0.name == words[1] }, "\(line)")
      var fields = ""
      for word in words.dropFirst(2) {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        let field = try #require(Field(rawValue: parts[0]), "\(line)")
        let place = try #require(kind.spec.fields.first { $0.field == field }, "\(line)")
        let isBare =
          switch place.type {
          case .integer, .time: true
          default: false
          }
        let value = parts[1].replacing("~", with: " ")
        fields += ",\"\(parts[0])\":" + (isBare ? value : "\"\(value)\"")
      }
      let json =
        "{\"v\":1,\"block\":\(number),\"index\":\(index),\"time\":\(number * 60_000),\"kind\":\"\(kind.name)\"\(fields)}"
      do {
        events.append(try reader.read(json))
      } catch {
        Issue.record("\(json): \(error)")
        throw error
      }
    }
    names = reader.names
  }

  /// How many events there are of each kind.
  var counts: [Kind: Int64] { events.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 } }

  /// Puts a question to the log.
  func ask(
    _ number: Int, _ change: (inout Asked) throws -> Void = { _ in }
  ) throws -> Answer {
    let question = try #require(Question.numbered(number))
    var asked = Asked(names: names, counts: counts)
    try change(&asked)
    let lacks = question.lacks(counts)
    guard lacks.isEmpty else { return .lacking(lacks) }
    var scout = try BreachScout(names: names)
    for event in events { try scout.take(event) }
    try scout.finish()
    asked.subjects = scout.accounts
    var inquiry = try Inquiry(question, asked)
    for event in events { try inquiry.take(event) }
    return try inquiry.finish()
  }

  func account(_ name: String) throws -> Int { try #require(names.accounts.id(of: name)) }
  func asset(_ name: String) throws -> Int { try #require(names.assets.id(of: name)) }
  func market(_ name: String) throws -> Int { try #require(names.markets.id(of: name)) }
}

extension Answer {
  /// A row of the first table as text, one value after another; empty where there is none.
  func row(_ number: Int, of table: Int = 0) -> [String] {
    guard tables.count > table, tables[table].rows.count > number else { return [] }
    return tables[table].rows[number].map { value in
      switch value {
      case .none: ""
      case .text(let text): text
      case .account(let id): "#\(id)"
      case .integer(let number), .time(let number): "\(number)"
      case .decimal(let number): number
      }
    }
  }
}
