package import Console
internal import FixedPoint
package import Ledger

/// Events as rows of a log.
package enum EventRow {
  /// The columns of `log`.
  package static let columns: [Column] = [
    Column("seq", alignment: .right), Column("block", alignment: .right),
    Column("index", alignment: .right), Column("time"), Column("kind"),
    .id("account"), Column("details", shorten: .end),
  ]

  /// The places in `columns` of what a narrow terminal goes without, so that the details have room.
  package static let lessImportant: Set<Int> = [2, 3]

  /// An event as a row of `columns`; the details are JSON where a program reads them.
  package static func cells(_ event: borrowing Event, names: Names) -> [Cell] {
    var details: [String] = []
    var members: [(key: String, node: JSONNode)] = []
    var account: String?
    for spec in event.kind.spec.fields where event.has(spec.field) {
      guard let text = text(spec, event, names) else { continue }
      if spec.field == .account {
        account = text
      } else {
        details.append("\(spec.field.rawValue) \(text)")
        members.append((spec.field.rawValue, node(spec, event, text)))
      }
    }
    return [
      .integer(event.seq), .integer(event.position.block), .integer(event.position.index),
      .time(event.time), .text(event.kind.name), account.map { .text($0) } ?? .empty,
      .nested(.object(members), text: details.joined(separator: " · ")),
    ]
  }

  /// An event as JSON: its number, then the members of its line.
  package static func node(_ event: borrowing Event, names: Names) -> JSONNode {
    var members: [(key: String, node: JSONNode)] = [
      ("seq", .integer(event.seq)), ("block", .integer(event.position.block)),
      ("index", .integer(event.position.index)), ("time", .integer(event.time)),
      ("kind", .string(event.kind.name)),
    ]
    for spec in event.kind.spec.fields where event.has(spec.field) {
      members.append((spec.field.rawValue, node(spec, event, text(spec, event, names) ?? "")))
    }
    return .object(members)
  }

  /// A field as in the line: whole numbers and times without quotes.
  private static func node(
    _ spec: FieldSpec, _ event: borrowing Event, _ text: String
  ) -> JSONNode {
    switch spec.type {
    case .integer, .time: .integer(event.integer(spec.field) ?? 0)
    default: .string(text)
    }
  }

  private static func text(
    _ spec: FieldSpec, _ event: borrowing Event, _ names: Names
  ) -> String? {
    switch spec.type {
    case .account: event.id(spec.field).map { names.accounts[$0] }
    case .asset, .newAsset: event.id(spec.field).map { names.assets[$0] }
    case .market, .newMarket: event.id(spec.field).map { names.markets[$0] }
    case .amount, .size, .quote, .decimal: event.decimal(spec.field)?.description
    case .ratio: event.ratio(spec.field)?.description
    case .integer: event.integer(spec.field).map { String($0) }
    case .time: event.integer(spec.field).map { ISOTime.format($0) }
    case .text: event.string(spec.field)
    case .choice: event.choice(spec.field)
    }
  }
}
