internal import Console
internal import Import
internal import Simulation
internal import Store

/// Says after a failed import or simulation what became of the ledger.
enum ImportFailure {
  /// What was going on.
  enum Work { case importing, simulating }

  /// The failure with what it left behind.
  ///
  /// - Parameters:
  ///   - error: What went wrong; only an input or the store is spoken about.
  ///   - recorded: How many events were made durable all the same.
  ///   - isNew: Whether the ledger was made for this import and is gone again.
  ///   - ledger: Its path.
  ///   - work: What was going on.
  /// - Returns: A failure with the whole message and the exit status.
  static func failure(
    _ error: any Error, recorded: Int64, isNew: Bool, ledger: String, work: Work = .importing
  ) -> any Error {
    let (text, status): (String, ExitStatus)
    switch error {
    case let error as ImportError:
      (text, status) = (error.description, error.isConflict ? .findings : .failed)
    case let error as StoreError: (text, status) = (error.description, .failed)
    case let error as SimulationError where work == .simulating:
      (text, status) = (error.description, .failed)
    default: return error
    }
    let end =
      switch work {
      case .importing: "\(imported(recorded, isNew, ledger)); see 'plimsoll help importing'"
      case .simulating: simulated(recorded, isNew, ledger)
      }
    return CommandFailure("\(text)\n\(end)", status: status)
  }

  private static func imported(_ recorded: Int64, _ isNew: Bool, _ ledger: String) -> String {
    if recorded > 0 {
      let events =
        recorded == 1 ? "1 event of this import is" : "\(recorded) events of this import are"
      return "\(events) recorded in \(ledger), and importing again goes on behind them"
    }
    return isNew
      ? "nothing was imported, and no ledger was made"
      : "nothing was imported, and \(ledger) is as it was"
  }

  private static func simulated(_ recorded: Int64, _ isNew: Bool, _ ledger: String) -> String {
    if recorded > 0 {
      let events = recorded == 1 ? "1 event of this run is" : "\(recorded) events of this run are"
      return "\(events) recorded in \(ledger), and running it again goes on behind them"
    }
    return isNew
      ? "nothing was written, and no ledger was made"
      : "nothing was written, and \(ledger) is as it was"
  }
}
