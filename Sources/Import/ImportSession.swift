package import Ledger
package import Store

/// One import into one ledger: a transaction, or several when a batch size is given.
///
/// Lines are prepared (read, checked, hashed) by a child task while SQLite writes the lines before
/// them, so that two cores work.
package final class ImportSession {
  /// What an import did.
  package struct Outcome: Sendable {
    /// Events appended.
    package var added: Int64 = 0
    /// Events that were recorded already, the same.
    package var alreadyThere: Int64 = 0
    /// Blocks that got their first events.
    package var newBlocks: Int64 = 0
    /// Appended events by kind.
    package var kinds: [(kind: Kind, count: Int64)] = []
    /// Rows that a map could not place and that went to the reject file.
    package var rejected: Int64 = 0
  }

  /// How far an import is.
  package struct Progress: Sendable {
    /// Events written or compared.
    package let events: Int64
    /// How much of the present input was read, in bytes before unpacking; nil when nobody counts.
    package let inputBytes: Int64?
  }

  private let writer: LedgerWriter
  private let batchSize: Int64?
  private let progress: (Progress) -> Void
  private let preparer: Preparer
  private var waiting: Preparer.Prepared?
  private var outcome = Outcome()
  private var counts = [Int64](repeating: 0, count: Kind.allCases.count)
  /// Events written since the last commit.
  private var inBatch: Int64 = 0
  /// Events taken since the end of the last batch, written or waiting.
  private var taken: Int64 = 0
  private var done: Int64 = 0

  /// An import into a ledger.
  ///
  /// - Parameters:
  ///   - writer: The ledger.
  ///   - batchSize: Commits after so many events; nil means all or nothing.
  ///   - progress: Told how far it is.
  /// - Throws: `ImportError` when the ledger cannot be written.
  package init(
    _ writer: LedgerWriter, batchSize: Int64? = nil,
    progress: @escaping (Progress) -> Void = { _ in }
  ) throws(ImportError) {
    self.writer = writer
    self.batchSize = batchSize
    self.progress = progress
    preparer = Preparer(writer.makeIntake())
    try storing { () throws(StoreError) in try writer.begin() }
  }

  /// Takes in an input; while some lines are written, the next are read and prepared.
  func take(_ source: sending any ChunkSource) async throws(ImportError) {
    let preparer = preparer
    await preparer.begin(source)
    while true {
      let room = batchSize.map { $0 - taken }
      async let next = preparer.next(atMost: room)
      let written = writeWaiting()
      let result = await next
      if case .failure(let error) = written { throw error }
      switch result {
      case .success(nil): return
      case .success(let prepared?):
        waiting = prepared
        let count = Int64(prepared.events.events.count)
        taken = batchSize.map { (taken + count) % $0 } ?? 0
      case .failure(let error): throw error
      }
    }
  }

  /// Writes what is left and makes it durable.
  package func finish() throws(ImportError) -> Outcome {
    if case .failure(let error) = writeWaiting() { throw error }
    try commit()
    outcome.kinds = Kind.allCases.compactMap { kind in
      let count = counts[Int(kind.rawValue)]
      return count > 0 ? (kind, count) : nil
    }
    return outcome
  }

  private func writeWaiting() -> Result<Void, ImportError> {
    guard let prepared = waiting else { return .success(()) }
    waiting = nil
    let events = prepared.events
    do throws(StoreError) {
      try writer.append(events)
      done += Int64(events.events.count)
      inBatch += Int64(events.events.count)
      progress(Progress(events: done, inputBytes: prepared.chunk.inputBytes))
      if let batchSize, inBatch >= batchSize {
        do throws(ImportError) {
          try commit()
          try storing { () throws(StoreError) in try writer.begin() }
        } catch {
          return .failure(error)
        }
      }
      return .success(())
    } catch {
      return .failure(located(error, prepared))
    }
  }

  /// The error with the line it is about: a conflict begins with the place of its event.
  private func located(_ error: StoreError, _ prepared: Preparer.Prepared) -> ImportError {
    guard error.code == .conflict else { return ImportError(error) }
    var event = Event(.note)
    for number in 0..<prepared.events.events.count {
      prepared.events.events.read(number, into: &event)
      if error.description.hasPrefix("\(event.position) ") {
        return ImportError(
          "\(prepared.chunk.place(of: number)): \(error.description)", isConflict: true)
      }
    }
    return ImportError(error)
  }

  private func commit() throws(ImportError) {
    let batch = try storing { () throws(StoreError) in try writer.commit() }
    outcome.added += batch.added
    outcome.alreadyThere += batch.alreadyThere
    outcome.newBlocks += batch.newBlocks
    for (kind, count) in batch.kinds { counts[Int(kind.rawValue)] += count }
    inBatch = 0
  }

  private func storing<R>(_ body: () throws(StoreError) -> R) throws(ImportError) -> R {
    do throws(StoreError) { return try body() } catch { throw ImportError(error) }
  }
}
