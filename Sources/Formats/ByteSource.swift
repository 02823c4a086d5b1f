/// The bytes of a file, of standard input or of memory, unpacked on the way.
///
/// Gzip and zstd data is recognised by its first bytes, not by the name of the file. The memory in
/// use does not grow with the input.
package final class ByteSource {
  /// Where the packed bytes come from.
  private enum Origin: ~Copyable {
    case file(FileHandle)
    case memory([UInt8])
  }

  /// The name for messages: the path as given, or "standard input".
  package let name: String
  /// The size of the input before unpacking; nil when it cannot be known, as for a pipe.
  package let totalBytes: Int?
  /// How the input is packed.
  package private(set) var compression = Compression.none
  /// How many bytes of the input, before unpacking, were used so far.
  ///
  /// For progress.
  package private(set) var consumedBytes = 0
  /// How many unpacked bytes were given so far.
  package private(set) var expandedBytes = 0

  private let origin: Origin
  private let chunkSize: Int
  private var decompressor: (any Decompressor)?
  /// Bytes that were read from the origin and not used yet: `pending[pendingStart...]`.
  private var pending: [UInt8] = []
  private var pendingStart = 0
  private var memoryOffset = 0
  private var isAtEndOfOrigin = false
  private var isAtBoundary = false
  private var isFinished = false

  /// Opens a file; "-" is standard input.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - chunkSize: How many packed bytes are read at a time.
  /// - Throws: ``InputError`` when it cannot be opened, is a directory, or is packed in a way that
  ///   is not read.
  package init(path: String, chunkSize: Int = 256 * 1024) throws(InputError) {
    let file = try FileHandle(path: path)
    name = path == "-" ? "standard input" : path
    totalBytes = file.size
    origin = .file(file)
    self.chunkSize = max(1, chunkSize)
    try recognise()
  }

  /// Reads from memory as if it were a file, unpacking included.
  package init(
    bytes: [UInt8], name: String, chunkSize: Int = 256 * 1024
  ) throws(InputError) {
    self.name = name
    totalBytes = bytes.count
    origin = .memory(bytes)
    self.chunkSize = max(1, chunkSize)
    try recognise()
  }

  // MARK: - Reading

  /// Reads the next unpacked bytes, at most `count`, which is positive.
  ///
  /// An empty array is the end.
  package func read(upTo count: Int) throws(InputError) -> [UInt8] {
    var failure: InputError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(InputError) {
        filled = unsafe try fill(UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Reads everything that is left.
  ///
  /// - Parameter limit: The most unpacked bytes that are accepted. It guards against small files
  ///   that unpack to more than the memory holds.
  /// - Returns: The bytes; none at the end of the input.
  /// - Throws: ``InputError`` when the input is larger, damaged or cannot be read.
  package func readAll(limit: Int) throws(InputError) -> [UInt8] {
    var all: [UInt8] = []
    if compression == .none, let totalBytes { all.reserveCapacity(min(totalBytes, limit) + 1) }
    while true {
      let chunk = try read(upTo: min(chunkSize, limit - all.count + 1))
      if chunk.isEmpty { return all }
      all += chunk
      if all.count > limit {
        let size = compression == .none ? "is larger" : "unpacks to more"
        throw InputError(
          .tooLarge, "\(name) \(size) than \(limit) bytes, the most that is read at once",
          source: name)
      }
    }
  }

  /// Fills `target` with unpacked bytes, as much as is there; 0 is the end.
  func fill(_ target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    guard !isFinished, unsafe !target.isEmpty else { return 0 }
    let count =
      if let decompressor {
        unsafe try unpack(with: decompressor, into: target)
      } else {
        unsafe try fillPlain(target)
      }
    expandedBytes += count
    isFinished = count == 0
    return count
  }

  private func fillPlain(_ target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let count: Int
    if pendingStart < pending.count {
      count = min(target.count, pending.count - pendingStart)
      unsafe target.copyBytes(from: pending[pendingStart..<pendingStart + count])
      pendingStart += count
    } else {
      count = unsafe try readOrigin(target)
    }
    consumedBytes += count
    return count
  }

  private func unpack(
    with decompressor: any Decompressor, into target: UnsafeMutableRawBufferPointer
  ) throws(InputError) -> Int {
    while true {
      if isAtBoundary, try isEndAfterBoundary(decompressor) { return 0 }
      if pendingStart == pending.count { try refill() }
      let input = pending[pendingStart...]
      let step = unsafe input.withUnsafeBytes { unsafe decompressor.step($0, into: target) }
      pendingStart += step.consumed
      consumedBytes += step.consumed
      if case .corrupt(let words) = step.state {
        throw corrupt("damaged compressed data near its byte \(consumedBytes) (\(words))")
      }
      if case .atBoundary = step.state { isAtBoundary = true }
      if step.produced > 0 { return step.produced }
      if isAtEndOfOrigin && step.consumed == 0 && !isAtBoundary {
        throw InputError(
          .truncated,
          "\(name) ends in the middle of its compressed data: the file is truncated",
          source: name)
      }
    }
  }

  /// After a member or frame: whether nothing but padding follows.
  private func isEndAfterBoundary(_ decompressor: any Decompressor) throws(InputError) -> Bool {
    while pendingStart == pending.count || decompressor.isPadding(pending[pendingStart...]) {
      consumedBytes += pending.count - pendingStart
      pendingStart = pending.count
      try refill()
      if isAtEndOfOrigin && pendingStart == pending.count { return true }
    }
    guard decompressor.canBegin(pending[pendingStart...]) else {
      throw InputError(
        .corrupt,
        "\(name) goes on behind its compressed data with something else, from its byte "
          + "\(consumedBytes + 1) on: copy or download the file again, or cut that off",
        source: name)
    }
    isAtBoundary = false
    return false
  }

  private func corrupt(_ what: String) -> InputError {
    InputError(
      .corrupt, "\(name) holds \(what): copy or download the file again", source: name)
  }

  // MARK: - The origin

  /// Reads the first bytes and chooses the decompressor.
  private func recognise() throws(InputError) {
    while pending.count < Compression.magicLength && !isAtEndOfOrigin {
      try appendToPending()
    }
    compression = try Compression.recognise(pending[...], name: name)
    switch compression {
    case .none:
      // A packed file is never empty, but a download that broke off at once is.
      if pending == [0x1F], name.hasSuffix(".gz") {
        throw InputError(
          .truncated, "\(name) ends after its first byte: the file is truncated", source: name)
      }
      if pending.isEmpty, name.hasSuffix(".gz") || name.hasSuffix(".zst") {
        throw InputError(
          .truncated, "\(name) is empty, as no packed file is: the file is truncated", source: name)
      }
      return
    case .gzip: decompressor = GzipDecompressor()
    case .zstd: decompressor = ZstdDecompressor()
    }
    if decompressor == nil {
      throw InputError(.readFailed, "\(name) cannot be unpacked: no memory", source: name)
    }
  }

  private func refill() throws(InputError) {
    pending.removeAll(keepingCapacity: true)
    pendingStart = 0
    if !isAtEndOfOrigin { try appendToPending() }
  }

  private func appendToPending() throws(InputError) {
    var failure: InputError?
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, filled in
      do throws(InputError) {
        filled = unsafe try readOrigin(UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    if pending.isEmpty { pending = chunk } else { pending += chunk }
  }

  private func readOrigin(_ target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let count: Int
    switch origin {
    case .file(let file):
      count = unsafe try file.read(into: target, name: name)
    case .memory(let bytes):
      // Like a file, memory gives no more than a chunk at a time.
      count = min(target.count, chunkSize, bytes.count - memoryOffset)
      unsafe target.copyBytes(from: bytes[memoryOffset..<memoryOffset + count])
      memoryOffset += count
    }
    if count == 0 { isAtEndOfOrigin = true }
    return count
  }
}
