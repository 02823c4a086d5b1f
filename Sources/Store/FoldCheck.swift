internal import Engine
internal import FixedPoint
internal import Ledger
internal import SQLite

/// Folds a whole log before it is committed, so that no ledger holds a log without a book.
///
/// Only a log whose `GrossAmount` is not safe needs it.
enum FoldCheck {
  /// Folds the events from the first to `last`, those of the open transaction included.
  ///
  /// - Throws: `StoreError` with `tooLarge` for the first event that takes a balance out of range.
  /// - Complexity: O(events).
  static func run(
    through last: Int64, names: Names, _ connection: borrowing Connection
  ) throws(StoreError) {
    let cursor = try LogCursor(connection, names: names, from: 1, to: last)
    var event = Event(.note)
    var book = Book()
    while try cursor.next(into: &event) {
      do throws(BookError) {
        try book.apply(event, names: names)
      } catch {
        throw StoreError(.tooLarge, words(event, names))
      }
    }
  }

  private static func words(_ event: Event, _ names: Names) -> String {
    let items = self.items(of: event, names)
    let whose = items.isEmpty ? "a total" : "a balance of \(items.joined(separator: " or "))"
    return "\(event.position): with this event (\(event.kind.name)) \(whose) leaves the range of "
      + "amounts, which ends at \(Decimal18.max); a log that cannot be added up is not recorded"
  }

  /// The names of the assets and markets that an event moves amounts of.
  private static func items(of event: Event, _ names: Names) -> [String] {
    var items: [String] = []
    for field in event.kind.spec.fields {
      guard let id = event.id(field.field) else { continue }
      switch field.type {
      case .asset: items.append(names.assets[id])
      case .market:
        let terms = names.market(id)
        items += [names.assets[terms.quote], names.assets[terms.base], names.markets[id]]
      default: break
      }
    }
    return items
  }
}
