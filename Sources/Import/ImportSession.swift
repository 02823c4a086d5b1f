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

    /// Some of the lines.
    func lines(_ range: Range<Int>) -> Chunk {
      let origin = origin
      return Chunk(bytes: bytes, lines: Array(lines[range])) { origin($0 + range.lowerBound) }
    }
  }

  private let writer: LedgerWriter
  private let batchSize: Int64?
  private let progress: (Int64) -> Void
  private let preparer: Preparer
  private var waiting: (events: PreparedEvents, chunk: Chunk)?
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
  ///   - progress: Told the number of events taken in.
  /// - Throws: `ImportError` when the ledger cannot be written.
  package init(
    _ writer: LedgerWriter, batchSize: Int64? = nil, progress: @escaping (Int64) -> Void = { _ in }
  ) throws(ImportError) {
    self.writer = writer
    self.batchSize = batchSize
    self.progress = progress
    preparer = Preparer(writer.makeIntake())
    try storing { () throws(StoreError) in try writer.begin() }
  }

  /// Takes in a chunk, cut where a batch ends.
  func take(_ chunk: Chunk) async throws(ImportError) {
    guard let batchSize else { return try await takeWhole(chunk) }
    var first = 0
    while first < chunk.lines.count {
      let room = batchSize - taken
      let last = Int(min(Int64(chunk.lines.count), Int64(first) + min(room, Int64(Int32.max))))
      try await takeWhole(chunk.lines(first..<last))
      taken = (taken + Int64(last - first)) % batchSize
      first = last
    }
  }

  /// Takes in a chunk; the one before it is written meanwhile.
  private func takeWhole(_ chunk: Chunk) async throws(ImportError) {
    let preparer = preparer
    async let prepared = preparer.prepare(chunk)
    let written = writeWaiting()
    let result = await prepared
    if case .failure(let error) = written { throw error }
    switch result {
    case .success(let events): waiting = (events, chunk)
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

  private func writeWaiting() -> Result<Void, ImportError> {
    guard let (events, chunk) = waiting else { return .success(()) }
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
      return .failure(located(error, events, chunk))
    }
  }

  /// The error with the line it is about: a conflict begins with the place of its event.
  private func located(
    _ error: StoreError, _ events: PreparedEvents, _ chunk: Chunk
  ) -> ImportError {
    guard error.code == .conflict else { return ImportError(error) }
    var event = Event(.note)
    for number in 0..<events.events.count {
      events.events.read(number, into: &event)
      if error.description.hasPrefix("\(event.position) ") {
        return ImportError("\(chunk.origin(number)): \(error.description)", isConflict: true)
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

/// Owns the intake, so that lines are prepared in place on one core while another writes.
private actor Preparer {
  private var intake: Intake

  init(_ intake: Intake) {
    self.intake = intake
  }

  func prepare(_ chunk: ImportSession.Chunk) -> Result<PreparedEvents, ImportError> {
    do throws(IntakeError) {
      return .success(try intake.prepare(chunk.bytes.span, lines: chunk.lines))
    } catch {
      return .failure(ImportError("\(chunk.origin(error.line)): \(error.cause)"))
    }
  }
}
