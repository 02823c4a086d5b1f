internal import Console
internal import Import
internal import Store

/// Says after a failed import what became of the ledger.
enum ImportFailure {
  /// The failure with what it left behind.
  ///
  /// - Parameters:
  ///   - error: What went wrong; only an input or the store is spoken about.
  ///   - recorded: How many events were made durable all the same.
  ///   - isNew: Whether the ledger was made for this import and is gone again.
  ///   - ledger: Its path.
  /// - Returns: A failure with the whole message and the exit status.
  static func failure(
    _ error: any Error, recorded: Int64, isNew: Bool, ledger: String
  ) -> any Error {
    let (text, status): (String, ExitStatus)
    switch error {
    case let error as ImportError:
      (text, status) = (error.description, error.isConflict ? .findings : .failed)
    case let error as StoreError: (text, status) = (error.description, .failed)
    default: return error
    }
    return CommandFailure(
      "\(text)\n\(outcome(recorded, isNew, ledger)); see 'plimsoll help importing'", status: status)
  }

  private static func outcome(_ recorded: Int64, _ isNew: Bool, _ ledger: String) -> String {
    if recorded > 0 {
      let events =
        recorded == 1 ? "1 event of this import is" : "\(recorded) events of this import are"
      return "\(events) recorded in \(ledger), and importing again goes on behind them"
    }
    return isNew
      ? "nothing was imported, and no ledger was made"
      : "nothing was imported, and \(ledger) is as it was"
  }
}
