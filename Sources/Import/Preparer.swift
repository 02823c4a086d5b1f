internal import Ledger
internal import Store

/// Some lines of an input.
struct Chunk: Sendable {
  /// The bytes that hold the lines.
  let bytes: [UInt8]
  /// The lines, without their line ends.
  var lines: ArraySlice<Range<Int>>
  /// How much of the input was read for this, in bytes before unpacking; nil when nobody counts.
  var inputBytes: Int64?
  /// Names the place that the n-th line of the whole chunk came from.
  let origin: @Sendable (Int) -> String

  /// A chunk of whole lines.
  init(
    bytes: [UInt8], lines: [Range<Int>], inputBytes: Int64? = nil,
    origin: @escaping @Sendable (Int) -> String
  ) {
    self.bytes = bytes
    self.lines = lines[...]
    self.inputBytes = inputBytes
    self.origin = origin
  }

  /// Where the n-th of the present lines came from, for people.
  func place(of number: Int) -> String {
    origin(lines.startIndex + number)
  }
}

/// Gives the lines of an input, chunk by chunk.
protocol ChunkSource {
  /// The next lines; nil at the end.
  mutating func next() throws(ImportError) -> Chunk?
}

/// Reads an input, checks and hashes its lines, on one core while another writes the lines before.
actor Preparer {
  /// Lines ready to be written, and where they came from.
  struct Prepared: Sendable {
    let events: PreparedEvents
    let chunk: Chunk
  }

  private var intake: Intake
  private var source: (any ChunkSource)?
  private var rest: Chunk?

  init(_ intake: Intake) {
    self.intake = intake
  }

  /// Goes on with another input.
  func begin(_ source: sending any ChunkSource) {
    self.source = source
    rest = nil
  }

  /// The next lines, prepared, at most so many; nil at the end of the input.
  func next(atMost limit: Int64?) -> Result<Prepared?, ImportError> {
    do throws(ImportError) {
      guard var chunk = try nextChunk() else { return .success(nil) }
      if let limit, chunk.lines.count > limit {
        rest = chunk
        rest?.lines = chunk.lines.dropFirst(Int(limit))
        chunk.lines = chunk.lines.prefix(Int(limit))
      }
      return .success(Prepared(events: try prepare(chunk), chunk: chunk))
    } catch {
      return .failure(error)
    }
  }

  private func nextChunk() throws(ImportError) -> Chunk? {
    if let rest {
      self.rest = nil
      return rest
    }
    return try source?.next()
  }

  private func prepare(_ chunk: Chunk) throws(ImportError) -> PreparedEvents {
    do throws(IntakeError) {
      return try intake.prepare(chunk.bytes.span, lines: Array(chunk.lines))
    } catch {
      let line = chunk.lines[chunk.lines.startIndex + error.line]
      let cause = error.cause.located(in: chunk.bytes.span, line)
      throw ImportError("\(chunk.place(of: error.line)): \(cause)")
    }
  }
}
