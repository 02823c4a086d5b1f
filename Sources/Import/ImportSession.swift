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

  /// Some lines of one input.
  struct Chunk: Sendable {
    var bytes: [UInt8]
    var lines: [Range<Int>]
    /// Where each line comes from, for errors.
    var origin: @Sendable (Int) -> String
  }

  private let writer: LedgerWriter
  private let batchSize: Int64?
  private let progress: (Int64) -> Void
  private var intake: Intake
  private var waiting: (events: PreparedEvents, chunk: Chunk)?
  private var outcome = Outcome()
  private var counts = [Int64](repeating: 0, count: Kind.allCases.count)
  private var inBatch: Int64 = 0
  private var done: Int64 = 0

  /// An import into a ledger.
  ///
  /// - Parameters:
  ///   - writer: The ledger.
  ///   - batchSize: Commits after so many events; nil means all or nothing.
  ///   - progress: Told the number of events taken in.
  package init(
    _ writer: LedgerWriter, batchSize: Int64? = nil, progress: @escaping (Int64) -> Void = { _ in }
  ) throws(ImportError) {
    self.writer = writer
    self.batchSize = batchSize
    self.progress = progress
    intake = writer.makeIntake()
    try storing { () throws(StoreError) in try writer.begin() }
  }

  /// Takes in a chunk; the one before it is written meanwhile.
  func take(_ chunk: Chunk) async throws(ImportError) {
    let current = intake
    async let prepared = Self.prepare(current, chunk)
    let written = writeWaiting()
    let result = await prepared
    if case .failure(let error) = written { throw error }
    switch result {
    case .success(let (next, events)):
      intake = next
      waiting = (events, chunk)
    case .failure(let error): throw error
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

  @concurrent
  private static func prepare(
    _ intake: Intake, _ chunk: Chunk
  ) async -> Result<(Intake, PreparedEvents), ImportError> {
    var intake = intake
    do throws(IntakeError) {
      let events = try intake.prepare(chunk.bytes.span, lines: chunk.lines)
      return .success((intake, events))
    } catch {
      return .failure(ImportError("\(chunk.origin(error.line)): \(error.cause)"))
    }
  }

  private func writeWaiting() -> Result<Void, ImportError> {
    guard let (events, _) = waiting else { return .success(()) }
    waiting = nil
    do throws(StoreError) {
      try writer.append(events)
      done += Int64(events.events.count)
      inBatch += Int64(events.events.count)
      progress(done)
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
      return .failure(ImportError(error))
    }
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
