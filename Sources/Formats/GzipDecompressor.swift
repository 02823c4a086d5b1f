internal import CZlib

/// Unpacks gzip data of any number of members.
@safe final class GzipDecompressor: Decompressor {
  /// zlib remembers the address of its state, so the state has a place of its own.
  private let stream: UnsafeMutablePointer<z_stream>
  private var isAtBoundary = false

  /// Returns nil when there is no memory.
  init?() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe czlib_inflate_init_gzip(stream) == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecompressionStep {
    if isAtBoundary {
      _ = unsafe inflateReset(stream)
      isAtBoundary = false
    }
    let available = min(input.count, Int(UInt32.max))
    let room = min(output.count, Int(UInt32.max))
    // zlib reads through this pointer only; its type lacks `const`.
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(available)
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(room)
    let result = unsafe inflate(stream, Z_NO_FLUSH)
    let consumed = unsafe available - Int(stream.pointee.avail_in)
    let produced = unsafe room - Int(stream.pointee.avail_out)
    return DecompressionStep(consumed: consumed, produced: produced, state: state(of: result))
  }

  func canBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B].prefix(bytes.count))
  }

  func isPadding(_ bytes: ArraySlice<UInt8>) -> Bool {
    // Tapes and some archivers fill the last block with zeros; gzip itself ignores them too.
    bytes.allSatisfy { $0 == 0 }
  }

  private func state(of result: Int32) -> DecompressionStep.State {
    switch result {
    case Z_STREAM_END:
      isAtBoundary = true
      return .atBoundary
    case Z_OK, Z_BUF_ERROR:
      return .inside
    default:
      guard let words = unsafe stream.pointee.msg else { return .corrupt("error \(result)") }
      return .corrupt(unsafe String(cString: words))
    }
  }
}
